// Finding a credential by its grammar, wherever a client may put it: Authorization, Basic parts, any header, the
// query, a cookie, at last a small body field the API declares. What is found is proved before anything else is asked.
import type { KeyPlace } from "#contract/call.ts";
import { fromUtf8 } from "#lib/bytes.ts";
import { KEY_GRAMMAR, type KeyClaims, type SigningKeys, keyInAuthorization, proveKey } from "#lib/key.ts";

export type FoundKey = { text: string; place: KeyPlace };

const MAX_BODY_LOOK = 64 * 1024;

export function findKey(request: Request, url: URL): FoundKey | undefined {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) {
    const text = keyInAuthorization(authorization);
    const isBasic = /^basic\s/i.test(authorization);
    if (text !== undefined) return { text, place: { kind: isBasic ? "basic" : "bearer" } };
    if (isBasic) return undefined;
  }
  for (const [name, value] of request.headers) {
    if (name === "authorization" || name === "cookie" || value.length > 400) continue;
    const text = KEY_GRAMMAR.exec(value)?.[0];
    if (text === value.trim()) return { text, place: { kind: "header", name } };
  }
  for (const [name, value] of url.searchParams) {
    const text = KEY_GRAMMAR.exec(value)?.[0];
    if (text !== undefined && text === value) return { text, place: { kind: "query", name } };
  }
  return findKeyInCookies(request.headers.get("cookie") ?? "");
}

function findKeyInCookies(cookies: string): FoundKey | undefined {
  for (const pair of cookies.split(";")) {
    const [name = "", value] = pair.trim().split("=", 2);
    const text = KEY_GRAMMAR.exec(value ?? "")?.[0];
    if (text !== undefined && text === value) return { text, place: { kind: "cookie", name } };
  }
  return undefined;
}

/** A key in a body field that the API declares for it. */
export function findKeyInBody(body: Uint8Array | null, fields: readonly string[]): FoundKey | undefined {
  if (!body || fields.length === 0 || body.byteLength > MAX_BODY_LOOK) return undefined;
  const text = fromUtf8(body);
  for (const name of fields) {
    const found = new RegExp(
      `"?${escaped(name)}"?\\s*[:=]\\s*"?(${KEY_GRAMMAR.source.replaceAll("\\b", "")})`,
    ).exec(text)?.[1];
    if (found !== undefined) return { text: found, place: { kind: "body", name } };
  }
  return undefined;
}

/** A field name is the provider's text, never a pattern. */
const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const proved = new Map<string, KeyClaims>();
const MAX_PROVED = 2000;

/** Proves a key, remembering what was proved: the MAC of an honest client's key is computed once an isolate. */
export async function prove(signingKeys: SigningKeys, key: string): Promise<KeyClaims | undefined> {
  const known = proved.get(key);
  if (known) return known;
  const claims = await proveKey(signingKeys, key);
  if (!claims) return undefined;
  if (proved.size >= MAX_PROVED) proved.clear();
  proved.set(key, claims);
  return claims;
}
