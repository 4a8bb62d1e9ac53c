// Sent members that a record has no room for at its top (R24): they stand in the one object below it that has a member of
// that name, and those of an object that the record does not know stand where the record has them.
import type { Schema } from "#blueprint/format/schema.ts";
import { type Json, type JsonObject, asObject, isObject, own, put } from "#lib/json.ts";
import { flat, snake } from "#lib/words.ts";
import type { GeneratorOptions } from "../generate/value.ts";
import { validate } from "../request/validate.ts";
import { type Schemas, matchesType, open, typesOf } from "../schemas.ts";
import { heldForm } from "./held-form.ts";

const MAX_DEPTH = 3;
const MAX_PLACES = 2000;
/** Too general to mean the same at another place. */
const GENERAL =
  /^(id|uuid|type|kind|object|status|state|data|value|values|items|list|count|quantity|enabled)$/;
/** An object with a key of its own is another record: what is put there says so by more than one word. */
const KEY = /^(id|uuid|sid|guid|key)$/;
/** Objects that hold a part of the record itself, whatever they are called beside. */
const OWN_PART = /(metadata|details?|info|attributes|properties|spec|summary|configuration|settings)$/;
/** These speak of the answer, or of where to go on. */
const ASIDE = /^(error|errors|links?|meta|pagination)$/;

/** Fewer members than these may stand in a part of the record by chance. */
const MIN_OF_PART = 2;

type Place = { path: string[]; property: Schema };

/** Puts into `made` what was sent under names that the schema does not have at its top. */
export function placeDeeper(
  options: GeneratorOptions,
  schema: Schema,
  sent: JsonObject,
  made: JsonObject,
  depth = 0,
): void {
  const away = Object.entries(sent).filter(([name, value]) => value !== null && !isAtTop(schema, name));
  const part = wholePart(options.schemas, schema, away);
  for (const [name, value] of away) {
    const place = part?.(name) ?? placeOf(options.schemas, schema, name);
    if (place && putAt(options, made, place, value)) continue;
    if (!isObject(value) || depth >= MAX_DEPTH) continue;
    for (const [inner, one] of Object.entries(value)) {
      const top = Object.keys(schema.properties ?? {}).find((known) => flat(known) === flat(inner));
      const property = top === undefined ? undefined : own(schema.properties ?? {}, top);
      if (top === undefined || !property) placeDeeper(options, schema, { [inner]: one }, made, depth + 1);
      else if (own(made, top) === undefined && !GENERAL.test(flat(inner)))
        putAt(options, made, { path: [top], property }, one);
    }
  }
}

/** The places in the one member that has room for all that the top has none for: the body is that part of the record. */
function wholePart(
  schemas: Schemas,
  schema: Schema,
  away: readonly [string, Json][],
): ((name: string) => Place | undefined) | undefined {
  if (away.length < MIN_OF_PART) return undefined;
  const parts = Object.entries(schema.properties ?? {}).flatMap(([holder, property]) => {
    const inside = ASIDE.test(flat(holder)) ? {} : (objectBehind(schemas, property)?.properties ?? {});
    return away.every(([name]) => own(inside, name) !== undefined) ? [{ holder, inside }] : [];
  });
  const [part] = parts;
  if (!part || parts.length > 1) return undefined;
  return (name) => {
    const property = own(part.inside, name);
    return property && { path: [part.holder, name], property };
  };
}

/**
 * An object that was sent, in the members of the one that the record has there: names in another case, and members that
 * stand deeper in it.
 */
export function heldObject(
  options: GeneratorOptions,
  property: Schema,
  sent: JsonObject,
  depth = 0,
): JsonObject {
  const schema = objectBehind(options.schemas, property);
  if (!schema?.properties || depth >= MAX_DEPTH) return sent;
  const names = Object.keys(schema.properties);
  const made: JsonObject = {};
  for (const [name, value] of Object.entries(sent)) {
    const known = own(schema.properties, name)
      ? name
      : names.find((one) => flat(one) === flat(name) && own(sent, one) === undefined);
    const inner = known === undefined ? undefined : own(schema.properties, known);
    put(made, known ?? name, inner && isObject(value) ? heldObject(options, inner, value, depth + 1) : value);
  }
  placeDeeper(options, schema, sent, made, 1);
  return made;
}

