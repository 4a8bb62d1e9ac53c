// Where an API takes its credential (R41): the document's security schemes in one small form.
import { asObject, asString } from "../lib/json.ts";
import type { Scheme } from "./format.ts";
import type { Source } from "./source.ts";

export function readSchemes(source: Source): Record<string, Scheme> {
  const schemes: Record<string, Scheme> = {};
  const components = source.child({ value: source.root, at: "" }, "components");
  for (const [name, { value }] of source.entries(components, "securitySchemes")) {
    const scheme = schemeOf(asString(value["type"]), asObject(value));
    if (scheme) schemes[name] = scheme;
  }
  return schemes;
}

function schemeOf(type: string | undefined, value: Record<string, unknown>): Scheme | undefined {
  const name = asString(value["name"]);
  if (type === "oauth2" || type === "openIdConnect") return { kind: "bearer" };
  if (type === "http")
    return asString(value["scheme"])?.toLowerCase() === "basic" ? { kind: "basic" } : { kind: "bearer" };
  if (type !== "apiKey" || name === undefined) return undefined;
  const place = asString(value["in"]);
  if (place === "query" || place === "cookie") return { kind: place, name };
  return name.toLowerCase() === "authorization"
    ? { kind: "bearer" }
    : { kind: "header", name: name.toLowerCase() };
}
