// Which events a compiled API can announce: what its cases, effects and timers name, and the usual event of every change that
// some operation or effect makes.
import type { Blueprint } from "#blueprint/format/blueprint.ts";
import type { Resource } from "#blueprint/format/resource.ts";
import { type Json, isObject, textOf } from "#lib/json.ts";

const EFFECT_VERBS = {
  create: ["created"],
  update: ["updated"],
  upsert: ["created", "updated"],
  delete: ["deleted"],
};

const OPERATION_VERBS: Record<string, { verbs: string[]; cases: string }> = {
  create: { verbs: ["created"], cases: "create" },
  join: { verbs: ["created"], cases: "create" },
  update: { verbs: ["updated"], cases: "update" },
  replace: { verbs: ["created", "updated"], cases: "update" },
  append: { verbs: ["updated"], cases: "update" },
  "inner-set": { verbs: ["updated"], cases: "update" },
  "inner-clear": { verbs: ["updated"], cases: "update" },
  "inner-remove": { verbs: ["updated"], cases: "update" },
  "singleton-write": { verbs: ["updated"], cases: "update" },
  "singleton-delete": { verbs: ["deleted"], cases: "delete" },
  delete: { verbs: ["deleted"], cases: "delete" },
};

/** Every object within a value. */
function* objectsIn(value: Json): Generator<Record<string, Json>> {
  if (Array.isArray(value)) for (const item of value) yield* objectsIn(item);
  else if (isObject(value)) {
    yield value;
    for (const inner of Object.values(value)) yield* objectsIn(inner);
  }
}

const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null)) as Json;

export function reachableEvents({ index, details }: Blueprint): Set<string> {
  const { names } = index.events;
  const reached = new Set<string>();
  const told = (resource: string, verb: string): unknown =>
    reached.add(names[`${resource} ${verb}`] ?? (verb.includes(".") ? verb : `${resource}.${verb}`));
  const parts: Blueprint["details"][number] = Object.assign({}, ...details);

  const declared = [
    ...Object.values(index.resources).map((one) => one.behaviour),
    index.effects,
    ...Object.values(parts).map((one) => one.declared),
  ];
  for (const one of objectsIn(asJson(declared))) {
    if (Array.isArray(one["events"])) for (const name of one["events"]) reached.add(textOf(name));
    else
      for (const [verb, usual] of Object.entries(EFFECT_VERBS))
        if (typeof one[verb] === "string") for (const each of usual) told(one[verb], each);
  }

  for (const resource of Object.values(index.resources)) {
    for (const step of resource.lifecycle?.progress ?? []) {
      if (saysUsual(resource, `progress ${step.from}`)) told(resource.name, step.event ?? step.to);
    }
    const moves = resource.lifecycle?.transitions ?? [];
    const isChanged = index.operations.some(
      (one) => one.resource === resource.name && (one.kind === "action" || OPERATION_VERBS[one.kind]),
    );
    if (isChanged)
      for (const move of moves)
        if (saysUsual(resource, `action ${move.action}`)) told(resource.name, move.event ?? move.to);
  }

  for (const operation of index.operations) {
    const resource = index.resources[operation.resource ?? ""];
    const usual = OPERATION_VERBS[operation.kind];
    if (!resource) continue;
    if (usual && saysUsual(resource, usual.cases)) for (const verb of usual.verbs) told(resource.name, verb);
    if (operation.kind === "action" && operation.action && saysUsual(resource, `action ${operation.action}`))
      told(resource.name, operation.action);
  }
  return reached;
}

/** Whether some case of an action leaves the event to what is usual. */
function saysUsual({ behaviour }: Resource, action: string): boolean {
  const cases = behaviour?.cases[action];
  return cases === undefined || cases.some((one) => one.events === undefined && one.refuse === undefined);
}
