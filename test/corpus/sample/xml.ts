// XML as a client's author writes and reads it from the document alone (OpenAPI, XML Object): names, attributes, wrapped
// lists. Nothing of our engine is used, so that its reading is held against another.
import { XMLBuilder, XMLParser } from "fast-xml-parser";
import { type Json, type JsonObject, asObject, asString, isObject, textOf } from "#lib/json.ts";
import { type Document, branchesOf, open } from "./document.ts";

const ATTRIBUTE = "@";
const TEXT = "#text";
const MAX_DEPTH = 30;

const xmlOf = (document: Document, schema: Json | undefined): JsonObject =>
  asObject(open(document, schema)["xml"]);
const named = (document: Document, schema: Json | undefined, name: string): string =>
  asString(xmlOf(document, schema)["name"]) ?? name;

/** A body as an XML text; the root is named by the schema, else as any other. */
export function writeXml(document: Document, schema: JsonObject, value: Json): string {
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: ATTRIBUTE,
    textNodeName: TEXT,
  });
  return builder.build({ [named(document, schema, "request")]: element(document, schema, value) });
}

function element(document: Document, schema: Json | undefined, value: Json): unknown {
  const here = open(document, schema);
  if (Array.isArray(value))
    return {
      [named(document, here["items"], "item")]: value.map((one) => element(document, here["items"], one)),
    };
  if (!isObject(value)) return textOf(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]): [string, unknown] => {
      const property = propertyOf(document, here, name);
      const said = named(document, property, name);
      if (xmlOf(document, property)["attribute"] === true) return [ATTRIBUTE + said, textOf(member)];
      const { items } = open(document, property);
      return Array.isArray(member) && xmlOf(document, property)["wrapped"] !== true
        ? [named(document, items, said), member.map((one) => element(document, items, one))]
        : [said, element(document, property, member)];
    }),
  );
}

const propertyOf = (document: Document, schema: JsonObject, name: string): Json | undefined =>
  branchesOf(document, schema)
    .map((one) => asObject(one["properties"])[name])
    .find((one) => one !== undefined);

/** An XML text as the JSON that its schema describes; undefined where it is none. */
export function readXml(document: Document, schema: JsonObject | undefined, text: string): Json | undefined {
  try {
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: ATTRIBUTE,
      parseTagValue: false,
      ignoreDeclaration: true,
      removeNSPrefix: true,
    });
    const root = Object.values(parser.parse(text) as JsonObject)[0];
    return root === undefined ? undefined : content(document, schema, root, 0);
  } catch {
    return undefined;
  }
}

function content(document: Document, schema: Json | undefined, value: Json, depth: number): Json {
  if (depth > MAX_DEPTH) return value;
  const here = open(document, schema);
  if (here["items"] !== undefined) {
    const inner = isObject(value)
      ? (value[named(document, here["items"], "item")] ?? Object.values(value)[0])
      : value;
    const list = inner === undefined || inner === "" ? [] : Array.isArray(inner) ? inner : [inner];
    return list.map((one) => content(document, here["items"], one, depth + 1));
  }
  if (!isObject(value)) return leaf(here, textOf(value));
  const made: JsonObject = {};
  for (const branch of branchesOf(document, here))
    for (const [name, property] of Object.entries(asObject(branch["properties"]))) {
      const said = named(document, property, name);
      const { items } = open(document, property);
      const held =
        value[ATTRIBUTE + said] ??
        value[
          items === undefined || xmlOf(document, property)["wrapped"] === true
            ? said
            : named(document, items, said)
        ];
      if (held === undefined) continue;
      const isBare = items !== undefined && xmlOf(document, property)["wrapped"] !== true;
      made[name] = content(document, property, isBare ? [held].flat() : held, depth + 1);
    }
  return made;
}

function leaf(schema: JsonObject, text: string): Json {
  const types = [schema["type"]].flat();
  if ((types.includes("integer") || types.includes("number")) && text !== "" && Number.isFinite(Number(text)))
    return Number(text);
  return types.includes("boolean") && /^(true|false)$/.test(text) ? text === "true" : text;
}
