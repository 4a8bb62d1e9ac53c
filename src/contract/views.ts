// A tenant's data as the platform's routes answer it. The schemas are the source of the platform's OpenAPI
// document; the values come from our own objects and are not parsed again.
import { z } from "zod";
import type { JsonObject } from "#lib/json.ts";
import { Reason } from "#lib/reason.ts";

const Moment = z.iso.datetime();
const Mode = z.enum(["test", "live"]);
const Id = z.string();

export const TenantStatus = z
  .object({
    active: z.boolean(),
    release: z.string(),
    generation: z.int(),
    records: z.int(),
    activatedAt: Moment,
    seed: z
      .object({ profile: z.string(), number: z.int(), seededAt: Moment, ageSeconds: z.int() })
      .describe("What its records were made from, and how long ago"),
  })
  .meta({ id: "SandboxStatus" });
export type TenantStatus = z.infer<typeof TenantStatus>;

export const Metrics = z
  .object({
    mode: Mode,
    since: Moment,
    calls: z.int(),
    errorRate: z.number().describe("Share of answers of 500 and above"),
    durationMs: z.object({ p50: z.number().nullable(), p95: z.number().nullable() }),
    operations: z.array(z.object({ operation: z.string().nullable(), status: z.int(), count: z.int() })),
    deliveries: z
      .intersection(
        z.object({ successRate: z.number().nullable() }),
        z.record(z.string(), z.number().nullable()),
      )
      .describe("How many deliveries are in each state"),
  })
  .meta({ id: "Metrics" });
export type Metrics = z.infer<typeof Metrics>;

export const AuditEntry = z
  .object({ at: Moment, action: z.string(), detail: z.unknown() })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const Evidence = z
  .object({
    operation: z.string().describe("An operation, `event` and its name, or `workflow` and its id"),
    fact: z.string(),
    request: z.string().describe("The request, event or receipt that shows it first"),
    at: Moment,
  })
  .meta({ id: "Evidence" });
export type Evidence = z.infer<typeof Evidence>;

