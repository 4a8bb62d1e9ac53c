// Where an API takes its credential (R41): the document's security schemes in one small form.
import { asObject, asString } from "#lib/json.ts";
import { flat } from "#lib/words.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { Scheme } from "../format/operation.ts";
import type { RawOperation } from "../read/operations.ts";
import type { Source } from "../read/source.ts";
import { objectView } from "./payload-views.ts";

const CREDENTIAL = /^(key|apikey|xapikey|token|accesstoken|authtoken)$/;
const MOST = 0.6;

/** Schemes the document declares, and a credential that most operations ask for as a parameter or in the body. */
export function readSchemes(
  source: Source,
  table: SchemaNormaliser,
  operations: readonly RawOperation[],
): Record<string, Scheme> {
  const schemes = declaredSchemes(source);
  const asked = new Map<string, { scheme: Scheme; count: number }>();
  for (const operation of operations) {
    const body = objectView(table, Object.values(operation.body?.contents ?? {})[0])?.object;
    const places: Scheme[] = [
      ...operation.parameters.flatMap((one): Scheme[] =>
        one.in === "query" || one.in === "header" ? [{ kind: one.in, name: one.name }] : [],
      ),
      ...(body?.required ?? []).map((name): Scheme => ({ kind: "body", name })),
    ];
    const names = new Set<string>();
    for (const scheme of places) {
      if (!("name" in scheme) || !CREDENTIAL.test(flat(scheme.name)) || names.has(scheme.name)) continue;
      names.add(scheme.name);
      const key = `${scheme.kind} ${scheme.name}`;
      asked.set(key, { scheme, count: (asked.get(key)?.count ?? 0) + 1 });
    }
  }
  const total = [...asked.values()].reduce((sum, one) => sum + one.count, 0);
  if (total < MOST * operations.length) return schemes;
  // A document that declares no other way is not one that forbids the usual one.
  if (Object.keys(schemes).length === 0) schemes["bearer"] = { kind: "bearer" };
  for (const [key, { scheme }] of asked)
    if (!Object.values(schemes).some((one) => JSON.stringify(one) === JSON.stringify(scheme)))
      schemes[`asked for in ${key}`] = scheme;
  return schemes;
}

function declaredSchemes(source: Source): Record<string, Scheme> {
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

/** Where the document's OAuth flows fetch their tokens: the path below the API's address. */
export function tokenPathOf(source: Source): string | undefined {
  const components = source.child({ value: source.root, at: "" }, "components");
  for (const [, scheme] of source.entries(components, "securitySchemes"))
    for (const [, flow] of source.entries(scheme, "flows")) {
      const url = asString(flow.value["tokenUrl"]);
      if (url !== undefined && URL.canParse(url, "https://api.invalid"))
        return new URL(url, "https://api.invalid").pathname;
    }
  return undefined;
}
