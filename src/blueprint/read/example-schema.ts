// The schema of an answer that the document tells by an example alone (R4): what is there, of which type, and room for more.
import { type Json, isObject } from "#lib/json.ts";
import type { Schema } from "../format/schema.ts";

const MAX_DEPTH = 6;
const MAX_MEMBERS = 200;
const MAX_TEXT = 200;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** Undefined for an example that shows no members: nothing is known by it. */
export function schemaOfExample(example: Json | undefined): Schema | undefined {
  const first = Array.isArray(example) ? example[0] : example;
  return isObject(first) && Object.keys(first).length > 0 && example !== undefined
    ? schemaOf(example, 0)
    : undefined;
}

function schemaOf(value: Json, depth: number): Schema {
  if (value === null || depth > MAX_DEPTH) return {};
  if (Array.isArray(value)) {
    const [first] = value;
    return { type: ["array"], items: first === undefined ? {} : schemaOf(first, depth + 1) };
  }
  if (isObject(value)) return objectOf(value, depth);
  if (typeof value === "boolean") return { type: ["boolean"] };
  if (typeof value === "number")
    return { type: Number.isInteger(value) ? ["integer", "number"] : ["number"], example: value };
  return {
    type: ["string"],
    ...(MOMENT.test(value) ? { format: "date-time" } : {}),
    ...(value.length > 0 && value.length <= MAX_TEXT ? { example: value } : {}),
  };
}

function objectOf(value: Record<string, Json>, depth: number): Schema {
  const properties: Record<string, Schema> = Object.create(null) as Record<string, Schema>;
  for (const [name, member] of Object.entries(value).slice(0, MAX_MEMBERS))
    properties[name] = schemaOf(member, depth + 1);
  return { type: ["object"], properties, additionalProperties: true };
}
