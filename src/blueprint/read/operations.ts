// The document's operations as the compiler sees them: template, parameters, request contents, answers.
import { type Json, asArray, asObject, asString, isObject, own } from "#lib/json.ts";
import { isJsonMedia, isXmlMedia, parseMediaType } from "#lib/media.ts";
import { pointerOf } from "#lib/pointer.ts";
import type { SchemaNormaliser } from "./schema-normaliser.ts";
import type { Diagnostics } from "../format/diagnostics.ts";
import type { Schema } from "../format/schema.ts";
import type { Parameter } from "../format/operation.ts";
import { type Segment, type Template, parseTemplate, shapeOf } from "../runtime/routes.ts";
import { schemaOfExample } from "./example-schema.ts";
import type { Node, Source } from "./source.ts";

export type RawAnswer = {
  status: number;
  /** Whether the document says anything of it. */
  declared: boolean;
  media?: string;
  /** XML beside the JSON. */
  also: string[];
  schema?: Schema;
  headers: string[];
  examples: Json[];
  /** Its description. */
  text: string;
  at: string;
};

export type RawOperation = {
  id: string;
  method: string;
  path: string;
  at: string;
  template: Template;
  segments: Segment[];
  shape: string;
  parameters: Parameter[];
  body?: { required: boolean; contents: Record<string, Schema>; examples: Json[] };
  success: RawAnswer;
  refusals: RawAnswer[];
  security: string[][];
  tags: string[];
  text: string;
  extensions: Record<string, Json>;
  /** OpenAPI links of its success: the operation that follows, and what feeds its parameters. */
  links: { operation: string; parameters: Record<string, string> }[];
  /** The runtime expressions of its callbacks. */
  callbacks: string[];
};

const METHODS = ["get", "put", "post", "delete", "patch", "head", "options", "trace", "query"];

/** Reads all operations, in the order of the document. */
export function readOperations(
  source: Source,
  table: SchemaNormaliser,
  diagnostics: Diagnostics,
): RawOperation[] {
  const operations: RawOperation[] = [];
  const root = { value: source.root, at: "" };
  const defaults = readSecurity(source.root["security"]);
  const ids = new Set<string>();
  for (const [path, item] of source.entries(root, "paths")) {
    if (!path.startsWith("/")) {
      if (!path.startsWith("x-"))
        diagnostics.warning(
          pointerOf("paths", path),
          "A path must begin with a slash.",
          "Add the slash; the path is left out.",
        );
      continue;
    }
    const shared = source.items(item, "parameters");
    for (const method of METHODS) {
      if (!isObject(own(item.value, method))) continue;
      const node = source.child(item, method);
      const operation = readOperation(source, table, path, method.toUpperCase(), node, shared, defaults);
      while (ids.has(operation.id)) operation.id += "_";
      ids.add(operation.id);
      operations.push(operation);
    }
  }
  return operations;
}

/** Base paths of the servers (R2), without host and trailing slash, the longest first. */
export function readBasePaths(source: Source): string[] {
  const paths = new Set<string>();
  for (const server of asArray(source.root["servers"])) {
    const url = asString(asObject(server)["url"]) ?? "";
    const variables = asObject(asObject(server)["variables"]);
    const filled = url.replace(
      /\{([^}]+)\}/g,
      (_, name: string) => asString(asObject(variables[name])["default"]) ?? name,
    );
    const path = filled.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, "").replace(/\/+$/, "");
    if (path.startsWith("/")) paths.add(path);
  }
  return [...paths].sort((a, b) => b.length - a.length);
}

