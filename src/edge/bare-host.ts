// The bare host, called with a key that proves nothing: SDKs that are given host and port alone send wrong keys here, too, and read
// the refusal in their API's own shape. Which API that is, its path says.
import type { GatewayConfig } from "#contract/gateway-config.ts";
import { fromBase64, fromUtf8 } from "#lib/bytes.ts";
import { gatewayConfigBySlug } from "./gateway-configs.ts";
import { type EdgeEnv, settingsOf } from "./ports.ts";

/** The built-in API whose paths begin as this one does; of several, the one whose keys begin as the credential does. */
export async function builtInAt(
  request: Request,
  path: string,
  env: EdgeEnv,
  now: number,
): Promise<GatewayConfig | undefined> {
  const known = await Promise.all(
    settingsOf(env).BUILT_INS.map((slug) => gatewayConfigBySlug(env.BLOBS, slug, now)),
  );
  const likely = known.filter((config) => config !== undefined && beginsAlike(path, config));
  const credential = credentialIn(request) ?? "";
  return likely.length > 1
    ? likely.find((config) => config !== undefined && credential.startsWith(`${config.keyPrefix}_`))
    : likely[0];
}

/** What a caller gives as a key, whatever it is: behind `Bearer` or `token`, or the user name or password of Basic credentials. */
export function credentialIn(request: Request): string | undefined {
  const [scheme = "", text] = (request.headers.get("authorization") ?? "").split(/\s+/, 2);
  if (text === undefined || text === "") return undefined;
  if (scheme.toLowerCase() !== "basic") return text;
  const decoded = fromBase64(text);
  const [user = "", password = ""] = (decoded ? fromUtf8(decoded) : "").split(":", 2);
  return password === "" ? user : password;
}

/** `sk_test_********cdef`: enough to know it again. */
export const masked = (credential: string): string =>
  credential.length <= 12
    ? credential
    : `${credential.slice(0, 8)}${"*".repeat(credential.length - 12)}${credential.slice(-4)}`;

function beginsAlike(path: string, { basePaths, beginnings }: GatewayConfig): boolean {
  const base = basePaths.find((one) => one !== "" && path.startsWith(`${one}/`)) ?? "";
  const segments = (text: string): string[] => text.split("/").filter((segment) => segment !== "");
  const called = segments(path.slice(base.length).replace(/\.\w+$/, "")).slice(0, 2);
  return beginnings.some((beginning) => {
    const declared = segments(beginning);
    return declared.length === called.length && declared.every((one, i) => one === "{}" || one === called[i]);
  });
}
