// What each operation does to which resource (R4, R10, R23, R33), how sure that is, and what its path names.
import { flat, singular, snake } from "../lib/words.ts";
import type { SchemaTable } from "./compact.ts";
import type { OperationKind, Schema, Tier } from "./format.ts";
import type { RawOperation } from "./operations.ts";
import { isPagingName } from "./paging.ts";
import type { Me } from "./principal.ts";
import { type Found, type PathNode, literalOf } from "./resources.ts";
import { shapeOf } from "./routes.ts";
import { baseName, listView, objectView, singleView } from "./views.ts";

export type Role = { kind: OperationKind; resource?: Found; action?: string; tier: Tier; reasons: string[] };

export type Lookup = {
  byItem: Map<string, Found>;
  byCollection: Map<string, Found>;
  byBase: Map<string, Found>;
  me: Me | undefined;
};

export function lookupOf(found: readonly Found[], me: Me | undefined): Lookup {
  const lookup: Lookup = { byItem: new Map(), byCollection: new Map(), byBase: new Map(), me };
  for (const resource of found) {
    for (const shape of resource.items) lookup.byItem.set(shape, resource);
    for (const shape of resource.collections) lookup.byCollection.set(shape, resource);
    const base = resource.singleton ? undefined : baseName(resource.schema);
    if (base !== undefined && !lookup.byBase.has(base)) lookup.byBase.set(base, resource);
  }
  return lookup;
}

export function classify(table: SchemaTable, operation: RawOperation, node: PathNode, lookup: Lookup): Role {
  const { method, shape } = operation;
  if (lookup.me?.shape === shape && !lookup.me.resource.singleton)
    return onItem(table, operation, lookup.me.resource);
  const item = lookup.byItem.get(shape);
  if (item) return onItem(table, operation, item);
  const collection = lookup.byCollection.get(shape);
  if (collection?.singleton)
    return isFixed(operation, node) ? sampled(operation) : onSingleton(operation, collection);
  if (collection) return onCollection(table, operation, collection);
  const owner = ownerOf(operation, lookup);
  if (owner && (method === "POST" || method === "PUT" || method === "PATCH")) {
    const grown = growing(table, operation, owner);
    if (grown !== undefined) return stateful("append", owner, grown);
    if (!node.operations.has("GET")) return onAction(table, operation, owner);
  }
  const paged = operation.parameters.some(
    (parameter) => parameter.in === "query" && isPagingName(parameter.name),
  );
  const list =
    method === "GET"
      ? listView(table, operation.success.schema, literalOf(operation.segments), paged)
      : undefined;
  const listed = list && lookup.byBase.get(baseName(list.item) ?? "");
  if (listed)
    return {
      kind: "list",
      resource: listed,
      tier: "partial",
      reasons: ["a view over another resource's records (R8)"],
    };
  return sampled(operation);
}

const stateful = (kind: OperationKind, resource: Found, action?: string): Role => ({
  kind,
  resource,
  tier: "stateful",
  reasons: [],
  ...(action === undefined ? {} : { action }),
});

function onItem(table: SchemaTable, operation: RawOperation, resource: Found): Role {
  switch (operation.method) {
    case "GET":
    case "HEAD":
      return stateful("read", resource);
    case "PUT":
      return stateful(isWhole(table, operation) ? "replace" : "update", resource);
    case "PATCH":
    case "POST":
      return stateful("update", resource);
    case "DELETE":
      return stateful("delete", resource);
    default:
      return sampled(operation);
  }
}

/** A PUT whose body requires something takes the whole record; one that requires nothing takes any part (R26). */
const isWhole = (table: SchemaTable, operation: RawOperation): boolean =>
  Object.values(operation.body?.contents ?? {}).some(
    (schema) => (objectView(table, schema)?.object.required?.length ?? 0) > 0,
  );

/** Nothing writes it and the document shows its answer: the example is the answer. */
const isFixed = (operation: RawOperation, node: PathNode): boolean =>
  operation.success.examples.length > 0 &&
  ![...node.operations.keys()].some((method) => method !== "GET" && method !== "HEAD");

