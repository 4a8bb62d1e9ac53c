// One step's request: made of its parameters and payload, sent to any base URL with a key, and read back with its answer.
import type { Parameter, Step } from "#blueprint/workflows/arazzo.ts";
import { type Exchange, type Scope, fill } from "#blueprint/workflows/expressions.ts";
import type { CalledOperation } from "#contract/workflows.ts";
import { type Json, type JsonObject, isObject, setAt, textOf } from "#lib/json.ts";
import { tokensOf } from "#lib/pointer.ts";
import { bodyOf } from "../answer-body.ts";
import { type Send, Unreachable, reasonOf } from "../client.ts";
import { authorize } from "../credential.ts";
import { encodeBody } from "./body-encoding.ts";

/** Where the API is called, and with what. */
export type Target = { base: string; key: string | undefined; basePath: string; send?: Send };

const REQUEST_MS = 30_000;

type Prepared = {
  url: URL;
  headers: Headers;
  body: string | FormData | undefined;
  request: Exchange["request"];
};

/** Sends it; an expression without a value throws `NoValue`, a server that does not answer `Unreachable`. */
export async function send(
  target: Target,
  operation: CalledOperation,
  step: Step,
  shared: readonly Parameter[],
  scope: Scope,
): Promise<Exchange> {
  const { url, headers, body, request } = prepare(target, operation, step, shared, scope);
  const begun: RequestInit = {
    method: operation.method,
    headers,
    redirect: "manual",
    signal: AbortSignal.timeout(REQUEST_MS),
    ...(body === undefined ? {} : { body }),
  };
  try {
    const response = await (target.send ?? fetch)(url, begun);
    const text = await response.text();
    return {
      url: url.href,
      method: operation.method,
      status: response.status,
      request,
      response: {
        headers: Object.fromEntries(response.headers),
        body: bodyOf(text, response.headers.get("content-type") ?? ""),
      },
    };
  } catch (error) {
    throw new Unreachable(`${url.origin} does not answer: ${reasonOf(error)}`, { cause: error });
  }
}

function prepare(
  target: Target,
  operation: CalledOperation,
  step: Step,
  shared: readonly Parameter[],
  scope: Scope,
): Prepared {
  const given = {
    path: {} as JsonObject,
    query: {} as JsonObject,
    header: {} as JsonObject,
    cookie: {} as JsonObject,
  };
  // References are in their place since the document was read; a step's own parameter wins.
  for (const one of [...shared, ...((step.parameters ?? []) as Parameter[])])
    given[one.in ?? "query"][one.name] = fill(one.value, scope);
  const url = new URL(urlOf(target, operation, given.path));
  for (const [name, value] of Object.entries(given.query))
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, textOf(one));
  const headers = new Headers({ accept: "application/json, */*;q=0.5" });
  for (const [name, value] of Object.entries(given.header)) headers.set(name, textOf(value));
  const cookies = Object.entries(given.cookie).map(
    ([name, value]) => `${name}=${encodeURIComponent(textOf(value))}`,
  );
  if (cookies.length > 0) headers.set("cookie", cookies.join("; "));
  const said = payloadOf(step, scope);
  const payload =
    target.key === undefined || operation.credential === null
      ? said
      : authorize(operation.credential, target.key, { url, headers }, said);
  const encoded =
    payload === undefined
      ? undefined
      : encodeBody(payload, step.requestBody?.contentType ?? "application/json");
  if (encoded?.contentType !== undefined) headers.set("content-type", encoded.contentType);
  return {
    url,
    headers,
    body: encoded?.body,
    request: { headers: Object.fromEntries(headers), query: given.query, path: given.path, body: payload },
  };
}

function payloadOf({ requestBody }: Step, scope: Scope): Json | undefined {
  if (requestBody?.payload === undefined) return undefined;
  const payload = fill(requestBody.payload, scope);
  for (const { target, value } of requestBody.replacements ?? [])
    if (isObject(payload)) setAt(payload, tokensOf(target), fill(value, scope));
  return payload;
}

/** The base URL may be given with the API's base path or without it. */
function urlOf({ base, basePath }: Target, operation: CalledOperation, path: JsonObject): string {
  const root = base.replace(/\/+$/, "");
  const filled = operation.path.replaceAll(/\{([^}]+)\}/g, (whole, name: string) => {
    const value = path[name];
    return value === undefined ? whole : encodeURIComponent(textOf(value));
  });
  const hasBase = basePath !== "" && new URL(root).pathname.endsWith(basePath);
  return `${root}${hasBase && filled.startsWith(basePath) ? filled.slice(basePath.length) : filled}`;
}
