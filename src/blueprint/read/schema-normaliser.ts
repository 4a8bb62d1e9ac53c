// Raw schemas → compact schemas. 3.0 and 3.1 read alike, allOf merged, every `$ref` a name in one table, prose
// dropped. The table fills by a queue, so circular documents end and depth costs no stack.
import { type Json, type JsonObject, asArray, asObject, asString, isObject, own } from "#lib/json.ts";
import { escapeToken, resolvePointer } from "#lib/pointer.ts";
import { singular } from "#lib/words.ts";
import type { Diagnostics } from "../format/diagnostics.ts";
import type { Schema } from "../format/schema.ts";
import { forbiddenMembers } from "./contradictions.ts";
const MAX_INLINE_DEPTH = 48;
const MAX_WORK = 500_000;
const MAX_EXAMPLE_LENGTH = 200;
const COMPONENT = "#/components/schemas/";
const NUMBERS = [
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "multipleOf",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
] as const;

export class SchemaNormaliser {
  readonly schemas = new Map<string, Schema>();
  private readonly root: JsonObject;
  private readonly diagnostics: Diagnostics;
  private readonly queue: [string, Json][] = [];
  /** Parts of allOf already opened, by depth and name: parts that double at every level cost their number. */
  private readonly opened = new Map<string, Schema>();
  private work = 0;
  private circles = 0;

  constructor(root: JsonObject, diagnostics: Diagnostics) {
    this.root = root;
    this.diagnostics = diagnostics;
  }

  /** Compacts a schema that stands at a pointer, and all it names. */
  take(raw: Json | undefined, at: string): Schema {
    const schema = this.compact(raw, at, 0, []);
    for (let next = this.queue.pop(); next; next = this.queue.pop()) {
      const [name, value] = next;
      this.schemas.set(name, this.compact(value, pointerOfName(name), 0, [name]));
    }
    return schema;
  }

  /** The schema behind a name or a `$ref` schema; empty when nothing stands there. */
  resolve(schema: Schema): Schema {
    let here = schema;
    for (let hop = 0; hop < 32 && here.$ref !== undefined; hop++) here = this.schemas.get(here.$ref) ?? {};
    return here;
  }

  private compact(raw: Json | undefined, at: string, depth: number, stack: string[]): Schema {
    if (!isObject(raw) || depth > MAX_INLINE_DEPTH) return {};
    if (++this.work > MAX_WORK) {
      this.diagnostics.warning(
        at,
        "The schemas unfold beyond any use; the rest accepts anything.",
        "Break up the nested allOf.",
        "R1",
      );
      return {};
    }
    const ref = asString(own(raw, "$ref"));
    if (ref !== undefined) return this.reference(ref, raw, at);
    const schema = this.keywords(raw, at, depth, stack);
    const parts = own(raw, "allOf");
    if (!Array.isArray(parts)) return schema;
    const merged = parts.map((part, i) => this.inlined(part, `${at}/allOf/${i}`, depth + 1, stack));
    const forbidden = forbiddenMembers([...merged, schema]);
    if (forbidden.length > 0)
      this.diagnostics.warning(
        at,
        `One part of the allOf forbids what another declares: ${forbidden.slice(0, 5).join(", ")}.`,
        "Take additionalProperties out of the part; the members are answered as they are declared.",
        "R1",
      );
    // Two parts that each offer alternatives cannot both keep them in one list: the richer one stays.
    const whole = [...merged, schema].reduce(mergeSchemas, {});
    return raw["nullable"] === true ? orNull(whole) : whole;
  }

  private reference(ref: string, raw: JsonObject, at: string): Schema {
    const target = ref.startsWith("#") ? resolvePointer(this.root, ref) : undefined;
    if (target === undefined) {
      this.diagnostics.warning(
        at,
        `The reference ${ref.slice(0, 120)} ${ref.startsWith("#") ? "leads nowhere" : "leads outside the document"}.`,
        "Bundle or define what it names; until then any value is accepted there.",
        "R1",
      );
      return {};
    }
    const name = nameOfRef(ref);
    if (!this.schemas.has(name)) {
      this.schemas.set(name, {});
      this.queue.push([name, target]);
    }
    const flags: Schema = {};
    const resource = vendorName(target);
    if (resource !== undefined) flags.resource = resource;
    if (raw["nullable"] === true) return { anyOf: [{ $ref: name }, { type: ["null"] }] };
    if (raw["readOnly"] === true) flags.readOnly = true;
    if (raw["default"] !== undefined) flags.default = raw["default"];
    return { $ref: name, ...flags };
  }

