// The command line and deployments.
import type { Room } from "./mutant.ts";

export const CLI: Room = {
  name: "cli",
  tests: ["test/cli/"],
  mutants: [
    {
      id: "a-basic-apis-curl-line-ends-the-user-with-a-colon",
      file: "cli/publishing/credential-flag.ts",
      find: "return `-u ${key}:`;",
      replace: "return `-u ${key}`;",
    },
    {
      id: "a-deployment-from-another-machine-makes-a-token-anew",
      file: "cli/deploy/secrets.ts",
      find: 'const keepsToken = wantedToken !== undefined && wantedToken === known && present.includes("ADMIN_TOKEN");',
      replace: 'const keepsToken = present.includes("ADMIN_TOKEN");',
    },
    {
      id: "an-upload-leaves-no-secrets-behind",
      file: "cli/deploy/set-up.ts",
      find: "    await rm(file, { force: true });\n",
      replace: "",
    },
  ],
};
