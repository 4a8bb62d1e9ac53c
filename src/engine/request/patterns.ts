// Patterns of documents: hostile input that runs on every call, so on RE2 (linear time), or on the built-in engine where
// that is linear as well. Look-aheads at the beginning are patterns of their own, which RE2 can express (R25).
import { RE2JS } from "re2js";

type Matcher = { test(text: string): boolean };

const MAX_INPUT = 10_000;
const MAX_KNOWN = 2000;

/** A chain of characters and classes with fixed counts: linear on any engine, so the fast one may run it. */
const SIMPLE =
  /^\^?(?:(?:[A-Za-z0-9_:@/-]|\\[dw.-]|\[(?:[^\]\\[]|\\.)+\])(?:\{\d+\})?)*(?:(?:\\[dw]|\[(?:[^\]\\[]|\\.)+\])(?:\{\d+,\d*\}|[*+]))?\$?$/;

/** `\p{L}` is a class of Unicode to RE2 only. */
const UNICODE = /\\[pP]/;

const matchers = new Map<string, Matcher>();
const anything: Matcher = { test: () => true };

/**
 * Whether a text has the form of a pattern, look-aheads and look-behinds inside it left out. True also for one that RE2 cannot
 * express (back-references) and for one that no text can match: it is then not enforced, rather than dangerous or refusing everything.
 */
export function matchesPattern(pattern: string, value: string): boolean {
  let matcher = matchers.get(pattern);
  if (matcher === undefined) {
    try {
      matcher = matcherOf(pattern);
    } catch {
      matcher = anything;
    }
    if (matchers.size > MAX_KNOWN) matchers.clear();
    matchers.set(pattern, matcher);
  }
  return value.length > MAX_INPUT || matcher.test(value);
}

function matcherOf(pattern: string): Matcher {
  if (goesOnAfterItsEnd(pattern)) return anything;
  if (SIMPLE.test(pattern) && !UNICODE.test(pattern)) return new RegExp(pattern);
  const { looks, rest } = lookAheads(anchoredFirst(pattern));
  if (looks.length === 0 || hasChoice(rest)) return re2(withoutLooks(pattern));
  const matchersOfAll = [
    re2(withoutLooks(`^${rest}`)),
    ...looks.map(({ inner, forbids }): Matcher => {
      const look = re2(`^(?:${inner})`);
      return { test: (text) => look.test(text) !== forbids };
    }),
  ];
  return { test: (text) => matchersOfAll.every((one) => one.test(text)) };
}

function re2(pattern: string): Matcher {
  const compiled = RE2JS.compile(RE2JS.translateRegExp(withinCounts(pattern)));
  return { test: (text) => compiled.matcher(text).find() };
}

/** RE2 counts no further. */
const MOST_REPEATS = 1000;

/** `[a-z]{1,2048}`: what may come more often than RE2 counts may come as often as one likes. */
const withinCounts = (pattern: string): string =>
  pattern.replace(
    /\\.|\[(?:\\.|[^\]\\])*\]|\{(\d+)(?:,(\d*))?\}/g,
    (whole, least?: string, most: string | undefined = least) =>
      least === undefined || Math.max(Number(least), Number(most)) <= MOST_REPEATS
        ? whole
        : `{${Math.min(Number(least), MOST_REPEATS)},}`,
  );

/** `^[a-z]*$\{2,64\}`: a slip that asks for more text where the text has ended. */
const goesOnAfterItsEnd = (pattern: string): boolean =>
  !/\(\?[a-z]*m/.test(pattern) &&
  /\$[^)|$*?+{]/.test(pattern.replace(/\\./g, "x").replace(/\[[^\]]*\]/g, "x"));

/** `^(?!aws:)(?=.{3,9}$)[a-z:]+$`: what stands between the beginning of a text and the pattern of the whole. */
function lookAheads(pattern: string): { looks: { inner: string; forbids: boolean }[]; rest: string } {
  const looks: { inner: string; forbids: boolean }[] = [];
  let at = 1;
  while (pattern.startsWith("^") && /^\(\?[!=]/.test(pattern.slice(at, at + 3))) {
    const end = endOfGroup(pattern, at);
    if (end === undefined) break;
    looks.push({ inner: pattern.slice(at + 3, end), forbids: pattern[at + 2] === "!" });
    at = end + 1;
  }
  return { looks, rest: pattern.slice(at) };
}

/** `(?!-)^[a-z-]+$`: what is asked before the beginning of a text is asked at it. */
function anchoredFirst(pattern: string): string {
  const { looks, rest } = lookAheads(`^${pattern}`);
  return looks.length > 0 && rest.startsWith("^")
    ? `^${pattern.slice(0, pattern.length - rest.length)}${rest.slice(1)}`
    : pattern;
}

/** Without what is asked of the text around a place elsewhere, which RE2 cannot express: it takes what the pattern does, and more. */
function withoutLooks(pattern: string): string {
  let rest = pattern;
  for (let at = LOOK.exec(rest)?.index; at !== undefined; at = LOOK.exec(rest)?.index) {
    const end = endOfGroup(rest, at);
    if (end === undefined) break;
    rest = rest.slice(0, at) + rest.slice(end + 1);
  }
  return rest;
}

/** A look-ahead or look-behind, not an escaped parenthesis. */
const LOOK = /(?<=^|[^\\]|[^\\](?:\\\\)+)\(\?<?[=!]/;

/** Whether a pattern is several ones at its top: what is asked before the first says nothing of the others. */
function hasChoice(pattern: string): boolean {
  let here = pattern.replace(/\\./g, "x").replace(/\[[^\]]*\]/g, "x");
  for (let before = ""; before !== here;) [before, here] = [here, here.replace(/\([^()]*\)/g, "x")];
  return here.includes("|");
}

/** Where the group that opens at a place is closed. */
function endOfGroup(pattern: string, begun: number): number | undefined {
  let depth = 0;
  let inClass = false;
  for (let at = begun; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === "\\") at++;
    else if (inClass) inClass = char !== "]";
    else if (char === "[") inClass = true;
    else if (char === "(") depth++;
    else if (char === ")" && --depth === 0) return at;
  }
  return undefined;
}
