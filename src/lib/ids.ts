// Random identifiers. The only place, with the clock, where chance enters.
import { base62 } from "./bytes.ts";

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

/** `newId("evt")` gives `evt_` and 20 base62 characters of 118 random bits. */
export const newId = (prefix: string): string => `${prefix}_${base62(randomBytes(15)).slice(1)}`;
