// A write to a key that does not exist creates the record with that key.
import type { Resource } from "#blueprint/format/resource.ts";
import { type Json, type JsonObject } from "#lib/json.ts";
import { rule } from "#lib/reason.ts";
import { outcome } from "./outcome.ts";
import { type Outcome, type OperationContext } from "../context.ts";
import { type Scope } from "../records/lookup.ts";
import { outerParts } from "../records/create-on-first-access.ts";
import { createRecord } from "../records/new-record.ts";

/** The path chose its key. */
export function upsert(
  context: OperationContext,
  resource: Resource,
  scope: Scope,
  body: JsonObject,
): Outcome {
  const parameter = context.operation.parameters.find((one) => one.role === "key");
  const id = parameter ? (context.path[parameter.name] ?? "") : "";
  return upsertAs(context, resource, scope, { ...body, ...outerParts(context, resource) }, id);
}

export function upsertAs(
  context: OperationContext,
  resource: Resource,
  scope: Scope,
  body: JsonObject,
  key: Json,
): Outcome {
  const created = createRecord(context, resource, scope, body, key);
  return outcome(
    context,
    created.record.doc,
    created.effects,
    rule("created", { resource: resource.name, id: created.record.id }),
  );
}
