import type { Resource } from "#blueprint/format/resource.ts";
import { type Json, type JsonObject } from "#lib/json.ts";
import { outcome } from "./outcome.ts";
import { type Outcome, type OperationContext } from "../context.ts";
import { type Scope } from "../records/lookup.ts";
import { createRecord } from "../records/new-record.ts";

/** PUT made the record: the path chose its key. */
export function upsert(play: OperationContext, resource: Resource, scope: Scope, body: JsonObject): Outcome {
  const parameter = play.operation.parameters.find((one) => one.role === "key");
  const id = parameter ? (play.path[parameter.name] ?? "") : "";
  return upsertAs(play, resource, scope, body, id);
}

export function upsertAs(
  play: OperationContext,
  resource: Resource,
  scope: Scope,
  body: JsonObject,
  key: Json,
): Outcome {
  const born = createRecord(play, resource, scope, body, key);
  return outcome(play, born.record.doc, born.effects, `created ${resource.name} ${born.record.id}`);
}
