// The blueprint: what a compiled document looks like. zod here is the law for files that come from outside.
// FORMAT rises when a reader of the old form would misread the new one; the Worker reads FORMAT and FORMAT - 1.
import { z } from "zod";
import type { Report } from "./report.ts";
import { Scenario } from "./scenarios.ts";
import type { Json } from "../lib/json.ts";

export const FORMAT = 2;
export const COMPILER = "2";

const JsonValue: z.ZodType<Json> = z.lazy(() =>
  z.union([
    z.null(),
    z.boolean(),
    z.number(),
    z.string(),
    z.array(JsonValue),
    z.record(z.string(), JsonValue),
  ]),
);

/** JSON Schema, compacted: allOf merged, `type` always a list, `$ref` a name in the schema table. */
export type Schema = {
  $ref?: string;
  type?: string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  enum?: Json[];
  const?: Json;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  anyOf?: Schema[];
  oneOf?: Schema[];
  discriminator?: { propertyName: string; mapping?: Record<string, string> };
  default?: Json;
  example?: Json;
  readOnly?: boolean;
  writeOnly?: boolean;
  /** What the document's maker calls the resource this is a form of. */
  resource?: string;
  xml?: { name?: string; attribute?: boolean; wrapped?: boolean };
};

// Schemas come compacted by the compiler and are only ever walked with own-property reads, so their inner
// shape is taken as given; everything that is indexed or looped over outside the walkers is checked below.
const SchemaValue = z.custom<Schema>((value) => typeof value === "object" && value !== null);

export const TimeField = z.object({
  property: z.string(),
  role: z.enum(["created", "updated"]),
  form: z.enum(["iso", "iso-millis", "iso-offset", "date", "sql", "rfc2822", "seconds", "millis"]),
});
export type TimeField = z.infer<typeof TimeField>;

export const Generator = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("integer"), start: z.number() }),
  z.object({ kind: z.literal("uuid") }),
  z.object({
    kind: z.literal("text"),
    prefix: z.string().max(64),
    alphabet: z.string().min(1).max(96),
    length: z.number().int().min(1).max(128),
  }),
  z.object({ kind: z.literal("md5"), of: z.string() }),
  z.object({ kind: z.literal("pattern"), pattern: z.string().max(500) }),
  /** An address of the block kept for documentation (RFC 5737). */
  z.object({ kind: z.literal("ip") }),
  /** Seconds and a counter, `1503435956.000247`: ids that are moments. */
  z.object({ kind: z.literal("moment") }),
]);
export type Generator = z.infer<typeof Generator>;

export const Transition = z.object({
  action: z.string(),
  from: z.array(z.string()).optional(),
  to: z.string(),
  stamp: z.string().optional(),
  event: z.string().optional(),
});
export const Progress = z.object({
  from: z.string(),
  to: z.string(),
  after: z.number().int().min(0),
  stamp: z.string().optional(),
  event: z.string().optional(),
});
export const Lifecycle = z.object({
  field: z.string(),
  initial: z.string().optional(),
  states: z.array(z.string()),
  transitions: z.array(Transition),
  progress: z.array(Progress),
});
export type Lifecycle = z.infer<typeof Lifecycle>;

