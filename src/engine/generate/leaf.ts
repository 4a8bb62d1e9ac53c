// Generated texts and numbers: by pattern, format and bounds, else by what the member is called (R25).
import type { Schema } from "#blueprint/format/schema.ts";
import { formatTime } from "#lib/clock.ts";
import { newUuid } from "#lib/ids.ts";
import { type Json, textOf } from "#lib/json.ts";
import type { Random } from "#lib/random.ts";
import { type LengthBounds, samplePattern } from "#lib/sample-pattern.ts";
import { matchesPattern } from "../request/patterns.ts";
import { namesMoment, plainText } from "./plain-text.ts";

/** A pattern with look-aheads is sampled without them, and the sample held against it. */
const TRIES = 64;

export function makeText(random: Random, now: number, schema: Schema, name: string): string {
  const sample = schema.pattern === undefined ? undefined : matching(random, schema.pattern, schema);
  if (sample !== undefined) return sample;
  const formal = BY_FORMAT[schema.format ?? ""]?.(random, now);
  if (formal !== undefined) return formal;
  if (namesMoment(name) && (schema.maxLength ?? Infinity) >= 20) return textOf(formatTime(now, "iso"));
  return textOf(bounded(schema, plainText(name, random)));
}

/** A text that a pattern takes, within its length where there is one. */
function matching(random: Random, pattern: string, bounds: LengthBounds): string | undefined {
  for (let i = 0; i < TRIES; i++) {
    const sample = samplePattern(pattern, random, bounds) ?? samplePattern(pattern, random);
    if (sample === undefined || matchesPattern(pattern, sample)) return sample;
  }
  return undefined;
}

const BY_FORMAT: Record<string, (random: Random, now: number) => string> = {
  uuid: (random) => newUuid(random, "8"),
  guid: (random) => newUuid(random, "8"),
  email: () => "someone@example.com",
  "idn-email": () => "someone@example.com",
  uri: (random) => `https://example.com/${random.text(HEX, 8)}`,
  url: (random) => `https://example.com/${random.text(HEX, 8)}`,
  "uri-reference": (random) => `/${random.text(HEX, 8)}`,
  ipv4: (random) => `192.0.2.${random.integer(1, 254)}`,
  ipv6: (random) => `2001:db8::${random.text(HEX, 4)}`,
  hostname: () => "example.com",
  byte: (random) => btoa(random.text(HEX, 12)),
  time: (_random, now) => textOf(formatTime(now, "iso")).slice(11),
  duration: () => "P1D",
  int32: (random) => String(random.integer(1, 99)),
  int64: (random) => String(random.integer(1, 99)),
  decimal: (random) => `${random.integer(1, 99)}.00`,
};
const HEX = "0123456789abcdef";

export function makeNumber(
  random: Random,
  schema: Schema,
  types: readonly string[],
  isRealistic: boolean,
): number {
  const whole = types.includes("integer") && !types.includes("number");
  const low = schema.minimum ?? (schema.exclusiveMinimum === undefined ? 0 : schema.exclusiveMinimum + 1);
  const high = schema.maximum ?? Math.max(low, isRealistic ? low + 1000 : low);
  const value = isRealistic ? low + random.next() ** 2 * (high - low) : low;
  return whole || Number.isInteger(schema.multipleOf) ? Math.ceil(value) : Math.round(value * 100) / 100;
}

/** A number or text within the bounds of its schema. */
export function bounded(schema: Schema, value: Json): Json {
  if (typeof value === "number") {
    const low = schema.minimum ?? value;
    const high = schema.maximum ?? value;
    return Math.min(Math.max(value, low), Math.max(high, low));
  }
  if (typeof value !== "string") return value;
  const cut = schema.maxLength === undefined ? value : value.slice(0, schema.maxLength);
  return cut.padEnd(schema.minLength ?? 0, "x");
}
