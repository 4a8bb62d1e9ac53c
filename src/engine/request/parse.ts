// Steps 3 to 5 of a call, in the order of R41: the route, the scope, the media types, the decoded body, the parameters.
// Each function refuses with the API's own words.
import type { ViolationRule } from "#blueprint/format/behaviour.ts";
import type { Details, Operation } from "#blueprint/format/operation.ts";
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import { recordSchema } from "../records/fill.ts";
import { matchRoute } from "#blueprint/runtime/routes.ts";
import { type Json, type JsonObject, asObject, own, textOf } from "#lib/json.ts";
import { chooseMedia, covers, isJsonMedia, isXmlMedia, parseMediaType, takesVendorJson } from "#lib/media.ts";
import { type OperationContext, Refused, refuse } from "../context.ts";
import { coerce, decodeBody, decodePairs } from "./decode.ts";
import { open, typesOf } from "../schemas.ts";
import type { Upload } from "../record-reader.ts";
import { type Violation, validate } from "./validate.ts";

/** A request, as far as it is read here. */
type Sent = { method: string; path: string; body: Uint8Array<ArrayBuffer> | null };

export type Route =
  | { operation: Operation; others: Operation[]; values: string[] }
  | { allowed: string[] }
  | undefined;

/** Matching is pure and comes first; what it means is said later, in its turn. */
export function findRoute(index: BlueprintIndex, method: string, path: string): Route {
  const whole = matchRoute(index.routes, path);
  // Paths of nothing but parameters, `/{kind}/{id}`, take the base path for names.
  const isBase = whole === undefined || whole.values[0] === path.split("/")[1];
  const match = (isBase ? matchBelowBase(index, path) : undefined) ?? whole;
  if (!match) return undefined;
  // HEAD is answered as GET is (R47); the edge leaves the body out.
  const number = match.operations[method] ?? (method === "HEAD" ? match.operations["GET"] : undefined);
  const operation = number === undefined ? undefined : index.operations[number];
  const others = (match.others?.[method] ?? []).flatMap((one) => index.operations[one] ?? []);
  return operation ? { operation, others, values: match.values } : { allowed: Object.keys(match.operations) };
}

/** The servers' base path may be sent or left out (R2). */
function matchBelowBase(index: BlueprintIndex, path: string): ReturnType<typeof matchRoute> {
  const base = index.basePaths.find((one) => path === one || path.startsWith(`${one}/`));
  return base === undefined ? undefined : matchRoute(index.routes, path.slice(base.length));
}

export function requireRoute(
  index: BlueprintIndex,
  route: Route,
  request: Sent,
): { operation: Operation; others: Operation[]; values: string[] } {
  if (!route)
    throw refuse(
      { index },
      "route_not_found",
      `Unrecognized request URL (${request.method}: ${request.path}).`,
      { facts: { method: request.method, path: request.path } },
    );
  if ("allowed" in route) {
    const refused = refuse(
      { index },
      "method_not_allowed",
      `${request.method} is not allowed here; ${route.allowed.join(", ")} is.`,
    );
    throw new Refused(refused.refusal, [["allow", route.allowed.join(", ")]]);
  }
  return route;
}

/** The values of a path by the names that the operation gives them. */
export function pathOf(operation: Operation, values: readonly string[]): Record<string, string> {
  const names = operation.parameters.flatMap((one) => (one.in === undefined ? [one.name] : []));
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? ""]));
}

export function requireScope(index: BlueprintIndex, operation: Operation, scopes: readonly string[]): void {
  if (scopes.length === 0) return;
  const entity = (operation.resource && index.resources[operation.resource]?.scope) ?? "api";
  const wanted = `${entity}:${operation.method === "GET" || operation.method === "HEAD" ? "read" : "write"}`;
  if (scopes.some((scope) => scope === wanted || scope === `${entity}:*` || scope === "*")) return;
  throw refuse({ index }, "forbidden", `This key lacks the scope ${wanted}.`, { facts: { scope: wanted } });
}

/** The media type of the answer: what the caller prefers of what the operation offers. */
export function requireAcceptable(index: BlueprintIndex, details: Details, accept: string | null): string {
  const { media, also } = details.answer;
  if (media === undefined) return "application/json";
  const offered = [media, ...also];
  const chosen = chooseMedia(accept, offered);
  if (chosen !== undefined) return chosen;
  const json = offered.find((one) => isJsonMedia(parseMediaType(one).essence));
  if (json !== undefined && takesVendorJson(accept)) return json;
  if (chooseMedia(accept, ["application/json", index.errors.media]) !== undefined) return media;
  throw refuse({ index, details }, "not_acceptable", `This operation answers ${offered.join(" or ")}.`);
}

