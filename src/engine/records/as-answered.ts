// What a caller sent, in the form that the answer has (R24): an id where the answer has a whole object, a plain list where it
// has an object with a list in it. Nothing that was sent is lost; other misfits stay as they are.
import type { Schema } from "#blueprint/format/schema.ts";
import { type Json, type JsonObject, isObject, own, put } from "#lib/json.ts";
import type { GeneratorOptions } from "../generate/value.ts";
import { absent } from "../response/project.ts";
import { matchesType, open, pickBranch, typesOf } from "../schemas.ts";

const KEYS = ["id", "slug", "name", "login", "key", "code"];

export function asAnswered(options: GeneratorOptions, property: Schema, name: string, value: Json): Json {
  const types = typesOf(options.schemas, property);
  if (types.length === 0 || matchesType(value, types) || !types.includes("object")) return value;
  if (Array.isArray(value)) return listed(options, property, name, value);
  return typeof value === "string" || typeof value === "number"
    ? named(options, property, name, value)
    : value;
}

/** The object that an id or a name stands for, with it in its key. */
function named(options: GeneratorOptions, property: Schema, name: string, value: string | number): Json {
  const made = absent(options, { ...property, type: ["object"] }, name);
  if (!isObject(made)) return made;
  const here = open(options.schemas, property);
  const branch = here.properties ? here : open(options.schemas, pickBranch(options.schemas, here, made));
  const key = KEYS.find((one) => own(branch.properties ?? {}, one) !== undefined);
  const types = typesOf(options.schemas, branch.properties?.[key ?? ""] ?? {});
  if (key !== undefined && matchesType(value, types)) put(made, key, value);
  return made;
}

/** The object whose one list of objects takes what was sent as a list: `{ object: "list", data: […] }`. */
function listed(options: GeneratorOptions, property: Schema, name: string, value: Json[]): Json {
  const here = open(options.schemas, property);
  const lists = Object.entries(here.properties ?? {}).flatMap(([member, schema]) => {
    const items = open(options.schemas, open(options.schemas, schema).items);
    return items.properties ? [{ member, items }] : [];
  });
  const [list] = lists;
  if (!list || lists.length > 1) return value;
  const made = absent(options, { ...property, type: ["object"] }, name);
  if (!isObject(made)) return value;
  put(
    made,
    list.member,
    value.map((item) => (isObject(item) ? itemOf(options, list.items, item) : item)),
  );
  return made;
}

function itemOf(options: GeneratorOptions, schema: Schema, sent: JsonObject): JsonObject {
  const item: JsonObject = {};
  for (const [name, value] of Object.entries(sent)) {
    const property = own(schema.properties ?? {}, name);
    put(item, name, property ? asAnswered(options, property, name, value) : value);
  }
  return item;
}
