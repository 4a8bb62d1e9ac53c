// A document as a client's author reads it: operations, schemas with their references followed. Nothing of our compiler
// is used, so that what it takes for granted is not taken for granted here.
import { type Json, type JsonObject, asArray, asObject, asString, isObject, textOf } from "#lib/json.ts";
import { resolvePointer } from "#lib/pointer.ts";

export type Parameter = { name: string; in: string; required: boolean; schema: JsonObject; example?: Json };

export type Body = { media: string; schema: JsonObject; required: boolean };

export type Call = {
  method: string;
  path: string;
  parameters: Parameter[];
  body?: Body;
  /** The schema of the first success that has one. */
  answer?: JsonObject;
  /** The media type that is asked for: JSON, unless the document has only another. */
  accept: string;
  security: JsonObject[];
};

export type Document = {
  root: JsonObject;
  calls: Call[];
  basePath: string;
  resolve(node: Json | undefined): JsonObject;
};

const JSON_MEDIA = "application/json";
export const isXml = (media: string): boolean => /[/+]xml\b/.test(media);
const METHODS = ["get", "post", "put", "patch", "delete"];
const MAX_HOPS = 12;

export function openDocument(root: JsonObject): Document {
  const resolve = (node: Json | undefined): JsonObject => {
    let at = asObject(node);
    for (let hop = 0; hop < MAX_HOPS; hop++) {
      const ref = at["$ref"];
      if (typeof ref !== "string" || !ref.startsWith("#")) return at;
      at = asObject(resolvePointer(root, decodeURIComponent(ref.slice(1))));
    }
    return {};
  };
  const calls = Object.entries(asObject(root["paths"])).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const raw = asObject(resolve(item)[method]);
      return Object.keys(raw).length === 0 ? [] : [callOf(root, resolve, path, resolve(item), method, raw)];
    }),
  );
  return { root, calls, basePath: basePathOf(root), resolve };
}

function callOf(
  root: JsonObject,
  resolve: Document["resolve"],
  path: string,
  item: JsonObject,
  method: string,
  raw: JsonObject,
): Call {
  const parameters = new Map<string, Parameter>();
  for (const one of [...asArray(item["parameters"]), ...asArray(raw["parameters"])]) {
    const parameter = resolve(one);
    const name = asString(parameter["name"]);
    const place = asString(parameter["in"]);
    if (name === undefined || place === undefined) continue;
    const content = resolve(Object.values(asObject(parameter["content"]))[0]);
    const examples = resolve(Object.values(asObject(parameter["examples"]))[0]);
    const example = parameter["example"] ?? examples["value"];
    parameters.set(`${place} ${name}`, {
      name,
      in: place,
      required: parameter["required"] === true || place === "path",
      schema: resolve(parameter["schema"] ?? content["schema"]),
      ...(example === undefined ? {} : { example }),
    });
  }
  const body = bodyOf(resolve, resolve(raw["requestBody"]));
  const answer = answerOf(resolve, asObject(raw["responses"]));
  return {
    method: method.toUpperCase(),
    path,
    parameters: [...parameters.values()],
    ...(body ? { body } : {}),
    ...(answer ? { answer: answer.schema } : {}),
    accept: answer?.media ?? JSON_MEDIA,
    security: asArray(raw["security"] ?? root["security"]).map(asObject),
  };
}

function bodyOf(resolve: Document["resolve"], body: JsonObject): Body | undefined {
  const contents = Object.entries(asObject(body["content"]));
  const chosen =
    contents.find(([media]) => /json/.test(media)) ??
    contents.find(([media]) => /urlencoded/.test(media)) ??
    contents[0];
  if (!chosen) return undefined;
  return {
    media: chosen[0].replace("*/*", "application/json"),
    schema: resolve(asObject(chosen[1])["schema"]),
    required: body["required"] === true,
  };
}

