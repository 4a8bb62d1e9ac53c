// One lifecycle step that no call asks for: by a timer, or because a tester triggers its event.
import type { Resource } from "#blueprint/format/resource.ts";
import { formatTime } from "#lib/clock.ts";
import { put } from "#lib/json.ts";
import { describeEvent } from "../records/event-payload.ts";
import { progress, stateOf } from "../records/effects.ts";
import { detachedContext } from "../behaviour/detached-context.ts";
import type { OperationContext } from "../context.ts";
import { changeEffects } from "./change-effects.ts";
import { voidStamp } from "../records/timestamps.ts";
import type { Effect, Stored } from "../record-reader.ts";

export type TransitionStep = { to: string; stamp?: string | undefined; event?: string | undefined };

/** The record after a timer: by the cases that are declared for its state, else by the step alone. */
export function progressRecord(
  context: Pick<OperationContext, "index" | "schemas" | "reader" | "random" | "now" | "runEffect">,
  resource: Resource,
  record: Stored,
  step: TransitionStep & { from: string },
): { record: Stored; effects: Effect[] } {
  if (!resource.behaviour?.cases[`progress ${step.from}`])
    return applyTransition(context, resource, record, step);
  return changeEffects(
    detachedContext(context),
    resource,
    record,
    { ...record.doc },
    "",
    `progress ${step.from}`,
  );
}

/** The record in its next state, with its stamps, its event, and what will follow by itself. */
export function applyTransition(
  context: Pick<OperationContext, "index" | "schemas" | "reader" | "random" | "now" | "runEffect">,
  resource: Resource,
  record: Stored,
  step: TransitionStep,
): { record: Stored; effects: Effect[] } {
  const doc = { ...record.doc };
  if (resource.lifecycle) put(doc, resource.lifecycle.field, step.to);
  const form = resource.times[0]?.form ?? "iso";
  if (step.stamp !== undefined) put(doc, step.stamp, formatTime(context.now, form));
  for (const field of resource.times)
    if (field.role === "updated") put(doc, field.property, formatTime(context.now, field.form));
  const options = {
    schemas: context.schemas,
    random: context.random,
    now: context.now,
    optional: 0,
    live: false,
  };
  voidStamp(options, resource, record, doc, stateOf(resource, doc));
  const moved = { ...record, doc, state: stateOf(resource, doc), updated: context.now };
  return {
    record: moved,
    effects: [
      { kind: "update", record: moved },
      ...describeEvent(context, resource, moved, step.event ?? step.to, record.doc),
      ...progress(resource, moved),
    ],
  };
}
