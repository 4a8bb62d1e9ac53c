// Answers held against the document's own schemas, by an independent validator (ajv) over the raw document: what our
// compiler makes of a schema has no say here.
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { type Json, type JsonObject, asObject, isObject } from "#lib/json.ts";
import { escapeToken, resolvePointer } from "#lib/pointer.ts";
import { openImpossible } from "./impossible-choices.ts";

export type Judge = {
  (method: string, path: string, status: number, body: Json): string | undefined;
  /** How many `oneOf`s of the document nothing can satisfy: they are read as `anyOf`. */
  impossible: number;
};

/** Judges bodies of a document; answers the first fault, or undefined for a valid or undeclared one. */
export const judgeOf = (document: JsonObject): Judge => judgeAt(document, schemaPointer, "writeOnly");

/** Judges what is sent as JSON; the status has no say. */
export const requestJudgeOf = (document: JsonObject): Judge =>
  judgeAt(
    document,
    (plain, method, path) =>
      jsonSchemaAt(plain, `/paths/${escapeToken(path)}/${method.toLowerCase()}/requestBody`),
    "readOnly",
  );

/** What a member is called that a message of one direction does not have. */
type Elsewhere = "readOnly" | "writeOnly";

type PointerOf = (document: JsonObject, method: string, path: string, status: number) => string | undefined;

function judgeAt(document: JsonObject, pointerOf: PointerOf, elsewhere: Elsewhere): Judge {
  const whole = structuredClone(document);
  openParts(whole, whole);
  const plain = normal(whole, whole, elsewhere) as JsonObject;
  const impossible = openImpossible(plain, plain);
  const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false, inlineRefs: false });
  ajv.addSchema({ $id: "doc:", ...plain });
  const known = new Map<string, ValidateFunction | undefined>();
  const judge = (method: string, path: string, status: number, body: Json): string | undefined => {
    const pointer = pointerOf(plain, method, path, status);
    if (pointer === undefined) return undefined;
    if (!known.has(pointer)) known.set(pointer, compileAt(ajv, pointer));
    const validate = known.get(pointer);
    if (!validate || validate(body)) return undefined;
    const fault = validate.errors?.[0];
    return `${fault?.instancePath ?? ""} ${fault?.message ?? ""} (${fault?.schemaPath ?? ""})`;
  };
  return Object.assign(judge, { impossible });
}

function compileAt(ajv: Ajv2020, pointer: string): ValidateFunction | undefined {
  try {
    return ajv.compile({ $ref: `doc:#${encodeURI(pointer)}` });
  } catch {
    return undefined; // a schema the validator itself cannot read says nothing about the answer
  }
}

function schemaPointer(
  document: JsonObject,
  method: string,
  path: string,
  status: number,
): string | undefined {
  const base = `/paths/${escapeToken(path)}/${method.toLowerCase()}/responses`;
  const responses = asObject(resolvePointer(document, base));
  const key = [String(status), `${String(status)[0]}XX`, `${String(status)[0]}xx`, "default"].find(
    (one) => responses[one] !== undefined,
  );
  return key === undefined ? undefined : jsonSchemaAt(document, `${base}/${escapeToken(key)}`);
}

/** Where the schema of a body in JSON stands. */
function jsonSchemaAt(document: JsonObject, holder: string): string | undefined {
  let at = holder;
  for (let hop = 0; hop < 8; hop++) {
    const ref = asObject(resolvePointer(document, at))["$ref"];
    if (typeof ref !== "string" || !ref.startsWith("#")) break;
    at = ref.slice(1);
  }
  const content = asObject(asObject(resolvePointer(document, at))["content"]);
  const media = Object.keys(content).find((one) => /json/.test(one));
  return media === undefined || asObject(content[media])["schema"] === undefined
    ? undefined
    : `${at}/content/${escapeToken(media)}/schema`;
}

/**
 * A schema that forbids what it requires takes no value at all, and neither does an `allOf` of which one part forbids what
 * another requires; one whose parts forbid all members of each other takes only `{}`. Nobody who writes it means that, nor a
 * member that one part declares and another gives a type that excludes it: there, and only there, what is closed is read
 * without its word on further members.
 */
