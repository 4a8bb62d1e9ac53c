// Answers held against the document's own schemas, by an independent validator (ajv) over the raw document: what our
// compiler makes of a schema has no say here.
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { type Json, type JsonObject, asObject, isObject } from "#lib/json.ts";
import { escapeToken, resolvePointer } from "#lib/pointer.ts";

export type Judge = (method: string, path: string, status: number, body: Json) => string | undefined;

/** Judges bodies of a document; answers the first fault, or undefined for a valid or undeclared one. */
export const judgeOf = (document: JsonObject): Judge => judgeAt(document, schemaPointer);

/** Judges what is sent as JSON; the status has no say. */
export const requestJudgeOf = (document: JsonObject): Judge =>
  judgeAt(document, (plain, method, path) =>
    jsonSchemaAt(plain, `/paths/${escapeToken(path)}/${method.toLowerCase()}/requestBody`),
  );

type PointerOf = (document: JsonObject, method: string, path: string, status: number) => string | undefined;

function judgeAt(document: JsonObject, pointerOf: PointerOf): Judge {
  const plain = normal(structuredClone(document)) as JsonObject;
  const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false, inlineRefs: false });
  ajv.addSchema({ $id: "doc:", ...plain });
  const known = new Map<string, ValidateFunction | undefined>();
  return (method, path, status, body) => {
    const pointer = pointerOf(plain, method, path, status);
    if (pointer === undefined) return undefined;
    if (!known.has(pointer)) known.set(pointer, compileAt(ajv, pointer));
    const validate = known.get(pointer);
    if (!validate || validate(body)) return undefined;
    const fault = validate.errors?.[0];
    return `${fault?.instancePath ?? ""} ${fault?.message ?? ""} (${fault?.schemaPath ?? ""})`;
  };
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

/** 3.0's nullable and boolean bounds as 2020-12 says them; write-only members are not required of an answer. */
function normal(value: Json): Json {
  if (Array.isArray(value)) return value.map(normal);
  if (!isObject(value)) return value;
  for (const key of Object.keys(value))
    if (key !== "example" && key !== "examples" && key !== "default" && key !== "enum")
      value[key] = normal(value[key] ?? null);
  for (const [bound, plain] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (typeof value[bound] !== "boolean") continue;
    if (value[bound] && typeof value[plain] === "number") value[bound] = value[plain];
    else delete value[bound];
  }
  const writeOnly = Object.entries(asObject(value["properties"])).flatMap(([name, property]) =>
    asObject(property)["writeOnly"] === true ? [name] : [],
  );
  if (Array.isArray(value["required"]))
    value["required"] = value["required"].filter((name) => !writeOnly.some((one) => one === name));
  // A slip of documents: only null, and yet one of several others.
  if (value["type"] === "null" && (value["oneOf"] ?? value["anyOf"]) !== undefined) {
    const { type: _type, ...rest } = value;
    return { anyOf: [rest, { type: "null" }] };
  }
  if (value["nullable"] !== true) return value;
  const { nullable: _nullable, ...rest } = value;
  return { anyOf: [rest, { type: "null" }] };
}
