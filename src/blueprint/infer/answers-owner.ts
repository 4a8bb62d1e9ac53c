// Whether an operation below a record answers that record: by its schema's name, else by what it has of its members.
import type { Schema } from "../format/schema.ts";
import type { RawOperation } from "../read/operations.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import { baseName } from "./payload-views.ts";
import { type ResourceCandidate, wordsOf } from "./resources.ts";
import { singleView } from "./single-view.ts";

export function answersOwner(
  table: SchemaNormaliser,
  operation: RawOperation,
  owner: ResourceCandidate,
): boolean {
  const view = singleView(table, operation.success.schema, wordsOf(owner));
  if (!view) return false;
  const base = baseName(view.schema);
  if (base !== undefined && base === baseName(owner.schema)) return true;
  if (["id", "sid"].some((name) => isOtherKey(table, view.object, owner.object, name))) return false;
  const mine = Object.keys(owner.object.properties ?? {});
  const theirs = Object.keys(view.object.properties ?? {});
  const shared = theirs.filter((name) => mine.includes(name)).length;
  return theirs.length > 0 && shared / theirs.length > 0.6 && shared >= 2;
}

/** Keys of two patterns are those of two kinds of records. */
function isOtherKey(table: SchemaNormaliser, one: Schema, other: Schema, name: string): boolean {
  const [a, b] = [one, other].map(({ properties }) => table.resolve(properties?.[name] ?? {}).pattern);
  return a !== undefined && b !== undefined && a !== b;
}