export const Resource = z.object({
  name: z.string(),
  schema: SchemaValue,
  identity: z.object({
    property: z.string(),
    lookups: z.array(z.string()),
    generator: Generator,
    clientChosen: z.boolean(),
    /** The member of a create's body that carries the key, when it goes by another name there. */
    given: z.string().optional(),
  }),
  /** The property that holds the parent's id, by parent resource. */
  foreignKeys: z.record(z.string(), z.string()),
  parent: z.string().optional(),
  /** The path of one record, as the document writes it. */
  path: z.string().optional(),
  /** Properties that speak of the caller (R55): the principal itself, or its id. */
  principal: z.array(z.object({ property: z.string(), embed: z.boolean() })).default([]),
  /** Properties that hold an id and can be opened into the record it names (R45). */
  expands: z.record(z.string(), z.string()).default({}),
  /** Properties whose value must name an existing record. */
  references: z.array(z.object({ property: z.string(), resource: z.string() })),
  times: z.array(TimeField),
  lifecycle: Lifecycle.optional(),
  unique: z.array(z.string()),
  newestFirst: z.boolean(),
  /** Maps that merge key by key on update; an empty value or null deletes a key. */
  maps: z.array(z.string()),
  /** Members that say where the record is, written by the server alone. */
  self: z.array(z.string()).default([]),
  /** After its end a record is answered as a stub that says so, not as missing (R27). */
  stub: z.boolean().default(false),
  /** Property → how its value follows from others of the record. */
  derived: z.record(z.string(), z.string()),
  singleton: z.boolean(),
  /** The resource whose records are put into this join, and copied when they are (R11). */
  member: z.string().optional(),
  /** The resource is the API's own webhook subscription: its records are delivery endpoints. */
  subscription: z
    .object({
      url: z.string(),
      events: z.string().optional(),
      secret: z.string().optional(),
      active: z.string().optional(),
    })
    .optional(),
  /** The rows are the deliveries of the subscription above, as they happened. */
  deliveries: z.boolean().optional(),
  /** What collection the key scope `name:read` speaks of. */
  scope: z.string(),
});
export type Resource = z.infer<typeof Resource>;

export const PathParameter = z.object({
  name: z.string(),
  /** The resource this parameter names, when it is known. */
  resource: z.string().optional(),
  /** `outer`: part of a compound key that the next parameter completes (`/repos/{owner}/{repo}`). */
  /** `item`: of a list inside the record. `constant`: the tenancy that most paths begin with and nobody creates (R9). */
  role: z.enum(["key", "parent", "outer", "value", "constant", "item"]),
  /** Where it stands when not in the path: verbs take their keys in the query or the body (R5). */
  in: z.enum(["query", "body"]).optional(),
});
export type PathParameter = z.infer<typeof PathParameter>;

export const Paging = z.object({
  limit: z.object({ name: z.string(), default: z.number(), max: z.number() }).optional(),
  page: z.object({ name: z.string(), first: z.number() }).optional(),
  offset: z.object({ name: z.string() }).optional(),
  after: z.object({ name: z.string(), byId: z.boolean() }).optional(),
  before: z.object({ name: z.string(), byId: z.boolean() }).optional(),
  sort: z.string().optional(),
  direction: z.string().optional(),
  search: z.string().optional(),
  /** Query parameter → property path and comparison. */
  filters: z.record(
    z.string(),
    z.object({
      path: z.array(z.string()),
      op: z.enum(["eq", "range", "gte", "lte", "gt", "lt"]),
      /** Values that stand for no filter at all (`state=all`). */
      open: z.array(z.string()).optional(),
      /** What holds when the caller says nothing (`state` is `open`). */
      standard: z.string().optional(),
    }),
  ),
});
export type Paging = z.infer<typeof Paging>;

/** Parameters by which a caller shapes answers (R45). */
export const Shaping = z.object({
  expand: z.string().optional(),
  include: z.string().optional(),
  fields: z.string().optional(),
  omit: z.string().optional(),
});
export type Shaping = z.infer<typeof Shaping>;

export const ListRole = z.enum([
  "total",
  "pages",
  "page",
  "limit",
  "offset",
  "hasMore",
  "hasPrevious",
  "nextCursor",
  "previousCursor",
  "nextLink",
  "previousLink",
  "firstLink",
  "lastLink",
  "selfLink",
  "path",
  "count",
]);
export type ListRole = z.infer<typeof ListRole>;

export const Envelope = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("bare") }),
  z.object({ kind: z.literal("wrapped"), path: z.array(z.string()) }),
  z.object({
    kind: z.literal("list"),
    path: z.array(z.string()),
    /** `relative`: links begin at the API's root, without an origin. */
    roles: z.array(z.object({ path: z.array(z.string()), role: ListRole, relative: z.boolean().optional() })),
  }),
  z.object({ kind: z.literal("empty") }),
]);
export type Envelope = z.infer<typeof Envelope>;

export const OperationKind = z.enum([
  "list",
  "create",
  "read",
  "update",
  "replace",
  "delete",
  "action",
  "append",
  "join",
  "has",
  "inner-list",
  "inner-set",
  "inner-clear",
  "inner-has",
  "inner-remove",
  "download",
  "singleton-read",
  "singleton-write",
  "singleton-delete",
  "sampled",
  "unsupported",
]);
export type OperationKind = z.infer<typeof OperationKind>;

