// The API's error body (R38, R39): learnt from what its operations declare, rendered for one refusal.
// A template string that is exactly `{slot}` takes the slot's typed value and vanishes with it (`{slot:text}` its text,
// `{slot:null}` null where there is none, `{slot:brackets}` a path as forms write it); facts such as `{resource}` may stand inside longer texts.
import { type Json, type JsonObject, isObject, own, textOf } from "#lib/json.ts";
import { flat } from "#lib/words.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { Schema } from "../format/schema.ts";
import type { ErrorModel, ErrorSlot } from "../format/operation.ts";
import type { RawAnswer, RawOperation } from "../read/operations.ts";
import { objectView } from "../infer/payload-views.ts";
import { formsByStatus } from "./error-alternatives.ts";

export const PROBLEM_JSON: ErrorModel = {
  declared: false,
  media: "application/problem+json",
  template: {
    type: "about:blank",
    title: "{title}",
    status: "{status}",
    detail: "{message}",
    instance: "{requestId}",
    errors: "{details}",
  },
  detail: { detail: "{message}", pointer: "{pointer}" },
  cases: {},
};

const SLOTS: [RegExp, ErrorSlot][] = [
  [/^(message|detail|errormessage|errordescription|msg|description|reason)$/, "message"],
  [/^(code|errorcode|id)$/, "code"],
  [/^(type|errortype)$/, "type"],
  [/^(status|statuscode|httpstatus)$/, "status"],
  [/^(param|field|attr|parameter|pointer)$/, "param"],
  [/^(requestid|instance|traceid|correlationid)$/, "requestId"],
  [/^(docurl|moreinfo|documentationurl|helpurl)$/, "docUrl"],
  [/^(errors|details|invalidfields|violations|fielderrors)$/, "details"],
  [/^title$/, "title"],
  [/^timestamp$/, "timestamp"],
];

const CODE_WORDS: Record<string, RegExp> = {
  unauthorized: /unauth|invalid_?(api_?)?(key|token)|credential|authentication/i,
  expired_token: /expired|invalid_?token|unauth|credential/i,
  forbidden: /forbidden|permission|access|not_?allowed/i,
  not_found: /not_?found|no_?such|does_?not_?exist|unknown|missing(?!_?(scope|param|auth))/i,
  route_not_found: /not_?found|missing|unrecognized/i,
  invalid: /validation|invalid|unprocessable|parameter/i,
  reference_missing: /missing|not_?found|invalid/i,
  malformed: /bad_?request|malformed|pars|invalid/i,
  precondition_failed: /precondition|version|stale|etag|conflict/i,
  conflict: /conflict|already|duplicate|exists/i,
  illegal_transition: /conflict|state|transition|invalid/i,
  idempotency_mismatch: /idempot|conflict/i,
  rate_limited: /rate|too_?many|throttl/i,
  unavailable: /unavailable|overloaded|internal|server|api_?error/i,
  server_error: /internal|server|api_?error/i,
};

export type LearntErrors = {
  /** The most used error body; problem+json when none is declared. */
  usual: ErrorModel;
  /** What an operation declares beside it, by status. */
  own(operation: RawOperation): Record<string, ErrorModel>;
};

