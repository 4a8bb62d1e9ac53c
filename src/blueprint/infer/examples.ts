// Records in the document's examples (R52): what its own authors say a record looks like.
import { type Json, type JsonObject, asArray, at, isObject } from "#lib/json.ts";
import type { Classification } from "./classify.ts";
import type { RawOperation } from "../read/operations.ts";

const MAX_RECORDS = 40;

/** Example records by resource, deduplicated by identity where it is known. */
export function exampleRecords(
  classified: readonly { operation: RawOperation; role: Classification; path: readonly string[] }[],
  identity: ReadonlyMap<string, string>,
): Record<string, JsonObject[]> {
  const records: Record<string, JsonObject[]> = {};
  const seen = new Set<string>();
  for (const { operation, role, path } of classified) {
    const name = role.resource?.name;
    const key = name === undefined ? undefined : identity.get(name);
    if (name === undefined || key === undefined) continue;
    const list = (records[name] ??= []);
    for (const example of operation.success.examples) {
      for (const record of recordsIn(example, path)) {
        const id = record[key];
        if (
          (typeof id !== "string" && typeof id !== "number") ||
          seen.has(`${name} ${id}`) ||
          list.length >= MAX_RECORDS
        )
          continue;
        seen.add(`${name} ${id}`);
        list.push(record);
      }
    }
  }
  return Object.fromEntries(Object.entries(records).filter(([, list]) => list.length > 0));
}

function recordsIn(example: Json, path: readonly string[]): JsonObject[] {
  const inner = at(example, path);
  return (Array.isArray(inner) ? asArray(inner) : [inner]).filter(isObject);
}
