// The smallest body that a schema takes: required members only, each as its example, default, first choice or bounds have it.
// Pure; the same schema gives the same body.
import { type Json, type JsonObject, own, put } from "#lib/json.ts";
import { seededRandom } from "#lib/random.ts";
import { samplePattern } from "#lib/sample-pattern.ts";
import { wordsOf } from "#lib/words.ts";
import type { Schema } from "../format/schema.ts";

export type Schemas = Readonly<Record<string, Schema>>;
/** A value for a member that another record gives; undefined where it is a value like any other. */
export type Known = (name: string) => Json | undefined;

const DEEPEST = 8;
const none: Known = () => undefined;

export function sampleOf(schemas: Schemas, schema: Schema, name = "", known = none, depth = 0): Json {
  const here = opened(schemas, schema);
  const given = here.const ?? here.example ?? here.default ?? here.enum?.[0];
  const types = here.type ?? (here.properties ? ["object"] : here.items ? ["array"] : []);
  const isObject = types.includes("object");
  if (given !== undefined && (!isObject || depth > 0)) return given;
  if (depth > DEEPEST) return null;
  if (isObject) return sampleObject(schemas, here, known, depth);
  if (types.includes("array"))
    return Array.from({ length: Math.min(here.minItems ?? 0, 20) }, () =>
      sampleOf(schemas, here.items ?? {}, name, known, depth + 1),
    );
  if (types.includes("boolean")) return true;
  if (types.includes("integer") || types.includes("number")) return sampleNumber(here);
  return types.length === 0 || types.includes("string") ? sampleText(here, name) : null;
}

function sampleObject(schemas: Schemas, schema: Schema, known: Known, depth: number): JsonObject {
  const made: JsonObject = {};
  for (const name of schema.required ?? []) {
    const property = own(schema.properties ?? {}, name) ?? {};
    if (property.readOnly) continue;
    const value = depth === 0 ? known(name) : undefined;
    put(made, name, value ?? sampleOf(schemas, property, name, known, depth + 1));
  }
  return made;
}

/** The schema that a name stands for, with the members of its first alternative. */
export function opened(schemas: Schemas, schema: Schema, depth = 0): Schema {
  if (depth > DEEPEST) return schema;
  if (schema.$ref !== undefined) return opened(schemas, own(schemas, schema.$ref) ?? {}, depth + 1);
  const [first] = schema.oneOf ?? schema.anyOf ?? [];
  if (!first) return schema;
  const branch = opened(schemas, first, depth + 1);
  const { oneOf: _one, anyOf: _any, ...rest } = schema;
  return {
    ...branch,
    ...rest,
    properties: { ...branch.properties, ...rest.properties },
    required: [...(branch.required ?? []), ...(rest.required ?? [])],
  };
}

function sampleNumber({ minimum, exclusiveMinimum, maximum, multipleOf }: Schema): number {
  const low = minimum ?? (exclusiveMinimum === undefined ? 1 : exclusiveMinimum + 1);
  const value = Math.min(Math.max(low, 1), maximum ?? Infinity);
  return multipleOf === undefined ? value : Math.max(multipleOf, Math.ceil(value / multipleOf) * multipleOf);
}

const BY_FORMAT: Readonly<Record<string, string>> = {
  email: "jo@example.com",
  uri: "https://example.com/",
  url: "https://example.com/",
  uuid: "6f1d2c3b-4a59-8e7f-9061-728394a5b6c7",
  date: "2030-01-15",
  "date-time": "2030-01-15T10:00:00Z",
  time: "10:00:00Z",
  duration: "PT1H",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  hostname: "example.com",
  byte: "ZXhhbXBsZQ==",
};

function sampleText({ format, pattern, minLength = 0, maxLength }: Schema, name: string): string {
  const matching = pattern === undefined ? undefined : samplePattern(pattern, seededRandom(pattern));
  const text = matching ?? own(BY_FORMAT, format ?? "") ?? `example ${wordsOf(name).join(" ")}`.trim();
  return matching ?? text.slice(0, maxLength).padEnd(minLength, "x");
}
