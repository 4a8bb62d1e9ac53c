// A list that is a member of a record (R11, R31): `/issues/{n}/labels`. It is read, added to, set, emptied; an item
// goes by its text or by one of its names.
import type { Schema } from "#blueprint/format/schema.ts";
import { type Json, type JsonObject, asArray, asObject, isObject, own, put, textOf } from "#lib/json.ts";
import { type Reason, rule } from "#lib/reason.ts";
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

function placeOf(context: OperationContext): Place {
  const resource = resourceOf(context);
  const record = theRecord(context, enterScope(context, resource));
  const property = context.operation.action ?? "";
  const list = open(
    context.schemas,
    recordSchema(generatorOptions(context), resource).properties?.[property],
  );
  return { record, property, schema: list.items ?? {}, items: asArray(own(record.doc, property)) };
}

export function innerList(context: OperationContext): Outcome {
  const { record, property, items } = placeOf(context);
  const { rows, facts } = pageOf(context, items);
  const body = answerList(context, rows, facts);
  const reason = rule("listed_items", { property, resource: record.resource, id: record.id });
  return {
    status: context.details.answer.status,
    body,
    headers: listHeaders(context, facts),
    effects: [],
    reason,
  };
}

/** Items join: `POST /orders/{id}/line-items`. What has the same name is there already. */
export function append(context: OperationContext): Outcome {
  const place = placeOf(context);
  const lifecycle = resourceOf(context).lifecycle;
  const step = lifecycle?.transitions.find((one) => one.action === place.property);
  if (lifecycle && step) assertMove(context, lifecycle, place.record, step.from, step.to);
  const made = given(context, place);
  const fresh = made.filter((item) => !place.items.some((one) => isSame(one, item)));
  return write(
    context,
    place,
    [...place.items, ...fresh],
    rule("items_joined", { ...ofList(place), count: fresh.length }),
    `action ${place.property}`,
  );
}

export function innerSet(context: OperationContext): Outcome {
  const place = placeOf(context);
  return write(context, place, given(context, place), rule("items_set", ofList(place)));
}

/** Emptied; or, where the body names some, rid of those. */
export function innerClear(context: OperationContext): Outcome {
  const place = placeOf(context);
  const named = context.body === undefined ? [] : given(context, place);
  const left =
    named.length === 0 ? [] : place.items.filter((one) => !named.some((name) => isSame(one, name)));
  return write(
    context,
    place,
    left,
    rule("items_left", { ...ofList(place), count: place.items.length - left.length }),
  );
}

export function innerRemove(context: OperationContext): Outcome {
  const place = placeOf(context);
  const value = itemNamed(context);
  const left = place.items.filter((one) => !goesBy(one, value));
  if (left.length === place.items.length) throw noSuchItem(context, place, value);
  return write(context, place, left, rule("item_left", { ...ofList(place), value }));
}

export function innerHas(context: OperationContext): Outcome {
  const place = placeOf(context);
  const value = itemNamed(context);
  if (!place.items.some((one) => goesBy(one, value))) throw noSuchItem(context, place, value);
  const reason = rule("has_item", { value, property: place.property });
  return { status: context.details.answer.status, body: undefined, headers: [], effects: [], reason };
}

const ofList = ({ property, record }: Place): { property: string; resource: string; id: string } => ({
  property,
  resource: record.resource,
  id: record.id,
});

function write(
  context: OperationContext,
  place: Place,
  items: Json[],
  reason: Reason,
  cases?: string,
): Outcome {
  const doc = { ...place.record.doc };
  put(doc, place.property, items);
  const outcome = changed(context, resourceOf(context), place.record, doc, "updated", reason, cases);
  const { envelope } = context.details.answer;
  const body = envelope.kind === "list" ? answerOne(context, items) : outcome.body;
  return { ...outcome, body };
}

/** The items a body brings: a list, the list member of that name, or the body itself. */
function given(context: OperationContext, place: Place): Json[] {
  const body = asObject(context.body);
  const wanted = flat(place.property);
  const lists = Object.entries(body).filter(([, value]) => Array.isArray(value));
  const named = lists.find(
    ([name]) => flat(name) === wanted || flat(singular(name)) === flat(singular(place.property)),
  );
  const only = lists.length === 1 && Object.keys(body).length === 1 ? lists[0] : undefined;
  const items = Array.isArray(context.body) ? context.body : asArray(named?.[1] ?? only?.[1] ?? [body]);
  return items.flatMap((item) => shaped(context, place, item));
}

/** An object as the list's items are, of which a text is the name; a text where its items are texts. */
function shaped(context: OperationContext, { property, schema }: Place, item: Json): Json[] {
  if (!typesOf(context.schemas, schema).includes("object")) {
    const [only] = isObject(item) ? Object.values(item).filter((one) => typeof one === "string") : [item];
    return only === undefined ? [] : [only];
  }
  const whole = objectOf(context, schema);
  const names = Object.keys(whole.properties ?? {});
  const word = ["login", "slug", "username", "name", "key", "id"].find((name) => names.includes(name));
  const object = isObject(item)
    ? item
    : word === undefined
      ? {}
      : { ...knownAs(context, word, item), [word]: item };
  const made = withIdentity(context, property, object);
  fillMembers(generatorOptions(context), whole, made, 0);
  return [project(generatorOptions(context), schema, made)];
}

/** The form of an item that is an object, where it may be a text as well. */
function objectOf(context: OperationContext, schema: Schema): Schema {
  const here = open(context.schemas, schema);
  const branches = [...(here.anyOf ?? []), ...(here.oneOf ?? [])].map((one) => open(context.schemas, one));
  return here.properties ? here : (branches.find((one) => one.properties) ?? here);
}

/** A text in a list of records names one that lives elsewhere: its members come along. */
function knownAs(context: OperationContext, word: string, item: Json): JsonObject {
  for (const name of [singular(context.operation.action ?? ""), context.index.principal ?? ""]) {
    const resource = Object.values(context.index.resources).find((one) => flat(one.name) === flat(name));
    const found = resource && context.reader.find(resource.name, word, textOf(item))[0];
    if (found) return found.doc;
  }
  return {};
}

function withIdentity(context: OperationContext, property: string, item: JsonObject): JsonObject {
  if (own(item, "id") !== undefined) return { ...item };
  const generator = {
    kind: "text" as const,
    prefix: `${property.slice(0, 2)}_`,
    alphabet: "0123456789abcdefghijklmnopqrstuvwxyz",
    length: 14,
  };
  return { id: newIdentity(generator, context.random, context.reader, property, item, context.now), ...item };
}

const itemNamed = (context: OperationContext): string =>
  context.path[context.operation.parameters.findLast((one) => one.in === undefined)?.name ?? ""] ?? "";

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

function noSuchItem(context: OperationContext, place: Place, value: string): Error {
  return refuse(
    context,
    "not_found",
    `No such ${singular(place.property).replaceAll("_", " ")}: '${value}'`,
    {
      facts: { resource: place.property, id: value },
    },
  );
}
