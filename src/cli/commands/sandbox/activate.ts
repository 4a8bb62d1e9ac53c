// `sandbar activate`: opens the sandbox of an API, or wakes it, and makes a test key.
import { buildCommand } from "@stricli/core";
import type { z } from "zod";
import type { Activated } from "#contract/account-views.ts";
import { API, IN_SANDBOX, type SandboxFlags, withExamples } from "../../shell/flags.ts";
import { note, print } from "../../shell/output.ts";
import { LIFECYCLE_PATH } from "#contract/gateway-config.ts";
import { inSandbox } from "../../shell/sandbox.ts";
import { SEED, type SeedFlags, seedBody } from "../../shell/seed-flags.ts";
import type { Shell } from "../../shell/shell.ts";

export const activate = buildCommand({
  docs: {
    brief: "Open the sandbox of an API, and make a test key",
    fullDescription: withExamples(
      "Opens it with seed records, or wakes one that was deactivated. Each time one more test key is made and shown once.",
      "sandbar activate your-api",
      "sandbar activate your-api --sandbox ci --seed-profile empty",
    ),
  },
  parameters: { flags: { ...IN_SANDBOX, ...SEED }, positional: { kind: "tuple", parameters: [API] } },
  async func(this: Shell, flags: SandboxFlags & SeedFlags, api: string) {
    const { client, query, server } = await inSandbox(this, flags, api);
    const made = await client<z.infer<typeof Activated>>(
      "POST",
      `${LIFECYCLE_PATH}/activate?${query}`,
      seedBody(flags),
    );
    const url = `${server}/sandbox/${api}`;
    print(this, { ...made, url }, () => [
      `✓ The sandbox '${flags.sandbox}' of ${api} is active`,
      `  url       ${url}`,
      `  test key  ${made.testApiKey.rawKey}`,
    ]);
    note(this, "The key is shown once.");
  },
});
