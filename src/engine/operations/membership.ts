// Join tables (R11): add, remove, check. Adding what is there already and removing what is not
// change nothing and are no error.
import { asObject, isObject, own } from "#lib/json.ts";
import { rule } from "#lib/reason.ts";
import { unwrapBody } from "../response/envelope.ts";
import { changed, outcome } from "./outcome.ts";
import { type Outcome, type OperationContext, resourceOf } from "../context.ts";
import { createRecord } from "../records/new-record.ts";
import { enterScope, findByKey, keyIn, missing, theRecord } from "../records/lookup.ts";

export function addMember(context: OperationContext): Outcome {
  const resource = resourceOf(context);
  const scope = enterScope(context, resource);
  const { name, value } = keyIn(context);
  const known = findByKey(context, resource, value, scope.scoped ? scope.parent : undefined);
  const body = unwrapBody(context);
  if (known)
    return changed(
      context,
      resource,
      known,
      { ...known.doc, ...body },
      "updated",
      rule("is_in_already", { value }),
    );
  const target = context.index.resources[resource.member ?? ""];
  const source = target && findByKey(context, target, value, undefined);
  if (target && !source) throw missing(context, target, value, name);
  const created = createRecord(context, resource, scope, { ...source?.doc, ...body }, value);
  return outcome(
    context,
    created.record.doc,
    created.effects,
    rule("put_in", { value, resource: resource.name }),
  );
}

/** Whether it is there: the status says it all. A toggle asks for a boolean of the record instead. */
export function has(context: OperationContext): Outcome {
  const resource = resourceOf(context);
  const record = theRecord(context, enterScope(context, resource));
  const property = context.operation.action?.replace(/^\+/, "");
  if (property !== undefined && own(asObject(record.doc), property) !== true)
    throw missing(context, resource, record.id, property);
  const reason = rule("is_there", { resource: resource.name, id: record.id });
  return { status: context.details.answer.status, body: undefined, headers: [], effects: [], reason };
}

/** Taking out of a join what is not in it. */
export function isOutAlready(context: OperationContext): boolean {
  const resource = resourceOf(context);
  if (resource.member === undefined) return false;
  const scope = enterScope(context, resource);
  const { value } = keyIn(context);
  const target = context.index.resources[resource.member];
  return (
    !findByKey(context, resource, value, scope.scoped ? scope.parent : undefined) &&
    target !== undefined &&
    isObject(findByKey(context, target, value, undefined)?.doc)
  );
}
