// What the name of a moment says about when it is: `paid_at` has happened, `due_date` may be ahead, `ends_at` follows `starts_at`.
import type { Schema } from "#blueprint/format/schema.ts";
import { timeForm } from "#blueprint/runtime/time-format.ts";
import type { TimeForm } from "#lib/clock.ts";
import type { Json } from "#lib/json.ts";
import { wordsOf } from "#lib/words.ts";

/** `past` has happened; `due` is expected or ends something; `open` may be either. */
export type Role = "created" | "updated" | "past" | "due" | "begin" | "end" | "birth" | "open";

const CREATED =
  /^(date |time )?(created|create|creation|inserted|added|registered|joined|signed up)( at| on| date| time| ts| datetime| timestamp)?$/;
const UPDATED =
  /^(date |time |last )*(updated|update|modified|modification|changed|edited)( at| on| date| time| ts| datetime| timestamp)?$/;
const BIRTH = /\b(birth|birthday|birthdate|dob|born)\b/;
const DUE =
  /\b(due|expir\w*|scheduled?|expected|estimated|eta|next|deadline|renew\w*|planned|promised|target|maturity|remind\w*|follow ?up|best before|not after|valid (to|until)|until|cancel at|send at|publish at|deliver(y)? (at|date|time)|effective|trial end|arriv(al|es?)|estimate)\b/;
const BEGIN =
  /\b(start|starts|started|begin|begins|began|from|since|opens|check ?in|departure|departs|not before|pickup)\b/;
const END =
  /\b(end|ends|ended|finish|finishes|finished|stop|stops|stopped|to|until|check ?out|closes|arrival|dropoff|return date)\b/;
const HAPPENED =
  /\b(\w{2,}(?<!ne|fe|se|spe)ed|paid|sent|done|seen|read|won|lost|sold|held|built|made|met|left|written|taken|given|begun|begin time|last)\b/;
const TELLS_WHEN = /^(at|on|date|time|timestamp|datetime|ts)$/;

export function roleOf(name: string): Role {
  const words = wordsOf(name).join(" ");
  if (CREATED.test(words)) return "created";
  if (UPDATED.test(words)) return "updated";
  if (BIRTH.test(words)) return "birth";
  if (DUE.test(words)) return "due";
  if (HAPPENED.test(words)) return "past";
  if (BEGIN.test(words)) return "begin";
  return END.test(words) ? "end" : "open";
}

/** Whether it says when something began or ended, whatever tense it says it in. */
export const isBegin = (name: string): boolean => BEGIN.test(wordsOf(name).join(" "));
export const isEnd = (name: string): boolean => END.test(wordsOf(name).join(" "));

const ENDS_BY_BEGIN: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^starts$/, ["ends"]],
  [/^started$/, ["ended", "finished", "completed", "stopped"]],
  [/^start$/, ["end", "finish", "stop"]],
  [/^begin$/, ["end"]],
  [/^begins$/, ["ends"]],
  [/^began$/, ["ended"]],
  [/^from$/, ["to", "until"]],
  [/^since$/, ["until"]],
  [/^opens$/, ["closes"]],
  [/^opened$/, ["closed"]],
  [/^checkin$/, ["checkout"]],
  [/^in$/, ["out"]],
  [/^departure$/, ["arrival"]],
  [/^pickup$/, ["dropoff"]],
  [/^before$/, ["after"]],
];

/** Pairs of members of which the first begins what the second ends: `period_start` and `period_end`. */
export function spansAmong(names: readonly string[]): (readonly [string, string])[] {
  const byWords = new Map(names.map((name) => [wordsOf(name).join(" "), name]));
  return [...byWords].flatMap(([words, begin]) =>
    words.split(" ").flatMap((word, i, all) => {
      const ends = ENDS_BY_BEGIN.find(([pattern]) => pattern.test(word))?.[1] ?? [];
      const end = ends.map((one) => byWords.get(all.with(i, one).join(" "))).find((one) => one !== undefined);
      return end === undefined ? [] : [[begin, end] as const];
    }),
  );
}

/** How a member holds a moment; undefined where it holds none. */
export function momentForm(name: string, schema: Schema): TimeForm | undefined {
  if (schema.enum) return undefined;
  const words = wordsOf(name);
  const [first = ""] = words;
  const isNamed =
    words.length > 1
      ? TELLS_WHEN.test(words.at(-1) ?? "")
      : CREATED.test(first) || UPDATED.test(first) || /^(date|datetime|timestamp)$/.test(first);
  return timeForm(schema, isNamed || words[0] === "timestamp");
}

/** A stored moment in milliseconds. Numbers are seconds, unless they are too large for that. */
export function momentOf(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value > 1e8 ? (value > 1e11 ? value : value * 1000) : undefined;
  if (typeof value !== "string" || !/^(\d{4}-\d\d-\d\d|\w{3}, \d\d? \w{3} \d{4})/.test(value))
    return undefined;
  const isSql = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value);
  const ms = Date.parse(isSql ? `${value.replace(" ", "T")}Z` : value);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Whether it is the end of something's validity, which cannot come before its beginning. */
export const isExpiry = (name: string): boolean => /\bexpir/.test(wordsOf(name).join(" "));
