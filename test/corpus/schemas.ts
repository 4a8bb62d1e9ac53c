// Answers held against the document's own schemas, by an independent validator (ajv) over the raw document: what our
// compiler makes of a schema has no say here.
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { type Json, type JsonObject, asObject, isObject } from "#lib/json.ts";
import { escapeToken, resolvePointer } from "#lib/pointer.ts";

export type Judge = (method: string, path: string, status: number, body: Json) => string | undefined;

/** Judges bodies of a document; answers the first fault, or undefined for a valid or undeclared one. */
export function judgeOf(document: JsonObject): Judge {
  const whole = structuredClone(document);
  openParts(whole, whole);
  const plain = normal(whole) as JsonObject;
  const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false, inlineRefs: false });
  ajv.addSchema({ $id: "doc:", ...plain });
  const known = new Map<string, ValidateFunction | undefined>();
  return (method, path, status, body) => {
    const pointer = schemaPointer(plain, method, path, status);
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
  if (key === undefined) return undefined;
  let at = `${base}/${escapeToken(key)}`;
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
 * What parts of an `allOf` say of further members is let go: to JSON Schema it forbids what the other parts declare, so that
 * no value at all fits, which nobody who writes it means.
 */
function openParts(root: JsonObject, value: Json): void {
  if (Array.isArray(value)) for (const one of value) openParts(root, one);
  if (!isObject(value)) return;
  for (const part of Array.isArray(value["allOf"]) ? value["allOf"] : []) {
    const ref = asObject(part)["$ref"];
    const named = typeof ref === "string" && ref.startsWith("#") ? resolvePointer(root, ref.slice(1)) : part;
    if (isObject(named)) delete named["additionalProperties"];
  }
  for (const inner of Object.values(value)) openParts(root, inner);
}

/** Each alternative with the tags that the discriminator gives it: 3.x lets them exclude each other by that alone. */
function tagged(value: JsonObject): void {
  const { propertyName, mapping } = asObject(value["discriminator"]);
  if (typeof propertyName !== "string") return;
  for (const key of ["oneOf", "anyOf"]) {
    if (!Array.isArray(value[key])) continue;
    value[key] = value[key].map((branch) => {
      const ref = asObject(branch)["$ref"];
      if (typeof ref !== "string") return branch;
      const name = ref.slice(ref.lastIndexOf("/") + 1);
      const tags = Object.entries(asObject(mapping)).flatMap(([tag, to]) =>
        to === ref || to === name ? [tag] : [],
      );
      return {
        allOf: [branch, { properties: { [propertyName]: { enum: tags.length > 0 ? tags : [name] } } }],
      };
    });
  }
}

/** 3.0's nullable and boolean bounds as 2020-12 says them; write-only members are not required of an answer. */
function normal(value: Json): Json {
  if (Array.isArray(value)) return value.map(normal);
  if (!isObject(value)) return value;
  const writeOnly = Object.entries(asObject(value["properties"])).flatMap(([name, property]) =>
    asObject(property)["writeOnly"] === true ? [name] : [],
  );
  tagged(value);
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
  if (Array.isArray(value["required"]))
    value["required"] = value["required"].filter((name) => !writeOnly.some((one) => one === name));
  if (value["nullable"] !== true) return value;
  const { nullable: _nullable, ...rest } = value;
  return { anyOf: [rest, { type: "null" }] };
}