const isAtTop = (schema: Schema, name: string): boolean =>
  own(schema.properties ?? {}, name) !== undefined ||
  Object.keys(schema.properties ?? {}).some((known) => flat(known) === flat(name));

/** Puts a value that fits there and that nothing sent stands in the way of. */
function putAt(options: GeneratorOptions, made: JsonObject, { path, property }: Place, value: Json): boolean {
  const held = heldForm(options, property, value);
  // What an object lacks is made around what was sent; anything else has to fit as it is.
  const fits =
    isObject(held) && objectBehind(options.schemas, property)?.properties !== undefined
      ? matchesType(held, typesOf(options.schemas, property))
      : validate(options.schemas, property, held, { answered: true }).length === 0;
  if (!fits) return false;
  const last = path.at(-1) ?? "";
  let at = made;
  for (const name of path.slice(0, -1)) {
    const inner = own(at, name);
    if (inner !== undefined && !isObject(inner)) return false;
    const next = { ...asObject(inner) };
    put(at, name, next);
    at = next;
  }
  if (own(at, last) === undefined) put(at, last, held);
  return true;
}

/** The one place of a name below the top: the nearest, or where the names on the way say the same (`member_arn`: `member.arn`). */
function placeOf(schemas: Schemas, schema: Schema, name: string): Place | undefined {
  const wanted = flat(name);
  const { joined, single } = placesBelow(schemas, schema);
  const spoken = joined.get(wanted);
  if (spoken?.length === 1) return spoken[0];
  const places = GENERAL.test(wanted) ? [] : (single.get(wanted) ?? []);
  const nearest = Math.min(...places.map((one) => one.path.length));
  const near = places.filter((one) => one.path.length === nearest);
  return near.length === 1 ? near[0] : undefined;
}

type Places = { joined: Map<string, Place[]>; single: Map<string, Place[]> };

const known = new WeakMap<Schema, Places>();

/** Every member of the objects below the top, by its name and by the names on the way; worked out once for each schema in memory. */
function placesBelow(schemas: Schemas, schema: Schema): Places {
  const before = known.get(schema);
  if (before) return before;
  const places: Places = { joined: new Map(), single: new Map() };
  let left = MAX_PLACES;
  const add = (to: Map<string, Place[]>, name: string, place: Place): void => {
    to.set(name, [...(to.get(name) ?? []), place]);
  };
  const walk = (object: Schema, path: string[]): void => {
    for (const [name, property] of Object.entries(object.properties ?? {})) {
      const inner = objectBehind(schemas, property);
      if (!inner?.properties || property.readOnly || inner.readOnly || ASIDE.test(flat(name))) continue;
      const names = Object.keys(inner.properties);
      const isRecord = !OWN_PART.test(flat(name)) && names.some((one) => KEY.test(flat(one)));
      for (const [member, held] of Object.entries(inner.properties)) {
        if (left-- <= 0) return;
        const place = { path: [...path, name, member], property: held };
        add(places.joined, flat(name) + flat(member), place);
        if (!isRecord || snake(member).includes("_")) add(places.single, flat(member), place);
      }
      if (path.length + 1 < MAX_DEPTH && !isRecord) walk(inner, [...path, name]);
    }
  };
  walk(schema, []);
  known.set(schema, places);
  return places;
}

/** The object that a member holds: the only one of several alternatives, too. */
function objectBehind(schemas: Schemas, schema: Schema): Schema | undefined {
  const here = open(schemas, schema);
  if (here.properties) return here;
  const objects = [...(here.anyOf ?? []), ...(here.oneOf ?? [])]
    .map((branch) => open(schemas, branch))
    .filter((branch) => branch.properties);
  return objects.length === 1 ? objects[0] : undefined;
}
