// Which resources an API has (R4, R6-R10): collections and their items pair by shape, views of one resource
// are recognised by the schema they answer; a singleton answers one object and has no items.
import { isObject } from "#lib/json.ts";
import { flat, singular, snake } from "#lib/words.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { Schema } from "../format/schema.ts";
import type { RawOperation } from "../read/operations.ts";
import { isPagingName } from "./paging.ts";
import type { Segment } from "../runtime/routes.ts";
import { shapeOf } from "../runtime/routes.ts";
import { type View, baseName, isLike, listView, objectView } from "./payload-views.ts";
import { type RecordWords, singleView } from "./single-view.ts";

/** One path of the document with all its methods. */
export type PathNode = { shape: string; segments: Segment[]; operations: Map<string, RawOperation> };

export type ResourceCandidate = {
  name: string;
  schema: Schema;
  object: Schema;
  /** All forms of a record, where a member tells them apart (R46). */
  forms?: Schema;
  /** Name of the parameter that keys an item, where one does. */
  keyParameter?: string;
  collections: string[];
  items: string[];
  singleton: boolean;
  /** The collection directly above, where the resource is nested. */
  parentShape?: string;
  /** Names of the parameters that stand above its collections. */
  parentParameters: string[];
  scope: string;
  /** Its items are put and taken out by their path alone (R11). */
  join?: boolean;
  /** The resource whose records are put there. */
  member?: string;
};

type Collection = {
  shape: string;
  segments: Segment[];
  literal: string;
  item?: PathNode;
  single: boolean;
  view: View;
};

/** What bodies may call a record of it, and the parameter of its path. */
export const wordsOf = (one: ResourceCandidate): RecordWords => ({ name: one.name, key: one.keyParameter });

export function groupPaths(operations: readonly RawOperation[]): Map<string, PathNode> {
  const nodes = new Map<string, PathNode>();
  for (const operation of operations) {
    const node = nodes.get(operation.shape) ?? {
      shape: operation.shape,
      segments: operation.segments,
      operations: new Map(),
    };
    if (!node.operations.has(operation.method)) node.operations.set(operation.method, operation);
    nodes.set(operation.shape, node);
  }
  return nodes;
}

/** The last word of a path; a version is none, `/categories/v2`, where there is another. */
export const literalOf = (segments: readonly Segment[]): string =>
  segments.reduce(
    (last, segment) =>
      "literal" in segment &&
      !/^[:}]/.test(segment.literal) &&
      (last === "" || !VERSION.test(segment.literal))
        ? segment.literal.replace(/\{$/, "")
        : last,
    "",
  );

const VERSION = /^v\d+(\.\d+)*$/i;

/** The collection's shape an item shape belongs to: `/a/{}/{}` → `/a`, or `/a/{}` where that is one. */
export function collectionOf(shape: string, ending: ReadonlySet<string> = NONE): string {
  const above = shape.replace(/\/\{\}$/, "");
  return above === shape || ending.has(above) ? above : collectionOf(above, ending);
}

const NONE: ReadonlySet<string> = new Set([]);

/** The resources behind the paths; `known` ones have their names already. */
export function findResources(
  table: SchemaNormaliser,
  nodes: Map<string, PathNode>,
  known: readonly ResourceCandidate[],
): ResourceCandidate[] {
  const groups = new Map<string, Collection[]>();
  const ending = collectionsEndingInParameter(table, nodes);
  for (const collection of findCollections(table, nodes, ending)) {
    const base = baseName(collection.view.schema);
    const key = base === undefined ? `path ${collection.shape}` : `schema ${base}`;
    groups.set(key, [...(groups.get(key) ?? []), collection]);
  }
  const used = new Set(known.map((one) => one.name));
  return [...groups.values()]
    .flatMap(splitUnlike)
    .sort((a, b) => rankOf(a) - rankOf(b))
    .map((group) => toFound(group, used, ending));
}

/**
 * `/flags/{project}` beside `/flags/{project}/{flag}` (R4): it lists or makes what is read below one more parameter, and
 * nothing is done to a record of its own.
 */
function collectionsEndingInParameter(
  table: SchemaNormaliser,
  nodes: ReadonlyMap<string, PathNode>,
): ReadonlySet<string> {
  const shapes = [...nodes.values()].flatMap((node) => {
    const read = nodes.get(`${node.shape}/{}`)?.operations.get("GET");
    if (!node.shape.endsWith("/{}") || !read) return [];
    if (["PUT", "PATCH", "DELETE"].some((method) => node.operations.has(method))) return [];
    const literal = literalOf(node.segments);
    // `/{kind}` stands for all the collections of the document.
    if (literal === "") return [];
    const [list, made] = [node.operations.get("GET"), node.operations.get("POST")];
    const row = list
      ? objectView(table, listView(table, list.success.schema, literal, isPaged(list))?.item)
      : singleView(table, made?.success.schema, { name: literal });
    const record = singleView(table, read.success.schema, { name: literal });
    return row && record && !listView(table, read.success.schema, literal, false) && isLike(row, record)
      ? [node.shape]
      : [];
  });
  return new Set(shapes);
}

