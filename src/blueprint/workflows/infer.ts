// Which workflows follow from a document without any: for each resource that can be created one through what can be done
// with it, and one along its lifecycle's happy path. What sandbox.yaml declares cases for is left out: they may refuse or decide by
// what no schema tells. Known from the index alone; `write-inferred.ts` writes them out. Pure.
import { slugify } from "#lib/words.ts";
import type { BlueprintIndex } from "../format/blueprint.ts";
import type { Operation, OperationKind } from "../format/operation.ts";
import type { Lifecycle } from "../format/resource.ts";
import { verbOf } from "./verbs.ts";

/** A step along a lifecycle: by an operation, or by time. */
export type Move = { to: string; event?: string | undefined } & (
  | { by: "operation"; operation: Operation }
  | { by: "time"; afterMs: number }
);

export type Inferred = { id: string; summary: string; resource: string } & (
  | { kind: "life"; operations: Operation[] }
  | { kind: "lifecycle"; field: string; moves: Move[] }
);

/** What follows the creation, in this order. */
const LIFE = [["read"], ["update", "replace"], ["list"], ["delete"]] as const satisfies OperationKind[][];
const VERBS: Partial<Record<OperationKind, string>> = {
  read: "get",
  update: "update",
  replace: "replace",
  list: "list",
  delete: "delete",
};

export function inferWorkflows(index: BlueprintIndex): Inferred[] {
  const found = Object.keys(index.resources)
    .filter((name) => canMake(index, name) && !namesDeclared(index, name))
    .flatMap((name) => [...lifeOf(index, name), ...happyPathOf(index, name)]);
  return found.filter(({ id }, i) => found.findIndex((one) => one.id === id) === i);
}

function lifeOf(index: BlueprintIndex, resource: string): Inferred[] {
  const operations = LIFE.flatMap((kinds) => {
    for (const kind of kinds) {
      const operation = operationFor(index, kind, resource);
      if (operation && isReachable(index, operation)) return [operation];
    }
    return [];
  });
  const last = operations.at(-1);
  if (!last) return [];
  const verbs = operations.map(({ kind }) => VERBS[kind] ?? kind);
  return [
    {
      kind: "life",
      id: `create-and-${verbs.at(-1) ?? ""}-${slugify(resource)}`,
      summary: `Create, ${verbs.join(", ")}: one ${resource.replaceAll("_", " ")} through all of its operations`,
      resource,
      operations,
    },
  ];
}

function happyPathOf(index: BlueprintIndex, resource: string): Inferred[] {
  const lifecycle = index.resources[resource]?.lifecycle;
  const moves = lifecycle ? happyPath(index, resource, lifecycle) : [];
  const last = moves.at(-1);
  if (!lifecycle || !last) return [];
  const actions = lifecycle.transitions.map((one) => one.action);
  return [
    {
      kind: "lifecycle",
      id: `create-and-${verbOf(last.to, actions)}-${slugify(resource)}`,
      summary: `Happy path of ${resource.replaceAll("_", " ")}: ${moves.map(({ to }) => to).join(", ")}`,
      resource,
      field: lifecycle.field,
      moves,
    },
  ];
}

/** States that end things, but not as anybody wished. */
const UNHAPPY =
  /cancel|fail|reject|declin|void|expir|error|revok|refund|delet|archiv|disput|denied|suspend|block|inactive|disabled|uncollectible|paused/i;

/** The way to the happy state that takes most moves, each state reached on the shortest way to it. */
function happyPath(index: BlueprintIndex, resource: string, lifecycle: Lifecycle): Move[] {
  const first = lifecycle.initial ?? lifecycle.states[0];
  if (first === undefined) return [];
  const ways = new Map<string, Move[]>([[first, []]]);
  for (const [state, way] of ways)
    for (const move of movesFrom(index, resource, lifecycle, state))
      if (!ways.has(move.to) && !UNHAPPY.test(move.to)) ways.set(move.to, [...way, move]);
  return [...ways.values()].reduce((longest, way) => (way.length > longest.length ? way : longest), []);
}

function movesFrom(index: BlueprintIndex, resource: string, lifecycle: Lifecycle, state: string): Move[] {
  const byItself = lifecycle.progress
    .filter((one) => one.from === state)
    .map(({ to, after, event }): Move => ({ to, event, by: "time", afterMs: after }));
  // Where a record moves on by itself nobody has to push it.
  if (byItself.length > 0) return byItself;
  return lifecycle.transitions.flatMap(({ action, from, to, event }): Move[] => {
    if (from && !from.includes(state)) return [];
    const operation = index.operations.find(
      (one) => one.kind === "action" && one.resource === resource && one.action === action,
    );
    return operation && isReachable(index, operation) ? [{ to, event, by: "operation", operation }] : [];
  });
}

/** The operation with the shortest path, where several do the same. */
export const operationFor = (
  index: BlueprintIndex,
  kind: OperationKind,
  resource: string,
): Operation | undefined =>
  index.operations
    .filter((one) => one.kind === kind && one.resource === resource)
    .toSorted((a, b) => a.parameters.length - b.parameters.length)[0];

const DEEPEST = 4;

const isDeclared = (index: BlueprintIndex, resource: string): boolean =>
  Object.keys(index.resources[resource]?.behaviour?.cases ?? {}).length > 0;

/** Whether its records name records that only declared workflows make. */
const namesDeclared = (index: BlueprintIndex, resource: string): boolean =>
  (index.resources[resource]?.references ?? []).some((one) => isDeclared(index, one.resource));

/** Whether a record of it can be made, with all the records above it. */
export function canMake(index: BlueprintIndex, resource: string, depth = 0): boolean {
  const create = operationFor(index, "create", resource);
  return (
    !isDeclared(index, resource) &&
    create !== undefined &&
    depth < DEEPEST &&
    isReachable(index, create, depth + 1)
  );
}

/** Whether everything that the operation's path names can be had. */
function isReachable(index: BlueprintIndex, { parameters }: Operation, depth = 0): boolean {
  return parameters.every(({ role, resource }) => {
    if (role === "constant") return true;
    if (resource === undefined || (role !== "key" && role !== "parent")) return false;
    return index.resources[resource]?.unmade?.known[0] !== undefined || canMake(index, resource, depth);
  });
}