  /** A part of allOf, with its reference opened: merging needs the properties themselves. */
  private inlined(raw: Json, at: string, depth: number, stack: string[]): Schema {
    const ref = isObject(raw) ? asString(own(raw, "$ref")) : undefined;
    if (ref === undefined) return this.compact(raw, at, depth, stack);
    const name = nameOfRef(ref);
    if (stack.includes(name)) {
      this.circles++;
      return {};
    }
    const place = `${depth} ${name}`;
    const known = this.opened.get(place);
    if (known) return known;
    const target = ref.startsWith("#") ? resolvePointer(this.root, ref) : undefined;
    if (target === undefined) return this.reference(ref, {}, at);
    const { circles } = this;
    const schema = this.compact(target, ref.slice(1), depth, [...stack, name]);
    // What refers back to where it stands is another schema elsewhere.
    if (circles === this.circles) this.opened.set(place, schema);
    return schema;
  }

  private keywords(raw: JsonObject, at: string, depth: number, stack: string[]): Schema {
    const schema: Schema = {};
    const inner = (key: string, value: Json | undefined): Schema =>
      this.compact(value, `${at}/${key}`, depth + 1, stack);
    const types = alternativesOrNull(raw) ? undefined : typesOf(raw);
    if (types) schema.type = types;
    const properties = own(raw, "properties");
    if (isObject(properties)) {
      const made: Record<string, Schema> = Object.create(null) as Record<string, Schema>;
      for (const [name, value] of Object.entries(properties))
        made[name] = inner(`properties/${escapeToken(name)}`, value);
      schema.properties = made;
      schema.type ??= ["object"];
    }
    const required = asArray(own(raw, "required")).filter((name) => typeof name === "string");
    if (required.length > 0) schema.required = required;
    if (isObject(raw["items"])) {
      schema.items = inner("items", raw["items"]);
      if (!types && !properties && isOneThing(at, schema.items))
        return { anyOf: [schema.items, { type: ["array"], items: schema.items }] };
      schema.type ??= ["array"];
    }
    const additional = raw["additionalProperties"];
    if (typeof additional === "boolean") schema.additionalProperties = additional;
    else if (isObject(additional)) schema.additionalProperties = inner("additionalProperties", additional);
    if (isObject(raw["propertyNames"])) schema.propertyNames = inner("propertyNames", raw["propertyNames"]);
    for (const key of ["anyOf", "oneOf"] as const) {
      const list = raw[key];
      if (Array.isArray(list) && list.length > 0)
        schema[key] = list.map((part, i) => inner(`${key}/${i}`, part));
    }
    this.constraints(raw, schema);
    return (raw["nullable"] === true && !types) || alternativesOrNull(raw) ? orNull(schema) : schema;
  }

  private constraints(raw: JsonObject, schema: Schema): void {
    const list = own(raw, "enum");
    if (Array.isArray(list) && list.length > 0) {
      schema.enum = list;
      if (raw["nullable"] === true && !list.includes(null)) schema.enum = [...list, null];
    }
    if (raw["const"] !== undefined) schema.const = raw["const"];
    for (const key of NUMBERS) if (typeof raw[key] === "number") schema[key] = raw[key];
    for (const [key, bound] of [
      ["exclusiveMinimum", "minimum"],
      ["exclusiveMaximum", "maximum"],
    ] as const) {
      const value = raw[key];
      if (typeof value === "number") schema[key] = value;
      else if (value === true && typeof raw[bound] === "number") {
        schema[key] = raw[bound];
        delete schema[bound];
      }
    }
    const format = asString(raw["format"]);
    if (format !== undefined) schema.format = format;
    const pattern = asString(raw["pattern"]);
    // `/^[a-z]+$/`: a pattern as JavaScript writes it in its code.
    if (pattern !== undefined)
      schema.pattern = /^(?:\.\*)?\/(\^.*\$)\/(?:[a-z]*|\.\*)$/.exec(pattern)?.[1] ?? pattern;
    if (raw["uniqueItems"] === true) schema.uniqueItems = true;
    if (raw["readOnly"] === true) schema.readOnly = true;
    if (raw["writeOnly"] === true) schema.writeOnly = true;
    const standard = raw["default"];
    if (standard !== undefined && isOfType(standard, schema.type)) schema.default = standard;
    const example = raw["example"] ?? asArray(raw["examples"])[0];
    if (example !== undefined && JSON.stringify(example).length <= MAX_EXAMPLE_LENGTH)
      schema.example = example;
    const xml = xmlOf(asObject(raw["xml"]));
    if (xml) schema.xml = xml;
    const discriminator = asObject(raw["discriminator"]);
    const propertyName = asString(discriminator["propertyName"]);
    if (propertyName !== undefined) {
      const mapping: Record<string, string> = {};
      for (const [value, ref] of Object.entries(asObject(discriminator["mapping"])))
        if (typeof ref === "string") mapping[value] = ref.startsWith("#") ? nameOfRef(ref) : ref;
      schema.discriminator = { propertyName, mapping };
    }
  }
}