const isPaged = (operation: RawOperation): boolean =>
  operation.parameters.some((parameter) => parameter.in === "query" && isPagingName(parameter.name));

/** The nearest to the root is named first; of equals, what has items. */
const rankOf = (group: readonly Collection[]): number =>
  Math.min(...group.map((one) => 2 * one.segments.length + (one.item ? 0 : 1)));

function findCollections(
  table: SchemaNormaliser,
  nodes: Map<string, PathNode>,
  ending: ReadonlySet<string>,
): Collection[] {
  const items = new Map<string, PathNode>();
  for (const node of nodes.values()) {
    if (!node.shape.endsWith("{}") || ending.has(node.shape) || isFilteredList(table, node, nodes)) continue;
    const shape = collectionOf(node.shape, ending);
    const before = items.get(shape);
    if (!before || node.operations.size > before.operations.size) items.set(shape, node);
  }
  const shapes = new Set(
    [...items.keys(), ...nodes.keys()].filter(
      (shape) => shape !== "" && (!shape.endsWith("{}") || ending.has(shape)),
    ),
  );
  const found: Collection[] = [];
  for (const shape of shapes) {
    const node = nodes.get(shape);
    const item = items.get(shape);
    const alone = item && asSingleton(table, shape, node);
    if (alone) found.push(alone);
    const collection = asCollection(table, shape, alone ? undefined : node, item);
    if (collection) found.push(alone ? { ...collection, shape: `${shape}/` } : collection);
  }
  return found;
}

/** `/addresses/by-type/{type}`: nothing but pages, or a plain list, of which the parameter says which rows. */
function isFilteredList(
  table: SchemaNormaliser,
  { operations, segments, shape }: PathNode,
  nodes: ReadonlyMap<string, PathNode>,
): boolean {
  const read = operations.get("GET");
  const isAlone = [...operations.keys()].every((method) => method === "GET" || method === "HEAD");
  if (!read || !isAlone) return false;
  const isPlain =
    !nodes.has(collectionOf(shape)) && table.resolve(read.success.schema ?? {}).items !== undefined;
  if (!isPlain && !isPaged(read)) return false;
  return listView(table, read.success.schema, literalOf(segments), false) !== undefined;
}

/** `/user` beside `/user/{id}`: the path above the items answers one object, so it is one of its own. */
function asSingleton(
  table: SchemaNormaliser,
  shape: string,
  node: PathNode | undefined,
): Collection | undefined {
  const read = node?.operations.get("GET");
  if (!node || !read || node.operations.has("POST")) return undefined;
  const literal = literalOf(node.segments);
  if (listView(table, read.success.schema, literal, false)) return undefined;
  const view = singleView(table, read.success.schema, { name: literal });
  return view && { shape, segments: node.segments, literal, single: true, view };
}

function asCollection(
  table: SchemaNormaliser,
  shape: string,
  node: PathNode | undefined,
  item: PathNode | undefined,
): Collection | undefined {
  const segments = node?.segments ?? trimTail(item?.segments ?? []);
  const literal = literalOf(segments);
  const list = node?.operations.get("GET");
  const listed = list && listView(table, list.success.schema, literal, isPaged(list));
  const listedView = listed && objectView(table, listed.item);
  const last = item?.segments.at(-1);
  const words = { name: literal, key: last && "parameter" in last ? last.parameter : undefined };
  const read = item?.operations.get("GET");
  const readView =
    read && !(listed && answersAlike(read, list)) && !listView(table, read.success.schema, literal, false)
      ? singleView(table, read.success.schema, words)
      : undefined;
  const readRow = read && objectView(table, listView(table, read.success.schema, literal, false)?.item);
  const made = node?.operations.get("POST");
  const madeView =
    item && made && !listView(table, made.success.schema, literal, false)
      ? singleView(table, made.success.schema, words)
      : undefined;
  const changed =
    item &&
    ["PUT", "PATCH", "POST"]
      .map((method) => item.operations.get(method))
      .find((operation) => operation?.success.schema);
  const listedOrRow =
    listedView && readRow && sizeOf(readRow.object) > sizeOf(listedView.object) ? readRow : listedView;
  const view =
    richer(readView ?? listedOrRow, madeView) ??
    readView ??
    listedOrRow ??
    madeView ??
    readRow ??
    (changed ? singleView(table, changed.success.schema, words) : undefined) ??
    (item && made && read ? viewWithoutAnswer(table, read, made) : undefined);
  if (view) {
    if (!listed && !item && !readView) return undefined;
    return { shape, segments, literal, ...(item ? { item } : {}), single: false, view };
  }
  if (item || !list) return undefined;
  const alone = singleView(table, list.success.schema, words);
  return alone ? { shape, segments, literal, single: true, view: alone } : undefined;
}

/** A read that answers what the list answers shows a list of the one. */
const answersAlike = (read: RawOperation, list: RawOperation): boolean =>
  read.success.schema?.$ref !== undefined && read.success.schema.$ref === list.success.schema?.$ref;

