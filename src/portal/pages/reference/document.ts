// An OpenAPI document as the reference reads it. It is a provider's: nothing in it is trusted to have the form that it should.
import { type Json, type JsonObject, asArray, asObject, asString, isObject, own } from "#lib/json.ts";
import { resolvePointer } from "#lib/pointer.ts";

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options"];
const MAX_HOPS = 16;

export type ReferenceOperation = {
  /** `GET /orders`: its name in the page's address. */
  id: string;
  method: string;
  path: string;
  tag: string;
  summary: string;
  isDeprecated: boolean;
  /** The operation, and the path item that it stands in. */
  node: JsonObject;
  item: JsonObject;
};

export type Parameter = {
  name: string;
  in: string;
  isRequired: boolean;
  description: string;
  schema: JsonObject;
  example: Json | undefined;
};

export type Content = { media: string; schema: JsonObject; node: JsonObject };

/** What a value stands for, through any `$ref`. */
export function follow(document: JsonObject, value: Json | undefined): JsonObject {
  let here = asObject(value);
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const ref = own(here, "$ref");
    if (typeof ref !== "string" || !ref.startsWith("#")) return here;
    const target = asObject(resolvePointer(document, ref));
    // What stands beside a reference is said of this place alone (OpenAPI 3.1).
    const { $ref: _ref, ...beside } = here;
    here = { ...target, ...beside };
  }
  return here;
}

export function operationsOf(document: JsonObject): ReferenceOperation[] {
  return Object.entries(asObject(document["paths"])).flatMap(([path, given]) => {
    const item = follow(document, given);
    return METHODS.filter((method) => isObject(item[method])).map((method): ReferenceOperation => {
      const node = asObject(item[method]);
      const name = `${method.toUpperCase()} ${path}`;
      return {
        id: name,
        method: method.toUpperCase(),
        path,
        tag: asString(asArray(node["tags"])[0]) ?? firstWord(path),
        summary: asString(node["summary"]) ?? asString(node["operationId"]) ?? name,
        isDeprecated: node["deprecated"] === true,
        node,
        item,
      };
    });
  });
}

/** Where no tag groups operations, the first segment of their paths that is no version does. */
const firstWord = (path: string): string =>
  path.split("/").find((one) => one !== "" && !one.startsWith("{") && !/^v\d/.test(one)) ?? "Other";

/** The operation's parameters and those of its path; its own stand over the path's. */
export function parametersOf(document: JsonObject, { node, item }: ReferenceOperation): Parameter[] {
  const all = [...asArray(item["parameters"]), ...asArray(node["parameters"])].map((one) =>
    follow(document, one),
  );
  const byName = new Map(all.map((one) => [`${textOf(one, "in")} ${textOf(one, "name")}`, one]));
  return [...byName.values()].map((one) => {
    const [content] = contentsOf(document, one);
    const schema = content?.schema ?? follow(document, one["schema"]);
    return {
      name: textOf(one, "name"),
      in: textOf(one, "in"),
      isRequired: one["required"] === true,
      description: textOf(one, "description"),
      schema,
      example: one["example"] ?? firstExample(document, one),
    };
  });
}

/** The contents of a body or an answer, by media type. */
export const contentsOf = (document: JsonObject, node: JsonObject): Content[] =>
  Object.entries(asObject(node["content"])).map(([media, given]) => ({
    media,
    schema: follow(document, asObject(given)["schema"]),
    node: asObject(given),
  }));

/** The first of named examples. */
export function firstExample(document: JsonObject, node: JsonObject): Json | undefined {
  const [first] = Object.values(asObject(node["examples"]));
  return first === undefined ? undefined : follow(document, first)["value"];
}

export type DeclaredAnswer = { status: string; description: string; node: JsonObject };

export const answersOf = (document: JsonObject, { node }: ReferenceOperation): DeclaredAnswer[] =>
  Object.entries(asObject(node["responses"])).map(([status, given]) => {
    const answer = follow(document, given);
    return { status, description: textOf(answer, "description"), node: answer };
  });

/** The ways to prove who calls: any one of them suffices; `[]` alone is open to everybody. */
export function securityOf(document: JsonObject, { node }: ReferenceOperation): string[] {
  const schemes = asObject(asObject(document["components"])["securitySchemes"]);
  const asked = asArray(node["security"] ?? document["security"]);
  return asked.map((one) => {
    const needed = Object.entries(asObject(one)).map(([name, scopes]) => {
      const said = describeScheme(name, follow(document, schemes[name]));
      const list = asArray(scopes).map(String).join(", ");
      return list === "" ? said : `${said} with the scope ${list}`;
    });
    return needed.length === 0 ? "no key" : needed.join(" and ");
  });
}

function describeScheme(name: string, scheme: JsonObject): string {
  const type = asString(scheme["type"]);
  if (type === "http") return `HTTP ${textOf(scheme, "scheme")}`;
  if (type === "apiKey") return `a key in the ${textOf(scheme, "in")} ${textOf(scheme, "name")}`;
  if (type === "oauth2") return "an OAuth 2.0 token";
  if (type === "openIdConnect") return "an OpenID Connect token";
  return name;
}

/** Samples of the provider's own, such as of its SDK (`x-codeSamples`, as Redocly and others read it). */
export const samplesOf = ({ node }: ReferenceOperation): { label: string; source: string }[] =>
  asArray(node["x-codeSamples"] ?? node["x-code-samples"]).flatMap((given) => {
    const sample = asObject(given);
    const source = asString(sample["source"]);
    return source === undefined
      ? []
      : [{ label: asString(sample["label"]) ?? asString(sample["lang"]) ?? "Sample", source }];
  });

export const textOf = (node: JsonObject, member: string): string => asString(node[member]) ?? "";
