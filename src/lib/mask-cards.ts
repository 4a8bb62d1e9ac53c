// Card numbers out of texts: `[card 424242******4242]` stands for one, with its first six and last four digits, and can be
// filled with another number of the same form. A number of JSON becomes a text, so that the JSON stays JSON. Pure.
import { isCardNumber, passesLuhn } from "./card-numbers.ts";
import { type Replacement, replaceRanges, unescaped } from "./unescape.ts";

/** Quick to say no. `%20` and its like are undone before a second look. */
const DIGITS = /\d{4}(?:\d{9}|[ +-]\d{4}(?:[ +-]\d{4}|\d\d[ +-]\d))/;
/** Not within a word, a fraction or a negative number; in groups as they are printed on cards, or in none. */
const CANDIDATE =
  /(?<!\w|\d\.|(?<!\w)-)(?:\d{13,19}|\d{4}([ +-])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ +-])\d{6}\2\d{4,5})(?!\w|\.\d)/g;
/** The name a value stands under: in JSON, a form, a query, XML; and in a multipart body. */
const NAME = /([A-Za-z][\w.-]*)\]*["']?\s*[:=>]\s*(?:\[\s*)?["']?$/;
const PART_NAME = /name="([^"]*)"[^"]*\r?\n\r?\n$/;
const NAME_REACH = 160;
const PLACEHOLDER = /("?)\[((?:literal )*)card (number )?(?=[\d +-]*\*)(\d[\d* +-]{11,30}\d)\]\1/g;

/** Whether a number stays though it reads like a card's: digits only, and the name it stands under, if there is one. */
export type SpareCard = (digits: string, name: string | undefined) => boolean;

/** A text with masks for all card numbers. What already reads like a mask stays apart from ours: see `fillCards`. */
export function maskCards(text: string, spare: SpareCard): string {
  return hideCards(
    text.includes("card ") ? text.replace(PLACEHOLDER, (all) => all.replace("[", "[literal ")) : text,
    spare,
  );
}

/** The same for texts that are never filled again: they keep what reads like a mask. */
export function hideCards(text: string, spare: SpareCard): string {
  if (!DIGITS.test(text) && !(text.includes("%") && DIGITS.test(unescaped(text).text))) return text;
  const plain = unescaped(text);
  const isInString = stringsOf(text);
  const replacements: Replacement[] = [];
  for (const match of plain.text.matchAll(CANDIDATE)) {
    const digits = match[0].replace(/\D/g, "");
    if (!isCardNumber(digits) || spare(digits, nameBefore(plain.text, match.index))) continue;
    const from = plain.at(match.index);
    const masked = mask(match[0], digits.length);
    const by = isInString(from) ? `[card ${masked}]` : `"[card number ${masked}]"`;
    replacements.push({ from, to: plain.at(match.index + match[0].length), by });
  }
  return replaceRanges(text, replacements);
}

/** Other numbers of the same form where masked ones stand: never one that `isTaken`, for those have a meaning. */
export function fillCards(text: string, isTaken: (digits: string) => boolean): string {
  if (!text.includes("card ")) return text;
  return text.replace(
    PLACEHOLDER,
    (all, quote: string, literal: string, number: string | undefined, masked: string) => {
      if (literal !== "") return all.replace("[literal ", "[");
      const filled = fill(masked, isTaken);
      return number === undefined ? quote + filled + quote : filled;
    },
  );
}

const SHOWN_FIRST = 6;
const SHOWN_LAST = 4;

function mask(written: string, digits: number): string {
  let seen = 0;
  return written.replace(/\d/g, (digit) => {
    seen += 1;
    return seen <= SHOWN_FIRST || seen > digits - SHOWN_LAST ? digit : "*";
  });
}

function fill(masked: string, isTaken: (digits: string) => boolean): string {
  const hidden = masked.split("*").length - 1;
  for (let tried = 0; tried < 1000; tried++) {
    const middle = String(tried).padStart(hidden, "0");
    let at = 0;
    const filled = masked.replace(/\*/g, () => middle.charAt(at++));
    const digits = filled.replace(/\D/g, "");
    if (passesLuhn(digits) && !isTaken(digits)) return filled;
  }
  return masked;
}

function nameBefore(text: string, at: number): string | undefined {
  const before = text.slice(Math.max(0, at - NAME_REACH), at);
  return NAME.exec(before)?.[1] ?? PART_NAME.exec(before)?.[1];
}

/** Tells of rising places in a text whether they are within a string; of what is no JSON everything is. */
function stringsOf(text: string): (at: number) => boolean {
  if (!/^\s*[[{]/.test(text)) return () => true;
  let inside = false;
  let read = 0;
  return (at) => {
    for (; read < at; read++) {
      if (text[read] === "\\") read++;
      else if (text[read] === '"') inside = !inside;
    }
    return inside;
  };
}
