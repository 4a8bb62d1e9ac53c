// Join tables (R11): put in, taken out, asked for. Putting in what is there already, and taking out what is not,
// change nothing and are no error.
import { asObject, isObject, own } from "#lib/json.ts";
import { unwrapBody } from "../response/envelope.ts";
import { changed, outcome } from "./outcome.ts";
import { type Outcome, type OperationContext, resourceOf } from "../context.ts";
import { createRecord } from "../records/new-record.ts";
import { enterScope, findByKey, keyIn, missing, theRecord } from "../records/lookup.ts";

export function addMember(play: OperationContext): Outcome {
  const resource = resourceOf(play);
  const scope = enterScope(play, resource);
  const { name, value } = keyIn(play);
  const known = findByKey(play, resource, value, scope.scoped ? scope.parent : undefined);
  const body = unwrapBody(play);
  if (known)
    return changed(play, resource, known, { ...known.doc, ...body }, "updated", `${value} is in already`);
  const target = play.index.resources[resource.member ?? ""];
  const source = target && findByKey(play, target, value, undefined);
  if (target && !source) throw missing(play, target, value, name);
  const born = createRecord(play, resource, scope, { ...source?.doc, ...body }, value);
  return outcome(play, born.record.doc, born.effects, `put ${value} into ${resource.name}`);
}

/** Whether it is there: the status says it all. A toggle asks for a boolean of the record instead. */
export function has(play: OperationContext): Outcome {
  const resource = resourceOf(play);
  const record = theRecord(play, enterScope(play, resource));
  const property = play.operation.action?.replace(/^\+/, "");
  if (property !== undefined && own(asObject(record.doc), property) !== true)
    throw missing(play, resource, record.id, property);
  const why = `${resource.name} ${record.id} is there`;
  return { status: play.details.answer.status, body: undefined, headers: [], effects: [], why };
}

/** Taking out of a join what is not in it. */
export function isOutAlready(play: OperationContext): boolean {
  const resource = resourceOf(play);
  if (resource.member === undefined) return false;
  const scope = enterScope(play, resource);
  const { value } = keyIn(play);
  const target = play.index.resources[resource.member];
  return (
    !findByKey(play, resource, value, scope.scoped ? scope.parent : undefined) &&
    target !== undefined &&
    isObject(findByKey(play, target, value, undefined)?.doc)
  );
}