/** The error bodies of the document: one that most operations share, and those that are different. */
export function learnErrors(table: SchemaNormaliser, operations: readonly RawOperation[]): LearntErrors {
  const clusters = new Map<string, Cluster>();
  const keyOf = new Map<RawAnswer, string>();
  for (const operation of operations)
    for (const refusal of operation.refusals) {
      const view = objectView(table, refusal.schema);
      if (!view || !refusal.media) continue;
      const key = view.schema.$ref ?? `${refusal.media} ${shapeOf(view.object)}`;
      const cluster = clusters.get(key) ?? { count: 0, schema: view.object, media: refusal.media };
      cluster.count++;
      clusters.set(key, cluster);
      keyOf.set(refusal, key);
    }
  const models = new Map([...clusters].map(([key, cluster]) => [key, modelOf(table, cluster)]));
  const speaking = [...clusters].filter(([key]) => models.get(key)?.declared);
  const best = speaking.sort(([, a], [, b]) => b.count - a.count)[0]?.[0];
  const usual = (best === undefined ? undefined : models.get(best)) ?? PROBLEM_JSON;
  const codes = operations.flatMap((one) => one.refusals.map((refusal) => refusal.status));
  // No refusal has a status of its own and the body says no: refusals come inside a 200 (R40).
  const inBody = usual.declared && saysNo(usual.template) && codes.every((status) => status === 0);
  if (inBody) for (const model of [usual, ...models.values()]) model.always = 200;
  const usualText = JSON.stringify(usual);
  return {
    usual,
    own: (operation) =>
      Object.fromEntries(
        operation.refusals.flatMap((refusal) => {
          const forms = [...formsByStatus(table, refusal.schema)].filter(
            ([status]) => refusal.status === 0 || refusal.status === status,
          );
          const media = refusal.media ?? usual.media;
          if (forms.length > 0)
            return forms.map(([status, schema]) => [
              String(status),
              modelOf(table, { count: 1, schema, media }),
            ]);
          const model = models.get(keyOf.get(refusal) ?? "");
          const isOwn = model?.declared && model !== usual && JSON.stringify(model) !== usualText;
          return isOwn ? [[String(refusal.status), model]] : [];
        }),
      ),
  };
}

type Cluster = { count: number; schema: Schema; media: string };

const shapeOf = (schema: Schema): string =>
  Object.entries(schema.properties ?? {})
    .map(
      ([name, property]) =>
        `${name}:${property.$ref ?? JSON.stringify(property.const ?? property.enum ?? property.type ?? "")}`,
    )
    .join();

/** A body whose `ok` is never true. */
const saysNo = (template: Json): boolean =>
  isObject(template) &&
  Object.entries(template).some(([name, value]) => /^(ok|success)$/.test(name) && value === false);

function modelOf(table: SchemaNormaliser, cluster: Cluster): ErrorModel {
  const cases: ErrorModel["cases"] = {};
  const template = templateOf(table, cluster.schema, 0, cases);
  const detail = detailOf(table, cluster.schema, 0);
  return {
    declared: /\{(message|code|title|details)\}/.test(JSON.stringify(template)),
    media: cluster.media,
    template,
    ...(detail === undefined ? {} : { detail }),
    cases,
  };
}

function templateOf(
  table: SchemaNormaliser,
  schema: Schema,
  depth: number,
  cases: ErrorModel["cases"],
): Json {
  const template: JsonObject = {};
  const members = Object.entries(schema.properties ?? {});
  const hasMessage = members.some(([name]) =>
    /^(message|detail|errormessage|errordescription|msg)$/.test(flat(name)),
  );
  for (const [name, property] of members) {
    const open = table.resolve(property);
    const only = open.const ?? (open.enum?.length === 1 ? open.enum[0] : undefined);
    const inner = open.properties || open.anyOf || open.oneOf ? objectView(table, property) : undefined;
    const slot = SLOTS.find(([pattern]) => pattern.test(flat(name)))?.[1];
    const required = schema.required?.includes(name) ?? false;
    if (inner && depth < 3 && (flat(name) === "error" || required))
      template[name] = templateOf(table, inner.object, depth + 1, cases);
    else if (only !== undefined) template[name] = only;
    else if (flat(name) === "error" && !inner && open.enum) {
      template[name] = "{code}";
      learnCases(open, "code", cases);
    } else if (flat(name) === "error" && !inner) template[name] = hasMessage ? "{title}" : "{message}";
    else if (slot === "details") {
      if (open.type?.includes("array")) template[name] = "{details}";
    } else if (slot && !inner) {
      const isText =
        open.type !== undefined && !open.type.includes("integer") && !open.type.includes("number");
      template[name] = slot === "status" && isText ? "{status:text}" : `{${slot}}`;
      if (slot === "code" || slot === "type") learnCases(open, slot, cases);
    } else if (required) template[name] = emptyOf(open);
  }
  return template;
}

