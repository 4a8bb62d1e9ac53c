// Generated values for members that a document requires and nobody gave (end of R25): defaults, constants, examples, and at
// last a simple value of the right type. Seeds try a realistic source before the simple one.
import type { Random } from "#lib/random.ts";
import { mergeSchemas } from "#blueprint/read/schema-normaliser.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import { timeForm } from "#blueprint/runtime/time-format.ts";
import { formatTime } from "#lib/clock.ts";
import { type Json, type JsonObject, canonical, copyOf, isObject, put, textOf } from "#lib/json.ts";
import { type Schemas, open, pickBranch, tagOf, typesOf } from "../schemas.ts";
import { validate } from "../request/validate.ts";
import { bounded, makeNumber, makeText } from "./leaf.ts";

/** Where realistic values come from: each object and each item of a list has a source of its own. */
export type Realistic = {
  /** A value for a named leaf, or undefined to leave it to the plain one. */
  value(name: string, schema: Schema, random: Random): Json | undefined;
  /** The source for what a member of this name holds: an object with these members, or one item of a list. */
  within(name: string, members: readonly string[], isItem: boolean): Realistic;
};

export type GeneratorOptions = {
  schemas: Schemas;
  random: Random;
  now: number;
  realistic?: Realistic;
  /** What `livemode` and its like say. */
  live: boolean;
  /** Share of optional members that are present, 0…1. */
  optional: number;
  /** Whether the call's own body may write a member of this name. */
  takes?: (name: string) => boolean;
  /** Lists are empty or long, never in between. */
  edgeCase?: boolean;
  /** Made to see which alternative tells itself apart: what is deeper is not tried again. */
  isTrial?: boolean;
  /** Optional members that nobody gave, and that are neither null nor a list, stay away. */
  isBare?: boolean;
};

const LONG_LIST = 30;

const MAX_DEPTH = 8;
const MAX_ALTERNATIVES = 16;

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
    const made = ofAlternatives(options, here, name, depth);
    if (made !== undefined) return made;
  }
  const types = typesOf(options.schemas, here);
  if (types.includes("object") || here.properties) return objectOf(partOf(options, here, name), here, depth);
  if (types.includes("array")) return listOf(options, here, name, depth);
  const offered = options.realistic?.value(name, here, options.random);
  if (offered === null && types.includes("null")) return null;
  const suited = offered !== undefined && fits(offered, types) ? bounded(here, offered) : undefined;
  if (suited !== undefined && validate(options.schemas, here, suited).length === 0) return suited;
  const form = timeForm(here);
  if (form && here.pattern === undefined) return formatTime(options.now, form);
  if (
    here.example !== undefined &&
    fits(here.example, types) &&
    validate(options.schemas, here, here.example).length === 0
  )
    return copyOf(here.example);
  if (types.includes("string")) return makeText(options.random, options.now, here, name);
  if (types.includes("integer") || types.includes("number"))
    return makeNumber(options.random, here, types, options.realistic !== undefined);
  if (types.includes("boolean")) return options.random.next() < 0.5 && options.realistic !== undefined;
  return types.includes("null") ? null : types.length === 0 ? copyOf(here.example ?? null) : "";
}

/**
 * A value of the first alternative that is not null; where a `oneOf` takes that twice, of the first one whose value, perhaps with
 * all its members, it takes once.
 */
function ofAlternatives(
  options: GeneratorOptions,
  schema: Schema,
  name: string,
  depth: number,
): Json | undefined {
  const first = pickBranch(options.schemas, schema, undefined);
  if (!first || depth >= MAX_DEPTH + 4) return undefined;
  const made = asAlternative(options, schema, first, name, depth);
  if (!schema.oneOf || schema.discriminator || options.isTrial || !isAmbiguous(options, schema, made))
    return made;
  const trial = { ...options, isTrial: true };
  for (const each of [trial, { ...trial, optional: 1 }])
    for (const branch of schema.oneOf.slice(0, MAX_ALTERNATIVES)) {
      const other = asAlternative(each, schema, branch, name, depth);
      if (!isAmbiguous(options, schema, other)) return other;
    }
  return made;
}

