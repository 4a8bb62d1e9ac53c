// An example of what a schema describes: what the document gives, else a value of its type.
import { type Json, type JsonObject, asArray, asObject, asString, own } from "#lib/json.ts";
import { type Content, firstExample } from "./document.ts";
import { merged } from "./schema.ts";

const MAX_DEPTH = 6;

const BY_FORMAT: Readonly<Record<string, string>> = {
  date: "2026-01-31",
  "date-time": "2026-01-31T12:00:00Z",
  email: "ada@example.com",
  uri: "https://example.com",
  url: "https://example.com",
  uuid: "3f0f6f5e-7d0b-4c43-9a3f-2f5f3f1f6c1a",
};

/** Where a schema says no format, the name of a member often does. */
const BY_NAME: Readonly<Record<string, string>> = {
  country: "US",
  currency: "usd",
  email: "ada@example.com",
  name: "Ada Lovelace",
  phone: "+14155550100",
  url: "https://example.com",
};

/** `isRequest` leaves out what only answers have, and what need not be sent. */
export function sampleOf(document: JsonObject, content: Content, isRequest: boolean): Json | undefined {
  const given = content.node["example"] ?? firstExample(document, content.node);
  if (given !== undefined) return given;
  const schema = merged(document, content.schema);
  return Object.keys(schema).length === 0 ? undefined : valueOf(document, schema, isRequest, 0);
}

export function valueOf(
  document: JsonObject,
  given: Json,
  isRequest: boolean,
  depth: number,
  name = "",
): Json {
  const schema = merged(document, given);
  const known = schema["example"] ?? asArray(schema["examples"])[0] ?? schema["default"] ?? schema["const"];
  if (known !== undefined) return known;
  const [allowed] = asArray(schema["enum"]);
  if (allowed !== undefined) return allowed;
  const [alternative] = [...asArray(schema["oneOf"]), ...asArray(schema["anyOf"])];
  if (alternative !== undefined && depth < MAX_DEPTH)
    return valueOf(document, alternative, isRequest, depth + 1);
  const type = Array.isArray(schema["type"]) ? schema["type"][0] : schema["type"];
  switch (asString(type) ?? (schema["properties"] ? "object" : "")) {
    case "object":
      return depth >= MAX_DEPTH ? {} : objectOf(document, schema, isRequest, depth);
    case "array":
      return depth >= MAX_DEPTH ? [] : [valueOf(document, asObject(schema["items"]), isRequest, depth + 1)];
    case "integer":
    case "number":
      return Number(schema["minimum"] ?? 1);
    case "boolean":
      return true;
    case "string":
      return BY_FORMAT[asString(schema["format"]) ?? ""] ?? own(BY_NAME, name) ?? "text";
    default:
      return null;
  }
}

function objectOf(document: JsonObject, schema: JsonObject, isRequest: boolean, depth: number): JsonObject {
  const required = new Set(asArray(schema["required"]));
  const members = Object.entries(asObject(schema["properties"]));
  const wanted = isRequest ? members.filter(([name]) => required.has(name)) : members;
  // Where nothing is demanded, an empty body says nothing: its first members show what may stand there.
  const chosen = isRequest && wanted.length === 0 && depth === 0 ? members.slice(0, 3) : wanted;
  return Object.fromEntries(
    chosen
      .filter(([, member]) => merged(document, member)[isRequest ? "readOnly" : "writeOnly"] !== true)
      .map(([name, member]) => [name, valueOf(document, member, isRequest, depth + 1, name)]),
  );
}
