// Random identifiers and bytes. With random.ts the only place that reads system randomness.
import { BASE62, base62 } from "./bytes.ts";
import type { Random } from "./random.ts";

/** Bytes in the id of a sandbox or a partner: both stand in keys, in the same field. */
export const OWNER_BYTES = 10;
/** Bytes in the id of an API, and of a key. */
export const API_BYTES = 6;
export const KEY_ID_BYTES = 9;

export const randomBytes = (length: number): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(new Uint8Array(length));

export const newOwnerId = (): string => base62(randomBytes(OWNER_BYTES));
export const newApiId = (): string => base62(randomBytes(API_BYTES));
export const newKeyId = (): string => base62(randomBytes(KEY_ID_BYTES));

/** `newId("evt")` gives `evt_` and 20 base62 characters: 119 random bits. */
export function newId(prefix: string): string {
  let id = `${prefix}_`;
  for (let i = 0; i < 20; i++) id += letter();
  return id;
}

/**
 * A UUID of version 4, made of the given dice. Its variant is drawn, too, unless it is given: records that are seeded take 8,
 * so that one seed goes on giving the same records.
 */
export function newUuid(random: Random, variant?: "8"): string {
  const hex = (length: number): string => random.text("0123456789abcdef", length);
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${variant ?? random.text("89ab", 1)}${hex(3)}-${hex(12)}`;
}

/** Random bytes drawn in advance: every call needs an id or two, and drawing is dearer than choosing. */
let pool = new Uint8Array(0);
let next = 0;

function letter(): string {
  for (;;) {
    if (next >= pool.length) {
      pool = randomBytes(512);
      next = 0;
    }
    // 64 values of which 62 are letters: what is none is thrown away, so that all are as likely.
    const drawn = BASE62[(pool[next++] ?? 0) & 63];
    if (drawn !== undefined) return drawn;
  }
}
