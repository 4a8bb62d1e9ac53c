// XML bodies, both ways (R43), where the document offers them: names, attributes and wrapping as the schema's `xml` says
// (OpenAPI, XML Object). Loaded when a call speaks XML.
import { XMLBuilder, XMLParser } from "fast-xml-parser";
import type { Schema } from "#blueprint/format/schema.ts";
import { type Json, type JsonObject, isObject, own, put, textOf } from "#lib/json.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { type Schemas, open, typesOf } from "../schemas.ts";

const ATTRIBUTE = "@";
const TEXT = "#text";

/** The content of the root element, every leaf a text. Document types are refused: they only bring entities. */
export function parseXml(text: string): Result<Json, string> {
  if (/<!DOCTYPE/i.test(text)) return fail("The XML body has a document type, which is not read.");
  try {
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: ATTRIBUTE,
      parseTagValue: false,
      ignoreDeclaration: true,
      removeNSPrefix: true,
    });
    const root: unknown = Object.values(parser.parse(text, true) as Record<string, unknown>)[0];
    return succeed((root ?? null) as Json); // the parser makes objects, lists and texts only
  } catch (error) {
    return fail(`The body is not valid XML: ${error instanceof Error ? error.message : "unreadable"}`);
  }
}

/** Parsed XML in the shape of a schema: lists unwrapped, attributes among the members. Leaves stay texts. */
export function fromXml(schemas: Schemas, schema: Schema, value: Json, depth = 0): Json {
  if (depth > 40) return value;
  const here = open(schemas, schema);
  if (typesOf(schemas, here).includes("array") && here.items) {
    const itemName = open(schemas, here.items).xml?.name;
    const inner = isObject(value) ? (own(value, itemName ?? "") ?? Object.values(value)[0] ?? []) : value;
    return itemsOf(schemas, here.items, inner, depth);
  }
  // An element without content is an empty object where one is meant.
  if (value === "" && here.properties && !here.type?.includes("string")) return {};
  if (!isObject(value)) return value;
  const properties = membersOf(schemas, here);
  if (Object.keys(properties).length === 0) return own(value, TEXT) ?? value;
  const made: JsonObject = {};
  const known = new Set<string>();
  for (const [name, property] of Object.entries(properties)) {
    const inner = open(schemas, property);
    // The items of a list without an element around them stand under their own name.
    const bare = inner.items && !inner.xml?.wrapped ? inner.items : undefined;
    const said = (bare && open(schemas, bare).xml?.name) ?? inner.xml?.name ?? name;
    const held = own(value, said) ?? own(value, `${ATTRIBUTE}${said}`);
    known.add(said);
    if (held === undefined) continue;
    put(made, name, bare ? itemsOf(schemas, bare, held, depth) : fromXml(schemas, property, held, depth + 1));
  }
  for (const [name, member] of Object.entries(value))
    if (!known.has(name.replace(ATTRIBUTE, "")) && name !== TEXT)
      put(made, name.replace(ATTRIBUTE, ""), member);
  return made;
}

/** The members of an object, those of its alternatives too: which of them is meant shows only once they are read. */
const membersOf = (
  schemas: Schemas,
  { properties, anyOf = [], oneOf = [] }: Schema,
): Record<string, Schema> =>
  Object.assign({}, ...[...anyOf, ...oneOf].map((one) => open(schemas, one).properties ?? {}), properties);

const itemsOf = (schemas: Schemas, items: Schema, held: Json, depth: number): Json[] =>
  (Array.isArray(held) ? held : held === "" ? [] : [held]).map((item) =>
    fromXml(schemas, items, item, depth + 1),
  );

/** A body as an XML document; the root is named by the schema, else by the resource. */
export function toXml(schemas: Schemas, schema: Schema, value: Json, root: string): string {
  const here = open(schemas, schema);
  const name = here.xml?.name ?? schema.$ref ?? root;
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: ATTRIBUTE,
    textNodeName: TEXT,
    suppressEmptyNode: true,
  });
  const body = builder.build({ [safeName(name)]: elementOf(schemas, schema, value, 0) });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;
}

function elementOf(schemas: Schemas, schema: Schema, value: Json, depth: number): unknown {
  if (depth > 40) return "";
  const here = open(schemas, schema);
  if (Array.isArray(value)) {
    const name = safeName(open(schemas, here.items).xml?.name ?? "item");
    return { [name]: value.map((item) => elementOf(schemas, here.items ?? {}, item, depth + 1)) };
  }
  if (!isObject(value)) return value === null ? "" : textOf(value);
  const properties = membersOf(schemas, here);
  const made: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const property = own(properties, name) ?? {};
    const xml = open(schemas, property).xml;
    const said = safeName(xml?.name ?? name);
    if (xml?.attribute) made[ATTRIBUTE + said] = textOf(member);
    else if (Array.isArray(member) && !xml?.wrapped) {
      const items = open(schemas, property).items ?? {};
      made[safeName(open(schemas, items).xml?.name ?? said)] = member.map((item) =>
        elementOf(schemas, items, item, depth + 1),
      );
    } else if (member !== null) made[said] = elementOf(schemas, property, member, depth + 1);
  }
  return made;
}

/** Element names allow less than JSON's keys. */
const safeName = (name: string): string => name.replace(/[^\w.-]/g, "_").replace(/^(?=[^A-Za-z_])/, "_");
