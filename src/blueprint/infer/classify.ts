// What each operation does to which resource (R4, R8, R10, R21, R33), how sure that is, and what its path names.
import { flat, snake } from "#lib/words.ts";
import { isJsonMedia, isXmlMedia } from "#lib/media.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { OperationKind, Tier } from "../format/operation.ts";
import type { RawOperation } from "../read/operations.ts";
import { answersOwner } from "./answers-owner.ts";
import { innerListRole } from "./inner-lists.ts";
import { isPagingName } from "./paging.ts";
import type { PrincipalPaths } from "./principal.ts";
import { type ResourceCandidate, type PathNode, literalOf } from "./resources.ts";
import { shapeOf } from "../runtime/routes.ts";
import { baseName, listView, objectView } from "./payload-views.ts";

export type Classification = {
  kind: OperationKind;
  resource?: ResourceCandidate;
  action?: string;
  tier: Tier;
  reasons: string[];
};

export type ClassifiedOperation = { operation: RawOperation; role: Classification; path: string[] };

export type Lookup = {
  byItem: Map<string, ResourceCandidate>;
  byCollection: Map<string, ResourceCandidate>;
  byBase: Map<string, ResourceCandidate>;
  me: PrincipalPaths | undefined;
  nodes: ReadonlyMap<string, PathNode>;
  /** Resources whose records a caller can come to know. */
  known: Set<ResourceCandidate>;
};

export function lookupOf(
  found: readonly ResourceCandidate[],
  me: PrincipalPaths | undefined,
  nodes: ReadonlyMap<string, PathNode>,
): Lookup {
  const lookup: Lookup = {
    byItem: new Map(),
    byCollection: new Map(),
    byBase: new Map(),
    me,
    nodes,
    known: new Set(),
  };
  for (const resource of found) {
    for (const shape of resource.items) lookup.byItem.set(shape, resource);
    for (const shape of resource.collections) lookup.byCollection.set(shape, resource);
    const base = resource.singleton ? undefined : baseName(resource.schema);
    if (base !== undefined && !lookup.byBase.has(base)) lookup.byBase.set(base, resource);
  }
  return lookup;
}

