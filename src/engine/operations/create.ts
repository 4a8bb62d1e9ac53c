// Creates (R21, R31): one record, or one for each item of a list; and what prevents a record from being created.
import type { Resource } from "#blueprint/format/resource.ts";
import { own, textOf } from "#lib/json.ts";
import { rule } from "#lib/reason.ts";
import { unwrapBody } from "../response/envelope.ts";
import { createMany, itemsOf } from "./create-many.ts";
import { outcome } from "./outcome.ts";
import { type Outcome, type OperationContext, resourceOf } from "../context.ts";
import { type Scope, enterScope, findByKey } from "../records/lookup.ts";
import { addressOf } from "../response/self-links.ts";
import { changeRecord } from "./change-record.ts";
import type { Stored } from "../record-reader.ts";
import { createRecord, keyGiven } from "../records/new-record.ts";
import { upsertAs } from "./upsert.ts";

export function create(context: OperationContext): Outcome {
  const resource = resourceOf(context);
  const scope = enterScope(context, resource);
  const items = itemsOf(context, resource);
  if (items) return createMany(context, resource, scope, items);
  const put = context.operation.method === "PUT" ? replacedByBody(context, resource, scope) : undefined;
  if (put) return put;
  const known =
    resource.identity.given === undefined ? undefined : keyGiven(context, resource, unwrapBody(context));
  const same =
    known === undefined ? undefined : context.reader.get(resource.name, scope.parent, textOf(known));
  // Who is assigned already stays assigned, unless the API calls that a conflict.
  if (same && !context.details.refusals.includes(409))
    return outcome(context, same.doc, [], rule("was_there", { resource: resource.name, id: same.id }));
  const created = createRecord(context, resource, scope, unwrapBody(context));
  const made = outcome(
    context,
    created.record.doc,
    created.effects,
    rule("created", { resource: resource.name, id: created.record.id }),
  );
  return { ...made, headers: location(context, resource, created.record) };
}

/** PUT on a collection, with the key in the body: it changes what is there, and makes what is not (R21). */
function replacedByBody(context: OperationContext, resource: Resource, scope: Scope): Outcome | undefined {
  const body = unwrapBody(context);
  const key = own(body, resource.identity.given ?? resource.identity.property);
  if (typeof key !== "string" && typeof key !== "number") return undefined;
  const found = findByKey(context, resource, String(key), scope.scoped ? scope.parent : undefined);
  if (found) return changeRecord(context, resource, found, body, true);
  return upsertAs(context, resource, scope, body, key);
}

/**
 * Where the new record is read (R47, RFC 9110 §15.3.2): for a 202, where the operation declares the header, and where records
 * have a path, since the answer need not show the key.
 */
function location(context: OperationContext, resource: Resource, record: Stored): [string, string][] {
  const address = addressOf(context, resource, record.doc);
  const declared = context.details.answer.headers.includes("location");
  if (address === undefined && !declared && context.details.answer.status !== 202) return [];
  const here = `${context.url.path.replace(/\/$/, "")}/${encodeURIComponent(record.id)}`;
  return [["location", `${context.base}${address ?? here}`]];
}
