// Effects on other records (create, update, upsert, delete), declared in sandbox.yaml. Each sees what earlier ones did.
import type { EffectRule } from "#blueprint/format/behaviour.ts";
import type { Resource } from "#blueprint/format/resource.ts";
import { type Json, type JsonObject, asArray, own, put, textOf } from "#lib/json.ts";
import { ExpressionFailure, expressionOf } from "#lib/expression.ts";
import type { Effect, Stored } from "../record-reader.ts";
import { changeEffects } from "../operations/change-effects.ts";
import { describeEvent } from "../records/event-payload.ts";
import { callbackEndpoint, stateOf } from "../records/effects.ts";
import { type Scope, isKeyedWithin } from "../records/lookup.ts";
import { createRecord } from "../records/new-record.ts";
import { detachedContext } from "./detached-context.ts";
import type { Run } from "../context.ts";
import { assign, evaluate, evaluateAll, holds, scopeOf } from "./scope.ts";

const MOST = 1000;
/** Effects that are several effects, within one another. */
const MAX_DEPTH = 8;

export function runEffect(run: Run, rule: EffectRule, given?: Json, depth = 0): void {
  const items: (Json | undefined)[] =
    rule.for_each === undefined
      ? [given]
      : asArray(expressionOf(rule.for_each).evaluate(scopeFor(run, given))).slice(0, MOST);
  if (rule.effects) {
    for (const item of items)
      if (holds(rule.when, scopeFor(run, item))) runAll(run, rule.effects, item, depth + 1);
    return;
  }
  const name = rule.create ?? rule.update ?? rule.upsert ?? rule.delete ?? "";
  const resource = run.context.index.resources[name];
  if (!resource) return;
  const all: Json[] = [];
  for (const item of items) {
    if (!holds(rule.when, scopeFor(run, item))) continue;
    all.push(...runOnce(run, rule, resource, item));
    if (rule.link) assign(run.record.doc, rule.link, scopeFor(run, item));
  }
  if (rule.for_each !== undefined) put(run.created, rule.as ?? resource.name, all);
}

function runAll(
  run: Run,
  effects: NonNullable<EffectRule["effects"]>,
  item: Json | undefined,
  depth: number,
): void {
  if (depth > MAX_DEPTH)
    throw new ExpressionFailure(
      `Effects that are several effects stand more than ${MAX_DEPTH} deep in one another.`,
    );
  for (const one of effects) {
    const rule = typeof one === "string" ? run.context.index.effects[one] : one;
    if (rule) runEffect(run, rule, item, depth);
  }
}

const scopeFor = (run: Run, item: Json | undefined): ReturnType<typeof scopeOf> =>
  scopeOf(run.context, {
    before: run.before,
    next: run.record.doc,
    created: run.created,
    resource: run.resource,
    ...(item === undefined ? {} : { item }),
  });

function runOnce(run: Run, rule: EffectRule, resource: Resource, item: Json | undefined): JsonObject[] {
  const scope = scopeFor(run, item);
  const where = evaluateAll(rule.where ?? {}, scope);
  const found = rule.create === undefined ? run.context.reader.select(resource.name, where, MOST) : [];
  if (rule.create !== undefined || (rule.upsert !== undefined && found.length === 0)) {
    const parent = rule.under === undefined ? undefined : textOf(evaluate(rule.under, scope));
    return [make(run, rule, resource, { ...where, ...evaluateAll(rule.set ?? {}, scope) }, parent, item)];
  }
  return found.map((record) => {
    if (rule.delete === undefined) return change(run, rule, resource, record, item);
    run.effects.push({ kind: "delete", record }, ...eventsOfDelete(run, rule, resource, record));
    run.context.reader.drop(record);
    return record.doc;
  });
}

function make(
  run: Run,
  rule: EffectRule,
  resource: Resource,
  body: JsonObject,
  parent: string | undefined,
  item: Json | undefined,
): JsonObject {
  const context = { ...detachedContext(run.context), ...(rule.as_call === true && { body }) };
  const scope = parent === undefined ? scopeOfEffect(resource, body) : { parent, links: {}, scoped: false };
  const made = createRecord(context, resource, scope, body);
  // Members that no body may set are the effect's to set.
  for (const [name, value] of Object.entries(body)) put(made.record.doc, name, value);
  made.record.state = stateOf(resource, made.record.doc);
  context.reader.stage(made.record);
  put(run.created, rule.as ?? resource.name, made.record.doc);
  const silent = !made.named && (rule.events !== undefined || run.named);
  run.effects.push(...made.effects.filter((one) => !(silent && isAbout(one, made.record))));
  run.effects.push(...callbackOf(run, rule, made.record, item));
  for (const type of rule.events ?? [])
    run.events.push(() => describeEvent(context, resource, made.record, type, undefined, true));
  return made.record.doc;
}

function scopeOfEffect(resource: Resource, body: JsonObject): Scope {
  const property = resource.foreignKeys[resource.parent ?? ""];
  const parent = property !== undefined && isKeyedWithin(resource) ? textOf(own(body, property)) : "";
  return { parent, links: {}, scoped: parent !== "" };
}

/** The URL that the effect names, as the one that is told of this record. */
function callbackOf(run: Run, rule: EffectRule, record: Stored, item: Json | undefined): Effect[] {
  const url =
    rule.callback === undefined ? undefined : expressionOf(rule.callback).evaluate(scopeFor(run, item));
  return typeof url === "string" ? callbackEndpoint(record, url) : [];
}

const isAbout = (effect: Effect, record: Stored): boolean =>
  effect.kind === "announce" &&
  effect.event.resource === record.resource &&
  effect.event.record === record.id;

function change(
  run: Run,
  rule: EffectRule,
  resource: Resource,
  record: Stored,
  item: Json | undefined,
): JsonObject {
  const context = detachedContext(run.context);
  const doc = { ...record.doc };
  const scope = scopeFor(run, item);
  assign(doc, rule.set ?? {}, { ...scope, values: { ...scope.values, record: record.doc } });
  const cases = rule.action === undefined ? undefined : `action ${rule.action}`;
  const changed = changeEffects(context, resource, record, doc, "updated", cases);
  context.reader.stage(changed.record);
  put(run.created, rule.as ?? resource.name, changed.record.doc);
  const silent = rule.events !== undefined;
  run.effects.push(...changed.effects.filter((one) => !(silent && isAbout(one, changed.record))));
  run.effects.push(...callbackOf(run, rule, changed.record, item));
  for (const type of rule.events ?? [])
    run.events.push(() => describeEvent(context, resource, changed.record, type, record.doc, true));
  return changed.record.doc;
}

const eventsOfDelete = (run: Run, rule: EffectRule, resource: Resource, record: Stored): Effect[] =>
  rule.events === undefined
    ? describeEvent(run.context, resource, record, "deleted")
    : rule.events.flatMap((type) => describeEvent(run.context, resource, record, type, undefined, true));
