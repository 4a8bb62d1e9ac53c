// What `npm start` prints when it is ready.
import path from "node:path";
import type { LocalFile } from "./local-file.ts";
import { LOCAL_FILE } from "./paths.ts";

/** What was opened, how to call it, and where it is written. */
export function welcome(local: LocalFile, say: (line: string) => void): void {
  const first = local.apis["stripe"] ?? Object.values(local.apis)[0];
  say(`\nSandbar is ready at ${local.baseUrl}\n`);
  for (const [slug, api] of Object.entries(local.apis)) {
    say(`  ${slug}`);
    say(`    host     ${api.baseUrl}`);
    say(`    path     ${api.pathUrl}`);
    say(`    own URL  ${api.sandboxUrl}`);
    say(`    test key ${api.testKey}`);
    if (api.liveKey !== undefined) say(`    live key ${api.liveKey}`);
  }
  say(`\n  session token (for the platform's own API)\n    ${local.sessionToken}`);
  if (first) {
    say("\nTry it:\n");
    say(
      `  curl ${first.pathUrl}/v1/customers -H "Authorization: Bearer ${first.testKey}" -d email=test@example.com`,
    );
    say(`  curl "${first.pathUrl}/v1/customers?limit=2" -H "Authorization: Bearer ${first.testKey}"`);
    say(
      `  curl ${local.baseUrl}/v1/customers -u ${first.testKey}:          # bare host: the key knows its API`,
    );
    say(
      `  curl ${local.baseUrl}/api/v1/settings/api-access/sandbox/status -H "Authorization: Bearer ${local.sessionToken}"`,
    );
  }
  say("\nYour own API:  npx sandbar generate ./your-api-openapi.yaml");
  say(
    `All of this is in ${path.relative(process.cwd(), LOCAL_FILE)}. Ctrl-C stops; npm start goes on where it was.`,
  );
}
