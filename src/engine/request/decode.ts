// Request bodies and queries into JSON (R43): JSON, bracketed forms, multipart, text. Coercion of texts to the
// declared types is schema-guided and keeps what does not fit, for validation to name.
import { isJsonMedia, isXmlMedia, parseMediaType } from "#lib/media.ts";
import { fromUtf8 } from "#lib/bytes.ts";
import { type Json, type JsonObject, asObject, at, isObject, own, put } from "#lib/json.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import type { Upload } from "../record-reader.ts";
import { type Schemas, matchesType, open, pickBranch, typesOf } from "../schemas.ts";

export type Decoded = { value: Json | undefined; form: boolean; files?: Upload[] };

const MAX_PAIRS = 5000;
const MAX_BRACKETS = 20;
const MAX_DEPTH = 200;

/** Decodes a body by its declared media type; a missing type is guessed from the first character. */
export async function decodeBody(
  body: Uint8Array<ArrayBuffer> | null,
  contentType: string | null,
): Promise<Result<Decoded, string>> {
  if (!body || body.byteLength === 0) return succeed({ value: undefined, form: false });
  const media = parseMediaType(contentType ?? "");
  const text = (): string => fromUtf8(body);
  const essence =
    media.essence ||
    (/^\s*[{[]/.test(fromUtf8(body.slice(0, 64))) ? "application/json" : "application/x-www-form-urlencoded");
  if (isJsonMedia(essence)) {
    try {
      const value = JSON.parse(text()) as Json;
      if (tooDeep(value)) return fail(`The body is nested deeper than ${MAX_DEPTH} levels.`);
      return succeed({ value, form: false });
    } catch (error) {
      return fail(`The body is not valid JSON: ${error instanceof Error ? error.message : "unreadable"}`);
    }
  }
  if (essence === "application/x-www-form-urlencoded")
    return succeed({ value: decodePairs(new URLSearchParams(text())), form: true });
  if (essence === "multipart/form-data") {
    try {
      const form = await new Response(body, { headers: { "content-type": contentType ?? "" } }).formData();
      const pairs: [string, string][] = [];
      const files: Upload[] = [];
      for (const [name, value] of form.entries()) {
        pairs.push([name, typeof value === "string" ? value : value.name]);
        if (typeof value !== "string")
          files.push({
            filename: value.name,
            media: value.type || "application/octet-stream",
            bytes: new Uint8Array(await value.arrayBuffer()),
          });
      }
      return succeed({ value: decodePairs(pairs), form: true, files });
    } catch {
      return fail("The multipart body cannot be read: is its boundary declared?");
    }
  }
  if (isXmlMedia(essence)) {
    const { parseXml } = await import("../response/xml.ts");
    const parsed = parseXml(text());
    return parsed.ok ? succeed({ value: parsed.value, form: true }) : parsed;
  }
  if (essence.startsWith("text/")) return succeed({ value: text(), form: false });
  const file: Upload = { filename: "upload", media: essence, bytes: body };
  return succeed({ value: text(), form: false, files: [file] });
}

/** `a[b][]=1&a[c]=2` → `{a: {b: ["1"], c: "2"}}`; a repeated plain key makes a list. */
export function decodePairs(pairs: Iterable<[string, string]>): JsonObject {
  const root: JsonObject = {};
  let count = 0;
  for (const [name, value] of pairs) {
    if (++count > MAX_PAIRS) break;
    const head = name.replace(/\[.*$/s, "");
    const brackets = [...name.slice(head.length).matchAll(/\[([^\]]*)\]/g)]
      .map((match) => match[1] ?? "")
      .slice(0, MAX_BRACKETS);
    insert(root, [head, ...brackets], value);
  }
  return asObject(listify(root));
}

function insert(target: JsonObject, path: readonly string[], value: string): void {
  let here = target;
  path.forEach((step, i) => {
    const key = step === "" ? String(Object.keys(here).length) : step;
    if (i < path.length - 1) {
      const next = own(here, key);
      const inner = isObject(next) ? next : {};
      if (inner !== next) put(here, key, inner);
      here = inner;
      return;
    }
    const before = own(here, key);
    if (before === undefined) put(here, key, value);
    else put(here, key, Array.isArray(before) ? [...before, value] : [before, value]);
  });
}

/** Objects keyed 0…n-1 are lists. */
function listify(value: Json): Json {
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  if (keys.length > 0 && keys.every((key, i) => key === String(i)))
    return keys.map((key) => listify(value[key] ?? null));
  for (const key of keys) put(value, key, listify(own(value, key) ?? null));
  return value;
}

function tooDeep(root: Json): boolean {
  let level: Json[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((value) =>
      typeof value === "object" && value !== null ? Object.values(value) : [],
    );
  }
  return false;
}

/** Turns the texts of forms and queries into the declared types; what does not fit stays as it is. */
export function coerce(schemas: Schemas, schema: Schema, value: Json, depth = 0): Json {
  if (depth > 40) return value;
  const here = open(schemas, schema);
  const branch = here.anyOf || here.oneOf ? pickCoercible(schemas, here, value) : undefined;
  if (branch) return coerce(schemas, branch, value, depth + 1);
  const types = typesOf(schemas, here);
  if (typeof value === "string") return coerceText(schemas, here, types, value, depth);
  if (Array.isArray(value))
    return here.items ? value.map((item) => coerce(schemas, here.items ?? {}, item, depth + 1)) : value;
  if (!isObject(value)) return value;
  if (types.includes("array") && !types.includes("object"))
    return [coerce(schemas, here.items ?? {}, value, depth + 1)];
  const made: JsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    const inner =
      own(here.properties ?? {}, name) ??
      (typeof here.additionalProperties === "object" ? here.additionalProperties : {});
    put(made, name, coerce(schemas, inner, member, depth + 1));
  }
  return made;
}

/** The body of a form or of XML in its declared types, with the members that these have no notation for. */
export const coerceBody = (schemas: Schemas, schema: Schema, value: Json): Json =>
  withEmpty(schemas, schema, coerce(schemas, schema, withBrackets(schemas, schema, value)), 0);

/** Neither an empty object nor an empty list can be written: where one is required and may be empty, it was meant. */
function withEmpty(schemas: Schemas, schema: Schema, value: Json, depth: number): Json {
  const here = open(schemas, schema);
  if (!isObject(value) || !here.properties || depth > 40) return value;
  const made: JsonObject = { ...value };
  for (const [name, property] of Object.entries(here.properties)) {
    const member = own(value, name);
    const { properties, type = [], required = [], items, minItems = 0 } = open(schemas, property);
    const isObjects = properties !== undefined || (type.includes("object") && type.length === 1);
    if (member !== undefined) put(made, name, withEmpty(schemas, property, member, depth + 1));
    else if (!here.required?.includes(name)) continue;
    else if (isObjects && required.length === 0) put(made, name, {});
    else if (items && minItems === 0) put(made, name, []);
  }
  return made;
}

/** `template[name]` may be what the document calls a member, brackets and all. */
function withBrackets(schemas: Schemas, schema: Schema, value: Json): Json {
  const here = open(schemas, schema);
  if (!isObject(value)) return value;
  const made: JsonObject = { ...value };
  for (const name of Object.keys(here.properties ?? {})) {
    const member = /\[\w+\]$/.test(name)
      ? at(
          value,
          name.split(/[[\]]+/).filter((step) => step !== ""),
        )
      : undefined;
    if (member === undefined) continue;
    put(made, name, member);
    delete made[name.replace(/\[.*$/, "")];
  }
  return made;
}

function coerceText(
  schemas: Schemas,
  schema: Schema,
  types: readonly string[],
  text: string,
  depth: number,
): Json {
  if (types.includes("integer") && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (types.includes("number") && text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  if (types.includes("boolean") && /^(true|false)$/i.test(text)) return text.toLowerCase() === "true";
  const isNested = types.some((type) => type === "object" || type === "array");
  const json = isNested && !types.includes("string") ? jsonIn(text) : undefined;
  if (json !== undefined && matchesType(json, types)) return json;
  if (types.includes("array") && !types.includes("string"))
    return text === ""
      ? []
      : text.split(",").map((item) => coerce(schemas, schema.items ?? {}, item, depth + 1));
  if (text === "" && types.includes("null") && !types.includes("string")) return null;
  return text;
}

/** A parameter or a part of a form may hold JSON: `filter={"status":"open"}`. */
function jsonIn(text: string): Json | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    const value = JSON.parse(text) as Json;
    return tooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** In a form every leaf is a text: numbers and booleans win over texts where the text reads as one. */
function pickCoercible(schemas: Schemas, schema: Schema, value: Json): Schema | undefined {
  const branches = schema.anyOf ?? schema.oneOf ?? [];
  if (typeof value !== "string") return pickBranch(schemas, schema, value);
  const empty = branches.find((branch) => open(schemas, branch).enum?.includes(value));
  if (empty) return empty;
  return (
    branches.find(
      (branch) => coerceText(schemas, open(schemas, branch), typesOf(schemas, branch), value, 0) !== value,
    ) ?? branches.find((branch) => typesOf(schemas, branch).includes("string"))
  );
}
