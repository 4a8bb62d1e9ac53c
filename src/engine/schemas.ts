// Schemas as operations read them: names resolved from the chunks that were loaded. A name that was not loaded
// accepts any value: a reference across resources is followed only for values that are present.
import type { Schema } from "#blueprint/format/schema.ts";
import { type Json, isObject } from "#lib/json.ts";

export type Schemas = { get(name: string): Schema | undefined };

export function open(schemas: Schemas, schema: Schema | undefined): Schema {
  let here = schema ?? {};
  for (let hop = 0; hop < 32 && here.$ref !== undefined; hop++) here = schemas.get(here.$ref) ?? {};
  return here;
}

/** The type names a schema allows, through references and alternatives; empty when it allows anything. */
export function typesOf(schemas: Schemas, schema: Schema, depth = 0): string[] {
  const here = open(schemas, schema);
  if (here.type) return here.type;
  if (here.properties) return ["object"];
  if (here.enum) return [...new Set(here.enum.map(typeName))];
  if (depth > 4) return [];
  return [...(here.anyOf ?? []), ...(here.oneOf ?? [])].flatMap((branch) =>
    typesOf(schemas, branch, depth + 1),
  );
}

export function typeName(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "object") return "object";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

export const matchesType = (value: Json, types: readonly string[]): boolean =>
  types.length === 0 ||
  types.includes(typeName(value)) ||
  (typeof value === "number" && types.includes("number"));

/** The alternative a value belongs to (R46): by discriminator, by constants, by type, by the members it has. */
export function pickBranch(schemas: Schemas, schema: Schema, value: Json | undefined): Schema | undefined {
  const branches = schema.anyOf ?? schema.oneOf ?? [];
  if (value === undefined) {
    return (
      branches.find((branch) => !typesOf(schemas, branch).every((type) => type === "null")) ?? branches[0]
    );
  }
  const tagged = taggedBranch(schema, value);
  if (tagged) return tagged;
  let best: { branch: Schema; score: number } | undefined;
  for (const branch of branches) {
    const score = fit(schemas, open(schemas, branch), value);
    if (score >= 0 && (!best || score > best.score)) best = { branch, score };
  }
  return best?.branch;
}

/** The alternative that the discriminator of a schema tells of a value. */
export function taggedBranch(schema: Schema, value: Json): Schema | undefined {
  const tag = schema.discriminator && isObject(value) ? value[schema.discriminator.propertyName] : undefined;
  if (typeof tag !== "string") return undefined;
  const name = schema.discriminator?.mapping?.[tag] ?? tag;
  return (schema.anyOf ?? schema.oneOf ?? []).find((branch) => branch.$ref === name);
}

/** How an alternative is told by its discriminator: the member and its tag, unless the alternative itself allows another there. */
export function tagOf(schemas: Schemas, schema: Schema, branch: Schema): [string, string] | undefined {
  const { propertyName, mapping = {} } = schema.discriminator ?? {};
  if (propertyName === undefined || branch.$ref === undefined) return undefined;
  const tag = Object.keys(mapping).find((one) => mapping[one] === branch.$ref) ?? branch.$ref;
  const property = open(schemas, open(schemas, branch).properties?.[propertyName]);
  const allowed = property.const === undefined ? property.enum : [property.const];
  return allowed?.includes(tag) === false || tag.startsWith("/") ? undefined : [propertyName, tag];
}

function fit(schemas: Schemas, branch: Schema, value: Json): number {
  if (!matchesType(value, typesOf(schemas, branch))) return -1;
  if (branch.enum && !isObject(value) && !branch.enum.includes(value)) return -1;
  if (!isObject(value) || !branch.properties) return 1;
  let score = 0;
  for (const [name, property] of Object.entries(branch.properties)) {
    const mine = value[name];
    if (mine === undefined) {
      score -= branch.required?.includes(name) ? 2 : 0;
      continue;
    }
    const inner = open(schemas, property);
    const allowed = inner.const === undefined ? inner.enum : [inner.const];
    if (allowed && typeof mine === "string" && !allowed.includes(mine)) return -1;
    score += 2;
  }
  return Math.max(0, score + 20);
}