/** A closed list of codes: the word nearest to each kind of refusal is taken from it. */
function learnCases(schema: Schema, slot: "code" | "type", cases: ErrorModel["cases"]): void {
  const numeric = schema.type?.some((type) => type === "integer" || type === "number") ?? false;
  const words = (schema.enum ?? []).filter((value) => typeof value === "string");
  for (const [code, pattern] of Object.entries(CODE_WORDS)) {
    const entry = (cases[code] ??= {});
    const word =
      words.find((value) => code === "not_found" && /not_?found$/i.test(value)) ??
      words.find((value) => pattern.test(value)) ??
      words.find((value) => /invalid|request/i.test(value)) ??
      words[0];
    if (word !== undefined && slot === "code") entry.code = word;
    if (word !== undefined && slot === "type") entry.type = word;
    if (numeric && slot === "code") entry.code = "{status}";
  }
}

function detailOf(table: SchemaNormaliser, schema: Schema, depth: number): Json | undefined {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const open = table.resolve(property);
    if (
      open.type?.includes("array") &&
      SLOTS.some(([pattern, slot]) => slot === "details" && pattern.test(flat(name)))
    ) {
      const item = objectView(table, open.items);
      if (!item) return "{message}";
      const detail: JsonObject = {};
      for (const key of Object.keys(item.object.properties ?? {})) {
        const word = flat(key);
        if (/^(field|param|attr|name|path|property|location)$/.test(word)) detail[key] = "{param}";
        else if (/^(message|detail|description|reason|msg)$/.test(word)) detail[key] = "{message}";
        else if (word === "pointer") detail[key] = "{pointer}";
        else if (/^(code|type)$/.test(word)) detail[key] = "{code}";
        else if (item.object.required?.includes(key))
          detail[key] = emptyOf(table.resolve(item.object.properties?.[key] ?? {}));
      }
      return detail;
    }
    const inner = open.properties && depth < 2 ? detailOf(table, open, depth + 1) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function emptyOf(schema: Schema): Json {
  if (schema.default !== undefined) return schema.default;
  if (schema.enum?.[0] !== undefined) return schema.enum[0];
  const type = schema.type?.includes("null") ? "null" : schema.type?.[0];
  if (type === "null") return null;
  if (type === "array") return [];
  if (type === "object") return {};
  if (type === "integer" || type === "number") return 0;
  return type === "boolean" ? false : "";
}

export type Refusal = {
  code: string;
  status: number;
  message: string;
  param?: string | undefined;
  details?: { param: string; message: string; code: string }[] | undefined;
  facts?: Record<string, string> | undefined;
  /** The code and message that the sandbox file has for just this violation, before those of its code. */
  said?: { code: string | number; message?: string | undefined } | undefined;
  /** Further members of the error, beside its message. */
  members?: JsonObject | undefined;
  /** The operation's own error body for this status, where it has one. */
  model?: ErrorModel | undefined;
};

export const TITLES: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  408: "Request Timeout",
  409: "Conflict",
  412: "Precondition Failed",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  507: "Insufficient Storage",
};

