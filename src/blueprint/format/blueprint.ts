// The blueprint: the form of a compiled document. zod schemas, because uploaded blueprints are checked by them.
// FORMAT rises when a reader of the old form would misread the new one; `runtime/upgrade.ts` then gets a step. COMPILER rises with it, or when
// the same sources give another blueprint.
import { z } from "zod";
import type { Report } from "./report.ts";
import { Scenario } from "./scenarios.ts";
import { JsonValue, type Schema, SchemaValue } from "./schema.ts";
import { PayloadFormat, Signing } from "./signing.ts";
import { Details, ErrorModel, Operation, RouteNode, Scheme } from "./operation.ts";
import { AnswerHeader, DeclaredFunction, EffectRule, NamedTable } from "./behaviour.ts";
import { Resource } from "./resource.ts";

export const FORMAT = 3;
export const COMPILER = "5";

export const EventPlan = z.object({
  /** `resource verb` → the API's own event name. */
  names: z.record(z.string(), z.string()),
  declared: z.array(z.string()),
  /** How payloads are written and signed (R51). */
  format: PayloadFormat.default("json"),
  signing: Signing,
  /** Seconds between the attempts of a delivery, where they are not the usual ones. */
  retries: z.array(z.number()).optional(),
  /** The payload: a template, or undefined for the default `{type, timestamp, data}`. */
  payload: JsonValue.optional(),
  /** The resource whose records are the events that happened. */
  resource: z.string().optional(),
  /** Templates of their own, by the event's name or else its resource. */
  payloads: z.record(z.string(), JsonValue).default({}),
  /** Payloads as templates of expressions, by the event's name or else its resource. */
  bodies: z.record(z.string(), JsonValue).default({}),
  /** What an event belongs to, as an expression over its record. */
  topic: z.string().optional(),
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

export const PlatformBody = z.object({
  exact: JsonValue.optional().describe("The whole body, as it is"),
  message: z
    .string()
    .optional()
    .describe(
      "What it says, in the API's own error body; `{credential}` is what was sent as a key, its middle masked",
    ),
  missing: z.string().optional().describe("What it says where nothing was sent as a key"),
});
export type PlatformBody = z.infer<typeof PlatformBody>;

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
  /** Changes of other records by name, and tables of magic values: what cases of behaviour refer to. */
  effects: z.record(z.string(), EffectRule).default({}),
  tables: z.array(NamedTable).default([]),
  /** What expressions may call. */
  functions: z.record(z.string(), DeclaredFunction).default({}),
  /** Headers that every answer carries. */
  headers: z.record(z.string(), AnswerHeader).default({}),
  /** Scenarios of the API's own, beside the universal ones. */
  scenarios: z.record(z.string(), Scenario).default({}),
  /** The resource whose record is the "me" behind the keys of a tenant (R55). */
  principal: z.string().optional(),
  seed: z.object({ order: z.array(z.string()), counts: z.record(z.string(), z.number()) }),
  chunks: z.object({ details: z.number(), schemas: z.number() }),
  /** Schema name → its chunk. */
  schemaChunk: z.record(z.string(), z.number()),
});
export type BlueprintIndex = z.infer<typeof BlueprintIndex> & {
  /** Set when it is loaded: compiled again from a release's sources, with its parts in a folder of their own. */
  recompiled?: boolean;
};

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
