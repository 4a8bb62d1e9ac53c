// OAuth 2.0 client credentials (RFC 6749 §4.4): a test key as id and secret, exchanged for a short-lived token. The client id is
// the key's id, the secret is the key.
import { type SecretRing, proveKey } from "../lib/key.ts";
import type { Control } from "./context.ts";
import { createToken, findWorkingKey } from "./keys.ts";

export type Exchange = { id: string | undefined; secret: string; scopes: string[] | undefined };
export type Granted = { access_token: string; token_type: "Bearer"; expires_in: number; scope?: string };

const LASTS_SECONDS = 3600;

/** A token for these credentials; undefined when they are none that work here. */
export async function exchange(
  control: Control,
  ring: SecretRing,
  { id, secret, scopes }: Exchange,
): Promise<Granted | undefined> {
  const claims = await proveKey(ring, secret);
  const key = claims && (await findWorkingKey(control, claims));
  if (!key || key.mode !== "test" || key.kind === "token" || (id !== undefined && id !== key.id))
    return undefined;
  const actor = { user: `key ${key.id}`, partner: key.partner, role: "developer" };
  const token = await createToken(control, actor, key.owner, key.id, LASTS_SECONDS * 1000, scopes);
  return {
    access_token: token.rawKey,
    token_type: "Bearer",
    expires_in: LASTS_SECONDS,
    ...(token.scopes.length === 0 ? {} : { scope: token.scopes.join(" ") }),
  };
}