/** The decoded and coerced body; media types the operation does not take are refused before it is read. */
export async function requireBody(
  index: BlueprintIndex,
  details: Details,
  request: Sent,
  sent: string | null,
): Promise<{ value?: Json; files: readonly Upload[] }> {
  const offered = Object.keys(details.body?.contents ?? {});
  const hasBody = request.body !== null && request.body.byteLength > 0;
  const contentType = hasBody ? meantMedia(offered, request.body, sent) : sent;
  const { essence } = parseMediaType(contentType ?? "");
  if (
    hasBody &&
    essence !== "" &&
    offered.length > 0 &&
    !offered.some((media) => covers(media, essence) || (isJsonMedia(media) && essence === "application/json"))
  )
    throw refuse(
      { index, details },
      "unsupported_media_type",
      `Send ${offered.join(" or ")}, not ${essence}.`,
    );
  if (!hasBody || offered.length === 0) return { files: [] };
  const decoded = await decodeBody(request.body, contentType);
  if (!decoded.ok) throw refuse({ index, details }, "malformed", decoded.failure);
  const { value, files = [] } = decoded.value;
  return { files, ...(value === undefined ? {} : { value }) };
}

const FORM = "application/x-www-form-urlencoded";

/** What `curl -d '{…}'` says is a form, and what any API that takes no forms reads as the JSON it is. */
function meantMedia(offered: readonly string[], body: Uint8Array | null, sent: string | null): string | null {
  const isForm = parseMediaType(sent ?? "").essence === FORM;
  if (!isForm || !body || offered.some((media) => covers(media, FORM))) return sent;
  const first = body.find((byte) => byte > 0x20);
  return first === 0x7b || first === 0x5b ? (offered.find(isJsonMedia) ?? sent) : sent;
}

export const bodySchema = (details: Details, contentType: string | null): string | undefined => {
  const offered = Object.keys(details.body?.contents ?? {});
  const { essence } = parseMediaType(contentType ?? "");
  return (
    offered.find((media) => media === essence) ??
    offered.find((media) => covers(media, essence)) ??
    offered[0]
  );
};

/** Query parameters by name, in their declared types; undeclared ones stay as texts. */
export function readQuery(context: Pick<OperationContext, "details" | "schemas">, text: string): JsonObject {
  const raw = decodePairs(new URLSearchParams(text));
  const query: JsonObject = { ...raw };
  for (const parameter of context.details.parameters) {
    if (parameter.in !== "query") continue;
    const plain = parameter.name.replace(/\[\]$/, "");
    const value = own(raw, parameter.name) ?? own(raw, plain) ?? nested(raw, parameter.name);
    if (value !== undefined) query[parameter.name] = coerce(context.schemas, parameter.schema, value);
  }
  return query;
}

/** The keys of an operation that is a verb: named in its query or its body (R5). */
export function keysFromParameters(
  operation: Operation,
  query: JsonObject,
  body: Json | undefined,
): Record<string, string> {
  const keys: Record<string, string> = {};
  for (const { name, in: place } of operation.parameters) {
    const value =
      place === "query" ? own(query, name) : place === "body" ? own(asObject(body), name) : undefined;
    if (typeof value === "string" || typeof value === "number") keys[name] = String(value);
  }
  return keys;
}

/** `created[gte]` declared as a parameter of its own. */
function nested(raw: JsonObject, name: string): Json | undefined {
  const parts = /^([^[]+)\[([^\]]+)\]$/.exec(name);
  const outer = parts && own(raw, parts[1] ?? "");
  return typeof outer === "object" && outer !== null && !Array.isArray(outer)
    ? own(outer, parts?.[2] ?? "")
    : undefined;
}

/** Headers that HTTP itself owns: clients send them as their library does, whatever a document says of them. */
const RESERVED_HEADERS =
  /^(authorization|accept|accept-encoding|accept-language|connection|content-length|content-type|date|host|user-agent)$/i;