function asAlternative(
  options: GeneratorOptions,
  schema: Schema,
  branch: Schema,
  name: string,
  depth: number,
): Json {
  const { anyOf: _any, oneOf: _one, ...base } = schema;
  // Alternatives beside members of its own (allOf of a base and a choice) add to them.
  if (base.properties)
    return generateValue(options, mergeSchemas(open(options.schemas, branch), base), name, depth + 1);
  const made = generateValue(options, branch, name, depth + 1);
  const [teller, tag] = tagOf(options.schemas, schema, branch) ?? [];
  if (isObject(made) && teller !== undefined && tag !== undefined) put(made, teller, tag);
  return made;
}

const isAmbiguous = ({ schemas }: GeneratorOptions, schema: Schema, value: Json): boolean =>
  validate(schemas, schema, value, { answered: true }).some(
    (one) => one.code === "ambiguous" && one.path.length === 0,
  );

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

/** The options for the members of an object, or for one item of a list. */
export function partOf(
  options: GeneratorOptions,
  schema: Schema,
  name: string,
  isItem = false,
): GeneratorOptions {
  if (!options.realistic || (name === "" && !isItem)) return options;
  const members = Object.keys(open(options.schemas, schema).properties ?? {});
  return { ...options, realistic: options.realistic.within(name, members, isItem) };
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
    if (!Object.hasOwn(schema.properties ?? {}, key))
      put(made, key, generateValue(options, restOf(schema), key, depth + 1));
  topUp(options, schema, made, depth);
  return made;
}

/** What members that are not described by name must be: any text where that is not said. */
const restOf = (schema: Schema): Schema =>
  typeof schema.additionalProperties === "object" ? schema.additionalProperties : { type: ["string"] };

/** As many members as the object must have: described ones first, then others. */
function topUp(options: GeneratorOptions, schema: Schema, made: JsonObject, depth: number): void {
  const least = schema.minProperties ?? 0;
  for (const [key, property] of Object.entries(schema.properties ?? {}))
    if (Object.keys(made).length < least && !Object.hasOwn(made, key))
      put(made, key, generateValue(options, property, key, depth + 1));
  if (schema.additionalProperties === false) return;
  for (let n = Object.keys(made).length + 1; n <= least; n++)
    put(made, `key${n}`, generateValue(options, restOf(schema), `value${n}`, depth + 1));
}

function listOf(options: GeneratorOptions, schema: Schema, name: string, depth: number): Json[] {
  const least = schema.minItems ?? 0;
  const isTold = typesOf(options.schemas, schema.items ?? {}).length > 0;
  const wanted = options.realistic && isTold && depth < 4 ? usualLength(options.random, least) : least;
  const edgeCase =
    options.edgeCase && depth < 3 ? (options.random.next() < 0.5 ? least : LONG_LIST) : undefined;
  const length = Math.min(
    edgeCase ?? wanted,
    schema.maxItems ?? LONG_LIST,
    depth > MAX_DEPTH ? 0 : LONG_LIST,
  );
  const item = (): Json => itemOf(options, schema.items ?? {}, name, depth + 1);
  const items = Array.from({ length }, item);
  if (schema.uniqueItems) return differing(options, schema, items, name, depth);
  const isPlain = options.realistic !== undefined && items.every((one) => typeof one !== "object");
  const once = isPlain ? [...new Set(items)] : items;
  return once.length < least ? items : once;
}

/** Mostly a few items, seldom none, sometimes more than a page of them. */
function usualLength(random: Random, least: number): number {
  const low = random.next() < 0.85 ? 1 : 0;
  return random.integer(Math.max(least, low), Math.max(least, random.next() < 0.06 ? 14 : 3));
}

/** One item of a list: what stands in it is no other item's. */
const itemOf = (options: GeneratorOptions, schema: Schema, name: string, depth: number): Json =>
  generateValue(
    partOf(options, schema, name, true),
    schema,
    typesOf(options.schemas, schema).includes("object") ? "" : name,
    depth,
  );

/** Items that differ: what comes twice is made again some times, and then left out. */
function differing(
  options: GeneratorOptions,
  schema: Schema,
  items: readonly Json[],
  name: string,
  depth: number,
): Json[] {
  const made = new Map(items.map((item) => [canonical(item), item]));
  for (let n = 0; n < items.length * 4 && made.size < items.length; n++) {
    const values = open(options.schemas, schema.items).enum;
    const item = values?.[n % values.length] ?? itemOf(options, schema.items ?? {}, name, depth + 1);
    made.set(canonical(item), item);
  }
  return [...made.values()];
}
