// Functions of expressions that depend on their arguments alone: texts, numbers and moments read leniently, objects made and merged.
// What cannot be read is null, which counts as absent.
import type { Environment } from "@marcbachmann/cel-js";
import { RE2JS } from "re2js";
import { fromBase64, fromUtf8 } from "./bytes.ts";
import { fromCel, toCel } from "./cel-values.ts";
import { describeSchedule, nextRuns } from "./cron.ts";
import { type Json, type JsonObject, asArray, asObject, at, put, textOf } from "./json.ts";
import { pdfOf } from "./pdf.ts";

export const registerValueFunctions = (made: Environment): Environment =>
  made
    .registerFunction("text(dyn): string", (value: unknown) => textOf(fromCel(value)))
    .registerFunction("number(dyn): dyn", (value: unknown) => toCel(numberIn(fromCel(value))))
    .registerFunction("moment(dyn): dyn", (value: unknown) => toCel(momentIn(fromCel(value))))
    .registerFunction("hex(string): int", (digits: string) => fromHex(digits))
    .registerFunction("parse(string): dyn", (text: string) => toCel(parsed(text)))
    .registerFunction("json(dyn): string", (value: unknown) => JSON.stringify(fromCel(value) ?? null))
    .registerFunction("plain(string): string", (text: string) =>
      fromUtf8(fromBase64(text) ?? new Uint8Array()),
    )
    .registerFunction("search(string, string): bool", (text: string, pattern: string) =>
      searched(text, pattern),
    )
    .registerFunction("captures(string, string): list<dyn>", (text: string, pattern: string) =>
      captured(text, pattern),
    )
    .registerFunction("member(dyn, dyn): dyn", (value: unknown, path: unknown) =>
      toCel(memberAt(fromCel(value), fromCel(path))),
    )
    .registerFunction("position(list, dyn): int", (list: unknown, wanted: unknown) =>
      BigInt(asArray(fromCel(list)).findIndex((one) => textOf(one) === textOf(fromCel(wanted)))),
    )
    .registerFunction("pick(list, string, double): dyn", (list: unknown, member: string, point: number) =>
      toCel(picked(asArray(fromCel(list)), member, point)),
    )
    .registerFunction("cronText(string): dyn", (schedule: string) => toCel(describeSchedule(schedule)))
    .registerFunction(
      "cronRuns(string, int, int, string): dyn",
      (schedule: string, after: bigint, count: bigint, timezone: string) =>
        toCel(nextRuns(schedule, Number(after), Number(count), timezone)),
    )
    .registerFunction("pdf(string, list): string", (title: string, lines: unknown) =>
      pdfOf(title, asArray(fromCel(lines)).map(textOf)),
    )
    .registerFunction("object(list): dyn", (pairs: unknown) => toCel(objectOf(fromCel(pairs))))
    .registerFunction("merge(dyn, dyn): dyn", (first: unknown, second: unknown) =>
      toCel({ ...asObject(fromCel(first)), ...asObject(fromCel(second)) }),
    );

const MOST_CAPTURES = 100;
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

const numberIn = (value: Json | undefined): number | undefined =>
  typeof value === "number"
    ? value
    : typeof value === "string" && NUMBER.test(value)
      ? Number(value)
      : undefined;

/** Seconds since 1970 of a date as a text; a number is seconds already. */
function momentIn(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value;
  const at = typeof value === "string" ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? undefined : at / 1000;
}

/** At most 15 hexadecimal digits: more are no integer of CEL. */
const fromHex = (digits: string): bigint => (/^[0-9a-f]{1,15}$/i.test(digits) ? BigInt(`0x${digits}`) : 0n);

/** Whether a text has something that an RE2 pattern describes; a pattern that is none describes nothing. */
function searched(text: string, pattern: string): boolean {
  try {
    return RE2JS.compile(pattern).matcher(text).find();
  } catch {
    return false;
  }
}

/** The groups of every place in a text that an RE2 pattern describes; a group that stands for nothing is empty. */
function captured(text: string, pattern: string): string[][] {
  try {
    const matcher = RE2JS.compile(pattern).matcher(text);
    const found: string[][] = [];
    while (found.length < MOST_CAPTURES && matcher.find())
      found.push(Array.from({ length: matcher.groupCount() }, (_, i) => matcher.group(i + 1) ?? ""));
    return found;
  } catch {
    return [];
  }
}

/** The member that names lead to, one in the other: `a.b`, or a list where a name has a dot. */
const memberAt = (value: Json | undefined, path: Json | undefined): Json | undefined =>
  at(value ?? null, Array.isArray(path) ? path.map(textOf) : textOf(path).split("."));

/** The item that a point from 0 to 1 falls on, where each has a share of the whole in percent; none beyond the last. */
function picked(items: readonly Json[], member: string, point: number): Json | undefined {
  let end = 0;
  for (const item of items) {
    end += Number(asObject(item)[member] ?? 0) / 100;
    if (point < end) return item;
  }
  return undefined;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** An object of pairs, each a name and its value. */
function objectOf(pairs: Json | undefined): JsonObject {
  const made: JsonObject = {};
  for (const pair of asArray(pairs)) {
    const [name, value] = asArray(pair);
    if (name !== undefined && value !== undefined) put(made, textOf(name), value);
  }
  return made;
}
