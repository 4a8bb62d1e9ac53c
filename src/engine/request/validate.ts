// Request values against compact schemas. Our own walker and not a library's: schema names may not be loaded (then
// any value is accepted), patterns come from untrusted documents and run on RE2 (linear time), readOnly members are not
// required, and every violation names its place the way APIs do (`items.0.price`). Compared with ajv in the tests.
import { type Json, canonical, isObject, own } from "#lib/json.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import { type Schemas, matchesType, open, pickBranch, taggedBranch, typeName } from "../schemas.ts";
import { matchesPattern } from "./patterns.ts";

export type Violation = { param: string; path: string[]; message: string; code: string };

const MAX_VIOLATIONS = 20;
const MAX_DEPTH = 60;

export function validate(
  schemas: Schemas,
  schema: Schema,
  value: Json,
  /** `answered`: a body we send, of which write-only members are not asked; else one we take (read-only ones). */
  options: { answered?: boolean } = {},
): Violation[] {
  const violations: Violation[] = [];
  walk({ schemas, violations, answered: options.answered ?? false }, schema, value, [], 0);
  return violations;
}

type Walk = { schemas: Schemas; violations: Violation[]; answered: boolean };

function walk(run: Walk, schema: Schema, value: Json, path: string[], depth: number): void {
  if (run.violations.length >= MAX_VIOLATIONS || depth > MAX_DEPTH) return;
  const here = open(run.schemas, schema);
  const say = (code: string, message: string, at = path): void => {
    run.violations.push({ param: at.join("."), path: at, message, code });
  };
  // A document that lists a value allows it, whatever type it says beside the list.
  if (here.enum?.some((allowed) => same(allowed, value))) return;
  if (here.type && !matchesType(value, here.type)) {
    say(
      "invalid_type",
      `must be ${article(here.type.filter((type) => type !== "null"))}, not ${typeName(value)}`,
    );
    return;
  }
  if (here.enum)
    say(
      "invalid_value",
      `must be one of ${here.enum
        .slice(0, 20)
        .map((one) => JSON.stringify(one))
        .join(", ")}`,
    );
  if (here.const !== undefined && !same(here.const, value))
    say("invalid_value", `must be ${JSON.stringify(here.const)}`);
  if (here.anyOf || here.oneOf) branches(run, here, value, path, depth, say);
  if (typeof value === "string") text(here, value, say);
  else if (typeof value === "number") number(here, value, say);
  else if (Array.isArray(value)) {
    if (here.minItems !== undefined && value.length < here.minItems)
      say("too_short", `must have at least ${here.minItems} items`);
    if (here.maxItems !== undefined && value.length > here.maxItems)
      say("too_long", `must have at most ${here.maxItems} items`);
    if (here.uniqueItems && new Set(value.map(canonical)).size < value.length)
      say("not_unique", "must not repeat an item");
    if (here.items)
      value.forEach((item, i) => walk(run, here.items ?? {}, item, [...path, String(i)], depth + 1));
  } else if (isObject(value)) members(run, here, value, path, depth, say);
}

function members(
  run: Walk,
  schema: Schema,
  value: Record<string, Json>,
  path: string[],
  depth: number,
  say: Say,
): void {
  const properties = schema.properties ?? {};
  const count = Object.keys(value).length;
  if (schema.minProperties !== undefined && count < schema.minProperties)
    say("too_short", `must have at least ${schema.minProperties} members`);
  if (schema.maxProperties !== undefined && count > schema.maxProperties)
    say("too_long", `must have at most ${schema.maxProperties} members`);
  for (const name of schema.required ?? []) {
    const member = own(properties, name);
    const exempt = run.answered
      ? member?.writeOnly
      : (member?.readOnly ?? open(run.schemas, member).readOnly);
    if (own(value, name) === undefined && exempt !== true) say("required", "is required", [...path, name]);
  }
  for (const [name, member] of Object.entries(value)) {
    if (schema.propertyNames) walk(run, schema.propertyNames, name, [...path, name], depth + 1);
    const inner = own(properties, name);
    if (inner) walk(run, inner, member, [...path, name], depth + 1);
    else if (schema.additionalProperties === false)
      say("unknown", "is not a known parameter", [...path, name]);
    else if (typeof schema.additionalProperties === "object")
      walk(run, schema.additionalProperties, member, [...path, name], depth + 1);
  }
}

