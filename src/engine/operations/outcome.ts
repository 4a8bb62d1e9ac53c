// What operations that write answer: the outcome of a call.
import type { Resource } from "#blueprint/format/resource.ts";
import type { JsonObject } from "#lib/json.ts";
import type { Reason } from "#lib/reason.ts";
import { answerOne } from "../response/envelope.ts";
import type { Outcome, OperationContext } from "../context.ts";
import type { Effect, Stored } from "../record-reader.ts";
import { changeEffects } from "./change-effects.ts";

export function outcome(
  context: OperationContext,
  doc: JsonObject,
  effects: Effect[],
  reason: Reason,
): Outcome {
  return {
    status: context.details.answer.status,
    body: answerOne(context, doc),
    headers: [],
    effects,
    reason,
  };
}

export function changed(
  context: OperationContext,
  resource: Resource,
  before: Stored,
  doc: JsonObject,
  verb: string,
  reason: Reason,
  cases = "update",
): Outcome {
  const { record, effects } = changeEffects(context, resource, before, doc, verb, cases);
  return outcome(context, record.doc, effects, reason);
}
