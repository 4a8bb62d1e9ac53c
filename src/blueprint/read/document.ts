// Text → document (R1). JSON or YAML, bounded in bytes, aliases, depth and nodes; a bad text answers diagnostics.
import { parseDocument as parseYaml } from "yaml";
import { upgrade } from "@scalar/openapi-upgrader";
import { type Json, type JsonObject, asObject, isObject } from "#lib/json.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import type { Diagnostic } from "../format/diagnostics.ts";

export const MAX_DOCUMENT_BYTES = 32 * 1024 * 1024;
/** What the Worker compiles itself (128 MB isolates); larger documents are compiled by the CLI. */
export const MAX_WORKER_JSON_BYTES = 2 * 1024 * 1024;
export const MAX_WORKER_YAML_BYTES = 1024 * 1024;
const MAX_ALIASES = 1000;
const MAX_DEPTH = 256;
const MAX_NODES = 4_000_000;
const MAX_PATHS = 20_000;

/** Parses and checks a document of OpenAPI 2.0, 3.0, 3.1 or 3.2; 2.0 is upgraded, the rest is read as it is. */
export function readDocument(text: string): Result<JsonObject, Diagnostic[]> {
  if (text.length > MAX_DOCUMENT_BYTES)
    return refuse(
      `The document has ${Math.ceil(text.length / 1_048_576)} MB; at most ${MAX_DOCUMENT_BYTES / 1_048_576} MB are read.`,
      "Split it, or drop examples and descriptions.",
    );
  const parsed = parseText(text);
  if (!parsed.ok) return parsed;
  const shape = measure(parsed.value);
  if (shape !== undefined)
    return refuse(shape, "Simplify the document: it is nested or repeated beyond any use.");
  const document = parsed.value;
  if (!isObject(document)) return notOpenApi("The document is not an object.");
  const version = document["openapi"] ?? document["swagger"];
  if (typeof version !== "string" && typeof version !== "number")
    return notOpenApi("The document has neither `openapi` nor `swagger`.");
  const normal = String(version).startsWith("2.") ? upgradeSwagger(document) : succeed(document);
  if (!normal.ok) return normal;
  if (!/^(2|3)\.\d/.test(String(version)) && String(version) !== "2")
    return notOpenApi(`OpenAPI ${String(version)} is not known here.`);
  const paths = Object.keys(asObject(normal.value["paths"])).length;
  if (paths === 0 && !isObject(normal.value["webhooks"])) return notOpenApi("The document has no `paths`.");
  if (paths > MAX_PATHS)
    return refuse(`The document has ${paths} paths; at most ${MAX_PATHS} are read.`, "Split the API.");
  return normal;
}

/** JSON or YAML text as plain data, within the bounds; also reads sandbox and record files. */
export function parseText(text: string): Result<Json, Diagnostic[]> {
  const start = text.trimStart();
  if (start.startsWith("{") || start.startsWith("[")) {
    try {
      return succeed(JSON.parse(text) as Json);
    } catch (error) {
      if (text.length > 1_000_000 || !start.includes("\n"))
        return refuse(`Invalid JSON: ${String(error)}`, "Correct the JSON.");
    }
  }
  try {
    const yaml = parseYaml(text, { merge: true, logLevel: "silent", uniqueKeys: false });
    const problem = yaml.errors[0];
    if (problem) return refuse(`Invalid YAML: ${problem.message}`, "Correct the YAML.");
    return succeed(JSON.parse(JSON.stringify(yaml.toJS({ maxAliasCount: MAX_ALIASES }) ?? null)) as Json);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return refuse(
      /alias/i.test(message) ? `Too many YAML aliases: ${message}` : `Unreadable YAML: ${message}`,
      "Expand the aliases, or correct the YAML.",
    );
  }
}

function upgradeSwagger(document: JsonObject): Result<JsonObject, Diagnostic[]> {
  try {
    return succeed(asObject(upgrade(document, "3.1") as unknown as Json));
  } catch (error) {
    return refuse(`Swagger 2.0 could not be upgraded: ${String(error)}`, "Convert it to OpenAPI 3.");
  }
}

/** Walks without recursion, so that no depth can break the walk itself. */
function measure(root: Json): string | undefined {
  const stack: { value: Json; depth: number }[] = [{ value: root, depth: 0 }];
  let nodes = 0;
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    if (typeof entry.value !== "object" || entry.value === null) continue;
    if (++nodes > MAX_NODES) return `The document has more than ${MAX_NODES} nodes.`;
    if (entry.depth > MAX_DEPTH) return `The document is nested deeper than ${MAX_DEPTH} levels.`;
    for (const child of Array.isArray(entry.value) ? entry.value : Object.values(entry.value))
      stack.push({ value: child, depth: entry.depth + 1 });
  }
  return undefined;
}

const refuse = (message: string, hint: string): { ok: false; failure: Diagnostic[] } =>
  fail([{ level: "error", at: "", message, hint }]);

const notOpenApi = (message: string): { ok: false; failure: Diagnostic[] } =>
  refuse(message, "Give an OpenAPI 2.0, 3.0, 3.1 or 3.2 document, as JSON or YAML.");