type Say = (code: string, message: string, at?: string[]) => void;

/** A value must fit one alternative; when it fits none, the nearest one says why. */
function branches(run: Walk, schema: Schema, value: Json, path: string[], depth: number, say: Say): void {
  const tagged = run.answered ? taggedBranch(schema, value) : undefined;
  const list = tagged ? [tagged] : (schema.anyOf ?? schema.oneOf ?? []);
  // Of what callers send, one alternative that takes it is enough; of what is answered, `oneOf` means one.
  const exact = run.answered && schema.oneOf !== undefined && !schema.anyOf;
  let nearest: Violation[] | undefined;
  let taken = 0;
  for (const branch of list) {
    const trial: Walk = { ...run, violations: [] };
    walk(trial, branch, value, path, depth + 1);
    if (trial.violations.length === 0) taken++;
    if (taken > 0 && !exact) return;
    if (taken > 1) return say("ambiguous", "fits more than one of forms that exclude each other");
    if (branch === pickBranch(run.schemas, schema, value)) nearest = trial.violations;
  }
  if (taken > 0) return;
  if (nearest) run.violations.push(...nearest);
  else say("invalid_type", "does not fit any of the allowed forms");
}

function text(schema: Schema, value: string, say: Say): void {
  const length = value.length;
  if (schema.minLength !== undefined && length < schema.minLength)
    say("too_short", `must have at least ${schema.minLength} characters`);
  if (schema.maxLength !== undefined && length > schema.maxLength)
    say("too_long", `must have at most ${schema.maxLength} characters`);
  if (schema.pattern !== undefined && !matchesPattern(schema.pattern, value))
    say("invalid_format", `must match ${schema.pattern}`);
  const format = schema.format === undefined ? undefined : FORMATS[schema.format];
  if (format && !format.test(value)) say("invalid_format", `must be a valid ${schema.format ?? ""}`);
}

function number(schema: Schema, value: number, say: Say): void {
  if (schema.minimum !== undefined && value < schema.minimum)
    say("too_small", `must be at least ${schema.minimum}`);
  if (schema.maximum !== undefined && value > schema.maximum)
    say("too_large", `must be at most ${schema.maximum}`);
  if (schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum)
    say("too_small", `must be more than ${schema.exclusiveMinimum}`);
  if (schema.exclusiveMaximum !== undefined && value >= schema.exclusiveMaximum)
    say("too_large", `must be less than ${schema.exclusiveMaximum}`);
  const step = schema.multipleOf;
  if (step !== undefined && step > 0 && !isMultiple(value, step))
    say("invalid_value", `must be a multiple of ${step}`);
}

/** Exact for whole steps; steps such as 0.01 allow for binary fractions. */
const isMultiple = (value: number, step: number): boolean =>
  Number.isInteger(step) ? value % step === 0 : Math.abs(value / step - Math.round(value / step)) < 1e-9;

const FORMATS: Record<string, RegExp> = {
  email: /^[^\s@]{1,64}@[^\s@]{1,253}$/,
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  date: /^\d{4}-\d\d-\d\d$/,
  "date-time": /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)?$/,
  uri: /^[a-z][a-z0-9+.-]*:\S*$/i,
  ipv4: /^(\d{1,3}\.){3}\d{1,3}$/,
};

const same = (a: Json, b: Json): boolean =>
  a === b || (typeof a === "object" && canonical(a) === canonical(b));

const article = (types: readonly string[]): string =>
  types.length === 0
    ? "null"
    : types.map((type) => (/^[aio]/.test(type) ? `an ${type}` : `a ${type}`)).join(" or ");
