// A text that matches a pattern and keeps within a length: literals, classes, groups with alternatives, counted repeats,
// inline flags; text that a `(?!…)` of plain characters forbids is not made. Other look-aheads are passed over: who asks
// holds the sample against the pattern. What is beyond that (look-behind, back-references) gives nothing.
import {
  type CharacterClass,
  alphabetOf,
  classOfEscape,
  classOfProperty,
  complement,
} from "./character-class.ts";
import type { Random } from "./random.ts";

/** How many more than it must a repeat without an upper bound has at most. */
const MORE = 8;
const MAX_REPEAT = 2000;
/** Atoms made for one sample: repeats of repeats end here. */
const MAX_WORK = 5000;
const TRIES = 24;

class Unsupported extends Error {}

export type LengthBounds = { minLength?: number | undefined; maxLength?: number | undefined };

export function samplePattern(
  pattern: string,
  random: Random,
  { minLength = 0, maxLength = Number.POSITIVE_INFINITY }: LengthBounds = {},
): string | undefined {
  let more = Math.min(MORE, maxLength);
  let fill = false;
  // How far repeats went in samples that were too short although filled, and in those that were too long.
  let below = 0;
  let above = Number.POSITIVE_INFINITY;
  try {
    for (let i = 0; i < TRIES; i++) {
      const reader: Reader = { text: pattern, at: 0, work: 0, more, fill, forbidden: false };
      const sample = alternatives(reader, random);
      if (reader.at < reader.text.length) return undefined;
      const tooShort = sample.length < minLength;
      const tooLong = sample.length > maxLength;
      if (!reader.forbidden && !tooShort && !tooLong) return sample;
      if (tooLong) above = more;
      else if (tooShort && fill) below = more;
      fill ||= tooShort;
      if (tooLong || below === more)
        more = Number.isFinite(above) ? Math.floor((below + above) / 2) : Math.max(more * 2, minLength);
    }
    return undefined;
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

type Reader = {
  text: string;
  at: number;
  work: number;
  /** Repeats go this far beyond their least count. */
  more: number;
  /** Repeats go as far as they may: the last sample was too short. */
  fill: boolean;
  /** The sample has what a `(?!…)` in the pattern forbids. */
  forbidden: boolean;
};

/** `a|b|c`: one of them. */
function alternatives(reader: Reader, random: Random): string {
  const all = [sequence(reader, random)];
  while (reader.text[reader.at] === "|") {
    reader.at++;
    all.push(sequence(reader, random));
  }
  return random.pick(all) ?? "";
}

function sequence(reader: Reader, random: Random): string {
  let made = "";
  const forbidden: { at: number; starts: string[] }[] = [];
  while (reader.at < reader.text.length && !/[|)]/.test(reader.text.charAt(reader.at)))
    if (reader.text.startsWith("(?!", reader.at))
      forbidden.push({ at: made.length, starts: startsForbidden(lookAhead(reader)) });
    else if (reader.text.startsWith("(?=", reader.at)) lookAhead(reader);
    else made += repeated(reader, random);
  if (forbidden.some(({ at, starts }) => starts.some((start) => made.startsWith(start, at))))
    reader.forbidden = true;
  return made;
}

/** What the look-ahead at the reader's place asks for; it is then read. */
function lookAhead(reader: Reader): string {
  const begun = reader.at + 3;
  let depth = 1;
  let at = begun;
  for (; depth > 0; at++) {
    const char = reader.text[at];
    if (char === undefined) throw new Unsupported();
    if (char === "\\") at++;
    else if (char === "(") depth++;
    else if (char === ")") depth--;
  }
  reader.at = at;
  return reader.text.slice(begun, at - 1);
}

/** `(?!-)`, `(?!aws:)`, `(?![.-])`: what must not follow; a look-ahead of anything else forbids nothing here. */
function startsForbidden(asked: string): string[] {
  const inner = asked.replace(/^\^/, "");
  if (/^[\w :/.@-]+$/.test(inner) && !inner.includes(".")) return [inner];
  const set = /^\[([^\]\\^]+)\]$/.exec(inner)?.[1];
  return set !== undefined && !/\w-\w/.test(set) ? set.split("") : [];
}

/** One atom with its quantifier. */
function repeated(reader: Reader, random: Random): string {
  const begun = reader.at;
  const first = atom(reader, random);
  const after = reader.at;
  const quantifier = /^(\{(\d+)(,(\d*))?\}|[*+?])[?+]?/.exec(reader.text.slice(after, after + 24));
  if (!quantifier) return first;
  const [whole, sign, least, comma, most] = quantifier;
  const low = least === undefined ? (sign === "+" ? 1 : 0) : Number(least);
  const high =
    sign === "?" ? 1 : least !== undefined && comma === undefined ? low : Number(most || low + reader.more);
  if (low > MAX_REPEAT) throw new Unsupported();
  const end = Math.min(high, low + reader.more, MAX_REPEAT);
  let made = "";
  for (let count = reader.fill ? end : random.integer(low, Math.max(low, end)); count > 0; count--) {
    reader.at = begun;
    made += atom(reader, random);
  }
  reader.at = after + whole.length;
  return made;
}

