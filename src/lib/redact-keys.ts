// Our own keys out of texts, and key-shaped texts back in. A key is found by its grammar in plain text, percent-encoded,
// JSON- or XML-escaped, and in base64; `[sk_test key 1LwT3i2PabcdE]` stands for it, with its id. Pure.
import { KEY_ANYWHERE, type Mode, claimedKeyId, hollowKey } from "./key.ts";
import { type Replacement, replaceRanges, unescaped } from "./unescape.ts";

const MODES: readonly Mode[] = ["test", "live"];
/** What every key has in it; a text without it, in any encoding, has no key. */
const MARKS = MODES.map((mode) => `_${mode}_`);
/** The same in base64, as it begins at the first, second or third byte of a group; only what its neighbours cannot change. */
const BASE64_MARKS = MARKS.flatMap((mark) => [
  btoa(mark),
  btoa(`?${mark}`).slice(2, -3),
  btoa(`??${mark}`).slice(3, -2),
]);
/** Letters, digits and underscores that need no escape and have one, or an escaped escape. */
const ESCAPED_LETTER = /%(?:25|3\d|[46][1-9a-fA-F]|[57][\daA]|5[fF])|\\u00[3-7]|\\\\|&#|&amp;/;
/** One pattern for all: most texts are looked at by it alone. */
const MAY_HOLD_KEY = new RegExp([...MARKS, ...BASE64_MARKS, ESCAPED_LETTER.source].join("|"));
const HAS_BASE64_KEY = new RegExp(BASE64_MARKS.join("|"));
const BASE64_RUN = /[A-Za-z0-9+/_-]{90,}/g;

const NO_ID = "unknown";
/** `literal` is put before what a caller sent that reads like one of ours, one more for each that is there already. */
const PLACEHOLDER = /\[((?:literal )*)([a-z][a-z0-9]{0,15})_(test|live) key ([0-9A-Za-z]{7,16})\]/g;

export type NamedKey = { prefix: string; mode: Mode; id: string | undefined };

const placeholderOf = (prefix: string, mode: string, body: string): string =>
  `[${prefix}_${mode} key ${claimedKeyId(body) ?? NO_ID}]`;

/** Quick to say no: most texts need no second look. */
const mayHoldKey = (text: string): boolean => MAY_HOLD_KEY.test(text);

/** A text with placeholders for all keys. What already reads like a placeholder stays apart from ours: see `fillKeys`. */
export function redactKeys(text: string): string {
  const marked = text.includes(" key ")
    ? text.replace(PLACEHOLDER, (all) => `[literal ${all.slice(1)}`)
    : text;
  return hideKeys(marked);
}

/** The same for texts that are never filled again: they keep what reads like a placeholder. */
export function hideKeys(text: string): string {
  return mayHoldKey(text)
    ? replaceKeys(text, (prefix, mode, body) => placeholderOf(prefix, mode, body))
    : text;
}

/** Puts a text of the same form where each placeholder is: one that opens nothing, or what `keyOf` gives. */
export function fillKeys(
  text: string,
  keyOf: (key: NamedKey) => string | undefined = ({ prefix, mode, id }) => hollowKey(prefix, mode, id),
): string {
  if (!text.includes(" key ")) return text;
  return text.replace(PLACEHOLDER, (all, literal: string, prefix: string, mode: string, id: string) =>
    literal === ""
      ? (keyOf({ prefix, mode: mode === "live" ? "live" : "test", id: id === NO_ID ? undefined : id }) ?? all)
      : `[${all.slice("[literal ".length)}`,
  );
}

/** Quick to say no: whether `restoreKeys` may have something to do. */
export const mayBeRedacted = (text: string): boolean => text.includes(" key ") || HAS_BASE64_KEY.test(text);

/** All keys of a text, by their placeholders. */
export function keysIn(text: string, found = new Map<string, string>()): Map<string, string> {
  if (mayHoldKey(text))
    replaceKeys(text, (prefix, mode, body) => {
      found.set(placeholderOf(prefix, mode, body), `${prefix}_${mode}_${body}`);
      return "";
    });
  return found;
}

/** A redacted text with the keys that are known here, in plain text and in base64. */
export function restoreKeys(text: string, known: ReadonlyMap<string, string>): string {
  const find = (prefix: string, mode: string, body: string): string | undefined =>
    known.get(placeholderOf(prefix, mode, body));
  const inBase64 = HAS_BASE64_KEY.test(text)
    ? replaceRanges(
        text,
        base64Replacements(
          text,
          (prefix, mode, body) => find(prefix, mode, body) ?? `${prefix}_${mode}_${body}`,
        ),
      )
    : text;
  return fillKeys(inBase64, ({ prefix, mode, id }) => known.get(`[${prefix}_${mode} key ${id ?? NO_ID}]`));
}

type Choose = (prefix: string, mode: string, body: string) => string;

function replaceKeys(text: string, choose: Choose): string {
  const plain = unescaped(text);
  const replacements: Replacement[] = [];
  for (const match of plain.text.matchAll(KEY_ANYWHERE)) {
    const [all, prefix = "", mode = "", body = ""] = match;
    const from = plain.at(match.index);
    replacements.push({ from, to: plain.at(match.index + all.length), by: choose(prefix, mode, body) });
  }
  if (HAS_BASE64_KEY.test(plain.text)) {
    // In base64 a key keeps its length, so that all else in it stays what it is.
    const hollow: Choose = (prefix, mode, body) => {
      choose(prefix, mode, body);
      return hollowKey(prefix, mode === "live" ? "live" : "test", claimedKeyId(body));
    };
    for (const { from, to, by } of base64Replacements(plain.text, hollow))
      replacements.push({ from: plain.at(from), to: plain.at(to), by });
    replacements.sort((a, b) => a.from - b.from);
  }
  return replaceRanges(text, replacements);
}

function base64Replacements(text: string, choose: Choose): Replacement[] {
  const replacements: Replacement[] = [];
  for (const run of text.matchAll(BASE64_RUN)) {
    for (let shift = 0; shift < 4; shift++) {
      const from = run.index + shift;
      const whole = run[0].slice(shift, run[0].length - ((run[0].length - shift) % 4 === 1 ? 1 : 0));
      const decoded = atob(whole.replaceAll("-", "+").replaceAll("_", "/"));
      const changed = decoded.replace(KEY_ANYWHERE, (_, prefix: string, mode: string, body: string) =>
        choose(prefix, mode, body),
      );
      if (changed === decoded) continue;
      replacements.push({ from, to: from + whole.length, by: sameAlphabet(btoa(changed), whole) });
      break;
    }
  }
  return replacements;
}

function sameAlphabet(made: string, like: string): string {
  const bare = made.replace(/=+$/, "");
  return /[-_]/.test(like) ? bare.replaceAll("+", "-").replaceAll("/", "_") : bare;
}