/**
 * What can be made and read (R4), and no answer shows as one object: the row of a read that answers a list, else what the
 * example of an answer has, else what the create takes.
 */
function viewWithoutAnswer(
  table: SchemaNormaliser,
  read: RawOperation,
  made: RawOperation,
): View | undefined {
  const shown = table.resolve(read.success.schema ?? {});
  if (shown.items) return objectView(table, shown.items);
  if (shown.type !== undefined && !shown.type.includes("object")) return undefined;
  const example = [...read.success.examples, ...made.success.examples].find(isObject);
  const object: Schema | undefined = example && {
    type: ["object"],
    properties: Object.fromEntries(Object.keys(example).map((name) => [name, {}])),
  };
  if (object) return { schema: object, object };
  const taken = objectView(table, Object.values(made.body?.contents ?? {})[0]);
  return taken ?? { schema: { type: ["object"] }, object: { type: ["object"] } };
}

/** What a create answers, when it is the read form and more (a secret that is shown once). */
function richer(read: View | undefined, made: View | undefined): View | undefined {
  if (!read || !made || sizeOf(made.object) <= sizeOf(read.object)) return undefined;
  const names = Object.keys(read.object.properties ?? {});
  const shared = names.filter((name) => made.object.properties?.[name] !== undefined).length;
  return shared === names.length ? made : undefined;
}

function trimTail(segments: readonly Segment[]): Segment[] {
  let end = segments.length;
  while (end > 0 && !("literal" in (segments[end - 1] ?? { literal: "" }))) end--;
  return segments.slice(0, end);
}

/** Two collections that share a schema but have items under different names are different resources. */
function splitUnlike(group: Collection[]): Collection[][] {
  const byName = new Map<string, Collection[]>();
  const keyed = group.filter((collection) => collection.item && !isLookup(collection));
  const names = new Set(keyed.map((collection) => flat(singular(collection.literal))));
  const main = keyed[0] ?? group[0];
  for (const collection of group) {
    // What an extension says of a schema says whose path it is.
    const said = collection !== main && main && !main.single && collection.view.schema.resource !== undefined;
    const own = flat(singular((said ? main : collection).literal));
    const name = collection.single
      ? `singleton ${collection.shape}`
      : (names.has(own) && !isLookup(collection)) || !main
        ? own
        : flat(singular(main.literal));
    byName.set(name, [...(byName.get(name) ?? []), collection]);
  }
  return [...byName.values()];
}

/** `/things/slug/{slug}`: another way to name a record, not another kind of record. */
function isLookup(collection: Collection): boolean {
  const last = collection.item?.segments.at(-1);
  return (
    last !== undefined &&
    "parameter" in last &&
    (flat(last.parameter) === flat(collection.literal) || /^by[-_]/.test(collection.literal))
  );
}

function toFound(group: Collection[], used: Set<string>, ending: ReadonlySet<string>): ResourceCandidate {
  const ordered = [...group].sort(
    (a, b) =>
      Number(b.item !== undefined) - Number(a.item !== undefined) || a.segments.length - b.segments.length,
  );
  const main = ordered[0];
  if (!main) throw new Error("a group of collections is never empty");
  const richest = group
    .map((one) => one.view)
    .reduce((best, view) => (sizeOf(view.object) > sizeOf(best.object) ? view : best));
  const word = snake(main.single ? main.literal : singular(main.literal)) || "record";
  const above = main.segments
    .slice(0, -1)
    .filter((segment) => "literal" in segment)
    .at(-1);
  const qualified = above && "literal" in above ? `${snake(singular(above.literal))}_${word}` : `${word}_2`;
  const name =
    [word, qualified, ...Array.from({ length: 500 }, (_, i) => `${qualified}_${i + 2}`)].find(
      (one) => !used.has(one),
    ) ?? word;
  used.add(name);
  const key = main.item?.segments.at(-1);
  const parent = parentOf(main, ending);
  return {
    name,
    schema: richest.schema,
    object: richest.object,
    ...(richest.forms ? { forms: richest.forms } : {}),
    ...(key && "parameter" in key ? { keyParameter: key.parameter } : {}),
    collections: group.map((one) => one.shape),
    items: group.flatMap((one) => (one.item ? [one.item.shape] : [])),
    singleton: main.single,
    ...(parent === undefined ? {} : { parentShape: parent }),
    parentParameters: group.flatMap((one) =>
      one.segments.flatMap((segment) => ("parameter" in segment ? [segment.parameter] : [])),
    ),
    scope: snake(main.literal),
  };
}

const sizeOf = (object: Schema): number => Object.keys(object.properties ?? {}).length;

/** The collection of the nearest parameter above: `/orders/{id}/items` → `/orders`. */
function parentOf({ shape, segments }: Collection, ending: ReadonlySet<string>): string | undefined {
  const last = segments.findLastIndex((segment) => "parameter" in segment);
  return last < 0 || ending.has(shape)
    ? undefined
    : collectionOf(shapeOf(segments.slice(0, last + 1)), ending);
}