/** The body of a refusal in the API's own shape. */
export function renderError(
  usual: ErrorModel,
  refusal: Refusal,
  context: { requestId: string; timestamp: string },
): Json {
  const model = refusal.model ?? usual;
  const special: ErrorModel["cases"][string] = {
    ...model.cases[refusal.code],
    ...declaredCase(usual, refusal),
    ...(refusal.said ? { code: refusal.said.code } : {}),
    ...(refusal.said?.message === undefined ? {} : { message: refusal.said.message }),
  };
  const facts: Record<string, Json | undefined> = {
    ...refusal.facts,
    Resource: asTitle(refusal.facts?.["resource"]),
    status: refusal.status,
    param: special.param === undefined ? refusal.param : (special.param ?? undefined),
  };
  const message =
    special.message === undefined ? refusal.message : textOf(fill(special.message, facts) ?? refusal.message);
  const code =
    special.code === null ? undefined : (fill(special.code ?? refusal.code, facts) ?? refusal.code);
  const details = refusal.details?.map((one) =>
    fill(model.detail ?? { field: "{param}", message: "{message}" }, {
      ...facts,
      ...one,
      pointer: `#/${one.param.replaceAll(".", "/")}`,
    }),
  );
  const slots: Record<string, Json | undefined> = {
    ...facts,
    message,
    code,
    type: special.type ?? (model.media === "application/problem+json" ? "about:blank" : refusal.code),
    title: special.title ?? TITLES[refusal.status] ?? "Error",
    requestId: context.requestId,
    timestamp: context.timestamp,
    details: details?.filter((one) => one !== undefined),
  };
  const body = fill(model.template, slots) ?? {};
  if (refusal.members) Object.assign(errorIn(body, model.template) ?? {}, refusal.members);
  return body;
}

/** A resource as it begins a sentence: `api_key` is an Api key. */
const asTitle = (resource: string | undefined): string | undefined => {
  const words = resource?.replace(/_\d+$/, "").replaceAll("_", " ");
  return words === undefined ? undefined : words.charAt(0).toUpperCase() + words.slice(1);
};

/** The object of an error body that holds its message or code. */
function errorIn(body: Json, template: Json): JsonObject | undefined {
  if (!isObject(body) || !isObject(template)) return undefined;
  if (Object.values(template).some((one) => one === "{message}" || one === "{code}")) return body;
  for (const [name, inner] of Object.entries(template)) {
    const found = errorIn(body[name] ?? null, inner);
    if (found) return found;
  }
  return undefined;
}

/** What the sandbox file says of a case holds for an operation's own body too; words it learnt itself do not. */
const declaredCase = (usual: ErrorModel, refusal: Refusal): ErrorModel["cases"][string] => {
  const { code: _code, type: _type, ...said } = refusal.model ? (usual.cases[refusal.code] ?? {}) : {};
  return said;
};

function inForm(value: Json | undefined, form: string | undefined): Json | undefined {
  if (form === "text") return textOf(value);
  if (form === "null") return value ?? null;
  return form === "brackets" && typeof value === "string" ? inBrackets(value) : value;
}

/** A member within others as forms write it: `a.b[0].c` is `a[b][0][c]`. */
const inBrackets = (path: string): string => path.replace(/\.([^.[\]]+)/g, "[$1]");

function fill(template: Json, slots: Record<string, Json | undefined>): Json | undefined {
  if (typeof template === "string") {
    const [whole, name = "", form] = /^\{(\w+)(?::(text|null|brackets))?\}$/.exec(template) ?? [];
    if (whole !== undefined) return inForm(slots[name], form);
    // A text with a part that is told in dashes is left out as a whole where there is none.
    const [, part] = /\{(\w+):dashed\}/.exec(template) ?? [];
    if (part !== undefined && slots[part] === undefined) return undefined;
    return template.replace(/\{(\w+)(:dashed)?\}/g, (_, name: string, dashed?: string) =>
      dashed ? textOf(slots[name]).replaceAll("_", "-") : textOf(slots[name] ?? ""),
    );
  }
  if (Array.isArray(template)) return template.flatMap((item) => fill(item, slots) ?? []);
  if (!isObject(template)) return template;
  const filled: JsonObject = {};
  for (const key of Object.keys(template)) {
    const value = fill(own(template, key) ?? null, slots);
    if (value !== undefined) filled[key] = value;
  }
  return filled;
}
