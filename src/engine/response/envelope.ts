// From a record or a page of records to the answer's body and headers: envelopes, list members, links (R12-R15).
import type { Schema } from "#blueprint/format/schema.ts";
import type { ListRole, Resource } from "#blueprint/format/resource.ts";
import { type Json, type JsonObject, asObject, isObject, own, put, setAt } from "#lib/json.ts";
import { type OperationContext, resourceOf } from "../context.ts";
import { generateValue } from "../generate/value.ts";
import { recordSchema } from "../records/fill.ts";
import { coerce } from "../request/decode.ts";
import { validate } from "../request/validate.ts";
import { project } from "./project.ts";
import { withComputed } from "../behaviour/scope.ts";
import { expanded } from "./field-selection.ts";
import { open, typesOf } from "../schemas.ts";
import { generatorOptions } from "../generate/options.ts";

/** One record in the operation's envelope; undefined where the operation answers no body. */
export function answerOne(context: OperationContext, record: JsonObject | Json[]): Json | undefined {
  const { answer } = context.details;
  if (answer.envelope.kind === "empty" || answer.status === 204) return undefined;
  if (Array.isArray(record)) return answerMany(context, record);
  if (answer.envelope.kind === "list") return answerMany(context, [record]);
  const doc = expanded(context, withComputed(context, kindOf(context), record));
  const isRpc = context.operation.parameters.some((one) => one.in);
  if (answer.envelope.kind !== "wrapped" && !isRpc) return shownAs(context, answer.schema, doc);
  const value: JsonObject = echo(context, doc, isRpc);
  if (answer.envelope.kind === "wrapped") setAt(value, answer.envelope.path, doc);
  else Object.assign(value, doc);
  return project(generatorOptions(context), answer.schema, value);
}

const kindOf = (context: OperationContext): Resource | undefined =>
  context.index.resources[context.operation.resource ?? ""];

/** A record in the form that the whole answer has: a list of the one, its key or that all went well, else the record. */
function shownAs(context: OperationContext, schema: Schema | undefined, doc: JsonObject): Json {
  const options = generatorOptions(context);
  const types = schema === undefined ? [] : typesOf(context.schemas, schema);
  if (types.length === 0 || types.includes("object")) return project(options, schema, doc);
  if (types.includes("array")) return project(options, schema, [doc]);
  if (types.includes("boolean")) return true;
  const key = context.index.resources[context.operation.resource ?? ""]?.identity.property;
  const value = key === undefined ? undefined : own(doc, key);
  const isFitting =
    value !== undefined && schema !== undefined && validate(context.schemas, schema, value).length === 0;
  return isFitting ? value : generateValue(options, schema ?? {}, "message");
}

/**
 * What stands beside a record in its answer: that it went well, what the record was sent with, what the call named. A member
 * that the record has itself is told in the record; of an RPC-style answer, in both.
 */
function echo(context: OperationContext, doc: JsonObject, isRpc: boolean): JsonObject {
  const said: JsonObject = {};
  const { answer } = context.details;
  const body = asObject(context.body);
  const inside = isRpc ? {} : recordMembers(context);
  for (const [name, schema] of Object.entries(open(context.schemas, answer.schema).properties ?? {})) {
    if (own(inside, name) !== undefined) continue;
    const types = typesOf(context.schemas, schema);
    const value = own(doc, name) ?? own(context.path, name) ?? own(body, name);
    if (/^(ok|success)$/i.test(name) && types.includes("boolean")) said[name] = true;
    else if (value !== undefined && (!isRpc || (!isObject(value) && !Array.isArray(value))))
      said[name] = value;
  }
  return said;
}

const recordMembers = (context: OperationContext): NonNullable<Schema["properties"]> =>
  context.operation.resource === undefined
    ? {}
    : (recordSchema(generatorOptions(context), resourceOf(context)).properties ?? {});

/** Query parameters a link changes; null takes one away. */
export type PageRequest = Record<string, string | null>;

export type PageFacts = {
  total: number;
  count: number;
  limit: number;
  page: number;
  firstPage: number;
  offset: number;
  hasMore: boolean;
  hasPrevious: boolean;
  nextCursor: string | null;
  previousCursor: string | null;
  /** Query changes that lead to other pages; null when there is none. */
  next: PageRequest | null;
  previous: PageRequest | null;
  first: PageRequest | null;
  last: PageRequest | null;
};

/** Records that are no page of anything: what a call just made or changed, in a list's envelope. */
export const answerMany = (context: OperationContext, docs: Json[]): Json =>
  answerList(context, docs, {
    total: docs.length,
    count: docs.length,
    limit: Math.max(1, docs.length),
    page: 1,
    firstPage: 1,
    offset: 0,
    hasMore: false,
    hasPrevious: false,
    nextCursor: null,
    previousCursor: null,
    next: null,
    previous: null,
    first: {},
    last: {},
  });

