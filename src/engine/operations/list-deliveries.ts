// The deliveries of the API's own webhook subscriptions, as the API lists them, reads one and sends it again: the rows are not
// records but what was really sent, under the member names and state names its schema has.
import type { Schema } from "#blueprint/format/schema.ts";
import { formatTime } from "#lib/clock.ts";
import { type Json, type JsonObject, own, put, textOf } from "#lib/json.ts";
import { timeForm } from "#blueprint/runtime/time-format.ts";
import { rule } from "#lib/reason.ts";
import { flat } from "#lib/words.ts";
import { generatorOptions } from "../generate/options.ts";
import { answerList, answerOne, listHeaders } from "../response/envelope.ts";
import { type Outcome, type OperationContext, refuse, resourceOf } from "../context.ts";
import { recordSchema } from "../records/fill.ts";
import { pageOf } from "./read.ts";
import { enterScope } from "../records/lookup.ts";
import { open } from "../schemas.ts";
import type { DeliveryRecord } from "../record-reader.ts";

export function listDeliveries(context: OperationContext): Outcome {
  const all = deliveriesOf(context);
  const { rows, facts } = pageOf(context, all);
  const schema = recordSchema(generatorOptions(context), resourceOf(context));
  return {
    status: context.details.answer.status,
    body: answerList(
      context,
      rows.map((row) => wordsOf(context, schema, row)),
      facts,
    ),
    headers: listHeaders(context, facts),
    effects: [],
    reason: rule("listed", { shown: rows.length, total: all.length, resource: "deliveries" }),
  };
}

export function readDelivery(context: OperationContext): Outcome {
  const row = theDelivery(context);
  const schema = recordSchema(generatorOptions(context), resourceOf(context));
  return {
    status: context.details.answer.status,
    body: answerOne(context, wordsOf(context, schema, row)),
    headers: [],
    effects: [],
    reason: rule("read", { resource: "delivery", id: row.id }),
  };
}

export function redeliver(context: OperationContext): Outcome {
  const row = theDelivery(context);
  return {
    status: context.details.answer.status,
    body: answerOne(context, {}),
    headers: [],
    effects: [{ kind: "redeliver", delivery: row.id }],
    reason: rule("updated", { resource: "delivery", id: row.id }),
  };
}

function deliveriesOf(context: OperationContext): DeliveryRecord[] {
  enterScope(context, resourceOf(context));
  const above = context.operation.parameters.findLast((parameter) => parameter.role === "parent");
  return context.reader.deliveries(context.path[above?.name ?? ""] ?? "");
}

/** The one that the path names: by its id, or by the number in it where the API has numbers. */
function theDelivery(context: OperationContext): DeliveryRecord {
  const key = context.operation.parameters.find((parameter) => parameter.role === "key");
  const word = context.path[key?.name ?? ""] ?? "";
  const row = deliveriesOf(context).find((one) => one.id === word || numberOf(one.id) === Number(word));
  if (row) return row;
  throw refuse(context, "not_found", `There is no delivery '${word}'.`, { facts: { id: word } });
}

const numberOf = (id: string): number => Number(id.replace(/^\D+/, ""));

const STATES: Record<DeliveryRecord["state"], RegExp> = {
  pending: /pending|queued|retry|in_progress/i,
  delivered: /success|succe|deliver|sent|ok|complete/i,
  failed: /fail|error/i,
  canceled: /cancel|fail|skip/i,
};

function wordsOf(context: OperationContext, schema: Schema, row: DeliveryRecord): JsonObject {
  const doc: JsonObject = {};
  const properties = schema.properties ?? {};
  // Where the action stands beside the event, the event is what stands before it in the type (`issues.opened`).
  const [group = "", action = null] = row.type.split(".");
  const told = own(properties, "action") === undefined ? row : { ...row, type: group, action };
  for (const [name, property] of Object.entries(properties)) {
    const value = valueOf(flat(name), open(context.schemas, property), told);
    if (value !== undefined) put(doc, name, value);
  }
  return doc;
}

function valueOf(
  name: string,
  schema: Schema,
  row: DeliveryRecord & { action?: string | null },
): Json | undefined {
  const moment = (at: number | null): Json =>
    at === null ? null : formatTime(at, timeForm(schema, true) ?? "iso");
  if (/^(id|deliveryid)$/.test(name)) return schema.type?.includes("integer") ? numberOf(row.id) : row.id;
  if (name === "eventid") return row.event;
  if (name === "action") return row.action;
  if (/^(eventtype|event|type|topic)$/.test(name)) return row.type;
  if (/^(status|state|result)$/.test(name))
    return schema.enum?.find((word) => STATES[row.state].test(textOf(word))) ?? row.state;
  if (/^(attempts?|attemptcount|attemptscount|tries)$/.test(name)) return row.attempts;
  if (/^(responsestatus|responsecode|responsestatuscode|statuscode|httpstatus)$/.test(name))
    return row.status;
  if (/^(url|endpoint|targeturl)$/.test(name)) return row.url;
  if (name === "response" && schema.properties?.["payload"]) return { headers: {}, payload: null };
  if (name === "request" && schema.properties?.["payload"]) return { headers: {}, payload: row.payload };
  if (/^(payload|body|request|data)$/.test(name)) return row.payload;
  if (/^(createdat|created|createdon)$/.test(name)) return moment(row.created);
  if (/^(deliveredat|completedat|attemptedat|lastattemptat|sentat)$/.test(name)) return moment(row.tried);
  return undefined;
}
