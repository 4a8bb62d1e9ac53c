// What every `{parameter}` of a path stands for (R9): the record, one above it, a part of a key, the caller's own place.
import type { Lookup, Classification } from "./classify.ts";
import type { Operation, OperationKind } from "../format/operation.ts";
import type { RawOperation } from "../read/operations.ts";
import type { ResourceCandidate } from "./resources.ts";
import { resourceCalled } from "./declared-role.ts";
import { shapeOf } from "../runtime/routes.ts";

const KEYED = new Set<OperationKind>([
  "read",
  "update",
  "replace",
  "delete",
  "action",
  "append",
  "join",
  "has",
  "inner-list",
  "inner-set",
  "inner-clear",
  "download",
]);

/** Resources whose records a caller can come to know: by a list or a read, or by making one. */
export function findKnown(raw: readonly RawOperation[], lookup: Lookup): void {
  for (const operation of raw) {
    const resource = lookup.byCollection.get(operation.shape) ?? lookup.byItem.get(operation.shape);
    const changes =
      lookup.byItem.has(operation.shape) && ["POST", "PATCH", "DELETE"].includes(operation.method);
    if (resource && !changes) lookup.known.add(resource);
  }
  if (lookup.me) lookup.known.add(lookup.me.resource);
}

/** A parameter that heads most paths and names nothing this API makes is the caller's own place in it (R9). */
export function nameConstants(operations: readonly Operation[]): void {
  const heads = new Map<string, number>();
  for (const { parameters } of operations) {
    const head = parameters[0];
    if (head?.role === "value" && head.in === undefined)
      heads.set(head.name, (heads.get(head.name) ?? 0) + 1);
  }
  const constants = [...heads]
    .filter(([, count]) => count > 3 && count > operations.length / 2)
    .map(([name]) => name);
  for (const { parameters } of operations) {
    const head = parameters[0];
    if (head?.role === "value" && constants.includes(head.name)) head.role = "constant";
  }
}

/** What an operation does with a join itself is about the record that is put there. */
const inPlaceOf = (
  standing: ResourceCandidate | undefined,
  role: Classification,
  lookup: Lookup,
): ResourceCandidate | undefined =>
  role.kind === "declared" && standing?.member !== undefined
    ? (resourceCalled(lookup, standing.member) ?? standing)
    : standing;

/** What every `{parameter}` of the path stands for: the record, a record above it, or just a value (R9). */
export function pathParameters(
  operation: RawOperation,
  role: Classification,
  lookup: Lookup,
): Operation["parameters"] {
  const parameters: Operation["parameters"] = [];
  const keyed = KEYED.has(role.kind);
  const last = operation.segments.findLastIndex((segment) => "parameter" in segment);
  operation.segments.forEach((segment, i) => {
    if (!("parameter" in segment)) return;
    const here = shapeOf(operation.segments.slice(0, i + 1));
    const next = operation.segments[i + 1];
    const isFollowed = next !== undefined && "parameter" in next;
    const standing = lookup.byItem.get(here);
    // `/notes/{author}/{topic}/pages` beside `/notes/{id}`: the path goes on, and under another name.
    const own = lookup.nodes.get(here)?.segments.at(-1);
    const isOther =
      isFollowed && own !== undefined && "parameter" in own && own.parameter !== segment.parameter;
    // What can be neither read nor made cannot be asked for either: any value names one (R9).
    const resource = standing && lookup.known.has(standing) && !isOther ? standing : undefined;
    // The item of a list inside a record is named last; the record itself just above it.
    const isItemOfList = role.kind === "inner-has" || role.kind === "inner-remove";
    const isKey = isItemOfList ? i === last - 2 : keyed && i === last;
    // What the sandbox file says that an operation is about is what its path ends in.
    const said = role.kind === "declared" && i === last ? role.resource : undefined;
    const named = isKey ? role.resource : (said ?? inPlaceOf(resource, role, lookup));
    const completed =
      isFollowed && !lookup.byCollection.has(here)
        ? lookup.byItem.get(shapeOf(operation.segments.slice(0, i + 2)))
        : undefined;
    parameters.push({
      name: segment.parameter,
      ...(named ? { resource: named.name } : {}),
      role: isKey
        ? "key"
        : isItemOfList && i === last
          ? "item"
          : (said ?? resource)
            ? "parent"
            : completed
              ? "outer"
              : "value",
    });
  });
  return parameters;
}
