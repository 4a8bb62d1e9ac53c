// Random sources: a seeded one, which gives the same sequence on every machine (mulberry32), and the system's.
import { fnv1a } from "./hash.ts";

export type Random = {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [low, high]. */
  integer(low: number, high: number): number;
  pick<T>(items: readonly T[]): T | undefined;
  /** `length` characters of the alphabet. */
  text(alphabet: string, length: number): string;
};

export function seededRandom(seed: string): Random {
  let state = fnv1a(seed);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return randomFrom(next);
}

/** The random source for what must not repeat (ids of new records). */
export const systemRandom = (): Random =>
  randomFrom(() => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 4294967296);

function randomFrom(next: () => number): Random {
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    integer,
    pick: (items) => items[integer(0, items.length - 1)],
    text: (alphabet, length) => {
      let text = "";
      for (let i = 0; i < length; i++) text += alphabet.charAt(integer(0, alphabet.length - 1));
      return text;
    },
  };
}
