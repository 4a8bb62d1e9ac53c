// A text with its escapes undone (percent, JSON, XML), and where each of its characters stood: what is found in the plain
// text can be replaced in the original. Only for looking: it undoes more than any one format would.

export type Unescaped = {
  text: string;
  /** Where a character of `text` begins in the original; the place behind the last one is the original's end. */
  at: (index: number) => number;
};

const ESCAPE =
  /%([0-7][0-9a-f])|\\u00([0-7][0-9a-f])|\\(["\\/bfnrt])|&#(?:x([0-9a-f]{1,4})|([0-9]{1,5}));|&(quot|amp|lt|gt|apos);/gi;
/** An escape within an escape within an escape: JSON in a form in a form. */
const MAX_LEVELS = 4;
const JSON_CHARACTERS: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const ENTITIES: Readonly<Record<string, string>> = { quot: '"', amp: "&", lt: "<", gt: ">", apos: "'" };

const identity = (index: number): number => index;

export function unescaped(original: string): Unescaped {
  let here: Unescaped = { text: original, at: identity };
  for (let level = 0; level < MAX_LEVELS; level++) {
    const next = undoOnce(here);
    if (!next) break;
    here = next;
  }
  return here;
}

function undoOnce({ text, at }: Unescaped): Unescaped | undefined {
  const parts: string[] = [];
  const places: number[] = [];
  let end = 0;
  for (const match of text.matchAll(ESCAPE)) {
    for (let i = end; i < match.index; i++) places.push(i);
    places.push(match.index);
    parts.push(text.slice(end, match.index), characterOf(match));
    end = match.index + match[0].length;
  }
  if (parts.length === 0) return undefined;
  for (let i = end; i <= text.length; i++) places.push(i);
  parts.push(text.slice(end));
  return { text: parts.join(""), at: (index) => at(places[index] ?? text.length) };
}

function characterOf([, percent, unicode, letter, hex, decimal, entity]: RegExpExecArray): string {
  if (letter !== undefined) return JSON_CHARACTERS[letter] ?? letter;
  if (entity !== undefined) return ENTITIES[entity.toLowerCase()] ?? "?";
  const code =
    decimal === undefined ? Number.parseInt(percent ?? unicode ?? hex ?? "0", 16) : Number(decimal);
  // One character for one escape, whatever it says: so that places stay true.
  return String.fromCharCode(code);
}

/** A range of a text, and what is to stand there instead. */
export type Replacement = { from: number; to: number; by: string };

/** Replaces ranges that are in order; one that begins within another is left out. */
export function replaceRanges(text: string, replacements: readonly Replacement[]): string {
  if (replacements.length === 0) return text;
  let result = "";
  let end = 0;
  for (const { from, to, by } of replacements) {
    if (from < end) continue;
    result += text.slice(end, from) + by;
    end = to;
  }
  return result + text.slice(end);
}
