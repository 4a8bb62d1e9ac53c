// What operations that write answer: the outcome of a call, and what every change of a record brings along (updated time,
// derived members, state timestamps, event, timers).
import type { Resource } from "#blueprint/format/resource.ts";
import { formatTime } from "#lib/clock.ts";
import { type JsonObject, own, put } from "#lib/json.ts";
import type { Reason } from "#lib/reason.ts";
import { describeEvent } from "../records/event-payload.ts";
import { generatorOptions } from "../generate/options.ts";
import { answerOne } from "../response/envelope.ts";
import type { Outcome, OperationContext } from "../context.ts";
import { derive } from "../records/fill.ts";
import { takenMembers } from "../request/taken-members.ts";
import { voidStamp } from "../records/timestamps.ts";
import type { Effect, Stored } from "../record-reader.ts";
import { endpointOf, progress, stateOf } from "../records/effects.ts";

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
): Outcome {
  keepTimes(context, resource, before, doc);
  for (const [name, expression] of Object.entries(resource.derived)) {
    const value = derive(expression, doc);
    if (value !== undefined) put(doc, name, value);
  }
  const state = stateOf(resource, doc);
  voidStamp(generatorOptions(context), resource, before, doc, state);
  const record: Stored = { ...before, doc, state, updated: context.now };
  const moved = record.state !== before.state ? progress(resource, record) : [];
  return outcome(
    context,
    doc,
    [
      { kind: "update", record },
      ...describeEvent(context, resource, record, verb, before.doc),
      ...moved,
      ...endpointOf(resource, record),
    ],
    reason,
  );
}

/** Its times after a change: now for that of the change, and as it was for that of making it, unless the body said others. */
function keepTimes(context: OperationContext, resource: Resource, before: Stored, doc: JsonObject): void {
  const taken = takenMembers(context);
  for (const field of resource.times) {
    const was = own(before.doc, field.property);
    const said = own(doc, field.property) ?? null;
    if (said !== null && said !== was && taken.has(field.property)) continue;
    if (field.role === "updated") put(doc, field.property, formatTime(context.now, field.form));
    else if (was !== undefined) put(doc, field.property, was);
  }
}
