// Moves between the states of a lifecycle (R33-R35): which are legal, and which timestamp each one sets.
import type { Lifecycle, Resource } from "#blueprint/format/resource.ts";
import { formatTime } from "#lib/clock.ts";
import { type JsonObject, asString, own, put } from "#lib/json.ts";
import { rule } from "#lib/reason.ts";
import { generatorOptions } from "../generate/options.ts";
import { unwrapBody } from "../response/envelope.ts";
import { changed } from "./outcome.ts";
import { type Outcome, type OperationContext, refuse, resourceOf } from "../context.ts";
import { mapMembers, recordSchema } from "../records/fill.ts";
import { enterScope, nameOf, theRecord } from "../records/lookup.ts";
import { checkReferences } from "../records/references.ts";
import { stampOf } from "../records/timestamps.ts";
import type { Stored } from "../record-reader.ts";

export function act(context: OperationContext): Outcome {
  const resource = resourceOf(context);
  const record = theRecord(context, enterScope(context, resource));
  const action = context.operation.action ?? "";
  const options = generatorOptions(context);
  const doc: JsonObject = { ...record.doc };
  const body = unwrapBody(context);
  checkReferences(context, resource, body);
  for (const [name, value] of Object.entries(mapMembers(options, recordSchema(options, resource), body)))
    if (
      own(recordSchema(options, resource).properties ?? {}, name) !== undefined &&
      name !== resource.identity.property
    )
      put(doc, name, value);
  if (resource.behaviour?.cases[`action ${action}`]) {
    const moved = rule("acted", { action, resource: resource.name, id: record.id });
    return changed(context, resource, record, doc, "", moved, `action ${action}`);
  }
  const lifecycle = resource.lifecycle;
  const step = lifecycle?.transitions.find((one) => one.action === action);
  const toggled = /^[+-]/.test(action) ? action.slice(1) : undefined;
  if (toggled !== undefined) put(doc, toggled, action.startsWith("+"));
  if (!lifecycle || !step)
    return changed(
      context,
      resource,
      record,
      doc,
      action,
      rule("acted", { action, resource: resource.name, id: record.id }),
      `action ${action}`,
    );
  assertMove(context, lifecycle, record, step.from, step.to);
  put(doc, lifecycle.field, step.to);
  stamp(context, resource, doc, step.stamp);
  return changed(
    context,
    resource,
    record,
    doc,
    step.event ?? step.to,
    rule("moved", { action, resource: resource.name, id: record.id, to: step.to }),
    `action ${action}`,
  );
}

/** Setting the state field by an update is a move like any other (R35). */
export function lifecycleMove(
  context: OperationContext,
  resource: Resource,
  record: Stored,
  changes: JsonObject,
): string | undefined {
  const lifecycle = resource.lifecycle;
  const to = lifecycle && asString(changes[lifecycle.field]);
  if (!lifecycle || to === undefined || to === record.state) return undefined;
  const steps = lifecycle.transitions.filter((one) => one.to === to);
  if (steps.length > 0)
    assertMove(
      context,
      lifecycle,
      record,
      steps.flatMap((one) => one.from ?? lifecycle.states),
      to,
    );
  const step = steps[0];
  stamp(
    context,
    resource,
    changes,
    step?.stamp ?? stampOf(lifecycle, recordSchema(generatorOptions(context), resource), to),
  );
  return step?.event;
}

export function assertMove(
  context: OperationContext,
  lifecycle: Lifecycle,
  record: Stored,
  from: readonly string[] | undefined,
  to: string,
): void {
  const now = record.state ?? lifecycle.initial ?? "";
  if (!from || from.includes(now)) return;
  const legal = lifecycle.transitions
    .filter((one) => one.from?.includes(now) ?? true)
    .map((one) => one.action);
  throw refuse(
    context,
    "illegal_transition",
    `The ${nameOf(record.resource)} is ${now}; it cannot become ${to}.`,
    {
      param: lifecycle.field,
      facts: { resource: record.resource, id: record.id, from: now, to, legal: legal.join(", ") },
    },
  );
}

function stamp(
  context: OperationContext,
  resource: Resource,
  doc: JsonObject,
  property: string | undefined,
): void {
  if (property === undefined) return;
  const form = resource.times[0]?.form ?? "iso";
  put(doc, property, formatTime(context.now, form));
}
