// Which optional members a new record has (R25). Real APIs answer nearly all that they declare; absent is what would say
// that something happened which did not: an event's time, a failure, a link to another record.
import type { Schema } from "#blueprint/format/schema.ts";
import { timeForm } from "#blueprint/runtime/time-format.ts";
import { wordsOf } from "#lib/words.ts";
import type { GeneratorOptions } from "../generate/value.ts";
import { open, typesOf } from "../schemas.ts";

/** Optional objects are made so deep; what is required is made at any depth. */
const MAX_DEPTH = 3;
const KEYS = ["id", "sid", "uuid", "node_id"];
const KEY_WORDS = new Set(["id", "ids", "sid", "sids", "uuid", "uuids", "guid"]);
const FAILURE_WORDS = new Set([
  "error",
  "errors",
  "failure",
  "fault",
  "deleted",
  "cancellation",
  "rejection",
]);

/** Whether an optional member that may not be null stands in a new record all the same. */
export function isExpected(
  { schemas, edgeCase, isBare }: Pick<GeneratorOptions, "schemas" | "edgeCase" | "isBare">,
  property: Schema,
  name: string,
  depth: number,
): boolean {
  const here = open(schemas, property);
  if (here.writeOnly || property.writeOnly) return false;
  const types = typesOf(schemas, property);
  if (types.length === 0) return false;
  if (types.every((type) => type === "array")) return !here.minItems;
  // Records of the edge profile are as bare as their schema allows.
  if (edgeCase || isBare) return false;
  const words = wordsOf(name);
  const isBoolean = types.every((type) => type === "boolean");
  if (!isBoolean && words.some((word) => FAILURE_WORDS.has(word))) return false;
  if (types.includes("object")) return depth < MAX_DEPTH && isPlainObject(here, types);
  if (timeForm(here) !== undefined || isEventTime(words, types)) return false;
  return here.example !== undefined || !KEY_WORDS.has(words.at(-1) ?? "");
}

/** An object that is a part of its record: not another record, nor a page of them. */
function isPlainObject(schema: Schema, types: readonly string[]): boolean {
  if (types.length > 1 || schema.anyOf || schema.oneOf) return false;
  const names = Object.keys(schema.properties ?? {});
  if (names.some((name) => KEYS.includes(name) || name === "has_more")) return false;
  return names.length > 0 || typeof schema.additionalProperties === "object";
}

/** `canceled_at`, `expires_on`: a number that tells when. */
const isEventTime = (words: readonly string[], types: readonly string[]): boolean =>
  words.length > 1 && /^(at|on|time|timestamp|date)$/.test(words.at(-1) ?? "") && !types.includes("boolean");