/** What an endpoint made of deliveries that were right and wrong; null while it is not known. */
export const EndpointTest = z
  .object({
    id: Id,
    done: z.boolean(),
    passed: z.boolean(),
    results: z.array(
      z.object({
        kind: z.string(),
        status: z.int().nullable(),
        error: z.string().nullable(),
        accepted: z.boolean().nullable(),
        right: z.boolean().nullable(),
        advice: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "EndpointTest" });
export type EndpointTest = z.infer<typeof EndpointTest>;

export const SnapshotView = z
  .object({ id: Id, name: z.string(), release: z.string(), records: z.int(), createdAt: Moment })
  .meta({ id: "Snapshot" });
export type SnapshotView = z.infer<typeof SnapshotView>;

const clock = { now: Moment, frozen: z.boolean(), aheadSeconds: z.int() };
export const ClockView = z.object(clock).meta({ id: "Clock" });
export type ClockView = z.infer<typeof ClockView>;

export const TimerView = z
  .object({
    id: z.int(),
    kind: z.string().describe("`progress` moves a record on; the others maintain the sandbox itself"),
    due: Moment.describe("When it was or is due, on its own clock"),
    clock: z.enum(["sandbox", "real"]),
    state: z.enum(["waiting", "retrying", "parked"]),
    record: z
      .object({ resource: z.string(), id: Id, from: z.string().describe("The state it moves on from") })
      .nullable(),
    attempts: z.int().describe("How often it could not be applied"),
    error: z.string().nullable().describe("Why, the last time"),
    retryAt: Moment.nullable().describe("When it is tried again"),
    parkedAt: Moment.nullable().describe("Since when it is not tried any more"),
  })
  .meta({ id: "Timer" });
export type TimerView = z.infer<typeof TimerView>;
export type TimerFilter = { limit: number; state?: TimerView["state"] };

export const ClockMoved = z
  .object({
    ...clock,
    fired: z
      .array(z.object({ at: Moment, resource: z.string(), id: Id, from: z.string(), to: z.string() }))
      .describe("Everything that became due on the way, in order"),
    failing: z
      .array(TimerView)
      .describe("What was due but could not be applied: it is tried again, or parked with its error"),
    advancing: z.boolean().describe("More is due than one call fires: the rest follows by itself"),
  })
  .meta({ id: "ClockMoved" });
export type ClockMoved = z.infer<typeof ClockMoved>;

export const RateOverride = z
  .object({ key: z.string(), limit: z.int(), window: z.int().describe("Seconds"), expiresAt: Moment })
  .meta({ id: "RateOverride" });
export type RateOverride = z.infer<typeof RateOverride>;

export const Triggered = z
  .object({
    event: z.string(),
    resource: z.string(),
    record: Id,
    by: z.string().describe("The change that brought it about"),
    events: z.array(z.string()).describe("Every event that came of it"),
  })
  .meta({ id: "Triggered" });
export type Triggered = z.infer<typeof Triggered>;

const endpoint = {
  id: Id,
  url: z.string(),
  events: z.array(z.string()),
  description: z.string(),
  active: z.boolean(),
  createdAt: Moment,
  disabled: z.string().nullable().describe("Why it was switched off by itself"),
  previousSecretUntil: Moment.nullable().describe("Until when the secret before the last rotation signs too"),
};
export const EndpointView = z.object(endpoint).meta({ id: "Endpoint" });
export type EndpointView = z.infer<typeof EndpointView>;

export const EndpointWithSecret = z
  .object({ ...endpoint, secret: z.string().describe("Shown once") })
  .meta({ id: "EndpointWithSecret" });

export const AttemptView = z.object({
  delivery: z.int(),
  attempt: z.int(),
  status: z.int().nullable(),
  error: z.string().nullable(),
  latency: z.number().describe("Milliseconds"),
  response: z.string().describe("The first 4 KB of the answer"),
  headers: z.record(z.string(), z.string()).nullable().describe("What was sent, signature included"),
  body: z
    .string()
    .nullable()
    .describe("As it was sent, where that is not the delivery's: a form, or changed by a fault"),
  at: Moment,
});

export const DeliveryView = z
  .object({
    id: z.int(),
    event: Id,
    type: z.string(),
    endpoint: Id,
    state: z
      .enum(["pending", "delivered", "failed", "canceled", "held"])
      .describe("`held`: its endpoint is paused, and it was not tried; recovering the endpoint sends it"),
    attempts: z.array(AttemptView),
    due: Moment.describe("When it is tried next, or was settled"),
    deliveryFault: z.string().nullable().describe("How it was made to misbehave"),
    request: z.string().nullable().describe("The call it comes of; null for what happened by itself"),
    body: z.string(),
    created: Moment.describe("When it happened, on the sandbox clock"),
  })
  .meta({ id: "Delivery" });

export type DeliveryRow = z.infer<typeof DeliveryView>;

export const EventView = z
  .object({
    seq: z.int(),
    id: Id,
    type: z.string(),
    resource: z.string().nullable().describe("The resource it happened to; null for what is no record's"),
    record: Id.nullable(),
    request: z.string().nullable().describe("The call it comes of; null for what happened by itself"),
    created: Moment.describe("When it happened, on the sandbox clock"),
    payload: z.json().describe("What its webhooks carry"),
  })
  .meta({ id: "Event" });
export type EventView = z.infer<typeof EventView>;

export const Recovered = z.object({
  resent: z.int().describe("How many events are sent, of as long ago as events are kept"),
  failed: z.int().describe("How many of them had failed for good"),
  paused: z.int().describe("How many of them happened while the endpoint was paused"),
});
export type Recovered = z.infer<typeof Recovered>;

const logged = {
  id: Id,
  key: z.string().nullable(),
  method: z.string().describe("TIMER, IMPORT and TRIGGER are what changed records and was no call"),
  path: z.string(),
  operation: z.string().nullable(),
  status: z.int().describe("0 for what was no call"),
  duration: z.number().describe("Milliseconds"),
  why: z.string().describe("The reason as a sentence"),
  reason: Reason,
};
export const LogRow = z.object({ seq: z.int(), at: Moment, ...logged }).meta({ id: "LogRow" });
export type LogRow = z.infer<typeof LogRow>;

export const LegalMoves = z
  .object({
    resource: z.string(),
    id: Id,
    state: z.string().nullable(),
    moves: z.array(z.object({ action: z.string(), to: z.string(), operation: z.string().nullable() })),
    byItself: z.object({ to: z.string(), afterSeconds: z.number() }).nullable(),
  })
  .meta({ id: "LegalMoves" });
export type LegalMoves = z.infer<typeof LegalMoves>;

const message = z.object({
  headers: z.array(z.tuple([z.string(), z.string()])),
  body: z.string().nullable(),
});

/** A logged call, whole and explained. */
export const CallDetail = z
  .object({
    at: Moment,
    ...logged,
    whose: z.enum(["api", "call", "simulated failure", "platform"]),
    scenario: z.string().nullable().describe("The scenario that answered"),
    request: message,
    response: message,
    changes: z.array(z.object({ resource: z.string(), id: Id, before: z.unknown(), after: z.unknown() })),
    legalNow: z.array(LegalMoves),
  })
  .meta({ id: "LoggedCall" });
export type CallDetail = z.infer<typeof CallDetail>;

export const Replayed = z
  .object({ request: Id, status: z.int(), body: z.string().nullable() })
  .meta({ id: "Replayed" });
export type Replayed = z.infer<typeof Replayed>;

const record = {
  doc: z.custom<JsonObject>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    "is no object",
  ),
  parent: z.string().optional(),
};

export const ResourceCount = z
  .object({ resource: z.string(), records: z.int() })
  .meta({ id: "ResourceCount" });
export type ResourceCount = z.infer<typeof ResourceCount>;

/** One record, with what the sandbox knows of it. */
export const RecordView = z
  .object({
    resource: z.string(),
    id: Id,
    parent: z.string().describe("The scope of the path it lives under; empty where it has none"),
    state: z.string().nullable(),
    createdAt: Moment.describe("By the sandbox clock"),
    updatedAt: Moment.describe("By the sandbox clock"),
    doc: record.doc,
  })
  .meta({ id: "Record" });
export type RecordView = z.infer<typeof RecordView>;

export const RecordPage = z
  .object({
    data: z.array(RecordView),
    next: z.int().nullable().describe("`before` of the next page; null on the last one"),
  })
  .meta({ id: "RecordPage" });
export type RecordPage = z.infer<typeof RecordPage>;

/** Records as they are exported and imported: by resource, each with the path scope it lives under. */
export const RecordsFile = z
  .strictObject({
    release: z.string().optional(),
    records: z.record(z.string(), z.array(z.strictObject(record))),
  })
  .meta({ id: "Records" });
export type RecordsFile = z.infer<typeof RecordsFile>;

/** The same, a record a line; the line with the release says nothing to an import. */
export const RecordLines = z
  .array(
    z.union([z.strictObject({ resource: z.string(), ...record }), z.strictObject({ release: z.string() })]),
  )
  .meta({ id: "RecordLines" });
export type RecordLines = z.infer<typeof RecordLines>;

export const Preview = z
  .record(z.string(), z.object({ now: z.int(), after: z.int() }))
  .describe("How many records of each resource there are, and would be");
export type Preview = z.infer<typeof Preview>;
