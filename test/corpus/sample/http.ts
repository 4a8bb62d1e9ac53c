// One call, built from what the document declares, and what came back.
import { type Json, type JsonObject, asObject, asString, isObject, textOf } from "#lib/json.ts";
import { type Body, type Call, type Document, isXml } from "./document.ts";
import type { Opened } from "./stage.ts";
import { readXml, writeXml } from "./xml.ts";

export type Answer = {
  status: number;
  body: Json | undefined;
  /** Whether the body came as JSON: only that is held against a schema. */
  isJson: boolean;
  text: string;
  location: string | null;
};

const MAX_WAIT_MS = 30_000;

export async function send(
  document: Document,
  { base, key, fetch }: Opened,
  call: Call,
  path: string,
  query: URLSearchParams,
  extra: Record<string, string>,
  value: Json | undefined,
): Promise<Answer> {
  const headers: Record<string, string> = { accept: call.accept, ...extra };
  authorize(document, call, key, headers, query);
  const body =
    value === undefined || call.body === undefined ? undefined : encode(document, call.body, value, headers);
  const response = await fetch(
    `${base}${document.basePath === "/" ? "" : document.basePath}${path}${query.size > 0 ? `?${query.toString()}` : ""}`,
    {
      method: call.method,
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(MAX_WAIT_MS),
      ...(body === undefined || call.method === "GET" ? {} : { body }),
    },
  );
  const text = await response.text();
  const isJson = !isXml(response.headers.get("content-type") ?? "");
  return {
    status: response.status,
    body: isJson ? parse(text) : readXml(document, call.answer, text),
    isJson,
    text,
    location: response.headers.get("location"),
  };
}

function authorize(
  document: Document,
  call: Call,
  key: string,
  headers: Record<string, string>,
  query: URLSearchParams,
): void {
  const schemes = asObject(asObject(document.root["components"])["securitySchemes"]);
  const wanted = Object.keys(call.security[0] ?? {})[0] ?? Object.keys(schemes)[0] ?? "";
  const scheme = document.resolve(schemes[wanted]);
  const name = asString(scheme["name"]) ?? "authorization";
  if (scheme["type"] === "apiKey" && scheme["in"] === "query") query.set(name, key);
  else if (scheme["type"] === "apiKey" && scheme["in"] === "header") headers[name] = key;
  else if (scheme["type"] === "apiKey" && scheme["in"] === "cookie") headers["cookie"] = `${name}=${key}`;
  else if (scheme["type"] === "http" && /basic/i.test(textOf(scheme["scheme"])))
    headers["authorization"] = `Basic ${btoa(`${key}:`)}`;
  else headers["authorization"] = `Bearer ${key}`;
}

function encode(
  document: Document,
  { media, schema }: Body,
  value: Json,
  headers: Record<string, string>,
): string | FormData {
  if (media.includes("multipart")) {
    const form = new FormData();
    for (const [name, member] of Object.entries(asObject(value)))
      form.append(name, typeof member === "object" ? JSON.stringify(member) : String(member));
    return form;
  }
  headers["content-type"] = media;
  if (isXml(media)) return typeof value === "string" ? value : writeXml(document, schema, value);
  if (media.includes("urlencoded")) return new URLSearchParams(pairs(asObject(value))).toString();
  return media.includes("json") || typeof value !== "string" ? JSON.stringify(value) : value;
}

function pairs(value: JsonObject, prefix = ""): [string, string][] {
  return Object.entries(value).flatMap(([name, member]): [string, string][] => {
    const key = prefix === "" ? name : `${prefix}[${name}]`;
    if (Array.isArray(member))
      return pairs(Object.fromEntries(member.map((item, i) => [String(i), item])), key);
    return isObject(member) ? pairs(member, key) : member === null ? [] : [[key, String(member)]];
  });
}

function parse(text: string): Json | undefined {
  try {
    return text === "" ? undefined : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}
