// A schema in words: its type, what it demands, its members and alternatives. Nothing is unfolded before somebody asks, so that
// a schema that contains itself does no harm.
import { type Json, type JsonObject, asArray, asObject, asString, isObject } from "#lib/json.ts";
import { follow, textOf } from "./document.ts";

export type SchemaWords = {
  type: string;
  description: string;
  constraints: string[];
  allowed: string[];
  members: Member[];
  alternatives: Member[];
};

export type Member = { name: string; schema: JsonObject; isRequired: boolean };

const LIMITS: readonly [string, string][] = [
  ["minimum", "at least"],
  ["exclusiveMinimum", "more than"],
  ["maximum", "at most"],
  ["exclusiveMaximum", "less than"],
  ["multipleOf", "a multiple of"],
  ["minLength", "characters at least"],
  ["maxLength", "characters at most"],
  ["minItems", "entries at least"],
  ["maxItems", "entries at most"],
  ["pattern", "matches"],
  ["default", "by default"],
];

export function wordsOf(document: JsonObject, given: Json | undefined): SchemaWords {
  const schema = merged(document, given);
  const item = schema["items"] === undefined ? undefined : merged(document, schema["items"]);
  const inner = item ?? schema;
  return {
    type: typeOf(document, schema),
    description: textOf(schema, "description"),
    constraints: constraintsOf(schema),
    allowed: [...asArray(schema["enum"]), ...asArray(item?.["enum"])].map((one) =>
      typeof one === "string" ? one : JSON.stringify(one),
    ),
    members: membersOf(inner),
    alternatives: alternativesOf(document, inner),
  };
}

/** The schema with the parts of its `allOf` put together. */
export function merged(document: JsonObject, given: Json | undefined, depth = 0): JsonObject {
  const schema = follow(document, given);
  const parts = asArray(schema["allOf"]);
  if (parts.length === 0 || depth > 8) return schema;
  const { allOf: _parts, ...own } = schema;
  return [...parts.map((part) => merged(document, part, depth + 1)), own].reduce<JsonObject>(
    (all, part) => ({
      ...all,
      ...part,
      properties: { ...asObject(all["properties"]), ...asObject(part["properties"]) },
      required: [...asArray(all["required"]), ...asArray(part["required"])],
    }),
    {},
  );
}

function typeOf(document: JsonObject, schema: JsonObject): string {
  const type = schema["type"];
  const names = (Array.isArray(type) ? type : [type]).filter((one) => typeof one === "string");
  if (schema["nullable"] === true && !names.includes("null")) names.push("null");
  const shown = names.map((name) => {
    if (name === "array") return `list of ${typeOf(document, merged(document, schema["items"]))}`;
    const format = asString(schema["format"]);
    return format === undefined || name === "null" ? name : `${name} (${format})`;
  });
  if (shown.length > 0) return shown.join(" or ");
  if (isObject(schema["properties"])) return "object";
  if (schema["const"] !== undefined) return JSON.stringify(schema["const"]);
  return schema["oneOf"] || schema["anyOf"] ? "one of several" : "anything";
}

const constraintsOf = (schema: JsonObject): string[] => [
  ...LIMITS.filter(([name]) => schema[name] !== undefined && typeof schema[name] !== "boolean").map(
    ([name, words]) =>
      words.startsWith("characters") || words.startsWith("entries")
        ? `${JSON.stringify(schema[name])} ${words}`
        : `${words} ${JSON.stringify(schema[name])}`,
  ),
  ...(typeof schema["default"] === "boolean" ? [`by default ${schema["default"]}`] : []),
  ...(schema["readOnly"] === true ? ["only in answers"] : []),
  ...(schema["writeOnly"] === true ? ["only in requests"] : []),
  ...(schema["deprecated"] === true ? ["deprecated"] : []),
];

function membersOf(schema: JsonObject): Member[] {
  const required = new Set(asArray(schema["required"]));
  const named = Object.entries(asObject(schema["properties"])).map(([name, member]) => ({
    name,
    schema: asObject(member),
    isRequired: required.has(name),
  }));
  const others = schema["additionalProperties"];
  return isObject(others) && Object.keys(others).length > 0
    ? [...named, { name: "any other member", schema: others, isRequired: false }]
    : named;
}

const alternativesOf = (document: JsonObject, schema: JsonObject): Member[] =>
  [...asArray(schema["oneOf"]), ...asArray(schema["anyOf"])].map((one, i) => {
    const title =
      asString(follow(document, one)["title"]) ?? asString(asObject(one)["$ref"])?.split("/").at(-1);
    return { name: title ?? `Alternative ${i + 1}`, schema: asObject(one), isRequired: false };
  });