/** Parameters and body against the operation; the first fault names the refusal, all are listed. */
export function requireValid(
  context: OperationContext,
  headers: ReadonlyMap<string, string>,
  contentType: string | null,
): void {
  const violations: Violation[] = [];
  for (const parameter of context.details.parameters) {
    const value =
      parameter.in === "query"
        ? context.query[parameter.name]
        : parameter.in === "header"
          ? headers.get(parameter.name.toLowerCase())
          : undefined;
    if (parameter.in !== "query" && parameter.in !== "header") continue;
    // OpenAPI: parameters of these names are no parameters; they are negotiated elsewhere.
    if (parameter.in === "header" && RESERVED_HEADERS.test(parameter.name)) continue;
    if (value === undefined) {
      if (parameter.required) violations.push(missing(parameter.name));
      continue;
    }
    const typed = parameter.in === "header" ? coerce(context.schemas, parameter.schema, value) : value;
    violations.push(
      ...validate(context.schemas, parameter.schema, typed).map((one) => ({
        ...one,
        param: one.param === "" ? parameter.name : `${parameter.name}.${one.param}`,
      })),
    );
  }
  const body = context.details.body;
  const media = bodySchema(context.details, contentType);
  const schema = media === undefined ? undefined : body?.contents[media];
  if (body && schema) {
    const empty = context.body === undefined;
    // A GET has no body, whatever a document requires of it (RFC 9110 §9.3.1; R43).
    const needed = body.required && context.operation.method !== "GET";
    const needs = open(context.schemas, schema).required?.length ?? 0;
    // Bytes in a media type that is no notation of values are taken as they are.
    const opaque =
      typeof context.body === "string" &&
      isOpaque(media ?? "") &&
      !typesOf(context.schemas, schema).includes("string");
    if (!empty && !opaque) violations.push(...validate(context.schemas, schema, context.body ?? null));
    else if (empty && needed && needs > 0) violations.push(...validate(context.schemas, schema, {}));
    else if (
      empty &&
      needed &&
      open(context.schemas, schema).properties === undefined &&
      context.operation.kind === "create"
    )
      violations.push(missing("body"));
  }
  const [first, ...rest] = violations.filter(
    (one) => !isOwnIdentity(context, one) && !isCredential(context, one) && !isKept(context, one),
  );
  if (!first) return;
  const message = `${first.param === "" ? "The body" : first.param} ${first.message}`;
  const rule = ruleOf(context, first);
  const said = rule?.message?.replaceAll("{member}", first.param).replaceAll("{message}", first.message);
  throw refuse(context, "invalid", said ?? message, {
    ...(rule?.code === undefined ? {} : { said: { code: rule.code, message: said } }),
    param: first.param,
    details: [first, ...rest].map((one) => ({
      param: one.param === "" ? "body" : one.param,
      message: one.message,
      code: textOf(ruleOf(context, one)?.code ?? one.code),
    })),
    facts: { reason: first.code, field: first.param, resource: context.operation.resource ?? "" },
  });
}

/** How sandbox.yaml says a violation. */
const ruleOf = (context: OperationContext, { code, param }: Violation): ViolationRule | undefined =>
  context.index.errors.violations?.find(
    (one) =>
      (one.reason ?? code) === code &&
      (one.member ?? param) === param &&
      (one.operation ?? label(context)) === label(context),
  );

const label = ({ operation }: OperationContext): string => `${operation.method} ${operation.path}`;

const isOpaque = (media: string): boolean =>
  !isJsonMedia(media) && !isXmlMedia(media) && media !== FORM && !media.startsWith("multipart/");

/** A credential the document also lists as a parameter: who was let in has given it, wherever it stood. */
const isCredential = (context: OperationContext, { code, param }: Violation): boolean =>
  code === "required" &&
  Object.values(context.index.schemes).some(
    (one) => "name" in one && one.name.toLowerCase() === param.toLowerCase(),
  );

const missing = (param: string): Violation => ({
  param,
  path: [param],
  message: "is required",
  code: "required",
});

/** Documents reuse the schema of creation for changes: what a change leaves out, the record keeps. */
function isKept(context: OperationContext, { code, path }: Violation): boolean {
  const { kind, method, resource: name } = context.operation;
  if (kind !== "update" || method === "PUT" || code !== "required") return false;
  const wrapper = context.details.body?.wrapper;
  const [first, second, ...deeper] = path;
  const member =
    wrapper !== undefined && first === wrapper ? second : deeper.length > 0 || second ? undefined : first;
  const resource = context.index.resources[name ?? ""];
  if (member === undefined || !resource) return false;
  return own(recordSchema(context, resource).properties ?? {}, member) !== undefined;
}

/** Documents reuse the record's schema for its creation: the id it requires is then the server's to give. */
function isOwnIdentity(context: OperationContext, violation: Violation): boolean {
  if (context.operation.kind !== "create" || violation.code !== "required") return false;
  const resource = context.index.resources[context.operation.resource ?? ""];
  return (
    resource !== undefined &&
    violation.param === resource.identity.property &&
    resource.identity.generator.kind !== "md5"
  );
}