function readOperation(
  source: Source,
  table: SchemaNormaliser,
  path: string,
  method: string,
  node: Node,
  shared: Node[],
  defaults: string[][],
): RawOperation {
  const template = parseTemplate(path);
  const answers = readAnswers(source, table, node);
  // The first 2xx is the status of success (R23), or 201 where a POST has it; `default` stands in where it speaks of one.
  const made = method === "POST" ? answers.find((answer) => answer.status === 201) : undefined;
  const stated = made ?? successOf(table, answers);
  const fallback = stated
    ? undefined
    : answers.find((answer) => answer.status === 0 && /success|\bok\b/i.test(answer.text));
  const success =
    stated ?? (fallback && { ...fallback, status: 200, declared: fallback.schema !== undefined });
  const body = readBody(source, table, node);
  const ownSecurity = node.value["security"];
  return {
    id: asString(node.value["operationId"]) ?? `${method} ${path}`,
    method,
    path,
    at: node.at,
    template,
    segments: template.segments,
    shape: shapeOf(template.segments),
    parameters: readParameters(table, [...shared, ...source.items(node, "parameters")]),
    ...(body ? { body } : {}),
    success: success ?? {
      declared: false,
      status: 200,
      headers: [],
      also: [],
      examples: [],
      text: "",
      at: node.at,
    },
    refusals: answers.filter(
      (answer) => (answer.status === 0 && answer !== fallback) || answer.status >= 400,
    ),
    security: ownSecurity === undefined ? defaults : asPublic(readSecurity(ownSecurity)),
    tags: asArray(node.value["tags"]).filter((tag) => typeof tag === "string"),
    text: `${asString(node.value["summary"]) ?? ""} ${asString(node.value["description"]) ?? ""}`.slice(
      0,
      2000,
    ),
    links: readLinks(source, node),
    callbacks: source.entries(node, "callbacks").flatMap(([, one]) => Object.keys(one.value)),
    extensions: Object.fromEntries(Object.entries(node.value).filter(([key]) => key.startsWith("x-"))),
  };
}

/** The first 2xx; of a 200 without shape beside a 201 that shows the record, the 201. */
function successOf(table: SchemaNormaliser, answers: readonly RawAnswer[]): RawAnswer | undefined {
  const successes = answers.filter((one) => one.status >= 200 && one.status < 300);
  const made = successes.find((one) => one.status === 201);
  const first = successes[0];
  const isBetter =
    first?.status === 200 && hasMembers(table, made?.schema) && !hasMembers(table, first.schema);
  return isBetter ? made : first;
}

function hasMembers(table: SchemaNormaliser, schema: Schema | undefined): boolean {
  const { type = ["object"], properties, anyOf, oneOf, additionalProperties } = table.resolve(schema ?? {});
  return (
    !type.includes("object") ||
    Object.keys(properties ?? {}).length > 0 ||
    [anyOf, oneOf].some((one) => one !== undefined) ||
    typeof additionalProperties === "object"
  );
}

function readParameters(table: SchemaNormaliser, nodes: Node[]): Parameter[] {
  const byKey = new Map<string, Parameter>();
  for (const { value, at } of nodes) {
    const name = asString(value["name"]);
    const place = asString(value["in"]);
    if (
      name === undefined ||
      (place !== "query" && place !== "header" && place !== "path" && place !== "cookie")
    )
      continue;
    const content = Object.values(asObject(value["content"]))[0];
    const raw = value["schema"] ?? asObject(content)["schema"];
    const schema = table.take(raw, `${at}/schema`);
    const example = value["example"] ?? asObject(Object.values(asObject(value["examples"]))[0])["value"];
    if (example !== undefined && schema.example === undefined && JSON.stringify(example).length < 200)
      schema.example = example;
    learnBounds(schema, asString(value["description"]) ?? "");
    byKey.set(`${place} ${name}`, {
      name,
      in: place,
      required: value["required"] === true || place === "path",
      schema,
      ...(typeof value["style"] === "string" ? { style: value["style"] } : {}),
      ...(typeof value["explode"] === "boolean" ? { explode: value["explode"] } : {}),
    });
  }
  return [...byKey.values()];
}

/** "between 1 and 100, and the default is 10": bounds of whole numbers that stand only in prose. */
function learnBounds(schema: Schema, text: string): void {
  if (!schema.type?.includes("integer") || text.length > 1000) return;
  const standard = /default(?:s to| is|:| value is|)\s*`?(\d{1,6})/i.exec(text)?.[1];
  // "By default will return maximum 25 results. Maximum of 100 results allowed": the most of what it says.
  const bounds = [...text.matchAll(/(?:between \d+ and|max(?:imum)?(?: is| of|:)?)\s*`?(\d{1,6})/gi)];
  const most = bounds.length === 0 ? undefined : Math.max(...bounds.map((one) => Number(one[1])));
  if (standard !== undefined) schema.default ??= Number(standard);
  if (most !== undefined) schema.maximum ??= most;
}

