// JSON values as CEL has them, and back: numbers without a fraction are integers, and a member that is null is absent. An object or a list
// that only passes through an expression comes back as it was, with its nulls.
import { type Json, type JsonObject, isObject, put } from "./json.ts";

/** What a value of CEL was made of. */
const origins = new WeakMap<object, Json>();

export function toCel(value: Json | undefined): unknown {
  if (value === undefined) return null;
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== "object" || value === null) return value;
  const made = Array.isArray(value)
    ? value.map(toCel)
    : Object.fromEntries(
        Object.entries(value).flatMap(([name, inner]) =>
          inner === null || isHidden(name) ? [] : [[name, toCel(inner)]],
        ),
      );
  origins.set(made, value);
  return made;
}

/** Names that no document can have. */
const isHidden = (name: string): boolean => name.startsWith("\n");

/** Without the members that no document can have. */
export const visible = (value: Json): Json =>
  isObject(value) && Object.keys(value).some(isHidden)
    ? Object.fromEntries(Object.entries(value).filter(([name]) => !isHidden(name)))
    : value;

export function fromCel(value: unknown): Json | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.toISOString();
  const origin = typeof value === "object" && value !== null ? origins.get(value) : undefined;
  if (origin !== undefined) return Array.isArray(origin) ? origin.map(visible) : visible(origin);
  if (Array.isArray(value)) return value.map((one) => fromCel(one) ?? null);
  if (value instanceof Map) return membersFrom([...value]);
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype)
    return membersFrom(Object.entries(value));
  return undefined;
}

function membersFrom(entries: [unknown, unknown][]): JsonObject {
  const made: JsonObject = {};
  for (const [name, inner] of entries) put(made, String(name), fromCel(inner) ?? null);
  return made;
}
