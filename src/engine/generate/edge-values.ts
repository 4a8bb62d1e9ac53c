// The `edge` seed profile: valid values that integrations often fail on: empty and longest texts, other scripts,
// markup, bounds of numbers and of time. Every value is checked against its schema, and dropped if that forbids it.
import type { Schema } from "#blueprint/format/schema.ts";
import { timeForm } from "#blueprint/runtime/time-format.ts";
import { formatTime } from "#lib/clock.ts";
import type { Json } from "#lib/json.ts";
import type { Realistic } from "./value.ts";

const TEXTS = [
  "",
  " ",
  "0",
  "null",
  "-1e309",
  "  padded  ",
  "two\nlines\tand a tab",
  'O\'Brien "the" \\ 100% & <b>bold</b>',
  "<script>alert(1)</script>",
  "'; DROP TABLE records; --",
  "Zażółć gęślą jaźń",
  "漢字かな交じり文",
  "שלום עולם مرحبا",
  "Z͑ͫ̓ͪ̂ͫ̽a̷l̡g̨o",
  "👩‍👩‍👧‍👦🏳️‍🌈 e\u0301",
  "\u202Ereversed\u202C",
];
/** The epoch, the seconds around a leap day, the end of 32 bits, the last year of four digits. */
const MOMENTS = [0, Date.UTC(2024, 1, 29, 23, 59, 59), 2 ** 31 * 1000, Date.UTC(9999, 11, 31)];
const LONGEST = 2000;

/** A source whose leaves are at the edge of what their schema allows, half of the time. */
export const edgeValueSource = (inner: Realistic): Realistic => ({
  value(name, schema, random) {
    const usual = (): Json | undefined => inner.value(name, schema, random);
    if (random.next() < 0.5) return usual();
    const form = timeForm(schema);
    if (form) return formatTime(random.pick(MOMENTS) ?? 0, form);
    if (schema.format !== undefined || schema.pattern !== undefined) return usual();
    const types = schema.type ?? [];
    if (types.includes("string")) return textAtTheEdge(schema, random.next(), random.pick(TEXTS) ?? "");
    if (types.includes("integer") || types.includes("number")) return random.pick(numbersOf(schema));
    return usual();
  },
  within: (name, members, isItem) => edgeValueSource(inner.within(name, members, isItem)),
});

function textAtTheEdge(schema: Schema, chance: number, text: string): Json {
  if (chance > 0.3) return text;
  const most = Math.min(schema.maxLength ?? LONGEST, LONGEST);
  return "long "
    .repeat(Math.ceil(most / 5))
    .slice(0, most)
    .replace(/ $/, "g");
}

const numbersOf = (schema: Schema): number[] => [
  schema.minimum ?? 0,
  schema.maximum ?? Number.MAX_SAFE_INTEGER,
  0,
  -1,
  ...(schema.type?.includes("integer") ? [] : [0.1 + 0.2, 1e-7]),
];
