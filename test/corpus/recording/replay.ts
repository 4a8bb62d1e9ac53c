// Sessions of recorded exchanges, asked of a sandbox again in their order, with our ids in the place of the recorded ones.
import { type Json, type JsonObject, isObject, textOf } from "#lib/json.ts";
import { resolvePointer } from "#lib/pointer.ts";
import type { Document } from "../sample/document.ts";
import type { Judge } from "../schemas.ts";
import { type Comparison, compare } from "./compare.ts";
import { type Exchange, type Session, endsInRecord, pathValues, sentBody } from "./format.ts";
import { KnownValues } from "./known-values.ts";

export type Played = {
  exchange: Exchange;
  session: string;
  path: string;
  status: number;
  ours: Json | undefined;
  /** Why it does not count: the record it speaks of was made by no exchange before it. */
  aside?: string;
  comparison?: Comparison;
  /** Where the document forbids the null that we answered. */
  forbiddenNull?: string;
};

export type Sandbox = {
  url: string;
  document: Document;
  authorize: (headers: Record<string, string>, query: URLSearchParams) => void;
  judge: Judge;
  /** Whether the document takes what is sent. */
  requestJudge: Judge;
};

export async function replay(sandbox: Sandbox, session: Session): Promise<Played[]> {
  const known = new KnownValues();
  const played: Played[] = [];
  for (const exchange of session.exchanges) {
    const asked = sentBody(exchange);
    const sent = known.translateBody(asked);
    const path = known.translatePath(exchange.path);
    const strangers = pathValues(exchange).filter((value) => !known.knows(value));
    const { status, body } = await ask(sandbox, exchange, path, known);
    const one: Played = { exchange, session: session.source?.path ?? "", path, status, ours: body };
    played.push(one);
    const stranger = asideOf(sandbox, exchange, strangers, status, body, asked, known);
    if (stranger !== undefined) one.aside = stranger;
    const answered = exchange.bodyType === "json" ? exchange.responseBody : null;
    if (stranger === undefined && status === exchange.status && exchange.bodyType === "json") {
      one.comparison = compare(answered, body, asked, sent, (item) => known.knowsRecord(item), {
        document: sandbox.document,
        schema: answerSchema(sandbox.document, exchange),
      });
      const nowhere = forbiddenNull(sandbox.judge, exchange, body);
      if (nowhere !== undefined) one.forbiddenNull = nowhere;
    }
    if (exchange.status < 300 && (stranger === undefined || status < 300)) {
      known.learn(answered, body);
      known.meet(asked);
      for (const value of pathValues(exchange)) known.meet(value);
      if (!listsOnly(exchange)) known.meet(answered);
    }
  }
  return played;
}

/** Records that a list showed count as met only where ours showed one in their place. */
const listsOnly = (exchange: Exchange): boolean => exchange.method === "GET" && !endsInRecord(exchange);

/** What the document says of a success. */
const answerSchema = ({ calls }: Document, exchange: Exchange): JsonObject | undefined =>
  exchange.status < 300
    ? calls.find(({ method, path }) => `${method} ${path}` === exchange.operation)?.answer
    : undefined;

/**
 * What an exchange presupposes: a record of its path that nobody made, whatever we answer to it; one that its body names; or
 * another version of the API, which takes what the document refuses.
 */
function asideOf(
  { requestJudge }: Sandbox,
  exchange: Exchange,
  strangers: string[],
  status: number,
  body: Json | undefined,
  asked: Json,
  known: KnownValues,
): string | undefined {
  if (exchange.status !== 404 && strangers.length > 0) return strangers.join(", ");
  if (status < 400 || exchange.status >= 400) return undefined;
  const said = JSON.stringify(body ?? "");
  const [method = "", template = ""] = exchange.operation.split(" ");
  if (exchange.bodyKind === "json" && requestJudge(method, template, 0, asked) !== undefined)
    return "the document refuses what was sent";
  const unheard = /is not a known parameter|cannot be expanded \((\w+)\)/.exec(said)?.[0];
  if (unheard !== undefined) return `another version: ${unheard}`;
  return status === 404 || status === 400 || status === 422
    ? scalarsOf(asked).find((value) => value.length > 3 && !known.knows(value) && says(said, value))
    : undefined;
}

/** Whether a refusal says that what was sent names nothing. */
const says = (refusal: string, value: string): boolean =>
  refusal.includes(`'${value}'`) && /no such|not exist|not found/i.test(refusal);

function scalarsOf(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(scalarsOf);
  if (isObject(value)) return Object.values(value).flatMap(scalarsOf);
  return value === null ? [] : [String(value)];
}

async function ask(
  sandbox: Sandbox,
  exchange: Exchange,
  path: string,
  known: KnownValues,
): Promise<{ status: number; body: Json | undefined }> {
  const headers = { ...exchange.requestHeaders };
  delete headers["content-length"];
  const query = new URLSearchParams(exchange.query.map(([name, value]) => [name, known.translate(value)]));
  sandbox.authorize(headers, query);
  const body = encoded(exchange, known);
  const response = await fetch(`${sandbox.url}${path}${query.size > 0 ? `?${query.toString()}` : ""}`, {
    method: exchange.method,
    headers,
    redirect: "manual",
    ...(body === undefined || exchange.method === "GET" ? {} : { body }),
  });
  const text = await response.text();
  try {
    return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as Json) };
  } catch {
    return { status: response.status, body: text };
  }
}

function encoded(exchange: Exchange, known: KnownValues): string | undefined {
  const { bodyKind, requestBody } = exchange;
  if (bodyKind === "none" || requestBody === null) return undefined;
  if (bodyKind === "json") return JSON.stringify(known.translateBody(requestBody));
  if (bodyKind === "form" && Array.isArray(requestBody))
    return new URLSearchParams(
      requestBody.map((pair): [string, string] =>
        Array.isArray(pair) ? [textOf(pair[0]), known.translate(textOf(pair[1]))] : ["", ""],
      ),
    ).toString();
  return typeof requestBody === "string" ? known.translate(requestBody) : JSON.stringify(requestBody);
}

function forbiddenNull(judge: Judge, exchange: Exchange, body: Json | undefined): string | undefined {
  if (body === undefined) return undefined;
  const [method = "", template = ""] = exchange.operation.split(" ");
  const place = judge(method, template, exchange.status, body)?.split(" ")[0];
  return place !== undefined && place !== "" && resolvePointer(body, place) === null ? place : undefined;
}
