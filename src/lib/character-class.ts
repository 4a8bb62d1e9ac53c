// Character classes of regular expressions (`[a-z]`, `\d`, `\p{L}`) as ranges of code points, and the characters to sample
// from them: letters and digits where the class has any, else what it has of ASCII.
export type CharacterClass = { ranges: readonly (readonly [number, number])[]; negated: boolean };

const range = (from: string, to = from): readonly [number, number] => [from.charCodeAt(0), to.charCodeAt(0)];
const UPPER = range("A", "Z");
const LOWER = range("a", "z");
const DIGIT = range("0", "9");
const SPACES = [range("\t", "\r"), range(" ")];
const PUNCTUATION = [range("!", "/"), range(":", "@"), range("[", "`"), range("{", "~")];
const BEYOND_ASCII: readonly [number, number] = [0x80, 0xffff];

const BY_ESCAPE: Record<string, CharacterClass["ranges"]> = {
  d: [DIGIT],
  w: [UPPER, LOWER, DIGIT, range("_")],
  s: SPACES,
};
const BY_PROPERTY: [RegExp, CharacterClass["ranges"]][] = [
  [/^(Lu|Uppercase|Upper|upper)/, [UPPER]],
  [/^(Ll|Lowercase|Lower|lower)/, [LOWER]],
  [/^(L|Alphabetic|IsLetter|Alpha|alpha|M)/, [UPPER, LOWER, BEYOND_ASCII]],
  [/^(N|IsDigit|Digit|digit)/, [DIGIT]],
  [/^(Alnum|alnum)/, [UPPER, LOWER, DIGIT]],
  [/^(word)/, [UPPER, LOWER, DIGIT, range("_")]],
  [/^(P|S|Punct|punct)/, PUNCTUATION],
  [/^(Z|Space|space|White_Space|blank)/, SPACES],
  [/^(xdigit|XDigit|Hex)/, [DIGIT, range("a", "f"), range("A", "F")]],
  [/^(ASCII|ascii|Print|print|graph|Graph)/, [range("!", "~")]],
  [/^(C|cntrl)/, [[0, 31]]],
];

/** What `\d`, `\W` and their like stand for; undefined for an escape that is no class. */
export function classOfEscape(letter: string): CharacterClass | undefined {
  const ranges = BY_ESCAPE[letter.toLowerCase()];
  return ranges && { ranges, negated: letter !== letter.toLowerCase() };
}

/** What `\p{Lu}` or `[:alpha:]` stands for, by its name; undefined where the name is not known. */
export function classOfProperty(name: string): CharacterClass["ranges"] | undefined {
  const value = name.slice(name.indexOf("=") + 1);
  return BY_PROPERTY.find(([pattern]) => pattern.test(value))?.[1];
}

const has = ({ ranges, negated }: CharacterClass, code: number): boolean =>
  ranges.some(([from, to]) => from <= code && code <= to) !== negated;

/** The code points that a class leaves out, as ranges: `\S` within another class. */
export function complement(ranges: CharacterClass["ranges"]): (readonly [number, number])[] {
  const made: [number, number][] = [];
  let next = 0;
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (from > next) made.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  return [...made, [next, 0xffff]];
}

const ASCII = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));

/** The characters to sample a class from; empty when it has none that can be told. */
export function alphabetOf(one: CharacterClass): string {
  const members = ASCII.filter((char) => has(one, char.charCodeAt(0)));
  const plain = members.filter((char) => /[A-Za-z0-9]/.test(char));
  const first = one.negated ? undefined : one.ranges[0]?.[0];
  if (plain.length > 0) return plain.join("");
  return members.length > 0 || first === undefined ? members.join("") : String.fromCharCode(first);
}
