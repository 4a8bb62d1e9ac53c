// The text of a service token: a prefix that secret scanners can look for, and 256 random bits. Its hash is all that is stored,
// which for so many bits needs neither salt nor stretching.
import { base62, base62Width } from "./bytes.ts";
import { randomBytes } from "./ids.ts";

const PREFIX = "sandbar_service_";
const RANDOM_BYTES = 32;
const GRAMMAR = new RegExp(`^${PREFIX}[0-9A-Za-z]{${base62Width(RANDOM_BYTES)}}$`);

export const newServiceToken = (): string => PREFIX + base62(randomBytes(RANDOM_BYTES));

/** Whether a text has the form of a service token: it may still be unknown, expired or revoked. */
export const isServiceToken = (text: string): boolean => GRAMMAR.test(text);