function openParts(root: JsonObject, value: Json): void {
  if (Array.isArray(value)) for (const one of value) openParts(root, one);
  if (!isObject(value)) return;
  for (const inner of Object.values(value)) openParts(root, inner);
  if (!Array.isArray(value["allOf"])) {
    const required = requiredBy(root, value, 0);
    if (forbids(value, { required, declared: new Map(), isVoid: false }))
      delete value["additionalProperties"];
    return;
  }
  const declared = declaredBy(root, value, 0);
  const closed = closedBy(root, value, 0);
  const isVoid =
    closed.length > 0 &&
    declared.size > 0 &&
    ![...declared.keys()].some((name) => closed.every((known) => known.has(name)));
  const needed: Needed = { required: requiredBy(root, value, 0), declared, isVoid };
  value["allOf"] = value["allOf"].map((part) => opened(root, part, needed, 0));
  if (forbids(value, needed)) delete value["additionalProperties"];
}

/** What a whole allOf requires, and the members that it declares, by their types; `isVoid`: its parts forbid every one of them. */
type Needed = { required: ReadonlySet<string>; declared: ReadonlyMap<string, string>; isVoid: boolean };

/** The part itself, or a copy that forbids none of what is needed. */
function opened(root: JsonObject, part: Json, needed: Needed, depth: number): Json {
  const here = followed(root, part);
  const parts = Array.isArray(here["allOf"]) ? here["allOf"] : [];
  const inner = depth > 8 ? parts : parts.map((one) => opened(root, one, needed, depth + 1));
  if (!forbids(here, needed) && inner.every((one, i) => one === parts[i])) return part;
  const copy = structuredClone(here);
  if (forbids(here, needed)) delete copy["additionalProperties"];
  return inner.length > 0 ? { ...copy, allOf: inner } : copy;
}

function forbids(schema: JsonObject, { required, declared, isVoid }: Needed): boolean {
  const rest = schema["additionalProperties"];
  const isUnknown = (name: string): boolean => asObject(schema["properties"])[name] === undefined;
  if (schema["patternProperties"] !== undefined) return false;
  if (rest === false) return isVoid || [...required].some(isUnknown);
  const { type } = asObject(rest);
  if (typeof type !== "string") return false;
  return [...declared].some(
    ([name, other]) => isUnknown(name) && (type === "object") !== (other === "object"),
  );
}

/** The members that a schema and the parts of its `allOf` declare with one type. */
function declaredBy(root: JsonObject, schema: Json, depth: number): Map<string, string> {
  const here = followed(root, schema);
  const own = Object.entries(asObject(here["properties"])).flatMap(([name, property]): [string, string][] => {
    const { type } = followed(root, property);
    return typeof type === "string" ? [[name, type]] : [];
  });
  const parts = Array.isArray(here["allOf"]) && depth < 8 ? here["allOf"] : [];
  return new Map([...own, ...parts.flatMap((one) => [...declaredBy(root, one, depth + 1)])]);
}

/** The members that each part knows which forbids all others. */
function closedBy(root: JsonObject, schema: Json, depth: number): Set<string>[] {
  const here = followed(root, schema);
  const isClosed = here["additionalProperties"] === false && here["patternProperties"] === undefined;
  const parts = Array.isArray(here["allOf"]) && depth < 8 ? here["allOf"] : [];
  return [
    ...(isClosed ? [new Set(Object.keys(asObject(here["properties"])))] : []),
    ...parts.flatMap((one) => closedBy(root, one, depth + 1)),
  ];
}

/** What a schema and the parts of its `allOf` require. */
function requiredBy(root: JsonObject, schema: Json, depth: number): Set<string> {
  const here = followed(root, schema);
  const own = (Array.isArray(here["required"]) ? here["required"] : []).filter(
    (one) => typeof one === "string",
  );
  const parts = Array.isArray(here["allOf"]) && depth < 8 ? here["allOf"] : [];
  return new Set([...own, ...parts.flatMap((one) => [...requiredBy(root, one, depth + 1)])]);
}

/** `/^[a-z]+$/`: a pattern with the slashes that some languages write around one. */
export const innerPattern = (pattern: string): string =>
  /^(?:\.\*)?\/(\^.*\$)\/(?:[a-z]*|\.\*)$/.exec(pattern)?.[1] ?? pattern;

function followed(root: JsonObject, schema: Json): JsonObject {
  let here = schema;
  for (let hop = 0; hop < 8; hop++) {
    const ref = asObject(here)["$ref"];
    if (typeof ref !== "string" || !ref.startsWith("#")) break;
    here = resolvePointer(root, ref.slice(1)) ?? {};
  }
  return asObject(here);
}

