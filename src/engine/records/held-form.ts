// A sent value in the form in which the record has it (R24): a text where the record has a whole object, one thing where it
// has a list, an object where it has only its key. What a caller sent is kept, whatever is made around it.
import type { Schema } from "#blueprint/format/schema.ts";
import { type Json, type JsonObject, isObject, own, put, textOf } from "#lib/json.ts";
import { type GeneratorOptions, generateValue } from "../generate/value.ts";
import { matchesType, open, typesOf } from "../schemas.ts";
import { validate } from "../request/validate.ts";

const MAX_DEPTH = 4;
/** Members that name a thing by themselves, the most telling first. */
const NAMES = ["id", "gid", "sid", "uuid", "slug", "name", "login", "key", "code", "value"];
/** `restApiId`, `bucket_name`: a member that names a thing among others. */
const NAMING = /(_(id|key|name|arn|code)|[a-z](Id|Key|Name|Arn|Code))$/;

export function heldForm(options: GeneratorOptions, property: Schema, value: Json, depth = 0): Json {
  const types = typesOf(options.schemas, property);
  if (value === null || types.length === 0 || depth > MAX_DEPTH) return value;
  const here = open(options.schemas, property);
  if (matchesType(value, types)) {
    const { items } = here;
    return Array.isArray(value) && items
      ? value.map((one) => heldForm(options, items, one, depth + 1))
      : typeof value === "string"
        ? momentAs(here.format, value)
        : value;
  }
  if (types.includes("array") && here.items && !Array.isArray(value))
    return [heldForm(options, here.items, value, depth + 1)];
  if (types.includes("object") && (typeof value === "string" || typeof value === "number"))
    return objectNamed(options, here, value);
  if (Array.isArray(value))
    return types.includes("object") ? objectListing(options, here, value, depth) : value;
  if (isObject(value)) {
    const naming = [...NAMES, ...Object.keys(value).filter((one) => NAMING.test(one))];
    const name = naming
      .map((one) => own(value, one))
      .find((one) => one !== undefined && one !== null && matchesType(one, types));
    return name ?? value;
  }
  return types.includes("string") && here.enum === undefined ? textOf(value) : value;
}

const DAY = /^\d{4}-\d\d-\d\d$/;

/** A day where the record has a moment, and a moment where it has a day. */
function momentAs(format: string | undefined, value: string): string {
  if (format === "date-time" && DAY.test(value)) return `${value}T00:00:00Z`;
  const [day = ""] = value.split("T");
  return format === "date" && DAY.test(day) ? day : value;
}

/** The object that a text or number stands for, with the value in the member that names it; the rest is made with the record. */
function objectNamed(options: GeneratorOptions, schema: Schema, value: string | number): Json {
  const key = namingMember(options, schema, value);
  if (key === undefined) return value;
  const made: JsonObject = {};
  put(made, key, value);
  return made;
}

/** The object whose one list of objects takes what was sent as a list: `{ object: "list", data: […] }`. */
function objectListing(options: GeneratorOptions, schema: Schema, value: Json[], depth: number): Json {
  const lists = Object.entries(schema.properties ?? {}).flatMap(([member, property]) => {
    const items = open(options.schemas, open(options.schemas, property).items);
    return items.properties ? [{ member, items }] : [];
  });
  const [list] = lists;
  if (!list || lists.length > 1) return value;
  const made = generateValue(options, { ...schema, type: ["object"] }, "");
  if (!isObject(made)) return value;
  const held = value.map((item) => (isObject(item) ? itemOf(options, list.items, item, depth) : item));
  put(made, list.member, held);
  return made;
}

function itemOf(options: GeneratorOptions, schema: Schema, sent: JsonObject, depth: number): JsonObject {
  const item: JsonObject = {};
  for (const [name, value] of Object.entries(sent)) {
    const property = own(schema.properties ?? {}, name);
    put(item, name, property ? heldForm(options, property, value, depth + 1) : value);
  }
  return item;
}

/** The one required member that takes the value, else a member that names things, else any that takes it. */
export function namingMember(
  options: GeneratorOptions,
  schema: Schema,
  value: string | number,
): string | undefined {
  const properties = schema.properties ?? {};
  const takesAsKey = (name: string): boolean => {
    const property = open(options.schemas, own(properties, name));
    return (
      property.type !== undefined &&
      matchesType(value, property.type) &&
      property.const === undefined &&
      validate(options.schemas, property, value, { answered: true }).length === 0
    );
  };
  // One of a list of values names a thing only in a member that is for that: `{ id: 2, label: "Moderator" }`.
  const takes = (name: string): boolean =>
    open(options.schemas, own(properties, name)).enum === undefined && takesAsKey(name);
  const required = (schema.required ?? []).filter(takes);
  return (
    (required.length === 1 ? required[0] : undefined) ??
    NAMES.find((name) => own(properties, name) !== undefined && takesAsKey(name)) ??
    required[0] ??
    Object.keys(properties).find(takes)
  );
}
