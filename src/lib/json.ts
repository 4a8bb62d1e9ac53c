// JSON values: their type, narrow guards, and the few operations every room needs on them.

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

/** True for a plain JSON object, not for arrays and null. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {});

export const asArray = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);

export const asString = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;

/** A scalar as its text, anything else as JSON: how values stand in URLs, messages and keys. */
export const textOf = (value: Json | undefined): string =>
  typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);

/** Reads an own property; inherited names such as `constructor` and `__proto__` answer undefined. */
export const own = <T>(object: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/** Sets a property without ever touching a prototype. */
export function put(object: JsonObject, key: string, value: Json): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  } else object[key] = value;
}

/** JSON text with sorted keys, so that equal values give equal text (used for fingerprints). */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (isObject(value)) {
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** JSON Merge Patch (RFC 7396): null deletes, objects merge, everything else replaces. */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged: JsonObject = { ...asObject(target) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else put(merged, key, mergePatch(merged[key] ?? null, value));
  }
  return merged;
}

/** A value of its own: what a document gives as an example or default is never handed out itself. */
export const copyOf = (value: Json): Json =>
  typeof value === "object" && value !== null ? structuredClone(value) : value;

/** The value, frozen all the way down: what is shared cannot be changed by whoever has a part of it in hand. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member);
  return value;
}

/** Follows a path of keys and indexes; undefined where it ends early. */
export function at(value: Json | undefined, path: readonly string[]): Json | undefined {
  let here: Json | undefined = value;
  for (const key of path) {
    if (Array.isArray(here)) here = here[Number(key)];
    else if (isObject(here)) here = own(here, key);
    else return undefined;
  }
  return here;
}

/** Sets a value at a path, making the objects on the way. */
export function setAt(target: JsonObject, path: readonly string[], value: Json): void {
  const [head, ...rest] = path;
  if (head === undefined) return;
  if (rest.length === 0) return put(target, head, value);
  const next = asObject(own(target, head));
  put(target, head, next);
  setAt(next, rest, value);
}
