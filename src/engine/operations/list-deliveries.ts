// The deliveries of the API's own webhook subscriptions, as the API lists them: the rows are not records
// but what was really sent, under the member names and state names its schema has.
import type { Schema } from "#blueprint/format/schema.ts";
import { formatTime } from "#lib/clock.ts";
import { type Json, type JsonObject, put, textOf } from "#lib/json.ts";
import { timeForm } from "#blueprint/runtime/time-format.ts";
import { rule } from "#lib/reason.ts";
import { flat } from "#lib/words.ts";
import { generatorOptions } from "../generate/options.ts";
import { answerList, listHeaders } from "../response/envelope.ts";
import { type Outcome, type OperationContext, resourceOf } from "../context.ts";
import { recordSchema } from "../records/fill.ts";
import { pageOf } from "./read.ts";
import { enterScope } from "../records/lookup.ts";
import { open } from "../schemas.ts";
import type { DeliveryRecord } from "../record-reader.ts";

export function listDeliveries(context: OperationContext): Outcome {
  const resource = resourceOf(context);
  enterScope(context, resource);
  const above = context.operation.parameters.findLast((parameter) => parameter.role === "parent");
  const all = context.reader.deliveries(context.path[above?.name ?? ""] ?? "");
  const { rows, facts } = pageOf(context, all);
  const schema = recordSchema(generatorOptions(context), resource);
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

const STATES: Record<DeliveryRecord["state"], RegExp> = {
  pending: /pending|queued|retry|in_progress/i,
  delivered: /success|succe|deliver|sent|ok|complete/i,
  failed: /fail|error/i,
  canceled: /cancel|fail|skip/i,
};

function wordsOf(context: OperationContext, schema: Schema, row: DeliveryRecord): JsonObject {
  const doc: JsonObject = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const value = valueOf(flat(name), open(context.schemas, property), row);
    if (value !== undefined) put(doc, name, value);
  }
  return doc;
}

function valueOf(name: string, schema: Schema, row: DeliveryRecord): Json | undefined {
  const moment = (at: number | null): Json =>
    at === null ? null : formatTime(at, timeForm(schema, true) ?? "iso");
  if (/^(id|deliveryid)$/.test(name)) return row.id;
  if (name === "eventid") return row.event;
  if (/^(eventtype|event|type|topic)$/.test(name)) return row.type;
  if (/^(status|state|result)$/.test(name))
    return schema.enum?.find((word) => STATES[row.state].test(textOf(word))) ?? row.state;
  if (/^(attempts?|attemptcount|attemptscount|tries)$/.test(name)) return row.attempts;
  if (/^(responsestatus|responsecode|responsestatuscode|statuscode|httpstatus)$/.test(name))
    return row.status;
  if (/^(url|endpoint|targeturl)$/.test(name)) return row.url;
  if (/^(payload|body|request|data)$/.test(name)) return row.payload;
  if (/^(createdat|created|createdon)$/.test(name)) return moment(row.created);
  if (/^(deliveredat|completedat|attemptedat|lastattemptat|sentat)$/.test(name)) return moment(row.tried);
  return undefined;
}
