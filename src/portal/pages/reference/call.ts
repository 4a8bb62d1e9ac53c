// A call as it goes over the wire: made of an operation, what the reader filled in and how the API takes its key. What is sent
// and what the snippets show are made of the same.
import { type Json, asArray, isObject } from "#lib/json.ts";
import type { Parameter, ReferenceOperation } from "./document.ts";

/** How the API takes its key: `bearer`, `basic`, or a header or query parameter by this name. */
export type Credential = { kind: string; name: string | null };

/** A body by the pairs it is encoded from, or as the text it is. */
export type CallBody = { media: string; pairs: [string, string][] } | { media: string; text: string };

export type Call = {
  method: string;
  url: string;
  headers: [string, string][];
  /** User of HTTP Basic, where the key goes there. */
  basic?: string;
  body?: CallBody;
};

export type Filled = {
  base: string;
  operation: ReferenceOperation;
  parameters: readonly Parameter[];
  /** By the place and name of the parameter, as `placeOf` gives it. */
  values: Readonly<Record<string, string>>;
  key: string;
  credential: Credential;
  body?: { media: string; text: string };
};

export const placeOf = (parameter: Parameter): string => `${parameter.in} ${parameter.name}`;

export const FORM = "application/x-www-form-urlencoded";
export const MULTIPART = "multipart/form-data";
export const isJson = (media: string): boolean => /[/+]json\b/.test(media);
const isPairs = (media: string): boolean => media === FORM || media === MULTIPART;

export function callOf({ base, operation, parameters, values, key, credential, body }: Filled): Call {
  const given = parameters.flatMap((one) => {
    const value = values[placeOf(one)] ?? "";
    return value === "" ? [] : [{ ...one, value }];
  });
  const path = operation.path.replaceAll(/\{([^}]+)\}/g, (whole, name: string) => {
    const value = values[`path ${name}`] ?? "";
    return value === "" ? whole : encodeURIComponent(value);
  });
  const query = given
    .filter((one) => one.in === "query")
    .flatMap(({ name, value, schema }) =>
      schema["type"] === "object" ? pairsIn(name, value) : [[name, value]],
    );
  const headers: [string, string][] = given
    .filter((one) => one.in === "header")
    .map(({ name, value }) => [name, value]);
  const call: Call = { method: operation.method, url: "", headers };
  if (key !== "") {
    if (credential.kind === "basic") call.basic = key;
    else if (credential.kind === "header" && credential.name !== null) headers.push([credential.name, key]);
    else if (credential.kind === "query" && credential.name !== null) query.push([credential.name, key]);
    else headers.push(["Authorization", `Bearer ${key}`]);
  }
  const search = new URLSearchParams(query.map(([name = "", value = ""]) => [name, value])).toString();
  call.url = `${base}${path}${search === "" ? "" : `${path.includes("?") ? "&" : "?"}${search}`}`;
  if (body && body.text.trim() !== "") call.body = bodyOf(body);
  return call;
}

/** Throws where pairs are to be made of what is no JSON: the page says so before anything is sent. */
const bodyOf = ({ media, text }: { media: string; text: string }): CallBody =>
  isPairs(media) ? { media, pairs: flattened(JSON.parse(text) as Json) } : { media, text };

function pairsIn(name: string, value: string): [string, string][] {
  try {
    return flattened({ [name]: JSON.parse(value) as Json });
  } catch {
    return [[name, value]];
  }
}

/** `{a: {b: 1}, c: [2]}` → `a[b]=1`, `c[0]=2`: as forms name what is nested. */
export function flattened(value: Json, prefix = ""): [string, string][] {
  const named = (name: string): string => (prefix === "" ? name : `${prefix}[${name}]`);
  if (Array.isArray(value)) return asArray(value).flatMap((one, i) => flattened(one, named(String(i))));
  if (isObject(value)) return Object.entries(value).flatMap(([name, one]) => flattened(one, named(name)));
  if (value === null) return [];
  return [[prefix, typeof value === "string" ? value : JSON.stringify(value)]];
}
