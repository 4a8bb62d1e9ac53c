// A text that matches a simple pattern: literals, classes, groups with alternatives, counted repeats. What is beyond
// that (look-around, back-references) gives nothing; the caller checks what it gets.
import type { Random } from "./random.ts";

const MORE = 8;
const MAX_REPEAT = 64;
/** Atoms made for one sample: repeats of repeats end here. */
const MAX_WORK = 5000;
const PRINTABLE = "abcdefghijklmnopqrstuvwxyz0123456789";

class Unsupported extends Error {}

/** `more`: how often an open repeat goes on at most beyond what it must. */
export function samplePattern(pattern: string, random: Random, more = MORE): string | undefined {
  try {
    const reader = { text: pattern, at: 0, work: 0, more };
    const sample = alternatives(reader, random);
    return reader.at < reader.text.length ? undefined : sample;
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

type Reader = { text: string; at: number; work: number; more: number };

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
  while (reader.at < reader.text.length && !/[|)]/.test(reader.text.charAt(reader.at)))
    made += repeated(reader, random);
  return made;
}

/** One atom with its quantifier. */
function repeated(reader: Reader, random: Random): string {
  const begun = reader.at;
  const first = atom(reader, random);
  const after = reader.at;
  const quantifier = /^(\{(\d+)(,(\d*))?\}|[*+?])\??/.exec(reader.text.slice(after));
  if (!quantifier) return first;
  const end = after + quantifier[0].length;
  const low = quantifier[2] === undefined ? (quantifier[1] === "+" ? 1 : 0) : Number(quantifier[2]);
  const high =
    quantifier[2] === undefined
      ? quantifier[1] === "?"
        ? 1
        : low + reader.more
      : quantifier[3] === undefined
        ? low
        : Number(quantifier[4] || low + reader.more);
  let made = "";
  for (let count = random.integer(low, Math.min(high, low + reader.more, MAX_REPEAT)); count > 0; count--) {
    reader.at = begun;
    made += atom(reader, random);
  }
  reader.at = end;
  return made;
}

function atom(reader: Reader, random: Random): string {
  if (++reader.work > MAX_WORK) throw new Unsupported();
  const char = reader.text.charAt(reader.at++);
  if (char === "(") {
    if (reader.text.startsWith("?:", reader.at)) reader.at += 2;
    else if (reader.text[reader.at] === "?") throw new Unsupported();
    const made = alternatives(reader, random);
    if (reader.text[reader.at++] !== ")") throw new Unsupported();
    return made;
  }
  if (char === "[") return random.text(characters(reader), 1);
  if (char === ".") return random.text(PRINTABLE, 1);
  if (char === "\\") return escaped(reader, random);
  if (char === "") throw new Unsupported();
  if (char === "^" || char === "$") return "";
  return char;
}

function escaped(reader: Reader, random: Random): string {
  const char = reader.text.charAt(reader.at++);
  if (char === "d") return random.text("0123456789", 1);
  if (char === "w") return random.text(PRINTABLE, 1);
  if (char === "s") return " ";
  if (char === "p" || char === "P") return random.text(ofCategory(reader, char), 1);
  if (/[A-Za-z0-9]/.test(char)) throw new Unsupported();
  return char;
}

/** Characters of a Unicode category, `\p{L}`: plain ones. */
function ofCategory(reader: Reader, letter: string): string {
  const name = /^\{\^?(\w+)[^}]*\}|^\w/.exec(reader.text.slice(reader.at))?.[0];
  if (name === undefined || letter === "P" || name.includes("^")) throw new Unsupported();
  reader.at += name.length;
  const category = name.replace(/[{}]/g, "");
  if (/^(L|Ll|Lu|Alpha|Alnum|L[mot])$/.test(category)) return category === "Lu" ? "ABCDEFGHJK" : "abcdefghjk";
  if (/^(N|Nd|Digit)$/.test(category)) return "0123456789";
  if (/^(Z|Zs)$/.test(category)) return " ";
  if (/^(P|Pd)$/.test(category)) return "-";
  if (/^(S|Sm)$/.test(category)) return "+";
  throw new Unsupported();
}

/** The characters of a class; a negated one gives plain letters and digits that it does not exclude. */
function characters(reader: Reader): string {
  const negated = reader.text[reader.at] === "^";
  if (negated) reader.at++;
  let made = "";
  while (reader.text[reader.at] !== "]") {
    const char = reader.text.charAt(reader.at++);
    if (char === "") throw new Unsupported();
    if (char === "\\") {
      const kind = reader.text.charAt(reader.at++);
      made +=
        kind === "p"
          ? ofCategory(reader, kind)
          : kind === "d"
            ? "0123456789"
            : kind === "w"
              ? PRINTABLE
              : kind === "s"
                ? " "
                : kind;
    } else if (reader.text[reader.at] === "-" && reader.text[reader.at + 1] !== "]") {
      const end = reader.text.charCodeAt(reader.at + 1);
      for (let code = char.charCodeAt(0); code <= end && code < 0x10000; code++)
        made += String.fromCharCode(code);
      reader.at += 2;
    } else made += char;
  }
  reader.at++;
  return negated
    ? PRINTABLE.split("")
        .filter((char) => !made.includes(char))
        .join("")
    : made;
}
