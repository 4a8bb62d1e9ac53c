// A list that is a member of a record (R11, R31): `/issues/{n}/labels`. It is read, added to, set, emptied; an item
// goes by its text or by one of its names.
import type { Schema } from "#blueprint/format/schema.ts";
import { type Json, type JsonObject, asArray, asObject, isObject, own, put, textOf } from "#lib/json.ts";
import { flat, singular } from "#lib/words.ts";
import { generatorOptions } from "../generate/options.ts";
import { answerList, answerOne, listHeaders } from "../response/envelope.ts";
import { changed } from "./outcome.ts";
import { type Outcome, type OperationContext, refuse, resourceOf } from "../context.ts";
import { fillMembers, newIdentity, recordSchema } from "../records/fill.ts";
import { assertMove } from "./transition.ts";
import { project } from "../response/project.ts";
import { pageOf } from "./read.ts";
import { NAMES, enterScope, theRecord } from "../records/lookup.ts";
import { open, typesOf } from "../schemas.ts";
import type { Stored } from "../record-reader.ts";

type Place = { record: Stored; property: string; schema: Schema; items: Json[] };

function placeOf(play: OperationContext): Place {
  const resource = resourceOf(play);
  const record = theRecord(play, enterScope(play, resource));
  const property = play.operation.action ?? "";
  const list = open(play.schemas, recordSchema(generatorOptions(play), resource).properties?.[property]);
  return { record, property, schema: list.items ?? {}, items: asArray(own(record.doc, property)) };
}

export function innerList(play: OperationContext): Outcome {
  const { record, property, items } = placeOf(play);
  const { rows, facts } = pageOf(play, items);
  const body = answerList(play, rows, facts);
  const why = `listed ${property} of ${record.resource} ${record.id}`;
  return { status: play.details.answer.status, body, headers: listHeaders(play, facts), effects: [], why };
}

/** Items join: `POST /orders/{id}/line-items`. What has the same name is there already. */
export function append(play: OperationContext): Outcome {
  const place = placeOf(play);
  const lifecycle = resourceOf(play).lifecycle;
  const step = lifecycle?.transitions.find((one) => one.action === place.property);
  if (lifecycle && step) assertMove(play, lifecycle, place.record, step.from, step.to);
  const made = given(play, place);
  const fresh = made.filter((item) => !place.items.some((one) => isSame(one, item)));
  return write(play, place, [...place.items, ...fresh], `${fresh.length} joined`);
}

export function innerSet(play: OperationContext): Outcome {
  const place = placeOf(play);
  return write(play, place, given(play, place), "set");
}

/** Emptied; or, where the body names some, rid of those. */
export function innerClear(play: OperationContext): Outcome {
  const place = placeOf(play);
  const named = play.body === undefined ? [] : given(play, place);
  const left =
    named.length === 0 ? [] : place.items.filter((one) => !named.some((name) => isSame(one, name)));
  return write(play, place, left, `${place.items.length - left.length} left`);
}

export function innerRemove(play: OperationContext): Outcome {
  const place = placeOf(play);
  const value = itemNamed(play);
  const left = place.items.filter((one) => !goesBy(one, value));
  if (left.length === place.items.length) throw noSuchItem(play, place, value);
  return write(play, place, left, `${value} left`);
}

export function innerHas(play: OperationContext): Outcome {
  const place = placeOf(play);
  const value = itemNamed(play);
  if (!place.items.some((one) => goesBy(one, value))) throw noSuchItem(play, place, value);
  const why = `${value} is in ${place.property}`;
  return { status: play.details.answer.status, body: undefined, headers: [], effects: [], why };
}

function write(play: OperationContext, place: Place, items: Json[], what: string): Outcome {
  const doc = { ...place.record.doc };
  put(doc, place.property, items);
  const why = `${what}: ${place.property} of ${place.record.resource} ${place.record.id}`;
  const outcome = changed(play, resourceOf(play), place.record, doc, "updated", why);
  const { envelope } = play.details.answer;
  const body = envelope.kind === "list" ? answerOne(play, items) : outcome.body;
  return { ...outcome, body };
}