function atom(reader: Reader, random: Random): string {
  if (++reader.work > MAX_WORK) throw new Unsupported();
  const char = reader.text.charAt(reader.at++);
  if (char === "(") return group(reader, random);
  if (char === "[") return oneOf(characters(reader), random);
  if (char === ".") return random.text("abcdefghijklmnopqrstuvwxyz0123456789", 1);
  if (char === "\\") return escaped(reader, random);
  if (char === "") throw new Unsupported();
  if (char === "^" || char === "$") return "";
  return char;
}

function group(reader: Reader, random: Random): string {
  const opening = /^\?(?:(:|P?<[A-Za-z_]\w*>)|[a-zA-Z]*(?:-[a-zA-Z]+)?([:)]))/.exec(
    reader.text.slice(reader.at, reader.at + 80),
  );
  if (opening) reader.at += opening[0].length;
  else if (reader.text[reader.at] === "?") throw new Unsupported();
  // `(?i)`: flags alone.
  if (opening?.[2] === ")") return "";
  const made = alternatives(reader, random);
  if (reader.text[reader.at++] !== ")") throw new Unsupported();
  return made;
}

function oneOf(one: CharacterClass, random: Random): string {
  const alphabet = alphabetOf(one);
  if (alphabet === "") throw new Unsupported();
  return random.text(alphabet, 1);
}

const CONTROL: Record<string, string> = {
  n: "\n",
  t: "\t",
  r: "\r",
  f: "\f",
  v: "\v",
  "0": "\0",
  e: "\u001B",
};

/** What a backslash begins, outside of a class: a class, an anchor, or one character. */
function escaped(reader: Reader, random: Random): string {
  const one = classAt(reader);
  if (one) return oneOf(one, random);
  if (/[bBAzZ]/.test(reader.text.charAt(reader.at))) {
    reader.at++;
    return "";
  }
  return characterAt(reader);
}

/** The class that an escape at the reader's place stands for, which is then read. */
function classAt(reader: Reader): CharacterClass | undefined {
  const letter = reader.text.charAt(reader.at);
  const property = /^([pP])(?:\{(\^?)([^}]+)\}|([A-Z]))/.exec(reader.text.slice(reader.at, reader.at + 40));
  const ranges = property && classOfProperty(property[3] ?? property[4] ?? "");
  if (property && !ranges) throw new Unsupported();
  const one = ranges
    ? { ranges, negated: (letter === "P") !== (property?.[2] === "^") }
    : classOfEscape(letter);
  if (one) reader.at += property ? property[0].length : 1;
  return one;
}

/** The one character that an escape stands for: `\n`, `\x2d`, `\u002D`, `\.`. */
function characterAt(reader: Reader): string {
  const code = /^(?:x([0-9a-fA-F]{2})|[ux]\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4}))/.exec(
    reader.text.slice(reader.at, reader.at + 12),
  );
  if (code) {
    reader.at += code[0].length;
    return String.fromCodePoint(
      Math.min(Number.parseInt(code[1] ?? code[2] ?? code[3] ?? "0", 16), 0x10ffff),
    );
  }
  const char = reader.text.charAt(reader.at++);
  const control = CONTROL[char];
  if (control !== undefined) return control;
  if (char === "" || /[A-Za-z0-9]/.test(char)) throw new Unsupported();
  return char;
}

/** The class whose opening bracket was read. */
function characters(reader: Reader): CharacterClass {
  const negated = reader.text[reader.at] === "^";
  if (negated) reader.at++;
  const ranges: (readonly [number, number])[] = [];
  while (reader.text[reader.at] !== "]") ranges.push(...memberOf(reader));
  reader.at++;
  return { ranges, negated };
}

/** One member of a class: `[:alpha:]`, `\d`, a range, or a character. */
function memberOf(reader: Reader): CharacterClass["ranges"] {
  const named = /^\[:(\w+):\]/.exec(reader.text.slice(reader.at, reader.at + 16));
  if (named) {
    reader.at += named[0].length;
    return classOfProperty(named[1] ?? "") ?? [];
  }
  if (reader.text[reader.at] === "\\") {
    reader.at++;
    const inner = classAt(reader);
    if (inner) return inner.negated ? complement(inner.ranges) : inner.ranges;
    reader.at--;
  }
  const from = single(reader);
  const isRange =
    reader.text[reader.at] === "-" && !/^(?:\]|\\[dwsDWSpP])/.test(reader.text.slice(reader.at + 1));
  if (isRange) reader.at++;
  const to = isRange ? single(reader) : from;
  return [[from.charCodeAt(0), to.charCodeAt(0)]];
}

/** One character of a class, in which `\b` is a backspace. */
function single(reader: Reader): string {
  const char = reader.text.charAt(reader.at++);
  if (char === "") throw new Unsupported();
  if (char !== "\\") return char;
  if (reader.text[reader.at] !== "b") return characterAt(reader);
  reader.at++;
  return "\b";
}
