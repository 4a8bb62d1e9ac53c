// Members that sandbox.yaml gives a record: defaults, values at its creation, values worked out at every read, further keys.
import type { Resource } from "#blueprint/format/resource.ts";
import { type Json, type JsonObject, own, put, textOf } from "#lib/json.ts";
import { flat } from "#lib/words.ts";
import { expressionOf } from "#lib/expression.ts";
import type { OperationContext } from "../context.ts";
import { assign, evaluate, scopeOf } from "./scope.ts";

/** The names that further keys are kept under in a record; no document can have them, and no answer shows them. */
export const lookupName = (i: number): string => `\nkey ${i}`;

/** What a body leaves open and sandbox.yaml says. */
export function withDefaults(context: OperationContext, resource: Resource, body: JsonObject): JsonObject {
  const given = new Set(Object.keys(body).map(flat));
  const rules = Object.entries(resource.behaviour?.members ?? {}).filter(
    ([name, rule]) => rule.default !== undefined && own(body, name) === undefined && !given.has(flat(name)),
  );
  if (rules.length === 0) return body;
  const made = { ...body };
  for (const [name, rule] of rules) {
    const value = evaluate(rule.default ?? null, scopeOf(context, { next: made }));
    if (value !== undefined) put(made, name, value);
  }
  return made;
}

/** The key of a new record, where sandbox.yaml works it out and it comes to something. */
export function declaredKey(
  context: OperationContext,
  resource: Resource,
  body: JsonObject,
): Json | undefined {
  const rule = resource.behaviour?.key;
  const key = rule === undefined ? undefined : expressionOf(rule).evaluate(scopeOf(context, { next: body }));
  return key === null || key === "" ? undefined : key;
}

/** What is worked out at every read is not made up when a record is made. */
export const computedMembers = (resource: Resource): string[] =>
  Object.entries(resource.behaviour?.members ?? {}).flatMap(([name, rule]) =>
    rule.computed === undefined ? [] : [name],
  );

/** Gives a new record the values that it has from its creation on. */
export function setMembers(context: OperationContext, resource: Resource, doc: JsonObject): void {
  for (const [name, rule] of Object.entries(resource.behaviour?.members ?? {}))
    if (rule.value !== undefined) assign(doc, { [name]: rule.value }, scopeOf(context, { next: doc }));
  setLookups(context, resource, doc);
}

/** Keeps the further keys of a record true. */
export function setLookups(context: OperationContext, resource: Resource, doc: JsonObject): void {
  resource.behaviour?.lookups.forEach((text, i) => {
    const key = expressionOf(text).evaluate(scopeOf(context, { next: doc }));
    if (key !== undefined && key !== null) put(doc, lookupName(i), textOf(key));
  });
}