function onSingleton(operation: RawOperation, resource: Found): Role {
  switch (operation.method) {
    case "GET":
    case "HEAD":
      return stateful("singleton-read", resource);
    case "PUT":
    case "PATCH":
    case "POST":
      return stateful("singleton-write", resource);
    case "DELETE":
      return stateful("singleton-delete", resource);
    default:
      return sampled(operation);
  }
}

function onCollection(table: SchemaTable, operation: RawOperation, resource: Found): Role {
  if (operation.method === "GET" || operation.method === "HEAD") {
    const list = listView(table, operation.success.schema, literalOf(operation.segments), true);
    return list ? stateful("list", resource) : sampled(operation);
  }
  if (operation.method === "POST") return stateful("create", resource);
  if (operation.method === "PUT" && operation.body)
    return {
      ...stateful("create", resource),
      tier: "partial",
      reasons: ["PUT on a collection creates (R21)"],
    };
  return sampled(operation);
}

/** The record an operation stands under: `/orders/{id}/submit` → orders. */
function ownerOf(operation: RawOperation, lookup: Lookup): Found | undefined {
  const last = operation.segments.findLastIndex((segment) => "parameter" in segment);
  if (last < 0 || last !== operation.segments.length - 2) return undefined;
  return lookup.byItem.get(shapeOf(operation.segments.slice(0, last + 1)));
}

/** The list property of the owner that grows: the answer is the owner, and it has a list named like the path's end. */
function growing(table: SchemaTable, operation: RawOperation, owner: Found): string | undefined {
  if (operation.method !== "POST") return undefined;
  const literal = flat(literalOf(operation.segments));
  const property = Object.entries(owner.object.properties ?? {}).find(
    ([name, schema]) => flat(name) === literal && table.resolve(schema).type?.includes("array"),
  );
  return property && answersOwner(table, operation, owner) ? property[0] : undefined;
}

function answersOwner(table: SchemaTable, operation: RawOperation, owner: Found): boolean {
  const view = singleView(table, operation.success.schema, owner.name);
  if (!view) return false;
  const base = baseName(view.schema);
  if (base !== undefined && base === baseName(owner.schema)) return true;
  const mine = Object.keys(owner.object.properties ?? {});
  const theirs = Object.keys(view.object.properties ?? {});
  const shared = theirs.filter((name) => mine.includes(name)).length;
  return theirs.length > 0 && shared / theirs.length > 0.6 && shared >= 2;
}

function onAction(table: SchemaTable, operation: RawOperation, owner: Found): Role {
  const action = snake(literalOf(operation.segments).replace(/^:/, ""));
  if (answersOwner(table, operation, owner) || operation.success.schema === undefined)
    return {
      kind: "action",
      resource: owner,
      action,
      tier: "partial",
      reasons: ["changes state where a lifecycle knows the action"],
    };
  return sampled(operation);
}

/** What has no resource behind it: its answer is made from the schema or the example. */
export function sampled(operation: RawOperation): Role {
  const media = operation.success.media;
  const answers =
    operation.success.schema !== undefined || media === undefined || operation.success.examples.length > 0;
  return answers
    ? {
        kind: "sampled",
        tier: "sampled",
        reasons: ["no resource is known behind this path; the answer is made from the schema"],
      }
    : {
        kind: "unsupported",
        tier: "unsupported",
        reasons: [`an answer of ${media ?? "no media type"} without a schema cannot be made`],
      };
}

/** The schema an operation takes as a record, when its body wraps it in one member (R13). */
export function requestWrapper(
  table: SchemaTable,
  schema: Schema | undefined,
  resource: string,
): string | undefined {
  const view = objectView(table, schema);
  const names = Object.keys(view?.object.properties ?? {});
  const only = names[0];
  if (only === undefined || names.length !== 1 || flat(only) !== flat(singular(resource))) return undefined;
  return objectView(table, view?.object.properties?.[only]) ? only : undefined;
}
