// What `npm start` prints when it is ready.
import path from "node:path";
import type { BuiltIn } from "../publishing/built-ins.ts";
import { credentialFlag } from "../publishing/credential-flag.ts";
import type { LocalFile } from "./local-file.ts";
import { LOCAL_FILE } from "./paths.ts";

/** What was opened, how to call it, and where it is written. */
export function welcome(
  local: LocalFile,
  { first, portal }: { first: BuiltIn | undefined; portal: "built" | "following" | "none" },
  say: (line: string) => void,
): void {
  const api = first && local.apis[first.slug];
  say(`\nSandbar is ready at ${local.baseUrl}\n`);
  if (portal !== "none")
    say(
      `  portal  ${local.baseUrl}${portal === "built" ? "" : ", in some seconds: it is still being built"}\n`,
    );
  // Paths, because not every client resolves the hosts: those are in the file.
  const width = Math.max(0, ...Object.keys(local.apis).map((slug) => slug.length));
  for (const [slug, one] of Object.entries(local.apis)) {
    say(`  ${slug.padEnd(width)}  ${one.pathUrl}`);
    for (const key of [one.testKey, one.liveKey ?? ""].filter((text) => text !== ""))
      say(`  ${" ".repeat(width)}  ${key}`);
  }
  say(`\n  session token (for the platform's own API)\n    ${local.sessionToken}`);
  if (local.caFile !== undefined) {
    say(`\n  certificate that it is trusted by\n    ${local.caFile}`);
    say(
      `    Node: NODE_EXTRA_CA_CERTS=<file>   curl: --cacert <file>   Python's requests: REQUESTS_CA_BUNDLE=<file>`,
    );
    say(
      "    browsers: import it as an authority for web sites. Its key is kept nowhere, so it signs nothing else.",
    );
  }
  if (first && api) {
    const curl = local.caFile === undefined ? "curl" : `curl --cacert ${local.caFile}`;
    const call = `${first.sample.path} ${credentialFlag(first.sample.scheme, api.testKey)}`;
    say("\nTry it:\n");
    say(`  ${curl} ${api.pathUrl}${call}`);
    say(`  ${curl} ${local.baseUrl}${call}   # bare host: the key knows its API`);
    say(
      `  ${curl} ${local.baseUrl}/api/v1/settings/api-access/sandbox/status -H "Authorization: Bearer ${local.sessionToken}"`,
    );
  }
  say("\nYour own API:  npx sandbar generate ./your-api-openapi.yaml");
  say(
    `All of this, hosts included, is in ${path.relative(process.cwd(), LOCAL_FILE)}. Ctrl-C stops; npm start goes on where it was.`,
  );
}