export const Tier = z.enum(["stateful", "partial", "sampled", "unsupported"]);
export type Tier = z.infer<typeof Tier>;

/** What the index holds of an operation: enough to route, refuse and find the rest. */
export const Operation = z.object({
  id: z.string(),
  method: z.string(),
  path: z.string(),
  kind: OperationKind,
  resource: z.string().optional(),
  /** `action`: the verb; `append` and `inner-…`: the list property of the record. */
  action: z.string().optional(),
  parameters: z.array(PathParameter),
  tier: Tier,
  reasons: z.array(z.string()),
  /** Every inner list is one alternative: schemes that must all be met. `[[]]` is public, `[]` says nothing. */
  security: z.array(z.array(z.string())),
  /** The chunk of details, and the chunks of schemas it needs. */
  details: z.number(),
  schemas: z.array(z.number()),
});
export type Operation = z.infer<typeof Operation>;

export const Parameter = z.object({
  name: z.string(),
  in: z.enum(["query", "header", "path", "cookie"]),
  required: z.boolean(),
  schema: SchemaValue,
  style: z.string().optional(),
  explode: z.boolean().optional(),
});
export type Parameter = z.infer<typeof Parameter>;

export const Answer = z.object({
  status: z.number(),
  media: z.string().optional(),
  schema: SchemaValue.optional(),
  envelope: Envelope,
  headers: z.array(z.string()),
  /** Other media types the answer is offered in that can be made from the same value. */
  also: z.array(z.string()).default([]),
  example: JsonValue.optional(),
});
export type Answer = z.infer<typeof Answer>;

export const ErrorSlot = z.enum([
  "message",
  "code",
  "type",
  "status",
  "param",
  "requestId",
  "docUrl",
  "details",
  "title",
  "timestamp",
]);
export type ErrorSlot = z.infer<typeof ErrorSlot>;

/** The API's error body: a template whose strings `{slot}` are filled, and what each code says. */
export const ErrorModel = z.object({
  declared: z.boolean(),
  media: z.string(),
  template: JsonValue,
  /** The shape of one entry of `details`, with `{param}`, `{message}`, `{code}`. */
  detail: JsonValue.optional(),
  /** Refusals come with this status, whatever they are (R40): the body alone says what went wrong. */
  always: z.number().int().optional(),
  cases: z.record(
    z.string(),
    z.object({
      status: z.number().optional(),
      code: JsonValue.optional(),
      type: z.string().optional(),
      title: z.string().optional(),
      message: z.string().optional(),
    }),
  ),
});
export type ErrorModel = z.infer<typeof ErrorModel>;

export const Details = z.object({
  parameters: z.array(Parameter),
  body: z
    .object({
      required: z.boolean(),
      contents: z.record(z.string(), SchemaValue),
      wrapper: z.string().optional(),
    })
    .optional(),
  answer: Answer,
  paging: Paging.optional(),
  shaping: Shaping.optional(),
  /** Where the call may name a URL that is told of its record. */
  callback: z.object({ name: z.string(), in: z.enum(["query", "body"]) }).optional(),
  /** Statuses the operation declares for refusals. */
  refusals: z.array(z.number()),
  /** Error bodies of its own, by status (`0` is the default), where they are not the API's usual one. */
  errors: z.record(z.string(), ErrorModel).default({}),
});
export type Details = z.infer<typeof Details>;

export const Scheme = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("bearer") }),
  z.object({ kind: z.literal("basic") }),
  z.object({ kind: z.literal("header"), name: z.string() }),
  z.object({ kind: z.literal("query"), name: z.string() }),
  z.object({ kind: z.literal("cookie"), name: z.string() }),
  z.object({ kind: z.literal("body"), name: z.string() }),
]);
export type Scheme = z.infer<typeof Scheme>;

