// An update as a client writes it that does not mean to rename the record.
import { type Json, type JsonObject, isObject, textOf } from "#lib/json.ts";

const MAX_DEPTH = 3;

/** The body with the members that hold the record's own key where it is shown as they were shown. */
export function withOwnKey(body: Json | undefined, shown: Json | undefined, id: string): Json | undefined {
  const keys = new Map<string, Json>();
  collectKeys(shown, id, keys, 0);
  return isObject(body) ? kept(body, keys, 0) : body;
}

function collectKeys(shown: Json | undefined, id: string, keys: Map<string, Json>, depth: number): void {
  if (!isObject(shown) || depth > MAX_DEPTH) return;
  for (const [name, value] of Object.entries(shown)) {
    if (textOf(value) === id) keys.set(name, value);
    collectKeys(value, id, keys, depth + 1);
  }
}

const kept = (body: JsonObject, keys: ReadonlyMap<string, Json>, depth: number): JsonObject =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]): [string, Json] => [
      name,
      keys.get(name) ?? (isObject(value) && depth < MAX_DEPTH ? kept(value, keys, depth + 1) : value),
    ]),
  );
