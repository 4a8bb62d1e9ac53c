// Stored records through an answer's own schema (R7, R25): members it declares, in the types it declares;
// what it requires and the record lacks is filled, what is write-only stays inside.
import type { Schema } from "#blueprint/format/schema.ts";
import { type Json, type JsonObject, asObject, copyOf, isObject, own, put } from "#lib/json.ts";
import { type GeneratorOptions, generateValue } from "../generate/value.ts";
import { matchesType, open, pickBranch, typesOf } from "../schemas.ts";
import { asOneOf } from "./one-of.ts";
import { heldForm } from "../records/held-form.ts";
import { matchesPattern } from "../request/patterns.ts";

const MAX_DEPTH = 40;

export function project(
  options: GeneratorOptions,
  schema: Schema | undefined,
  value: Json | undefined,
  depth = 0,
): Json {
  if (!schema || depth > MAX_DEPTH) return value ?? null;
  const here = open(options.schemas, schema);
  const branches = here.anyOf ?? here.oneOf;
  if (branches) {
    const branch = pickBranch(options.schemas, here, value);
    if (branch && !here.properties) {
      const shown = project(options, branch, value, depth + 1);
      return told(options, here, shown, (one) => project(options, one, shown, depth + 1));
    }
    if (branch && isObject(value)) {
      // Members of its own beside alternatives (allOf of a base and a choice): both have a say.
      const { anyOf: _any, oneOf: _one, ...base } = here;
      const beside = asObject(project(options, base, value, depth + 1));
      const shownAs = (one: Schema): JsonObject => ({
        ...asObject(project(options, one, value, depth + 1)),
        ...beside,
      });
      return told(options, here, shownAs(branch), shownAs);
    }
  }
  if (value === undefined) return generateValue(options, schema, "");
  if (Array.isArray(value)) {
    const shown = value.slice(0, here.maxItems);
    return here.items ? listOf(options, here.items, shown, depth) : shown;
  }
  if (!isObject(value)) return value;
  if (!here.properties)
    return typeof here.additionalProperties === "object"
      ? mapOf(options, here.additionalProperties, value, depth)
      : value;
  const made: JsonObject = {};
  for (const plan of planOf(options, here)) {
    const { name, property } = plan;
    const held = own(value, name);
    const member = held === undefined || plan.fixed === undefined ? held : plan.fixed;
    if (member === undefined || (member === null && !plan.nullable)) {
      if (plan.required) put(made, name, absent(options, property, name));
      else if (plan.types.includes("null")) put(made, name, null);
    } else if (plan.least > 0 && isEmpty(member)) {
      if (plan.required) put(made, name, absent(options, property, name));
    } else if (isMisfit(plan, member)) {
      const fitted = refit(options, plan, member);
      if (fitted !== undefined) put(made, name, fitted);
    } else
      put(
        made,
        name,
        plan.plain && !isNested(member) ? member : project(options, property, member, depth + 1),
      );
  }
  if (here.additionalProperties !== undefined && here.additionalProperties !== false)
    for (const [name, member] of Object.entries(value))
      if (own(here.properties, name) === undefined) put(made, name, member);
  return made;
}

/** What is shown, as one alternative alone where the schema says that it is one; a discriminator tells them apart itself. */
const told = (
  options: GeneratorOptions,
  { oneOf: branches, discriminator, properties: beside = {} }: Schema,
  shown: Json,
  shownAs: (branch: Schema) => Json,
): Json => (branches && !discriminator ? asOneOf(options, { branches, beside, shownAs }, shown) : shown);

/** A stored value that this answer's schema has no room for: another variant of the resource took it. */
const isMisfit = (plan: Member, member: Json): boolean =>
  member !== null &&
  ((plan.types.length > 0 && !matchesType(member, plan.types)) ||
    (plan.values !== undefined && !isNested(member) && !plan.values.includes(member)) ||
    (plan.pattern !== undefined && typeof member === "string" && !matchesPattern(plan.pattern, member)));

/** The nearest value that fits: the same as number or text, else null, nothing, or what a required member must have. */
function refit(options: GeneratorOptions, plan: Member, member: Json): Json | undefined {
  const { types, values, required } = plan;
  if (values === undefined && typeof member === "number" && types.includes("string")) return String(member);
  const number = typeof member === "string" && member !== "" ? Number(member) : Number.NaN;
  if (values === undefined && Number.isFinite(number) && matchesType(number, types)) return number;
  const held = values === undefined ? heldForm(options, plan.property, member) : member;
  if (held !== member && matchesType(held, types)) return project(options, plan.property, held);
  if (types.includes("null")) return null;
  return required ? absent(options, plan.property, plan.name) : undefined;
}