export type RouteNode = {
  /** Literal children. */
  l?: Record<string, RouteNode> | undefined;
  /** The parameter child. */
  p?: RouteNode | undefined;
  /** A suffix such as `.json` that a request may carry here. */
  s?: string | undefined;
  /** Method → index of the operation. */
  o?: Record<string, number> | undefined;
};
export const RouteNode: z.ZodType<RouteNode> = z.lazy(() =>
  z.object({
    l: z.record(z.string(), RouteNode).optional(),
    p: RouteNode.optional(),
    s: z.string().optional(),
    o: z.record(z.string(), z.number()).optional(),
  }),
);

export const EventPlan = z.object({
  /** `resource verb` → the API's own event name. */
  names: z.record(z.string(), z.string()),
  declared: z.array(z.string()),
  scheme: z.string(),
  /** Seconds between the attempts of a delivery, where they are not the usual ones. */
  retries: z.array(z.number()).optional(),
  /** The payload: a template, or undefined for the default `{type, timestamp, data}`. */
  payload: JsonValue.optional(),
  /** Event name → its payload's schema, and where in it the record stands. */
  shapes: z.record(z.string(), z.object({ schema: SchemaValue, data: z.array(z.string()) })).default({}),
});
export type EventPlan = z.infer<typeof EventPlan>;

export const Live = z.union([
  z.literal("none"),
  z.literal("hosted"),
  z.object({ upstream: z.string(), idempotencyHeader: z.string() }),
]);
export type Live = z.infer<typeof Live>;

export const PlatformBody = z.object({ exact: JsonValue.optional(), message: z.string().optional() });

export const Limits = z.object({
  perMinute: z.number().int().positive(),
  /** Of all keys of a sandbox together; else some times that of one key. */
  perMinuteInAll: z.number().int().positive().optional(),
  maxRecords: z.number().int().positive(),
  maxBytes: z
    .number()
    .int()
    .positive()
    .default(512 * 1024 * 1024),
  maxUploads: z.number().int().positive().default(1000),
});
export type Limits = z.infer<typeof Limits>;

export const BlueprintIndex = z.object({
  format: z.number(),
  compiler: z.string(),
  title: z.string(),
  version: z.string(),
  basePaths: z.array(z.string()),
  keyPrefix: z.string(),
  schemes: z.record(z.string(), Scheme),
  /** Where OAuth clients fetch their tokens. */
  tokenPath: z.string().optional(),
  errors: ErrorModel,
  platform: z.record(z.string(), PlatformBody),
  resources: z.record(z.string(), Resource),
  operations: z.array(Operation),
  routes: RouteNode,
  events: EventPlan,
  idempotency: z.object({
    header: z.string(),
    everywhere: z.boolean(),
    /** Whether keys of the caller share what they repeat. */
    per: z.enum(["key", "account"]).default("key"),
  }),
  rateHeaders: z.object({
    limit: z.string(),
    remaining: z.string(),
    reset: z.string(),
    /** The reset is a moment (seconds since 1970), not so many seconds from now. */
    moment: z.boolean().optional(),
  }),
  live: Live,
  limits: Limits,
  /** Scenarios of the API's own, beside the universal ones. */
  scenarios: z.record(z.string(), Scenario).default({}),
  /** The resource whose record is the "me" behind the keys of a tenant (R55). */
  principal: z.string().optional(),
  seed: z.object({ order: z.array(z.string()), counts: z.record(z.string(), z.number()) }),
  chunks: z.object({ details: z.number(), schemas: z.number() }),
  /** Schema name → its chunk. */
  schemaChunk: z.record(z.string(), z.number()),
});
export type BlueprintIndex = z.infer<typeof BlueprintIndex>;

export const DetailsChunk = z.record(z.string(), Details);
export const SchemaChunk = z.record(z.string(), SchemaValue);

/** Records of the document's examples and of the provider's own records.yaml, by resource. */
export const SeedFile = z.object({
  examples: z.record(z.string(), z.array(z.record(z.string(), JsonValue))),
  records: z.record(z.string(), z.array(z.record(z.string(), JsonValue))),
});
export type SeedFile = z.infer<typeof SeedFile>;

/** Everything a release stores beside the document itself. */
export type Blueprint = {
  index: BlueprintIndex;
  details: Record<string, Details>[];
  schemas: Record<string, Schema>[];
  seed: SeedFile;
  report: Report;
};