/**
 * Each alternative with the tag that the discriminator gives it, where it says nothing of its own on the tag or lists the
 * tags of all: 3.x lets alternatives exclude each other by that alone.
 */
function tagged(root: JsonObject, value: JsonObject): void {
  const { propertyName, mapping } = asObject(value["discriminator"]);
  if (typeof propertyName !== "string" || !Array.isArray(value["oneOf"])) return;
  const alternatives = value["oneOf"].length;
  value["oneOf"] = value["oneOf"].map((branch) => {
    const ref = asObject(branch)["$ref"];
    if (typeof ref !== "string" || saysTag(root, branch, propertyName, alternatives, 0)) return branch;
    const name = ref.slice(ref.lastIndexOf("/") + 1);
    const tags = Object.entries(asObject(mapping)).flatMap(([tag, to]) =>
      to === ref || to === name ? [tag] : [],
    );
    const property = { enum: tags.length > 0 ? tags : [name] };
    return { allOf: [branch, { properties: { [propertyName]: property } }] };
  });
}

/** Whether an alternative, or a part of it, lists the values of its tag. */
function saysTag(root: JsonObject, branch: Json, name: string, tags: number, depth: number): boolean {
  const here = followed(root, branch);
  const property = followed(root, asObject(here["properties"])[name] ?? {});
  const parts = Array.isArray(here["allOf"]) && depth < 8 ? here["allOf"] : [];
  return (
    (Array.isArray(property["enum"]) && property["enum"].length < tags) ||
    property["const"] !== undefined ||
    parts.some((one) => saysTag(root, one, name, tags, depth + 1))
  );
}

/** The members that a schema and the parts of its `allOf` call write-only, or read-only. */
function membersOf(root: JsonObject, schema: Json, flag: Elsewhere, depth: number): string[] {
  const here = followed(root, schema);
  const own = Object.entries(asObject(here["properties"])).flatMap(([name, property]) =>
    followed(root, property)[flag] === true ? [name] : [],
  );
  const parts = Array.isArray(here["allOf"]) && depth < 8 ? here["allOf"] : [];
  return [...own, ...parts.flatMap((one) => membersOf(root, one, flag, depth + 1))];
}

/** Members of a schema that hold values and no schemas. */
const VALUES = new Set(["example", "examples", "default", "enum"]);

/** A value without `$id`s: in an example it names no schema, though the validator takes any for one. */
function unnamed(value: Json): Json {
  if (Array.isArray(value)) return value.map(unnamed);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      key === "$id" && typeof inner === "string" ? [] : [[key, unnamed(inner)]],
    ),
  );
}

/** 3.0's nullable and boolean bounds as 2020-12 says them; members that are only in messages of the other direction are not required. */
function normal(root: JsonObject, value: Json, elsewhere: Elsewhere): Json {
  if (Array.isArray(value)) return value.map((one) => normal(root, one, elsewhere));
  if (!isObject(value)) return value;
  const notHere = Array.isArray(value["required"]) ? membersOf(root, value, elsewhere, 0) : [];
  tagged(root, value);
  for (const key of Object.keys(value))
    value[key] = VALUES.has(key) ? unnamed(value[key] ?? null) : normal(root, value[key] ?? null, elsewhere);
  for (const [bound, plain] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (typeof value[bound] !== "boolean") continue;
    if (value[bound] && typeof value[plain] === "number") value[bound] = value[plain];
    else delete value[bound];
  }
  if (Array.isArray(value["required"]))
    value["required"] = value["required"].filter((name) => !notHere.some((one) => one === name));
  // Slips of documents: a pattern with the slashes of a programming language, or text after its end, which no text matches.
  const pattern = typeof value["pattern"] === "string" ? value["pattern"] : "";
  const inner = innerPattern(pattern);
  if (inner !== pattern) value["pattern"] = inner;
  else if (/\$(\\\{|[A-Za-z0-9])/.test(pattern.replace(/\[[^\]]*\]|\\\$/g, "x"))) delete value["pattern"];
  // Only null, and yet one of several others.
  if (value["type"] === "null" && (value["oneOf"] ?? value["anyOf"]) !== undefined) {
    const { type: _type, ...rest } = value;
    return { anyOf: [rest, { type: "null" }] };
  }
  if (value["nullable"] !== true) return value;
  const { nullable: _nullable, ...rest } = value;
  return { anyOf: [rest, { type: "null" }] };
}