/** `channel: { items: { anyOf: […] } }` without a type: a list by its keyword, one thing by its name. */
function isOneThing(at: string, items: Schema): boolean {
  const name = at.split("/").at(-1) ?? "";
  const isObjects = items.properties !== undefined || items.anyOf !== undefined;
  return isObjects && name !== "items" && singular(name) === name;
}

/** What extensions of well-known makers of documents call the resource behind a schema (R6). */
const RESOURCE_EXTENSIONS = [
  "x-resourceId",
  "x-resource-id",
  "x-resource",
  "x-box-resource-id",
  "x-speakeasy-entity",
  "x-fern-type-name",
  "x-ms-resource",
  "x-aip-resource",
];

function vendorName(raw: Json): string | undefined {
  if (!isObject(raw)) return undefined;
  for (const key of RESOURCE_EXTENSIONS) {
    const value = own(raw, key);
    const name = isObject(value) ? (asString(value["singular"]) ?? asString(value["type"])) : asString(value);
    if (name !== undefined && name !== "") return name;
  }
  return undefined;
}

function xmlOf(raw: JsonObject): Schema["xml"] {
  const name = asString(raw["name"]);
  const made: NonNullable<Schema["xml"]> = {
    ...(name === undefined ? {} : { name }),
    ...(raw["attribute"] === true ? { attribute: true } : {}),
    ...(raw["wrapped"] === true ? { wrapped: true } : {}),
  };
  return Object.keys(made).length > 0 ? made : undefined;
}

/** `{ oneOf: […], type: "null" }`: no value is both, so null is meant as one more alternative. */
const alternativesOrNull = (raw: JsonObject): boolean =>
  raw["type"] === "null" && (Array.isArray(raw["oneOf"]) || Array.isArray(raw["anyOf"]));

function orNull(schema: Schema): Schema {
  const made = { ...schema };
  if (schema.type && !schema.type.includes("null")) made.type = [...schema.type, "null"];
  if (schema.enum && !schema.enum.includes(null)) made.enum = [...schema.enum, null];
  // Alternatives without a type beside them: null is one more.
  if (!schema.type)
    for (const key of ["anyOf", "oneOf"] as const) {
      const list = schema[key];
      if (list && !list.some((branch) => branch.type?.includes("null")))
        made[key] = [...list, { type: ["null"] }];
    }
  return made;
}

/** A default of another type than its schema is a slip of the document's (R1). */
function isOfType(value: Json, types: readonly string[] | undefined): boolean {
  if (!types || types.length === 0) return true;
  const type = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  return types.includes(type) || (type === "number" && types.includes("integer"));
}

/** `#/components/schemas/Pet` → `Pet`; other places keep their pointer as a name. */
export const nameOfRef = (ref: string): string =>
  ref.startsWith(COMPONENT) && !ref.slice(COMPONENT.length).includes("/")
    ? decodeName(ref.slice(COMPONENT.length))
    : ref.slice(1);

const pointerOfName = (name: string): string =>
  name.startsWith("/") ? name : `${COMPONENT.slice(1)}${escapeToken(name)}`;

function decodeName(token: string): string {
  const plain = token.replaceAll("~1", "/").replaceAll("~0", "~");
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

function typesOf(raw: JsonObject): string[] | undefined {
  const type = raw["type"];
  const list = (Array.isArray(type) ? type : [type]).filter((one) => typeof one === "string");
  const known = list.map((one) => (one === "file" ? "string" : one));
  if (known.length === 0) return undefined;
  return raw["nullable"] === true && !known.includes("null") ? [...known, "null"] : known;
}

/** Both at once: properties unite, requirements add up, the later word wins elsewhere. */
export function mergeSchemas(a: Schema, b: Schema): Schema {
  const merged: Schema = { ...a, ...b };
  if (a.properties && b.properties) {
    const properties: Record<string, Schema> = Object.create(null) as Record<string, Schema>;
    Object.assign(properties, a.properties);
    for (const [name, schema] of Object.entries(b.properties)) {
      const before = properties[name];
      properties[name] =
        before && before.$ref === undefined && schema.$ref === undefined
          ? mergeSchemas(before, schema)
          : schema;
    }
    merged.properties = properties;
  }
  if (a.required || b.required)
    merged.required = [...new Set([...(a.required ?? []), ...(b.required ?? [])])];
  if (a.type && b.type) {
    const both = a.type.filter((type) => b.type?.includes(type));
    merged.type = both.length > 0 ? both : b.type;
  }
  return merged;
}
