// The members of a made record brought to agree with each other: times with the record's age and state, totals with their lines,
// flags with the state. What somebody wrote is never changed, and nothing is put that the schema forbids.
import type { Resource } from "#blueprint/format/resource.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import { type JsonObject, asObject, isObject, own, put } from "#lib/json.ts";
import type { GeneratorOptions } from "../../generate/value.ts";
import { derive, recordSchema } from "../../records/fill.ts";
import { open, pickBranch } from "../../schemas.ts";
import { stateIn } from "../facts/stages.ts";
import { agreeAmounts } from "./amounts.ts";
import { agreeEndings, agreeFlags } from "./flags.ts";
import { type Life, partOfRecord } from "./part.ts";
import { agreeTimes } from "./times.ts";

const MAX_DEPTH = 12;

/** When the record was last changed. */
export function agreeRecord(
  options: GeneratorOptions,
  resource: Resource,
  doc: JsonObject,
  /** What stands in the record already and is not ours to change: members, and members of members. */
  given: JsonObject,
  life: Life,
): number {
  const schema = recordSchema(options, resource, doc);
  const updated = agreeObject(options, schema, doc, resource.name, given, life, 0);
  for (const [name, expression] of Object.entries(resource.derived)) {
    const value = derive(expression, doc);
    if (value !== undefined && own(given, name) === undefined) put(doc, name, value);
  }
  return updated;
}

function agreeObject(
  options: GeneratorOptions,
  schema: Schema,
  object: JsonObject,
  noun: string,
  given: JsonObject,
  life: Life,
  depth: number,
): number {
  const part = partOfRecord(options, schema, object, noun, new Set(Object.keys(given)));
  for (const [name, value] of Object.entries(object)) {
    const told = own(given, name);
    const here = open(options.schemas, part.schemaOf(name));
    if (depth >= MAX_DEPTH || (told !== undefined && !isObject(told))) continue;
    const inner = lifeOfPart(life, isObject(value) ? value : {});
    if (isObject(value))
      agreeObject(options, chosen(options, here, value), value, name, asObject(told), inner, depth + 1);
    else if (Array.isArray(value))
      for (const item of value)
        if (isObject(item)) {
          const itemSchema = chosen(options, open(options.schemas, here.items), item);
          agreeObject(options, itemSchema, item, name, {}, lifeOfPart(life, item), depth + 1);
        }
  }
  agreeFlags(part, life);
  agreeEndings(part, life);
  const updated = agreeTimes(part, life);
  agreeAmounts(part, life);
  return updated;
}

/** What a part names is its own: it has the state that stands in it. */
const lifeOfPart = ({ created, now }: Life, object: JsonObject): Life => ({
  created,
  now,
  state: stateIn(object),
  hasHappened: () => undefined,
});

/** The schema of an object: of several, the one that it belongs to. */
function chosen(options: GeneratorOptions, schema: Schema, value: JsonObject): Schema {
  const branch = schema.anyOf || schema.oneOf ? pickBranch(options.schemas, schema, value) : undefined;
  return branch
    ? { ...open(options.schemas, branch), ...(schema.properties ? { properties: schema.properties } : {}) }
    : schema;
}