function readBody(source: Source, table: SchemaNormaliser, node: Node): RawOperation["body"] {
  if (!isObject(own(node.value, "requestBody"))) return undefined;
  const body = source.child(node, "requestBody");
  const contents: Record<string, Schema> = {};
  const examples: Json[] = [];
  for (const [media, content] of source.entries(body, "content")) {
    contents[parseMediaType(media).essence] = table.take(content.value["schema"], `${content.at}/schema`);
    examples.push(...examplesOf(source, content));
  }
  return Object.keys(contents).length === 0
    ? undefined
    : { required: body.value["required"] === true, contents, examples };
}

/** All answers, 2xx in order of status; status 0 stands for `default`. */
function readAnswers(source: Source, table: SchemaNormaliser, node: Node): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (const [status, answer] of source.entries(node, "responses")) {
    if (!/^([1-5](\d\d|XX)|default)$/i.test(status)) continue;
    const contents = source.entries(answer, "content");
    const chosen = contents.find(([media]) => isJsonMedia(parseMediaType(media).essence)) ?? contents[0];
    const made: RawAnswer = {
      declared: true,
      status: status === "default" ? 0 : Number(status.replace(/XX/i, "00")),
      headers: Object.keys(source.child(answer, "headers").value),
      examples: chosen ? examplesOf(source, chosen[1]) : [],
      also: contents
        .map(([media]) => parseMediaType(media).essence)
        .filter((media) => isXmlMedia(media) && chosen && media !== parseMediaType(chosen[0]).essence),
      text: (asString(answer.value["description"]) ?? "").slice(0, 500),
      at: answer.at,
    };
    if (chosen) {
      made.media = parseMediaType(chosen[0]).essence;
      const schema = answerSchema(table, [chosen, ...contents], made);
      if (schema) made.schema = schema;
    }
    answers.push(made);
  }
  return answers.sort((a, b) => a.status - b.status);
}

/** What an answer says of its form: its own schema, else its example's, else the schema of another media type. */
function answerSchema(
  table: SchemaNormaliser,
  [chosen, ...others]: readonly [string, Node][],
  { status, media, examples }: RawAnswer,
): Schema | undefined {
  const declared = ([, content]: [string, Node]): Schema | undefined =>
    isObject(content.value["schema"])
      ? table.take(content.value["schema"], `${content.at}/schema`)
      : undefined;
  if (!chosen) return undefined;
  const own = declared(chosen);
  if (own || status < 200 || status > 299 || !isJsonMedia(media ?? "")) return own;
  return schemaOfExample(examples[0]) ?? others.map(declared).find((one) => one !== undefined);
}

/** Examples in all their places; an example on the schema itself counts too. */
function examplesOf(source: Source, content: Node): Json[] {
  const found: Json[] = [];
  if (content.value["example"] !== undefined) found.push(content.value["example"]);
  for (const [, example] of source.entries(content, "examples"))
    if (example.value["value"] !== undefined) found.push(example.value["value"]);
  const schema = source.child(content, "schema");
  if (schema.value["example"] !== undefined) found.push(schema.value["example"]);
  return found;
}

function readLinks(source: Source, node: Node): RawOperation["links"] {
  return source.entries(node, "responses").flatMap(([status, answer]) =>
    status.startsWith("2")
      ? source.entries(answer, "links").flatMap(([, link]) => {
          const operation = asString(link.value["operationId"]);
          const parameters = Object.fromEntries(
            Object.entries(asObject(link.value["parameters"])).flatMap(([name, value]) =>
              typeof value === "string" ? [[name.replace(/^path\./, ""), value]] : [],
            ),
          );
          return operation === undefined ? [] : [{ operation, parameters }];
        })
      : [],
  );
}

function readSecurity(raw: Json | undefined): string[][] {
  const alternatives = asArray(raw).map((one) => Object.keys(asObject(one)));
  return alternatives.some((one) => one.length === 0) ? PUBLIC : alternatives;
}

/** One alternative that asks for nothing: the operation is declared public. No alternatives: nothing is said. */
const PUBLIC: string[][] = [[]];

const asPublic = (alternatives: string[][]): string[][] =>
  alternatives.length === 0 ? PUBLIC : alternatives;
