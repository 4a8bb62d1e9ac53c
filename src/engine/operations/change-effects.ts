// What every change of a record brings along: updated time, derived members, further keys, state timestamps, its event, its timers.
import type { Resource } from "#blueprint/format/resource.ts";
import { formatTime } from "#lib/clock.ts";
import { type JsonObject, own, put } from "#lib/json.ts";
import { flat } from "#lib/words.ts";
import { finishRun, takeCase } from "../behaviour/cases.ts";
import { beginRun } from "../behaviour/run.ts";
import { setLookups } from "../behaviour/members.ts";
import { type OperationContext, refuse } from "../context.ts";
import { generatorOptions } from "../generate/options.ts";
import type { Effect, Stored } from "../record-reader.ts";
import { endpointOf, progress, stateOf } from "../records/effects.ts";
import { describeEvent } from "../records/event-payload.ts";
import { derive } from "../records/fill.ts";
import { takenMembers } from "../request/taken-members.ts";
import { nameOf } from "../records/lookup.ts";
import { voidStamp } from "../records/timestamps.ts";

/** The record as `doc` has it, and all that follows; `cases` names the declared cases that have a say. */
export function changeEffects(
  context: OperationContext,
  resource: Resource,
  before: Stored,
  doc: JsonObject,
  verb: string,
  cases?: string,
): { record: Stored; effects: Effect[] } {
  keepTimes(context, resource, before, doc);
  for (const [name, expression] of Object.entries(resource.derived)) {
    const value = derive(expression, doc);
    if (value !== undefined) put(doc, name, value);
  }
  const record: Stored = { ...before, doc, state: stateOf(resource, doc), updated: context.now };
  const run = beginRun(context, resource, before, record);
  if (cases !== undefined && takeCase(run, cases) === "unmet" && cases.startsWith("action "))
    throw illegalAction(context, resource, before, cases.slice("action ".length));
  voidStamp(generatorOptions(context), resource, before, doc, record.state);
  setLookups(context, resource, doc);
  const effects = finishRun(run, [{ kind: "update", record }], () =>
    describeEvent(context, resource, record, verb === "" ? (record.state ?? "updated") : verb, before.doc),
  );
  const moved =
    record.state !== before.state || isPutOff(resource, before, record) ? progress(resource, record) : [];
  return { record, effects: [...effects, ...moved, ...endpointOf(resource, record)] };
}

/** The member that says when it moves on by itself says another moment. */
const isPutOff = (resource: Resource, before: Stored, { state, doc }: Stored): boolean =>
  resource.lifecycle?.progress.some(
    ({ from, at }) => from === state && at !== undefined && own(doc, at) !== own(before.doc, at),
  ) ?? false;

function illegalAction(context: OperationContext, resource: Resource, before: Stored, action: string): Error {
  const state = before.state ?? "in no state";
  const message = `The ${nameOf(resource.name)} is ${state}; it cannot ${action.replaceAll("_", " ")}.`;
  return refuse(context, "illegal_transition", message, {
    param: resource.lifecycle?.field,
    facts: { resource: resource.name, id: before.id, from: state, to: action },
  });
}

/** Its times after a change: now for that of the change, and as it was for that of making it, unless the body said others. */
function keepTimes(context: OperationContext, resource: Resource, before: Stored, doc: JsonObject): void {
  const taken = takenMembers(context);
  for (const field of resource.times) {
    const was = own(before.doc, field.property);
    const said = own(doc, field.property) ?? null;
    if (said !== null && said !== was && taken.has(flat(field.property))) continue;
    if (field.role === "updated") put(doc, field.property, formatTime(context.now, field.form));
    else if (was !== undefined) put(doc, field.property, was);
  }
}
