// What the expressions of sandbox.yaml see of a call, and templates: JSON in which every text is an expression.
import type { Json, JsonObject } from "#lib/json.ts";
import { asObject, isObject, put, textOf } from "#lib/json.ts";
import { ExpressionFailure, type ExpressionScope, expressionOf } from "#lib/expression.ts";
import type { Resource } from "#blueprint/format/resource.ts";
import type { OperationContext } from "../context.ts";
import type { Stored } from "../record-reader.ts";
import { generatorOptions } from "../generate/options.ts";
import { project } from "../response/project.ts";
import { principalOf } from "../records/principal.ts";
import { recordsInPath } from "../records/lookup.ts";
import { rowNamed, rowOf } from "./tables.ts";

const MAX_ROWS = 1000;
const MAX_DEPTH = 24;
const MAX_CALLS = 50_000;

/** What is known where an expression stands. */
export type Facts = {
  /** The record before the call; nothing at a create. */
  before?: Stored | undefined;
  /** The record as it will be. */
  next?: JsonObject | undefined;
  created?: JsonObject;
  item?: Json;
  /** The name of the event that is told. */
  event?: string;
  /** Whose case it stands in. */
  resource?: Resource;
};

export function scopeOf(context: OperationContext, facts: Facts): ExpressionScope {
  const { reader } = context;
  const body = bodyOf(context);
  const scope: ExpressionScope = {
    values: {
      body: Array.isArray(context.body) ? context.body : body,
      query: context.query,
      path: context.path,
      record: facts.before?.doc ?? facts.next,
      next: facts.next,
      parent: facts.before ? parentOf(context, facts.before) : undefined,
      named: namedRecords(context),
      created: facts.created ?? {},
      row: rowOf(context, body),
      item: facts.item,
      base: context.base,
      event: facts.event,
      // Worked out only for expressions that name them.
      get request() {
        return context.request();
      },
      get me() {
        return principalOf(context)?.doc;
      },
    },
    records: {
      get: (resource, id) => reader.get(resource, undefined, id)?.doc,
      find: (resource, where) => reader.select(resource, where, MAX_ROWS).map((one) => one.doc),
      holding: (resource, member, value) =>
        reader.holding(resource, member, value, MAX_ROWS).map((one) => one.doc),
      shown: (resource, doc) => shown(context, resource, doc),
    },
    tables: (name, key) => rowNamed(context, name, key),
    random: context.random,
    now: context.now,
    call: () => undefined,
  };
  scope.call = functionsOf(context, scope);
  const row = facts.resource?.behaviour?.row;
  if (row !== undefined) scope.values.row = expressionOf(row).evaluate(scope) ?? scope.values.row;
  return scope;
}

/** How many functions a call of the API has called, wherever its expressions stand. */
const called = new WeakMap<OperationContext["reader"], number>();

/** The functions that sandbox.yaml declares: each sees its arguments, the records and the tables, and nothing of the call. */
function functionsOf(context: OperationContext, scope: ExpressionScope): ExpressionScope["call"] {
  const within =
    (depth: number): ExpressionScope["call"] =>
    (name, given) => {
      const declared = context.index.functions[name];
      if (!declared) throw new ExpressionFailure(`There is no function '${name}'.`);
      if (depth >= MAX_DEPTH) throw new ExpressionFailure(`The function '${name}' calls itself too often.`);
      const calls = (called.get(context.reader) ?? 0) + 1;
      if (calls > MAX_CALLS) throw new ExpressionFailure(`More than ${MAX_CALLS} calls of functions.`);
      called.set(context.reader, calls);
      const args: JsonObject = {};
      declared.takes.forEach((one, i) => put(args, one, given[i] ?? null));
      return evaluate(declared.gives, { ...scope, values: { args }, call: within(depth + 1) });
    };
  return within(0);
}

const namedIn = new WeakMap<OperationContext, JsonObject>();