/** The items of a list; one of a type the list has no room for takes another form, or goes, as does one that is none of its values. */
function listOf(options: GeneratorOptions, items: Schema, value: readonly Json[], depth: number): Json[] {
  const types = typesOf(options.schemas, items);
  const { enum: values } = open(options.schemas, items);
  return value.flatMap((item) => {
    const held = heldForm(options, items, item);
    if (values && !isNested(held) && !values.includes(held)) return [];
    if (types.length === 0 || matchesType(held, types)) return [project(options, items, held, depth + 1)];
    return types.includes("string") && typeof held === "number" ? [String(held)] : [];
  });
}

type Member = {
  name: string;
  property: Schema;
  required: boolean;
  nullable: boolean;
  /** A scalar without alternatives: the value stands as it is. */
  plain: boolean;
  /** The one value this answer allows here, whatever the record says: `object: "thread.deleted"`. */
  fixed: Json | undefined;
  types: string[];
  values: Json[] | undefined;
  /** How many items or members it has at least. */
  least: number;
  pattern: string | undefined;
};

const plans = new WeakMap<Schema, Member[]>();

/** What an object's members need, worked out once for each schema in memory: lists project many records. */
function planOf(options: GeneratorOptions, schema: Schema): Member[] {
  const known = plans.get(schema);
  if (known) return known;
  const plan: Member[] = [];
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const here = open(options.schemas, property);
    if (here.writeOnly || property.writeOnly) continue;
    const types = typesOf(options.schemas, property);
    const form = formBesideNull(options, here);
    plan.push({
      types,
      values: form.enum,
      least: here.minItems ?? here.minProperties ?? 0,
      // A record keeps its key, whichever form of it is shown.
      pattern: /^(id|sid|uuid|ts)$/.test(name) ? undefined : form.pattern,
      fixed: here.const ?? (here.enum?.length === 1 ? here.enum[0] : undefined),
      name,
      property,
      required: schema.required?.includes(name) ?? false,
      nullable: types.length === 0 || types.includes("null"),
      plain:
        here.type !== undefined &&
        !here.anyOf &&
        !here.oneOf &&
        !types.includes("object") &&
        !types.includes("array"),
    });
  }
  // A slip of documents: a member that is required and nowhere described.
  for (const name of schema.required ?? [])
    if (schema.properties && !own(schema.properties, name)) plan.push(anything(name));
  plans.set(schema, plan);
  return plan;
}

/** Of one form or null, the form; any other schema as it is. */
function formBesideNull({ schemas }: GeneratorOptions, schema: Schema): Schema {
  const forms = (schema.anyOf ?? schema.oneOf ?? []).map((one) => open(schemas, one));
  const [form, ...others] = forms.filter((one) => one.type?.join() !== "null");
  return form && others.length === 0 ? form : schema;
}

const anything = (name: string): Member => ({
  types: [],
  values: undefined,
  least: 0,
  pattern: undefined,
  fixed: undefined,
  name,
  property: {},
  required: true,
  nullable: true,
  plain: false,
});

const isEmpty = (value: Json): boolean => isNested(value) && Object.keys(value ?? {}).length === 0;

const isNested = (value: Json): boolean => typeof value === "object" && value !== null;

function mapOf(options: GeneratorOptions, schema: Schema, value: JsonObject, depth: number): JsonObject {
  const made: JsonObject = {};
  for (const [name, member] of Object.entries(value))
    put(made, name, project(options, schema, member, depth + 1));
  return made;
}

/** A required member nobody gave: null where it may be, else default, constant, empty, example, plain. */
export function absent(options: GeneratorOptions, schema: Schema, name: string): Json {
  const here = open(options.schemas, schema);
  if (here.const !== undefined) return copyOf(here.const);
  if (here.default !== undefined) return copyOf(here.default);
  const types = typesOf(options.schemas, schema);
  if (types.includes("null")) return null;
  if (types.length === 1 && types[0] === "array" && !here.minItems) return [];
  return generateValue(options, schema, name);
}
