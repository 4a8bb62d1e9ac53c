// API keys that prove themselves: `{prefix}_{mode}_{body}`, where the body is base62 of
// version, kind, placement, owner (sandbox or partner), bound API, key id, 128 random bits, and a 64-bit
// truncated HMAC-SHA-256 over all of it with prefix and mode. Verifying needs no storage.
import { base62, base62Width, fromBase62, fromBase64, fromUtf8, joinBytes, utf8 } from "./bytes.ts";
import { equalBytes, hmacSha256, sha256Hex } from "./hash.ts";
import { API_BYTES, KEY_ID_BYTES, OWNER_BYTES, randomBytes } from "./ids.ts";

export type Mode = "test" | "live";

export type KeyClaims = {
  prefix: string;
  mode: Mode;
  /** Sandbox id in test mode, partner id in live mode. */
  owner: string;
  /** The API the key is bound to; null opens every API of its sandbox. */
  api: string | null;
  keyId: string;
  /** SHA-256 of the whole key, hex: what D1 and the tenant store. */
  hash: string;
};

/** Secrets that sign keys, newest first: minting uses the first, verifying tries all. */
export type SigningKeys = readonly string[];

const VERSION = 1;
const KIND_KEY = 1;
const PLACEMENT_ANYWHERE = 0;
const RANDOM_BYTES = 16;
const MAC_BYTES = 8;
const PAYLOAD_BYTES = 3 + OWNER_BYTES + API_BYTES + KEY_ID_BYTES + RANDOM_BYTES;
const ID_START = 3 + OWNER_BYTES + API_BYTES;
const BODY_BYTES = PAYLOAD_BYTES + MAC_BYTES;
const BODY_WIDTH = base62Width(BODY_BYTES);
const NO_API = "\0".repeat(API_BYTES);

/** Finds a key anywhere in a text, by its grammar alone. */
export const KEY_GRAMMAR = new RegExp(`\\b([a-z][a-z0-9]{0,15})_(test|live)_([0-9A-Za-z]{${BODY_WIDTH}})\\b`);
/** The same with anything before and after it: a key among other letters is a key still. For `replace` and `matchAll` only. */
export const KEY_ANYWHERE = new RegExp(KEY_GRAMMAR.source.replaceAll("\\b", ""), "g");
/** The key in an Authorization header: a part of Basic credentials, or what stands behind any other scheme. */
export function keyInAuthorization(authorization: string): string | undefined {
  const basic = /^basic\s+(\S+)$/i.exec(authorization)?.[1];
  if (basic === undefined) return KEY_GRAMMAR.exec(authorization)?.[0];
  const decoded = fromBase64(basic);
  return KEY_GRAMMAR.exec(decoded ? fromUtf8(decoded) : "")?.[0];
}
const WHOLE_KEY = new RegExp(`^${KEY_GRAMMAR.source}$`);

/** Mints a key; the caller shows it once and stores only `claims.hash`. */
export async function mintKey(
  signingKeys: SigningKeys,
  grant: { prefix: string; mode: Mode; owner: string; api: string | null; keyId: string },
): Promise<{ key: string; claims: KeyClaims }> {
  const owner = fromBase62(grant.owner, OWNER_BYTES);
  const api = grant.api === null ? utf8(NO_API) : fromBase62(grant.api, API_BYTES);
  const keyId = fromBase62(grant.keyId, KEY_ID_BYTES);
  const secret = signingKeys[0];
  if (!owner || !api || !keyId || secret === undefined) throw new Error("malformed key grant");
  const head = Uint8Array.of(VERSION, KIND_KEY, PLACEMENT_ANYWHERE);
  const payload = joinBytes([head, owner, api, keyId, randomBytes(RANDOM_BYTES)]);
  const body = joinBytes([payload, await macOf(secret, `${grant.prefix}_${grant.mode}_`, payload)]);
  const key = `${grant.prefix}_${grant.mode}_${base62(body)}`;
  return { key, claims: { ...grant, hash: await sha256Hex(key) } };
}

/** The claims of a genuine key, or undefined for anything else: a foreign text, an edited or forged key. */
export async function proveKey(signingKeys: SigningKeys, key: string): Promise<KeyClaims | undefined> {
  const parts = WHOLE_KEY.exec(key);
  const [, prefix = "", mode = "", text = ""] = parts ?? [];
  const body = fromBase62(text, BODY_BYTES);
  if (!body || body[0] !== VERSION || body[1] !== KIND_KEY) return undefined;
  const payload = body.slice(0, PAYLOAD_BYTES);
  const mac = body.slice(PAYLOAD_BYTES);
  for (const secret of signingKeys) {
    if (!equalBytes(await macOf(secret, `${prefix}_${mode}_`, payload), mac)) continue;
    const ownerEnd = 3 + OWNER_BYTES;
    const apiEnd = ownerEnd + API_BYTES;
    const api = payload.slice(ownerEnd, apiEnd);
    return {
      prefix,
      mode: mode === "live" ? "live" : "test",
      owner: base62(payload.slice(3, ownerEnd)),
      api: api.every((byte) => byte === 0) ? null : base62(api),
      keyId: base62(payload.slice(apiEnd, apiEnd + KEY_ID_BYTES)),
      hash: await sha256Hex(key),
    };
  }
  return undefined;
}

/** The id that the body of a key says, proved by nothing; undefined for a text that is no such body. */
export function claimedKeyId(body: string): string | undefined {
  const bytes = fromBase62(body, BODY_BYTES);
  return bytes && base62(bytes.slice(ID_START, ID_START + KEY_ID_BYTES));
}

/** A text of a key's form and length that says this id and opens nothing: all else in it, the MAC too, is zero. */
export function hollowKey(prefix: string, mode: Mode, keyId: string | undefined): string {
  const id = keyId === undefined ? undefined : fromBase62(keyId, KEY_ID_BYTES);
  const after = new Uint8Array(BODY_BYTES - ID_START - KEY_ID_BYTES);
  // Of an unknown id: the largest number of that width, which is no body.
  const body = id ? base62(joinBytes([new Uint8Array(ID_START), id, after])) : "z".repeat(BODY_WIDTH);
  return `${prefix}_${mode}_${body}`;
}

const SANDBOX_MAC_BYTES = 6;

/** The sandbox's name in its own URL: its id and a MAC, so that a guessed one reaches no object. */
export async function mintSandboxToken(signingKeys: SigningKeys, sandbox: string): Promise<string> {
  const mac = await macOf(signingKeys[0] ?? "", "sandbox-url", utf8(sandbox));
  return sandbox + base62(mac.slice(0, SANDBOX_MAC_BYTES));
}

/** The sandbox id of a genuine token, or undefined. */
export async function proveSandboxToken(
  signingKeys: SigningKeys,
  token: string,
): Promise<string | undefined> {
  const sandbox = token.slice(0, base62Width(OWNER_BYTES));
  for (const secret of signingKeys) {
    if (equalBytes(utf8(await mintSandboxToken([secret], sandbox)), utf8(token))) return sandbox;
  }
  return undefined;
}

async function macOf(secret: string, label: string, payload: Uint8Array): Promise<Uint8Array> {
  return (await hmacSha256(secret, joinBytes([utf8(label), payload]))).slice(0, MAC_BYTES);
}