/** A page of records in the list's envelope. */
export function answerList(context: OperationContext, records: Json[], facts: PageFacts): Json {
  const { answer } = context.details;
  const docs = records.map((one) =>
    isObject(one) ? expanded(context, withComputed(context, kindOf(context), one)) : one,
  );
  const options = generatorOptions(context);
  if (answer.envelope.kind !== "list" || answer.envelope.path.length === 0)
    return project(options, answer.schema, docs);
  const value: JsonObject = {};
  for (const { path, role, relative } of answer.envelope.roles) {
    const said = roleValue(context, role, facts, path, relative ?? false);
    if (said !== undefined) setAt(value, path, atMost(schemaAt(context, path).schema, said));
  }
  // What stands beside the rows under the name of a path parameter is what the path has there.
  const { properties = {} } = schemaAt(context, []).schema;
  for (const [name, word] of Object.entries(context.path))
    if (Object.hasOwn(properties, name) && own(value, name) === undefined)
      put(value, name, coerce(context.schemas, schemaAt(context, [name]).schema, word));
  setAt(value, answer.envelope.path, docs);
  const shown = project(options, answer.schema, value);
  // However many rows the document promises, a page past the last has none.
  if (docs.length === 0 && facts.total > 0 && isObject(shown)) setAt(shown, answer.envelope.path, []);
  return shown;
}

function roleValue(
  context: OperationContext,
  role: ListRole,
  facts: PageFacts,
  path: readonly string[],
  relative: boolean,
): Json | undefined {
  const link = (change: PageRequest | null): Json | undefined =>
    change === null ? nothing(context, path) : urlOf(context, change, relative);
  switch (role) {
    case "total":
      return facts.total;
    case "count":
      return hasRole(context, "total") ? facts.count : facts.total;
    case "pages":
      return Math.max(1, Math.ceil(facts.total / facts.limit));
    case "page":
      return facts.page;
    case "limit":
      return facts.limit;
    case "offset":
      return facts.offset;
    case "hasMore":
      return facts.hasMore;
    case "hasPrevious":
      return facts.hasPrevious;
    case "nextCursor":
      return facts.nextCursor ?? nothing(context, path);
    case "previousCursor":
      return facts.previousCursor ?? nothing(context, path);
    case "nextLink":
      return link(facts.next);
    case "previousLink":
      return link(facts.previous);
    case "firstLink":
      return link(facts.first);
    case "lastLink":
      return link(facts.last);
    case "selfLink":
      return link({});
    case "path":
      return context.url.path;
  }
}

const hasRole = (context: OperationContext, role: ListRole): boolean =>
  context.details.answer.envelope.kind === "list" &&
  context.details.answer.envelope.roles.some((one) => one.role === role);

/** A size or number of a page within what the answer's schema allows there. */
const atMost = ({ maximum }: Schema, said: Json): Json =>
  typeof said === "number" && maximum !== undefined ? Math.min(said, maximum) : said;

/** How the API says that there is no further page: null where it may, absent where it need not, else empty. */
function nothing(context: OperationContext, path: readonly string[]): Json | undefined {
  const { schema, required } = schemaAt(context, path);
  if (typesOf(context.schemas, schema).includes("null")) return null;
  return required ? "" : undefined;
}

/** The schema of a member of the answer, and whether it must be there. */
function schemaAt(context: OperationContext, path: readonly string[]): { schema: Schema; required: boolean } {
  let schema = open(context.schemas, context.details.answer.schema);
  let required = true;
  for (const key of path) {
    required = schema.required?.includes(key) ?? false;
    schema = open(context.schemas, schema.properties?.[key]);
  }
  return { schema, required };
}

function urlOf(context: OperationContext, change: PageRequest, relative = false): string {
  const query = new URLSearchParams(context.url.query);
  for (const [name, value] of Object.entries(change)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return `${relative ? "" : context.base}${context.url.path}${text === "" ? "" : `?${text}`}`;
}

/** RFC 8288 links and counting headers, where the operation declares them (R15). */
export function listHeaders(context: OperationContext, facts: PageFacts): [string, string][] {
  const declared = context.details.answer.headers;
  const headers: [string, string][] = [];
  const links = (
    [
      ["next", facts.next],
      ["prev", facts.previous],
      ["first", facts.previous && facts.first],
      ["last", facts.next && facts.last],
    ] as const
  )
    .filter(([, change]) => change !== null)
    .map(([rel, change]) => `<${urlOf(context, change ?? {})}>; rel="${rel}"`);
  const { envelope } = context.details.answer;
  // A bare list that takes a cursor has nowhere else to say how it goes on.
  const onlyWay =
    envelope.kind === "list" && envelope.path.length === 0 && context.details.paging?.after !== undefined;
  if ((declared.includes("link") || onlyWay) && links.length > 0) headers.push(["link", links.join(", ")]);
  const counts: [string, number][] = [
    ["x-total-count", facts.total],
    ["x-total", facts.total],
    ["x-total-pages", Math.ceil(facts.total / facts.limit)],
    ["x-page", facts.page],
    ["x-per-page", facts.limit],
  ];
  for (const [name, value] of counts) if (declared.includes(name)) headers.push([name, String(value)]);
  return headers;
}

/** Takes the record out of the member that carries it in a request (R13); what stands beside it is kept with it. */
export function unwrapBody(context: OperationContext): JsonObject {
  const wrapper = context.details.body?.wrapper;
  const body = asObject(context.body);
  if (wrapper === undefined) return body;
  const { [wrapper]: inner, ...beside } = body;
  return isObject(inner) ? { ...beside, ...inner } : body;
}
