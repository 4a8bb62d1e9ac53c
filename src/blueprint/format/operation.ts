// An operation in the blueprint: what the index holds of it (`Operation`) and what is loaded for a call (`Details`); error
// models, security schemes and the nodes of the routing trie.
import { z } from "zod";
import { ListRole, PathParameter } from "./resource.ts";
import { DeclaredOperation, ViolationRule } from "./behaviour.ts";
import { JsonValue, SchemaValue } from "./schema.ts";

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
export const FieldSelection = z.object({
  expand: z.string().optional(),
  include: z.string().optional(),
  fields: z.string().optional(),
  omit: z.string().optional(),
});
export type FieldSelection = z.infer<typeof FieldSelection>;

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
  "declared",
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

const ErrorCase = z
  .object({
    status: z.number().optional().describe("The status of the answer"),
    code: JsonValue.optional().describe("The API's own code for it; null for an error without one"),
    type: z.string().optional().describe("Its type"),
    title: z.string().optional().describe("Its title"),
    message: z
      .string()
      .optional()
      .describe(
        "What it says; `{message}`, `{param}`, `{resource}`, `{Resource}` (as it begins a sentence) and `{id}` are filled",
      ),
    param: z
      .string()
      .nullable()
      .optional()
      .describe("The member it is told about, where that is not the one that was found; null for none"),
    members: z
      .record(z.string(), JsonValue)
      .optional()
      .describe("Further members of the error, as templates"),
    headers: z.record(z.string(), z.string()).optional().describe("Headers of the answer"),
    keep: z.boolean().optional().describe("The refusal commits what the case that refuses has changed"),
  })
  .meta({ id: "ErrorCase", description: "What a refusal says" });

/** The API's error body: a template whose strings `{slot}` are filled, and what each code says. */
export const ErrorModel = z.object({
  declared: z.boolean().describe("Whether the document has it; left out in sandbox.yaml"),
  media: z.string().describe("The media type"),
  template: JsonValue.describe(
    "The body. Its texts `{message}`, `{code}`, `{type}`, `{status}`, `{param}`, `{requestId}`, `{docUrl}`, `{details}`, `{title}`, `{timestamp}` are filled; `{param:null}` is null where there is none, `{param:brackets}` writes a member within others as forms do (`a[b]`), and a text with `{code:dashed}` (hyphens for underscores) is left out",
  ),
  detail: JsonValue.optional().describe("One entry of `details`, with `{param}`, `{message}`, `{code}`"),
  always: z
    .number()
    .int()
    .optional()
    // R40
    .describe("Every refusal has this status: the body alone says what went wrong"),
  cases: z
    .record(z.string(), ErrorCase)
    .describe("By the name that `refuse` gives, or the platform's own: `not_found`, `invalid`, …"),
  violations: z
    .array(ViolationRule)
    .optional()
    .describe("How violations of a schema are said; the first that fits"),
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
  fieldSelection: FieldSelection.optional(),
  /** What sandbox.yaml says it does. */
  declared: DeclaredOperation.optional(),
  /** Where the call may name a URL that is told of its record. */
  callback: z.object({ name: z.string(), in: z.enum(["query", "body"]) }).optional(),
  /** Statuses the operation declares for refusals. */
  refusals: z.array(z.number()),
  /** Error bodies of its own, by status (`0` is the default), where they are not the API's usual one. */
  errors: z.record(z.string(), ErrorModel).default({}),
});
export type Details = z.infer<typeof Details>;

const NameOfKey = z.string().describe("The name of the header, parameter, cookie or member");
const kindOf = <Kind extends string>(kind: Kind) => z.literal(kind).describe("The place");

export const Scheme = z.discriminatedUnion("kind", [
  z.object({ kind: kindOf("bearer") }),
  z.object({ kind: kindOf("basic") }),
  z.object({ kind: kindOf("header"), name: NameOfKey }),
  z.object({ kind: kindOf("query"), name: NameOfKey }),
  z.object({ kind: kindOf("cookie"), name: NameOfKey }),
  z.object({ kind: kindOf("body"), name: NameOfKey }),
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
  /** Method → further operations at this path, told apart by query or body. */
  a?: Record<string, number[]> | undefined;
};
export const RouteNode: z.ZodType<RouteNode> = z.lazy(() =>
  z.object({
    l: z.record(z.string(), RouteNode).optional(),
    p: RouteNode.optional(),
    s: z.string().optional(),
    o: z.record(z.string(), z.number()).optional(),
    a: z.record(z.string(), z.array(z.number())).optional(),
  }),
);
