// Creates (R20-R25, R31): one record, or one for each item of a list; and what stands in the way of a birth.
import type { Resource } from "#blueprint/format/resource.ts";
import { own, textOf } from "#lib/json.ts";
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

export function create(play: OperationContext): Outcome {
  const resource = resourceOf(play);
  const scope = enterScope(play, resource);
  const items = itemsOf(play, resource);
  if (items) return createMany(play, resource, scope, items);
  const put = play.operation.method === "PUT" ? replacedByBody(play, resource, scope) : undefined;
  if (put) return put;
  const known =
    resource.identity.given === undefined ? undefined : keyGiven(play, resource, unwrapBody(play));
  const same = known === undefined ? undefined : play.world.get(resource.name, scope.parent, textOf(known));
  // Who is assigned already stays assigned, unless the API calls that a conflict.
  if (same && !play.details.refusals.includes(409))
    return outcome(play, same.doc, [], `${resource.name} ${same.id} was there`);
  const born = createRecord(play, resource, scope, unwrapBody(play));
  const made = outcome(play, born.record.doc, born.effects, `created ${resource.name} ${born.record.id}`);
  return { ...made, headers: location(play, resource, born.record) };
}

/** PUT on a collection, with the key in the body: it changes what is there, and makes what is not (R21). */
function replacedByBody(play: OperationContext, resource: Resource, scope: Scope): Outcome | undefined {
  const body = unwrapBody(play);
  const key = own(body, resource.identity.given ?? resource.identity.property);
  if (typeof key !== "string" && typeof key !== "number") return undefined;
  const found = findByKey(play, resource, String(key), scope.scoped ? scope.parent : undefined);
  if (found) return changeRecord(play, resource, found, body, true);
  return upsertAs(play, resource, scope, body, key);
}

function location(play: OperationContext, resource: Resource, record: Stored): [string, string][] {
  const declared = play.details.answer.headers.includes("location");
  if (!declared && play.details.answer.status !== 202) return [];
  const here = `${play.url.path.replace(/\/$/, "")}/${encodeURIComponent(record.id)}`;
  return [["location", `${play.base}${addressOf(play, resource, record.doc) ?? here}`]];
}