/** The records that the path names, by the name of the parameter, as they were before the call. */
function namedRecords(context: OperationContext): JsonObject {
  const known = namedIn.get(context);
  if (known) return known;
  const named: JsonObject = {};
  namedIn.set(context, named);
  for (const [name, { doc }] of recordsInPath(context)) put(named, name, doc);
  return named;
}

/** The members that the caller sent, out of the wrapper that the operation takes them in. */
function bodyOf(context: OperationContext): JsonObject {
  const sent = asObject(context.body);
  const wrapper = context.details.body?.wrapper;
  const inner = wrapper === undefined ? undefined : sent[wrapper];
  return isObject(inner) ? inner : sent;
}

function parentOf(context: OperationContext, record: Stored): JsonObject | undefined {
  const resource = context.index.resources[record.resource];
  if (resource?.parent === undefined) return undefined;
  const property = resource.foreignKeys[resource.parent];
  const id = property === undefined ? record.parent : textOf(record.doc[property]);
  return id === "" ? undefined : context.reader.get(resource.parent, undefined, id)?.doc;
}

/** Whether a condition holds; one that asks for an absent member does not. */
export const holds = (condition: string | undefined, scope: ExpressionScope): boolean =>
  condition === undefined || expressionOf(condition).evaluate(scope) === true;

/** A template's value; undefined where its expression asks for an absent member, which leaves the member out. */
export function evaluate(template: Json, scope: ExpressionScope): Json | undefined {
  if (typeof template === "string") return expressionOf(template).evaluate(scope);
  if (Array.isArray(template)) return template.flatMap((one) => evaluate(one, scope) ?? []);
  return isObject(template) ? evaluateAll(template, scope) : template;
}

export function evaluateAll(templates: Record<string, Json>, scope: ExpressionScope): JsonObject {
  const made: JsonObject = {};
  for (const [name, template] of Object.entries(templates)) {
    const value = evaluate(template, scope);
    if (value !== undefined) put(made, name, value);
  }
  return made;
}

/** Assigns templates to members of a record; a dotted name goes into the object there. */
export function assign(doc: JsonObject, templates: Record<string, Json>, scope: ExpressionScope): void {
  for (const [name, template] of Object.entries(templates)) {
    const value = evaluate(template, scope);
    if (value === undefined) continue;
    const [first = "", ...rest] = name.split(".");
    put(doc, first, rest.length === 0 ? value : within(asObject(doc[first]), rest, value));
  }
}

function within(held: JsonObject, path: readonly string[], value: Json): JsonObject {
  const [first = "", ...rest] = path;
  const made = { ...held };
  put(made, first, rest.length === 0 ? value : within(asObject(held[first]), rest, value));
  return made;
}

/** A record as it is read: with the members that are worked out at every read, and without those that are told once. */
export function withComputed(
  context: OperationContext,
  resource: Resource | undefined,
  doc: JsonObject,
): JsonObject {
  const rules = resource?.behaviour?.members ?? {};
  const computed = Object.entries(rules).filter(([, rule]) => rule.computed !== undefined);
  const secret = Object.keys(rules).filter((name) => rules[name]?.once);
  if (computed.length === 0 && secret.length === 0) return doc;
  const made = { ...doc };
  if (context.operation.kind !== "create") for (const name of secret) delete made[name];
  for (const [name, rule] of computed)
    assign(made, { [name]: rule.computed ?? null }, scopeOf(context, { next: made }));
  return made;
}

/** Records may show each other; one that would show itself again is shown as it is stored. */
const MAX_SHOWN = 3;
/** How many are being shown, one within the other. */
const showing = new WeakMap<OperationContext["reader"], number>();

function shown(context: OperationContext, resource: string, doc: JsonObject): JsonObject {
  const depth = showing.get(context.reader) ?? 0;
  if (depth >= MAX_SHOWN) return doc;
  showing.set(context.reader, depth + 1);
  try {
    const kind = context.index.resources[resource];
    const read = withComputed(context, kind, doc);
    return asObject(project(generatorOptions(context), kind?.schema, read));
  } finally {
    showing.set(context.reader, depth);
  }
}