/** The items a body brings: a list, the list member of that name, or the body itself. */
function given(play: OperationContext, place: Place): Json[] {
  const body = asObject(play.body);
  const wanted = flat(place.property);
  const lists = Object.entries(body).filter(([, value]) => Array.isArray(value));
  const named = lists.find(
    ([name]) => flat(name) === wanted || flat(singular(name)) === flat(singular(place.property)),
  );
  const only = lists.length === 1 && Object.keys(body).length === 1 ? lists[0] : undefined;
  const items = Array.isArray(play.body) ? play.body : asArray(named?.[1] ?? only?.[1] ?? [body]);
  return items.flatMap((item) => shaped(play, place, item));
}

/** An object as the list's items are, of which a text is the name; a text where its items are texts. */
function shaped(play: OperationContext, { property, schema }: Place, item: Json): Json[] {
  if (!typesOf(play.schemas, schema).includes("object")) {
    const [only] = isObject(item) ? Object.values(item).filter((one) => typeof one === "string") : [item];
    return only === undefined ? [] : [only];
  }
  const whole = objectOf(play, schema);
  const names = Object.keys(whole.properties ?? {});
  const word = ["login", "slug", "username", "name", "key", "id"].find((name) => names.includes(name));
  const object = isObject(item)
    ? item
    : word === undefined
      ? {}
      : { ...knownAs(play, word, item), [word]: item };
  const made = withIdentity(play, property, object);
  fillMembers(generatorOptions(play), whole, made, 0);
  return [project(generatorOptions(play), schema, made)];
}

/** The form of an item that is an object, where it may be a text as well. */
function objectOf(play: OperationContext, schema: Schema): Schema {
  const here = open(play.schemas, schema);
  const branches = [...(here.anyOf ?? []), ...(here.oneOf ?? [])].map((one) => open(play.schemas, one));
  return here.properties ? here : (branches.find((one) => one.properties) ?? here);
}

/** A text in a list of records names one that lives elsewhere: its members come along. */
function knownAs(play: OperationContext, word: string, item: Json): JsonObject {
  for (const name of [singular(play.operation.action ?? ""), play.index.principal ?? ""]) {
    const resource = Object.values(play.index.resources).find((one) => flat(one.name) === flat(name));
    const found = resource && play.world.find(resource.name, word, textOf(item))[0];
    if (found) return found.doc;
  }
  return {};
}

function withIdentity(play: OperationContext, property: string, item: JsonObject): JsonObject {
  if (own(item, "id") !== undefined) return { ...item };
  const generator = {
    kind: "text" as const,
    prefix: `${property.slice(0, 2)}_`,
    alphabet: "0123456789abcdefghijklmnopqrstuvwxyz",
    length: 14,
  };
  return { id: newIdentity(generator, play.dice, play.world, property, item, play.now), ...item };
}

const itemNamed = (play: OperationContext): string =>
  play.path[play.operation.parameters.findLast((one) => one.in === undefined)?.name ?? ""] ?? "";

const goesBy = (item: Json, value: string): boolean =>
  isObject(item)
    ? NAMES.some((name) => item[name] !== undefined && textOf(item[name]) === value)
    : textOf(item) === value;

function isSame(one: Json, other: Json): boolean {
  if (!isObject(one) || !isObject(other)) return textOf(one) === textOf(other);
  return NAMES.filter((name) => name !== "id").some(
    (name) => one[name] !== undefined && one[name] !== null && textOf(one[name]) === textOf(other[name]),
  );
}

function noSuchItem(play: OperationContext, place: Place, value: string): Error {
  return refuse(play, "not_found", `No such ${singular(place.property).replaceAll("_", " ")}: '${value}'`, {
    facts: { resource: place.property, id: value },
  });
}
