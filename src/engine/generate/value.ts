// Values for what a document requires and nobody gave (end of R25): defaults, constants, examples, and at last
// something plain of the right type. Seeds put a realistic source in front of the plain one.
import type { Random } from "#lib/random.ts";
import { mergeSchemas } from "#blueprint/read/schema-normaliser.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import { timeForm } from "#blueprint/runtime/time-format.ts";
import { formatTime } from "#lib/clock.ts";
import { type Json, type JsonObject, copyOf, textOf } from "#lib/json.ts";
import { samplePattern } from "#lib/sample-pattern.ts";
import { type Schemas, open, pickBranch, typesOf } from "../schemas.ts";
import { validate } from "../request/validate.ts";

/** Offers a realistic value for a named leaf, or undefined to leave it to the plain one. */
export type Realistic = (name: string, schema: Schema, dice: Random) => Json | undefined;

export type GeneratorOptions = {
  schemas: Schemas;
  dice: Random;
  now: number;
  realistic?: Realistic;
  /** What `livemode` and its like say. */
  live: boolean;
  /** Share of optional members that are present, 0…1. */
  optional: number;
  /** Lists are empty or long, never in between. */
  extreme?: boolean;
};

const LONG_LIST = 30;

const MAX_DEPTH = 8;

export function generateValue(making: GeneratorOptions, schema: Schema, name: string, depth = 0): Json {
  const here = open(making.schemas, schema);
  if (here.const !== undefined) return copyOf(here.const);
  if (
    here.default !== undefined &&
    (!making.realistic || (here.default !== null && making.dice.next() < 0.5))
  )
    return copyOf(here.default);
  if (here.enum) return copyOf(pickEnum(making, here.enum));
  if (here.anyOf || here.oneOf) {
    const branch = pickBranch(making.schemas, here, undefined);
    const { anyOf: _any, oneOf: _one, ...base } = here;
    // Alternatives beside members of its own (allOf of a base and a choice) add to them.
    if (branch && base.properties && depth < MAX_DEPTH + 4)
      return generateValue(making, mergeSchemas(open(making.schemas, branch), base), name, depth + 1);
    if (branch && depth < MAX_DEPTH + 4) return generateValue(making, branch, name, depth + 1);
  }
  const types = typesOf(making.schemas, here);
  if (types.includes("object") || here.properties) return objectOf(making, here, depth);
  if (types.includes("array")) return listOf(making, here, name, depth);
  const offered = making.realistic?.(name, here, making.dice);
  const suited = offered !== undefined && fits(offered, types) ? bounded(here, offered) : undefined;
  if (suited !== undefined && validate(making.schemas, here, suited).length === 0) return suited;
  const form = timeForm(here);
  if (form) return formatTime(making.now, form);
  if (here.example !== undefined && fits(here.example, types)) return copyOf(here.example);
  if (types.includes("string")) return makeText(making, here, name);
  if (types.includes("integer") || types.includes("number")) return numberOf(making, here, types);
  if (types.includes("boolean")) return making.dice.next() < 0.5 && making.realistic !== undefined;
  return types.includes("null") ? null : types.length === 0 ? copyOf(here.example ?? null) : "";
}

const fits = (value: Json, types: readonly string[]): boolean =>
  types.length === 0 ||
  (typeof value === "string" && types.includes("string")) ||
  (typeof value === "number" &&
    (types.includes("number") || (types.includes("integer") && Number.isInteger(value)))) ||
  (typeof value === "boolean" && types.includes("boolean"));

function pickEnum(making: GeneratorOptions, values: readonly Json[]): Json {
  const real = values.filter(
    (value) => value !== null && value !== "" && !/unknown|unspecified/i.test(textOf(value)),
  );
  return (making.realistic ? making.dice.pick(real) : real[0]) ?? values[0] ?? null;
}

function objectOf(making: GeneratorOptions, schema: Schema, depth: number): JsonObject {
  const made: JsonObject = {};
  if (depth > MAX_DEPTH) return made;
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const required = schema.required?.includes(key) ?? false;
    const types = typesOf(making.schemas, property);
    const standing = open(making.schemas, property);
    if (
      required ||
      standing.default !== undefined ||
      (making.optional > 0 && depth < 4 && making.dice.next() < making.optional)
    )
      made[key] = generateValue(making, property, key, depth + 1);
    else if (types.includes("null")) made[key] = null;
  }
  for (const key of schema.required ?? [])
    if (!Object.hasOwn(schema.properties ?? {}, key)) made[key] = key.replaceAll("_", " ");
  return made;
}

function listOf(making: GeneratorOptions, schema: Schema, name: string, depth: number): Json[] {
  const least = schema.minItems ?? 0;
  const wanted =
    making.realistic && depth < 4
      ? making.dice.integer(Math.max(least, 0), Math.max(least, making.dice.next() < 0.06 ? 14 : 3))
      : least;
  const extreme = making.extreme && depth < 3 ? (making.dice.next() < 0.5 ? least : LONG_LIST) : undefined;
  const length = Math.min(extreme ?? wanted, schema.maxItems ?? LONG_LIST, depth > MAX_DEPTH ? 0 : LONG_LIST);
  return Array.from({ length }, () => generateValue(making, schema.items ?? {}, name, depth + 1));
}

function makeText(making: GeneratorOptions, schema: Schema, name: string): string {
  const { dice } = making;
  const hex = (length: number): string => dice.text("0123456789abcdef", length);
  switch (schema.format ?? "") {
    case "uuid":
      return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
    case "email":
      return `${name || "user"}@example.com`;
    case "uri":
    case "url":
      return `https://example.com/${name}`;
    case "ipv4":
      return `192.0.2.${dice.integer(1, 254)}`;
    case "hostname":
      return "example.com";
    default:
  }
  const sample = schema.pattern === undefined ? undefined : samplePattern(schema.pattern, dice);
  if (sample !== undefined) return sample;
  return textOf(bounded(schema, name === "" ? "text" : name.replaceAll("_", " ")));
}

function numberOf(making: GeneratorOptions, schema: Schema, types: readonly string[]): number {
  const whole = types.includes("integer") && !types.includes("number");
  const low = schema.minimum ?? (schema.exclusiveMinimum === undefined ? 0 : schema.exclusiveMinimum + 1);
  const high = schema.maximum ?? Math.max(low, making.realistic ? low + 1000 : low);
  const value = making.realistic ? low + making.dice.next() ** 2 * (high - low) : low;
  return whole || Number.isInteger(schema.multipleOf) ? Math.ceil(value) : Math.round(value * 100) / 100;
}

function bounded(schema: Schema, value: Json): Json {
  if (typeof value === "number") {
    const low = schema.minimum ?? value;
    const high = schema.maximum ?? value;
    return Math.min(Math.max(value, low), Math.max(high, low));
  }
  if (typeof value !== "string") return value;
  const cut = schema.maxLength === undefined ? value : value.slice(0, schema.maxLength);
  return cut.padEnd(schema.minLength ?? 0, "x");
}