export function classify(
  table: SchemaNormaliser,
  operation: RawOperation,
  node: PathNode,
  lookup: Lookup,
): Classification {
  const { method, shape } = operation;
  if (lookup.me?.shape === shape && !lookup.me.resource.singleton)
    return onItem(table, operation, lookup.me.resource);
  const inner = innerListRole(table, operation, node, lookup);
  if (inner) return stateful(inner.kind, inner.owner, inner.property);
  const item = lookup.byItem.get(shape);
  if (item) return onItem(table, operation, item);
  const collection = lookup.byCollection.get(shape);
  if (collection?.singleton)
    return isFixed(operation, node) ? sampled(operation) : onSingleton(operation, collection);
  if (collection) return onCollection(table, operation, collection);
  const bulk = bulkOf(table, operation, lookup);
  if (bulk) return stateful("create", bulk);
  const owner = ownerOf(operation, lookup);
  if (owner && isDownload(operation)) return stateful("download", owner);
  const toggled = owner && toggleOf(table, operation, owner);
  if (owner && toggled !== undefined) return stateful(method === "GET" ? "has" : "action", owner, toggled);
  if (owner && (method === "POST" || method === "PUT" || method === "PATCH")) {
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

const stateful = (kind: OperationKind, resource: ResourceCandidate, action?: string): Classification => ({
  kind,
  resource,
  tier: "stateful",
  reasons: [],
  ...(action === undefined ? {} : { action }),
});

function onItem(
  table: SchemaNormaliser,
  operation: RawOperation,
  resource: ResourceCandidate,
): Classification {
  switch (operation.method) {
    case "GET":
    case "HEAD":
      return stateful(resource.join && !operation.success.schema ? "has" : "read", resource);
    case "PUT":
      if (resource.join) return stateful("join", resource);
      return stateful(isWhole(table, operation) ? "replace" : "update", resource);
    case "PATCH":
      return stateful("update", resource);
    case "POST":
      return stateful(resource.join ? "join" : "update", resource);
    case "DELETE":
      return stateful("delete", resource);
    default:
      return sampled(operation);
  }
}

/** A PUT whose body requires something takes the whole record; one that requires nothing takes any part (R26). */
const isWhole = (table: SchemaNormaliser, operation: RawOperation): boolean =>
  Object.values(operation.body?.contents ?? {}).some(
    (schema) => (objectView(table, schema)?.object.required?.length ?? 0) > 0,
  );

/** Nothing writes it and the document shows its answer: the example is the answer. */
const isFixed = (operation: RawOperation, node: PathNode): boolean =>
  operation.success.examples.length > 0 &&
  ![...node.operations.keys()].some((method) => method !== "GET" && method !== "HEAD");

function onSingleton(operation: RawOperation, resource: ResourceCandidate): Classification {
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

function onCollection(
  table: SchemaNormaliser,
  operation: RawOperation,
  resource: ResourceCandidate,
): Classification {
  if (operation.method === "GET" || operation.method === "HEAD") {
    const list = listView(table, operation.success.schema, literalOf(operation.segments), true);
    return list ? stateful("list", resource) : sampled(operation);
  }
  // `POST /users#operation=suspend`: an action over the collection, unless a record comes of it.
  if (/[?#]/.test(operation.path) && !answersOwner(table, operation, resource)) return sampled(operation);
  if (operation.method === "POST") return stateful(isListing(table, operation) ? "list" : "create", resource);
  if (operation.method === "PUT" && operation.body)
    return {
      ...stateful("create", resource),
      tier: "partial",
      reasons: ["PUT on a collection creates (R21)"],
    };
  return sampled(operation);
}

/** `POST /bots`, called `ListBots`: its body has filters, its answer rows (R4). */
const isListing = (table: SchemaNormaliser, operation: RawOperation): boolean =>
  /^([lL]ist|[sS]earch|[qQ]uery)(?![a-z])/.test(operation.id) &&
  listView(table, operation.success.schema, literalOf(operation.segments), true) !== undefined;

/** The record an operation stands under: `/orders/{id}/submit` → orders. */
function ownerOf(operation: RawOperation, lookup: Lookup): ResourceCandidate | undefined {
  const last = operation.segments.findLastIndex((segment) => "parameter" in segment);
  if (last < 0 || last !== operation.segments.length - 2) return undefined;
  return lookup.byItem.get(shapeOf(operation.segments.slice(0, last + 1)));
}

/** `POST /users/createWithList`: a list of the collection's records in the body (R31). */
function bulkOf(
  table: SchemaNormaliser,
  operation: RawOperation,
  lookup: Lookup,
): ResourceCandidate | undefined {
  const above = lookup.byCollection.get(shapeOf(operation.segments.slice(0, -1)));
  if (operation.method !== "POST" || !above || above.singleton) return undefined;
  const items = Object.values(operation.body?.contents ?? {}).map((schema) => table.resolve(schema).items);
  const base = baseName(above.schema);
  return base !== undefined && items.some((item) => item && baseName(item) === base) ? above : undefined;
}

/** `GET /files/{id}/content` or `/files/{id}.pdf` with an answer that is no JSON: the bytes of the record. */
function isDownload({ method, segments, success: { media } }: RawOperation): boolean {
  if (method !== "GET" || media === undefined || isJsonMedia(media) || isXmlMedia(media)) return false;
  const last = segments.at(-1);
  return (
    (last !== undefined && "literal" in last && last.literal.startsWith("}.")) ||
    /^(content|contents|download|raw|file|data|media|body|binary)$/.test(flat(literalOf(segments)))
  );
}

/** `PUT` and `DELETE /things/{id}/lock`: a boolean of the record goes up and down. */
function toggleOf(
  table: SchemaNormaliser,
  operation: RawOperation,
  owner: ResourceCandidate,
): string | undefined {
  const { method } = operation;
  if (operation.success.schema !== undefined && method !== "PUT" && method !== "POST") return undefined;
  if (method !== "PUT" && method !== "DELETE" && method !== "GET" && method !== "POST") return undefined;
  const word = flat(literalOf(operation.segments));
  const property = Object.entries(owner.object.properties ?? {}).find(
    ([name, schema]) =>
      [
        word,
        `${word}d`,
        `${word}ed`,
        `is${word}`,
        `is${word}ed`,
        `is${word}d`,
        `${word}${word.at(-1) ?? ""}ed`,
      ].includes(flat(name)) && table.resolve(schema).type?.includes("boolean"),
  );
  return property && `${method === "DELETE" ? "-" : "+"}${property[0]}`;
}

function onAction(
  table: SchemaNormaliser,
  operation: RawOperation,
  owner: ResourceCandidate,
): Classification {
  const last = operation.segments.at(-1);
  // A custom verb (`{id}:cancel`) is a segment of its own.
  const action = snake(last && "literal" in last ? last.literal.replace(/^:/, "") : "");
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
export function sampled(operation: RawOperation): Classification {
  const media = operation.success.media;
  const answers =
    operation.success.schema !== undefined ||
    media === undefined ||
    isJsonMedia(media) ||
    operation.success.examples.length > 0;
  return {
    kind: "sampled",
    tier: "sampled",
    reasons: [
      answers
        ? "no resource is known behind this path; the answer is made from the schema"
        : `nothing is said of the answer but ${media}; it is a small file of that type`,
    ],
  };
}
