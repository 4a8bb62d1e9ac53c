// A record's own URL (R25), for members such as `url`, `uri`, `href` and for the Location header.
import type { Resource } from "#blueprint/format/resource.ts";
import { type Json, type JsonObject, isObject, own } from "#lib/json.ts";
import type { OperationContext } from "../context.ts";
import { recordSchema } from "../records/fill.ts";

const NAMES = ["login", "slug", "username", "name", "key", "id"];

/** The path of a record, filled from the call and from what the record says; undefined when a part is unknown. */
export function addressOf(
  context: OperationContext,
  resource: Resource,
  doc: JsonObject,
): string | undefined {
  const template = resource.path;
  if (template === undefined) return undefined;
  let known = true;
  const last = template.lastIndexOf("{");
  const path = template.replace(/\{([^}]+)\}/g, (_, name: string, at: number) => {
    const value = at === last ? keyOf(resource, doc) : (context.path[name] ?? partOf(own(doc, name)));
    known &&= value !== undefined;
    return encodeURIComponent(value ?? "");
  });
  return known ? path : undefined;
}

/** A compound key (`owner/repo`) ends in the natural name; any other path in the id. */
function keyOf(resource: Resource, doc: JsonObject): string | undefined {
  const natural = /\}\/\{[^}]+\}[^/]*$/.test(resource.path ?? "");
  const property = natural ? resource.identity.lookups.at(-1) : resource.identity.property;
  return partOf(own(doc, property ?? "") ?? own(doc, resource.identity.property));
}

function partOf(value: Json | undefined): string | undefined {
  if (typeof value === "string" || typeof value === "number") return String(value);
  const name = isObject(value) ? NAMES.find((one) => own(value, one) !== undefined) : undefined;
  return name === undefined || !isObject(value) ? undefined : partOf(value[name]);
}

/** The members of a new record that say where it is; a path where the document's example is one. */
export function selfLinks(
  context: OperationContext,
  resource: Resource,
  doc: JsonObject,
): Record<string, Json> {
  const links: Record<string, Json> = {};
  const properties = recordSchema(context, resource, doc).properties ?? {};
  for (const name of resource.self) {
    const schema = own(properties, name);
    if (!schema || own(doc, name) !== undefined) continue;
    const path = addressOf(context, resource, doc);
    if (path === undefined) return links;
    const relative = typeof schema.example === "string" && schema.example.startsWith("/");
    links[name] = relative || schema.format !== "uri" ? path : `${context.base}${path}`;
  }
  return links;
}
