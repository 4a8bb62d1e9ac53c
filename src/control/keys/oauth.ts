// OAuth 2.0 client credentials (RFC 6749 §4.4): a test key as id and secret, exchanged for a short-lived token. The client id is
// the key's id, the secret is the key. The key's restrictions hold here as on API calls.
import { type SigningKeys, proveKey } from "#lib/key.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import type { Control } from "../context.ts";
import { findWorkingKey } from "./keys.ts";
import { createToken } from "./tokens.ts";

export type TokenRequest = {
  id: string | undefined;
  secret: string;
  scopes: string[] | undefined;
  /** Where the client calls from. */
  address: string;
};
export type Granted = { access_token: string; token_type: "Bearer"; expires_in: number; scope?: string };

const LASTS_SECONDS = 3600;
const UNKNOWN = "The client id is a test key's id, the secret the key; both must work.";

/** A token for these credentials, or why they are none that work here. Scopes it may not have are a Problem. */
export async function exchangeToken(
  control: Control,
  signingKeys: SigningKeys,
  { id, secret, scopes, address }: TokenRequest,
): Promise<Result<Granted, string>> {
  const claims = await proveKey(signingKeys, secret);
  if (!claims || claims.mode !== "test" || (id !== undefined && id !== claims.keyId)) return fail(UNKNOWN);
  const found = await findWorkingKey(control, claims, address);
  if (!found.ok) return fail(found.failure.code === "forbidden" ? found.failure.message : UNKNOWN);
  const key = found.value;
  if (key.kind === "token")
    return fail("A token is not exchanged for another. Use the key it was made from.");
  const actor = { user: `key ${key.id}`, partner: key.partner, role: "developer" };
  const token = await createToken(control, actor, key.owner, key.id, LASTS_SECONDS * 1000, scopes);
  const lifetime = Math.min(LASTS_SECONDS * 1000, (key.expires ?? Infinity) - control.now);
  return succeed({
    access_token: token.rawKey,
    token_type: "Bearer",
    expires_in: Math.floor(lifetime / 1000),
    ...(token.scopes.length === 0 ? {} : { scope: token.scopes.join(" ") }),
  });
}
