// SHA-256 and HMACs on WebCrypto, which Node and workerd share.
import { hex, utf8 } from "./bytes.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export async function sha256(input: string | Bytes): Promise<Bytes> {
  const bytes = typeof input === "string" ? utf8(input) : input;
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

export const sha256Hex = async (input: string | Bytes): Promise<string> => hex(await sha256(input));

export const hmacSha256 = (secret: string | Bytes, input: string | Bytes): Promise<Bytes> =>
  hmac("sha256", secret, input);

/** SHA-1 only for APIs that still sign so. */
const HASHES = { sha1: "SHA-1", sha256: "SHA-256", sha512: "SHA-512" } as const;

export async function hmac(
  algorithm: keyof typeof HASHES,
  secret: string | Bytes,
  input: string | Bytes,
): Promise<Bytes> {
  const hash = HASHES[algorithm];
  const raw = typeof secret === "string" ? utf8(secret) : secret;
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash }, false, ["sign"]);
  const bytes = typeof input === "string" ? utf8(input) : input;
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes));
}

/** Compares without stopping at the first difference. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

/** A 32-bit FNV-1a hash: fast, for seeds and sharding, never for secrets. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
