// A local server as environment variables: for tests and scripts in any language.
import type { LocalFile } from "./local-file.ts";
import { STATE } from "./paths.ts";

/** `SANDBAR_SERVER` and `SANDBAR_TOKEN` are what `sandbar` itself reads; each API has its own URL and key. */
export function environmentOf(local: LocalFile): Record<string, string> {
  const environment: Record<string, string> = {
    SANDBAR_URL: local.baseUrl,
    SANDBAR_SERVER: local.baseUrl,
    SANDBAR_TOKEN: local.sessionToken,
    SANDBAR_STATE: STATE,
  };
  // Node adds these to those it trusts; other languages take a file in their own way.
  if (local.caFile !== undefined) {
    environment["SANDBAR_CA_FILE"] = local.caFile;
    environment["NODE_EXTRA_CA_CERTS"] = local.caFile;
  }
  for (const [slug, api] of Object.entries(local.apis)) {
    const name = `SANDBAR_${slug.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_")}`;
    environment[`${name}_URL`] = api.pathUrl;
    environment[`${name}_KEY`] = api.testKey;
  }
  return environment;
}
