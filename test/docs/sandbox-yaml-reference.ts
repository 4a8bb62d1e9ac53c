// Writes docs/sandbox-yaml-reference.md from the schema of sandbox.yaml: `npm run docs:reference`.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { sandboxFileSchema } from "#blueprint/format/sandbox-file-schema.ts";

export const REFERENCE = path.join(import.meta.dirname, "../../docs/sandbox-yaml-reference.md");

type Schema = {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string | string[];
  format?: string;
  const?: unknown;
  enum?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  description?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
};
type Section = { title: string; schema: Schema };

const HEAD = `# Every word of sandbox.yaml

Made from the schema that \`npx sandbar schema\` prints. [Writing a sandbox.yaml](sandbox-yaml.md) shows how to begin; what expressions (CEL) and
templates see is in [src/blueprint](../src/blueprint/README.md#cases-effects-and-expressions). A *template* is JSON in which every text is an expression.
A misspelt word is an error with its place in the file.
`;

/** The text of the page. */
export function sandboxYamlReference(): string {
  const { $defs = {}, ...root } = sandboxFileSchema() as Schema;
  const sections: Section[] = [{ title: "The file", schema: root }];
  const pages: string[] = [];
  for (let section = sections.shift(); section; section = sections.shift())
    pages.push(pageOf(section, (nested) => sections.push(nested)));
  for (const [name, schema] of Object.entries($defs).filter(([, one]) => one.properties)) {
    sections.push({ title: name, schema });
    for (let section = sections.shift(); section; section = sections.shift())
      pages.push(pageOf(section, (nested) => sections.push(nested)));
  }
  return [HEAD, ...pages].join("\n");
}

/** A table of one object's members; objects inside it follow with their path as title. */
function pageOf({ title, schema }: Section, follow: (nested: Section) => void): string {
  const rows = Object.entries(schema.properties ?? {}).map(([name, member]) => {
    const place = title === "The file" ? name : `${title}.${name}`;
    const nested = nestedIn(member);
    if (nested.length > 0) follow({ title: place, schema: merged(nested) });
    const cells = [`\`${name}\``, typeOf(member, place), textOf(member, schema.required?.includes(name))];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  const about = schema.description === undefined ? [] : [`${schema.description}.`, ""];
  return [
    `## ${title}`,
    "",
    ...about,
    "| word | what it takes | what it says |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

/** The objects with members of their own that are written here, and are no definition. */
const nestedIn = (schema: Schema): Schema[] => [
  ...(schema.properties ? [schema] : []),
  ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((one) => nestedIn(one)),
  ...(schema.items ? nestedIn(schema.items) : []),
  ...(typeof schema.additionalProperties === "object" ? nestedIn(schema.additionalProperties) : []),
];

/** Alternatives as one object: what each of them has, and required is what all require. */
const merged = (schemas: readonly Schema[]): Schema => {
  const properties: Record<string, Schema> = {};
  for (const [name, schema] of schemas.flatMap((one) => Object.entries(one.properties ?? {})))
    properties[name] = properties[name]
      ? { ...schema, anyOf: [...choicesOf(properties[name]), schema] }
      : schema;
  const description = schemas.length === 1 ? schemas[0]?.description : undefined;
  return {
    properties,
    required: Object.keys(properties).filter((name) => schemas.every((one) => one.required?.includes(name))),
    ...(description === undefined ? {} : { description }),
  };
};

const choicesOf = (schema: Schema): Schema[] => schema.anyOf ?? [schema];

const textOf = ({ description = "", default: preset }: Schema, required = false): string =>
  [
    description,
    ...(preset === undefined || (Array.isArray(preset) && preset.length === 0)
      ? []
      : [`Default: \`${JSON.stringify(preset)}\``]),
    ...(required && preset === undefined ? ["Required"] : []),
  ]
    .filter((one) => one !== "")
    .map((one) => `${one}.`)
    .join(" ");

function typeOf(schema: Schema, place: string): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace("#/$defs/", "");
    return name.startsWith("__") ? "a template" : `[${name}](#${name.toLowerCase()})`;
  }
  const choices =
    schema.anyOf ?? schema.oneOf ?? (Array.isArray(schema.type) ? schema.type.map((type) => ({ type })) : []);
  if (choices.length > 0) return [...new Set(choices.map((one) => typeOf(one, place)))].join(" or ");
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((one) => `\`${one}\``).join(" or ");
  if (schema.format === "cel") return "an expression";
  if (schema.type === "array") return `a list: ${typeOf(schema.items ?? {}, place)}`;
  if (schema.properties) return `[its members](#${place.toLowerCase().replaceAll(/[^a-z0-9_-]/g, "")})`;
  if (typeof schema.additionalProperties === "object")
    return `by name: ${typeOf(schema.additionalProperties, place)}`;
  if (schema.type === "integer" || schema.type === "number") return numberOf(schema);
  return (
    { string: "a text", boolean: "`true` or `false`", null: "`null`" }[String(schema.type)] ?? "anything"
  );
}

function numberOf({ type, minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Schema): string {
  const kind = type === "integer" ? "a whole number" : "a number";
  return maximum < Number.MAX_SAFE_INTEGER ? `${kind}, ${minimum} to ${maximum}` : kind;
}

if (process.argv[1] === import.meta.filename) await writeFile(REFERENCE, sandboxYamlReference());
