// Generated values for members that a document requires and nobody gave (end of R25): defaults, constants, examples, and at
// last a simple value of the right type. Seeds try a realistic source before the simple one.
import type { Random } from "#lib/random.ts";
import { mergeSchemas } from "#blueprint/read/schema-normaliser.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import { timeForm } from "#blueprint/runtime/time-format.ts";
import { formatTime } from "#lib/clock.ts";
import { newUuid } from "#lib/ids.ts";
import { type Json, type JsonObject, copyOf, textOf } from "#lib/json.ts";
import { samplePattern } from "#lib/sample-pattern.ts";
import { plainText } from "./plain-text.ts";
import { type Schemas, open, pickBranch, typesOf } from "../schemas.ts";
import { validate } from "../request/validate.ts";

/** Offers a realistic value for a named leaf, or undefined to leave it to the plain one. */
export type Realistic = (name: string, schema: Schema, random: Random) => Json | undefined;

export type GeneratorOptions = {
  schemas: Schemas;
  random: Random;
  now: number;
  realistic?: Realistic;
  /** What `livemode` and its like say. */
  live: boolean;
  /** Share of optional members that are present, 0…1. */
  optional: number;
  /** Lists are empty or long, never in between. */
  edgeCase?: boolean;
};

const LONG_LIST = 30;

const MAX_DEPTH = 8;
/** Names of keys and credentials: each value is a new one. */
const KEY_NAME = /(^|_)(id|uuid|token|secret|hash)$|(Id|Token|Secret|Hash)$/;
const KEY_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
const KEY_LENGTH = 14;

export function generateValue(options: GeneratorOptions, schema: Schema, name: string, depth = 0): Json {
  const here = open(options.schemas, schema);
  if (here.const !== undefined) return copyOf(here.const);
  if (
    here.default !== undefined &&
    (!options.realistic || (here.default !== null && options.random.next() < 0.5))
  )
    return copyOf(here.default);
  if (here.enum) return copyOf(pickEnum(options, here.enum));
  if (here.anyOf || here.oneOf) {
    const branch = pickBranch(options.schemas, here, undefined);
    const { anyOf: _any, oneOf: _one, ...base } = here;
    // Alternatives beside members of its own (allOf of a base and a choice) add to them.
    if (branch && base.properties && depth < MAX_DEPTH + 4)
      return generateValue(options, mergeSchemas(open(options.schemas, branch), base), name, depth + 1);
    if (branch && depth < MAX_DEPTH + 4) return generateValue(options, branch, name, depth + 1);
  }
  const types = typesOf(options.schemas, here);
  if (types.includes("object") || here.properties) return objectOf(options, here, depth);
  if (types.includes("array")) return listOf(options, here, name, depth);
  const offered = options.realistic?.(name, here, options.random);
  const suited = offered !== undefined && fits(offered, types) ? bounded(here, offered) : undefined;
  if (suited !== undefined && validate(options.schemas, here, suited).length === 0) return suited;
  const form = timeForm(here);
  if (form) return formatTime(options.now, form);
  if (here.example !== undefined && fits(here.example, types)) return copyOf(here.example);
  if (types.includes("string")) return makeText(options, here, name);
  if (types.includes("integer") || types.includes("number")) return numberOf(options, here, types);
  if (types.includes("boolean")) return options.random.next() < 0.5 && options.realistic !== undefined;
  return types.includes("null") ? null : types.length === 0 ? copyOf(here.example ?? null) : "";
}

const fits = (value: Json, types: readonly string[]): boolean =>
  types.length === 0 ||
  (typeof value === "string" && types.includes("string")) ||
  (typeof value === "number" &&
    (types.includes("number") || (types.includes("integer") && Number.isInteger(value)))) ||
  (typeof value === "boolean" && types.includes("boolean"));

function pickEnum(options: GeneratorOptions, values: readonly Json[]): Json {
  const real = values.filter(
    (value) => value !== null && value !== "" && !/unknown|unspecified/i.test(textOf(value)),
  );
  return (options.realistic ? options.random.pick(real) : real[0]) ?? values[0] ?? null;
}

function objectOf(options: GeneratorOptions, schema: Schema, depth: number): JsonObject {
  const made: JsonObject = {};
  if (depth > MAX_DEPTH) return made;
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const required = schema.required?.includes(key) ?? false;
    const types = typesOf(options.schemas, property);
    const standing = open(options.schemas, property);
    if (
      required ||
      standing.default !== undefined ||
      (options.optional > 0 && depth < 4 && options.random.next() < options.optional)
    )
      made[key] = generateValue(options, property, key, depth + 1);
    else if (types.includes("null")) made[key] = null;
  }
  for (const key of schema.required ?? [])
    if (!Object.hasOwn(schema.properties ?? {}, key)) made[key] = plainText(key);
  return made;
}

function listOf(options: GeneratorOptions, schema: Schema, name: string, depth: number): Json[] {
  const least = schema.minItems ?? 0;
  const wanted =
    options.realistic && depth < 4
      ? options.random.integer(Math.max(least, 0), Math.max(least, options.random.next() < 0.06 ? 14 : 3))
      : least;
  const edgeCase =
    options.edgeCase && depth < 3 ? (options.random.next() < 0.5 ? least : LONG_LIST) : undefined;
  const length = Math.min(
    edgeCase ?? wanted,
    schema.maxItems ?? LONG_LIST,
    depth > MAX_DEPTH ? 0 : LONG_LIST,
  );
  return Array.from({ length }, () => generateValue(options, schema.items ?? {}, name, depth + 1));
}

function makeText(options: GeneratorOptions, schema: Schema, name: string): string {
  const { random } = options;
  switch (schema.format ?? "") {
    case "uuid":
      return newUuid(random, "8");
    case "email":
      return `${name || "user"}@example.com`;
    case "uri":
    case "url":
      return `https://example.com/${name}`;
    case "ipv4":
      return `192.0.2.${random.integer(1, 254)}`;
    case "hostname":
      return "example.com";
    default:
  }
  const sample = schema.pattern === undefined ? undefined : samplePattern(schema.pattern, random);
  if (sample !== undefined) return sample;
  if (KEY_NAME.test(name)) return textOf(bounded(schema, random.text(KEY_ALPHABET, KEY_LENGTH)));
  return textOf(bounded(schema, plainText(name)));
}

function numberOf(options: GeneratorOptions, schema: Schema, types: readonly string[]): number {
  const whole = types.includes("integer") && !types.includes("number");
  const low = schema.minimum ?? (schema.exclusiveMinimum === undefined ? 0 : schema.exclusiveMinimum + 1);
  const high = schema.maximum ?? Math.max(low, options.realistic ? low + 1000 : low);
  const value = options.realistic ? low + options.random.next() ** 2 * (high - low) : low;
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