function answerOf(
  resolve: Document["resolve"],
  responses: JsonObject,
): { media: string; schema: JsonObject } | undefined {
  for (const [status, response] of Object.entries(responses)) {
    if (!/^(2|default)/.test(status)) continue;
    const content = Object.entries(asObject(resolve(response)["content"]));
    const [media, said] = content.find(([one]) => /json/.test(one)) ?? content[0] ?? [];
    if (media === undefined) continue;
    return {
      media: isXml(media) ? media : JSON_MEDIA,
      schema: resolve(asObject(said)["schema"]),
    };
  }
  return undefined;
}

/** The path of the first server, with its variables' defaults. */
function basePathOf(root: JsonObject): string {
  const server = asObject(asArray(root["servers"])[0]);
  const url = (asString(server["url"]) ?? "").replace(/\{([^}]+)\}/g, (_, name: string) =>
    textOf(asObject(asObject(server["variables"])[name])["default"] ?? name),
  );
  return url
    .replace(/^[a-z]+:\/\/[^/]*/i, "")
    .replace(/^\/?/, "/")
    .replace(/\/+$/, "");
}

/** A schema with its references followed and its `allOf` laid together; branches of a choice stay as they are. */
export function open(document: Document, schema: Json | undefined, depth = 0): JsonObject {
  const here = document.resolve(schema);
  const parts = asArray(here["allOf"]);
  if (parts.length === 0 || depth > 6) return here;
  const whole: JsonObject = { ...here, properties: { ...asObject(here["properties"]) } };
  delete whole["allOf"];
  for (const part of parts) {
    const inner = open(document, part, depth + 1);
    for (const [key, value] of Object.entries(inner)) {
      if (key === "properties") whole[key] = { ...asObject(value), ...asObject(whole[key]) };
      else if (key === "required") whole[key] = [...asArray(whole[key]), ...asArray(value)];
      else whole[key] ??= value;
    }
  }
  if (Object.keys(asObject(whole["properties"])).length === 0) delete whole["properties"];
  return whole;
}

/** The branches of a choice, without the one that is null; the schema itself where it has none. */
export function branchesOf(document: Document, schema: JsonObject): JsonObject[] {
  const branches = [...asArray(schema["oneOf"]), ...asArray(schema["anyOf"])]
    .map((one) => open(document, one))
    .filter((one) => one["type"] !== "null");
  if (branches.length === 0) return [schema];
  const { oneOf: _one, anyOf: _any, ...rest } = schema;
  return branches.map((branch) => ({
    ...rest,
    ...branch,
    properties: { ...asObject(rest["properties"]), ...asObject(branch["properties"]) },
    required: [...asArray(rest["required"]), ...asArray(branch["required"])],
  }));
}

/**
 * The members that an answer declares for its record, by name: of the record and the objects in it, not of what other things
 * its lists hold. A list that the answer itself is, or that is called as the collection, holds the record.
 */
export function shownMembers(
  document: Document,
  { path, answer }: Call,
  depth = 5,
): Map<string, JsonObject[]> {
  const members = new Map<string, JsonObject[]>();
  const collection = path.split("/").findLast((part) => part !== "" && !part.startsWith("{")) ?? "";
  const walk = (node: Json | undefined, left: number, isCarrier: boolean): void => {
    if (left === 0 || !isObject(node)) return;
    for (const branch of branchesOf(document, open(document, node))) {
      for (const [name, inner] of Object.entries(asObject(branch["properties"]))) {
        members.set(flat(name), [...(members.get(flat(name)) ?? []), asObject(inner)]);
        if (/^errors?$/i.test(name)) continue;
        const isCollection =
          /^(data|items|results|records|content)$/i.test(name) || flat(name) === flat(collection);
        walk(inner, left - 1, left >= depth - 1 && isCollection);
      }
      if (isCarrier) walk(branch["items"], left - 1, false);
    }
  };
  walk(answer, depth, true);
  return members;
}

export const flat = (text: string): string => text.replace(/[^a-z0-9]/gi, "").toLowerCase();
