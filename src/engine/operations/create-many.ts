// Creates of many records in one call (R31), and the one among them that was asked to fail.
import type { Resource } from "#blueprint/format/resource.ts";
import { type Json, type JsonObject, asArray, isObject, own, put, textOf } from "#lib/json.ts";
import { rule } from "#lib/reason.ts";
import { flat, singular } from "#lib/words.ts";
import { generatorOptions } from "../generate/options.ts";
import { answerMany, answerOne } from "../response/envelope.ts";
import { rowMaker } from "../response/rows.ts";
import { type Outcome, type OperationContext, Refused } from "../context.ts";
import { createRecord, keyGiven } from "../records/new-record.ts";
import { recordSchema } from "../records/fill.ts";
import { generateValue } from "../generate/value.ts";
import type { Scope } from "../records/lookup.ts";
import { open } from "../schemas.ts";
import type { Effect, Stored } from "../record-reader.ts";

/** The records a body lists: an array, or the list member of a body whose answer is a list as well (R31). */
export function itemsOf(context: OperationContext, resource: Resource): JsonObject[] | undefined {
  if (Array.isArray(context.body)) return context.body.map((item) => asItem(context, resource, item));
  const { envelope } = context.details.answer;
  if (envelope.kind !== "list" || !isObject(context.body)) return undefined;
  const wanted = [envelope.path.at(-1) ?? "", resource.name, "items", "records"].map((one) =>
    flat(singular(one)),
  );
  const lists = Object.entries(context.body).filter(([, value]) => Array.isArray(value));
  const named = lists.find(([name]) => wanted.includes(flat(singular(name))));
  const list = named ?? (lists.length === 1 ? lists[0] : undefined);
  return list && asArray(list[1]).map((item) => asItem(context, resource, item));
}

/** A bare text or number in a list of records is its key, or its name where the server gives the key. */
function asItem(context: OperationContext, resource: Resource, item: Json): JsonObject {
  if (isObject(item)) return item;
  const names = Object.keys(recordSchema(generatorOptions(context), resource).properties ?? {});
  const word = ["name", "email", "title", "value"].find((name) => names.includes(name));
  const { property, generator } = resource.identity;
  return { [generator.kind === "integer" && word !== undefined ? word : property]: item };
}

export function createMany(
  context: OperationContext,
  resource: Resource,
  scope: Scope,
  items: JsonObject[],
): Outcome {
  const effects: Effect[] = [];
  const made = new Map<string, Stored>();
  const failed = failing(context, items);
  if (failed && failed.list === undefined) throw failed.refusal;
  for (const item of items) {
    if (item === failed?.item) continue;
    const key = keyGiven(context, resource, item);
    const same = key === undefined ? undefined : context.reader.get(resource.name, scope.parent, textOf(key));
    // What is listed and already there stays as it is: lists of labels, of members, of addresses are sets.
    const created = same ? { record: same, effects: [] } : createRecord(context, resource, scope, item);
    effects.push(...created.effects);
    if (!same) context.reader.stage(created.record);
    made.set(created.record.id, created.record);
  }
  const records = [...made.values()];
  const listed = context.details.answer.envelope.kind === "list";
  const body = listed
    ? answerMany(context, records.map(rowMaker(context, resource)))
    : answerOne(context, records[0]?.doc ?? {});
  return {
    status: context.details.answer.status,
    body: failed && isObject(body) ? told(context, body, failed) : body,
    headers: [],
    effects,
    reason: rule("created_many", { count: records.length, resource: resource.name }),
  };
}

type Failing = { item: JsonObject; place: number; refusal: Refused; list: string | undefined };

/** The item that was asked to be refused. APIs that answer with a list of errors take the others; others take none. */
function failing(context: OperationContext, items: JsonObject[]): Failing | undefined {
  const asked = context.failing;
  const item = asked && items[asked.place - 1];
  if (!item) return undefined;
  const members = open(context.schemas, context.details.answer.schema ?? {}).properties ?? {};
  const list = Object.keys(members).find((name) => ERROR_LISTS.test(flat(name)));
  const { refusal } = asked.refusal;
  const param = `items[${asked.place - 1}]`;
  const details = [{ param, message: refusal.message, code: refusal.code }];
  return { item, place: asked.place, list, refusal: new Refused({ ...refusal, param, details }) };
}

const ERROR_LISTS = /^(errors|failures|failed|faileditems|rejected)$/;
const ERROR_COUNTS = /^(error|errors|failed|failure|failures)(count|total)$/;

/** The answer with the refused item among its errors, in the form the document gives them. */
function told(
  context: OperationContext,
  body: JsonObject,
  { item, place, refusal, list = "" }: Failing,
): JsonObject {
  const members = open(context.schemas, context.details.answer.schema ?? {}).properties ?? {};
  const schema = open(context.schemas, own(members, list) ?? {}).items ?? {};
  const entry = generateValue({ ...generatorOptions(context), optional: 1 }, schema, list);
  if (isObject(entry))
    for (const [name, value] of Object.entries(entry)) {
      const word = flat(name);
      if (own(item, name) !== undefined) put(entry, name, own(item, name) ?? null);
      else if (
        /^(message|error|errormessage|detail|reason|description)$/.test(word) &&
        typeof value === "string"
      )
        put(entry, name, refusal.message);
      else if (/^(index|row|position|line)$/.test(word)) put(entry, name, place - 1);
    }
  const answer: JsonObject = { ...body, [list]: [typeof entry === "string" ? refusal.message : entry] };
  for (const name of Object.keys(members)) if (ERROR_COUNTS.test(flat(name))) put(answer, name, 1);
  return answer;
}
