// Update, replace and delete (R26, R27): replace, merge, append to an inner list, delete with all dependent records.
import type { Resource } from "#blueprint/format/resource.ts";
import { type JsonObject, put } from "#lib/json.ts";
import { rule } from "#lib/reason.ts";
import { unwrapBody } from "../response/envelope.ts";
import { requireMatch } from "../request/conditional.ts";
import { describeEvent } from "../records/event-payload.ts";
import { finishRun, takeCase } from "../behaviour/cases.ts";
import { beginRun } from "../behaviour/run.ts";
import { changed, outcome } from "./outcome.ts";
import { type Outcome, type OperationContext, resourceOf } from "../context.ts";
import { upsert } from "./upsert.ts";
import { isOutAlready } from "./membership.ts";
import { afterRemoval, removal } from "../records/removal.ts";
import { type Scope, enterScope, findByKey, makesWhatItNames, theRecord } from "../records/lookup.ts";
import { open } from "../schemas.ts";
import type { Stored } from "../record-reader.ts";
import { changeRecord } from "./change-record.ts";

export function update(context: OperationContext, replace: boolean): Outcome {
  const resource = resourceOf(context);
  const scope = enterScope(context, resource);
  const body = unwrapBody(context);
  const found = findForUpdate(context, resource, scope);
  if (!found) return upsert(context, resource, scope, body);
  return changeRecord(context, resource, found, body, replace);
}

/** A write to a key that does not exist yet makes the record where the path may choose the key (R21). */
function findForUpdate(context: OperationContext, resource: Resource, scope: Scope): Stored | undefined {
  const parameter = context.operation.parameters.find((one) => one.role === "key");
  const value = parameter ? (context.path[parameter.name] ?? "") : "";
  if (
    makesWhatItNames(context, resource) &&
    !findByKey(context, resource, value, scope.scoped ? scope.parent : undefined)
  )
    return undefined;
  return theRecord(context, scope);
}

export function remove(context: OperationContext): Outcome {
  const resource = resourceOf(context);
  if (isOutAlready(context))
    return outcome(context, {}, [], rule("was_not_there", { resource: resource.name }));
  const record = theRecord(context, enterScope(context, resource));
  requireMatch(context, record);
  const kept = resource.behaviour?.cases["delete"]?.some((one) => one.to ?? one.set);
  const reason = rule("deleted", { resource: record.resource, id: record.id });
  // A delete that leaves the record in another state: it is archived, or marked.
  if (kept) return changed(context, resource, record, { ...record.doc }, "deleted", reason, "delete");
  const run = beginRun(context, resource, record, record);
  takeCase(run, "delete");
  const effects = removal(context.index, resource, record);
  const told = finishRun(run, effects.splice(0), () => describeEvent(context, resource, record, "deleted"));
  effects.push(...told);
  effects.push(...afterRemoval(resource, record, context.reader));
  const doc: JsonObject = { ...record.doc };
  const schema = open(context.schemas, context.details.answer.schema);
  for (const name of Object.keys(schema.properties ?? {}))
    if (/^(deleted|is_deleted|success)$/.test(name)) put(doc, name, true);
  return outcome(context, doc, effects, reason);
}
