// Writes the portal's types from the platform's own OpenAPI document, in the shape that openapi-fetch reads: `npm run portal:types`.
// openapi-typescript would do the same, but runs on TypeScript 5 only.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import "#edge/platform/app.ts";
import { platformDocument } from "#edge/platform/openapi.ts";
import type { JsonObject, Json } from "#lib/json.ts";

export const PLATFORM_TYPES = path.join(import.meta.dirname, "../../src/portal/api/platform.d.ts");

type Schema = { [member: string]: Json };

/** The text of `platform.d.ts`. */
export function platformTypes(): string {
  const { paths, components } = platformDocument("http://localhost") as {
    paths: Record<string, Record<string, Schema>>;
    components: { schemas: Record<string, Schema> };
  };
  const schemas = Object.entries(components.schemas).map(([name, schema]) => `  ${name}: ${typeOf(schema)};`);
  const operations = Object.entries(paths).map(
    ([at, methods]) =>
      `  ${JSON.stringify(at)}: {\n${Object.entries(methods)
        .map(([method, operation]) => `    ${method}: ${operationType(operation)};`)
        .join("\n")}\n  };`,
  );
  return [
    "// Made from the platform's OpenAPI document by `npm run portal:types`; not edited by hand.",
    `export interface Schemas {\n${schemas.join("\n")}\n}`,
    `export interface paths {\n${operations.join("\n")}\n}`,
    "",
  ].join("\n\n");
}

function operationType(operation: Schema): string {
  const parameters = (operation["parameters"] ?? []) as {
    name: string;
    in: string;
    required: boolean;
    schema: Schema;
  }[];
  const placed = (place: string): string => {
    const found = parameters.filter((one) => one.in === place);
    const members = found.map(
      ({ name, required, schema }) => `${JSON.stringify(name)}${required ? "" : "?"}: ${typeOf(schema)}`,
    );
    const isOptional = found.every(({ required }) => !required);
    return found.length === 0 ? "" : `${place}${isOptional ? "?" : ""}: { ${members.join("; ")} }`;
  };
  const given = ["path", "query"].map(placed).filter((one) => one !== "");
  const request = operation["requestBody"] as { content: Record<string, { schema: Schema }> } | undefined;
  const responses = operation["responses"] as Record<
    string,
    { content?: Record<string, { schema: Schema }> }
  >;
  return `{ parameters: { ${given.join("; ")} }; ${
    request ? `requestBody?: { content: ${contentType(request.content)} }; ` : ""
  }responses: { ${Object.entries(responses)
    .map(
      ([status, { content }]) =>
        `${status}: { ${content ? `content: ${contentType(content)}` : "content?: never"} }`,
    )
    .join("; ")} } }`;
}

const contentType = (content: Record<string, { schema: Schema }>): string =>
  `{ ${Object.entries(content)
    .map(([media, { schema }]) => `${JSON.stringify(media)}: ${typeOf(schema)}`)
    .join("; ")} }`;

function typeOf(schema: Schema | boolean | undefined): string {
  if (schema === undefined || typeof schema === "boolean") return "unknown";
  const {
    $ref,
    enum: values,
    anyOf,
    oneOf,
    allOf,
    type,
  } = schema as {
    $ref?: string;
    enum?: Json[];
    anyOf?: Schema[];
    oneOf?: Schema[];
    allOf?: Schema[];
    type?: string | string[];
  };
  if ($ref !== undefined) return `Schemas[${JSON.stringify($ref.split("/").at(-1))}]`;
  if ("const" in schema) return JSON.stringify(schema["const"]);
  if (values) return values.map((one) => JSON.stringify(one)).join(" | ");
  const choices = anyOf ?? oneOf;
  if (choices) return `(${choices.map(typeOf).join(" | ")})`;
  if (allOf) return `(${allOf.map(typeOf).join(" & ")})`;
  if (Array.isArray(type)) return `(${type.map((one) => typeOf({ ...schema, type: one })).join(" | ")})`;
  if (type === "array") return arrayType(schema);
  if (type === "object") return objectType(schema);
  // A schema without a type admits everything.
  return PLAIN[type ?? ""] ?? "unknown";
}

const PLAIN: Readonly<Record<string, string>> = {
  string: "string",
  boolean: "boolean",
  null: "null",
  integer: "number",
  number: "number",
};

function arrayType({ prefixItems, items }: Schema): string {
  if (Array.isArray(prefixItems)) return `[${(prefixItems as Schema[]).map(typeOf).join(", ")}]`;
  return `(${typeOf(items as Schema)})[]`;
}

function objectType({ properties, required, additionalProperties }: Schema): string {
  const needed = new Set((required ?? []) as string[]);
  const members = Object.entries((properties ?? {}) as JsonObject).map(
    ([name, schema]) => `${JSON.stringify(name)}${needed.has(name) ? "" : "?"}: ${typeOf(schema as Schema)}`,
  );
  const isOpen = typeof additionalProperties === "object";
  if (members.length === 0)
    return `{ [member: string]: ${isOpen ? typeOf(additionalProperties as Schema) : "unknown"} }`;
  return `{ ${members.join("; ")} }`;
}

if (process.argv[1] === import.meta.filename) await writeFile(PLATFORM_TYPES, platformTypes());
