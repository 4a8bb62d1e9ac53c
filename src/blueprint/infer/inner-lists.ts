// Lists inside a record, changed by paths of their own (R11): `/issues/{n}/labels` where an issue has `labels`.
import { flat } from "#lib/words.ts";
import type { OperationKind } from "../format/operation.ts";
import type { Schema } from "../format/schema.ts";
import type { RawOperation } from "../read/operations.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import { shapeOf } from "../runtime/routes.ts";
import { answersOwner } from "./answers-owner.ts";
import { baseName, listView, objectView } from "./payload-views.ts";
import { type PathNode, type ResourceCandidate, literalOf, wordsOf } from "./resources.ts";
import { singleView } from "./single-view.ts";

/** Which record the items of a path are, and what stands at each path. */
type Places = {
  byItem: ReadonlyMap<string, ResourceCandidate>;
  nodes: ReadonlyMap<string, PathNode>;
};

/** What an operation does to a list of a record, and which member that is. */
export type InnerListRole = { kind: OperationKind; owner: ResourceCandidate; property: string };

/**
 * A list that is a member of the record above: `/issues/{n}/labels` where an issue has `labels`. Such a list is that
 * member when writing to it answers the record, or a list, or nothing; else its items are records of their own.
 */
export function innerListRole(
  table: SchemaNormaliser,
  operation: RawOperation,
  node: PathNode,
  places: Places,
): InnerListRole | undefined {
  const last = operation.segments.at(-1);
  const isItem = last !== undefined && "parameter" in last;
  const literal = flat(literalOf(operation.segments));
  const above = isItem ? operation.segments.slice(0, -2) : operation.segments.slice(0, -1);
  const owner = places.byItem.get(shapeOf(above));
  const property = owner && listMember(table, owner, literal);
  if (!owner || property === undefined) return undefined;
  const list = isItem ? places.nodes.get(shapeOf(operation.segments.slice(0, -1))) : node;
  const write = list?.operations.get("POST") ?? list?.operations.get("PUT");
  const alone =
    !isItem && !write && operation.method === "GET" && !places.byItem.has(`${operation.shape}/{}`);
  if (alone && showsMember(table, operation, owner, property)) return { kind: "inner-list", owner, property };
  if (!write || answersItem(table, write, owner, property) || !isInner(table, write, owner)) return undefined;
  const has = !operation.success.schema;
  switch (operation.method) {
    case "GET":
      return isItem
        ? has
          ? { kind: "inner-has", owner, property }
          : undefined
        : { kind: "inner-list", owner, property };
    case "POST":
      return isItem ? undefined : { kind: "append", owner, property };
    case "PUT":
      return isItem ? undefined : { kind: "inner-set", owner, property };
    case "DELETE":
      return { kind: isItem ? "inner-remove" : "inner-clear", owner, property };
    default:
      return undefined;
  }
}

const listMember = (table: SchemaNormaliser, owner: ResourceCandidate, literal: string): string | undefined =>
  Object.entries(owner.object.properties ?? {}).find(
    ([name, schema]) => flat(name) === literal && table.resolve(schema).type?.includes("array"),
  )?.[0];

/** A write that answers an item of the list, by the name of its schema: much as the owner may have its members (a reply to a comment). */
function answersItem(
  table: SchemaNormaliser,
  write: RawOperation,
  owner: ResourceCandidate,
  property: string,
): boolean {
  const { items } = table.resolve(owner.object.properties?.[property] ?? {});
  const base = items && baseName(items);
  const view = singleView(table, write.success.schema, wordsOf(owner));
  return (
    base !== undefined &&
    base !== baseName(owner.schema) &&
    view !== undefined &&
    base === baseName(view.schema)
  );
}

function isInner(table: SchemaNormaliser, write: RawOperation, owner: ResourceCandidate): boolean {
  if (answersOwner(table, write, owner)) return true;
  const several = listView(table, write.success.schema, literalOf(write.segments), false);
  return several?.path.length === 0 && takesNames(table, write);
}

/** A list that is only read, and whose rows are the items of the record's own list. */
function showsMember(
  table: SchemaNormaliser,
  read: RawOperation,
  owner: ResourceCandidate,
  property: string,
): boolean {
  const shown = listView(table, read.success.schema, literalOf(read.segments), true);
  const held = table.resolve(owner.object.properties?.[property] ?? {}).items;
  const rows = shown && objectView(table, shown.item);
  const items = objectView(table, held);
  if (!rows || !items) return false;
  if (baseName(rows.schema) !== undefined && baseName(rows.schema) === baseName(items.schema)) return true;
  const names = Object.keys(rows.object.properties ?? {});
  return names.filter((name) => items.object.properties?.[name] !== undefined).length > names.length / 2;
}

/** A body of texts: names of what joins the list. */
const takesNames = (table: SchemaNormaliser, write: RawOperation): boolean =>
  Object.values(write.body?.contents ?? {}).some((schema) => {
    const open = table.resolve(schema);
    const branches = [open, ...(open.anyOf ?? []), ...(open.oneOf ?? [])].map((one) => table.resolve(one));
    return branches.some((one) =>
      [one.items, ...Object.values(one.properties ?? {}).map((member) => table.resolve(member).items)].some(
        (items) => items !== undefined && mayBeText(table, items),
      ),
    );
  });

function mayBeText(table: SchemaNormaliser, schema: Schema): boolean {
  const open = table.resolve(schema);
  return [open, ...(open.anyOf ?? []), ...(open.oneOf ?? [])].some((one) =>
    table.resolve(one).type?.includes("string"),
  );
}
