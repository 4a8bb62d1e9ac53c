// Keys, sandboxes and releases as the platform's routes answer them.
import { z } from "zod";
import { Report } from "#blueprint/format/report.ts";
import { Tier } from "#blueprint/format/operation.ts";
import { ServiceScope } from "./service-tokens.ts";

const Moment = z.iso.datetime();

const key = {
  id: z.string(),
  name: z.string(),
  mode: z.enum(["test", "live"]),
  start: z.string().describe("How the key begins"),
  last4: z.string(),
  scopes: z.array(z.string()),
  createdAt: Moment,
  expiresAt: Moment.nullable().describe("Of a token: on the sandbox clock"),
  revoked: z.boolean(),
  kind: z
    .enum(["key", "token"])
    .describe(
      "A token is short-lived, made from a key, and ends with it, on the sandbox clock or in real time, whichever comes first",
    ),
  parent: z.string().nullable().describe("The key a token was made from"),
  perMinute: z.int().nullable(),
  perDay: z.int().nullable(),
  previousUntil: Moment.nullable().describe("Until when the value before a rotation is good too"),
  lastUsedAt: Moment.nullable().describe("Null also where nobody asked the tenants"),
};
export const KeyView = z.object(key).meta({ id: "Key" });
export type KeyView = z.infer<typeof KeyView>;
const created = { ...key, rawKey: z.string().describe("Shown once") };
export const CreatedKey = z.object(created).meta({ id: "CreatedKey" });
export type CreatedKey = z.infer<typeof CreatedKey>;
export const CreatedTestKey = z
  .object({
    ...created,
    sandboxOrgId: z.string(),
    sandboxPath: z.string().describe("The sandbox's own URL, below the origin"),
  })
  .meta({ id: "CreatedTestKey" });

export const Activated = z
  .object({ sandboxOrgId: z.string(), active: z.literal(true), createdAt: Moment, testApiKey: CreatedKey })
  .meta({ id: "Activated" });
export const LifecycleStatus = z
  .object({
    active: z.boolean(),
    sandboxOrgId: z.string().nullable(),
    createdAt: Moment.nullable(),
    keyCount: z.int(),
  })
  .meta({ id: "LifecycleStatus" });
export const WasReset = z
  .object({ sandboxOrgId: z.string(), active: z.literal(true), resetAt: Moment, records: z.int() })
  .meta({ id: "WasReset" });
export const Deactivated = z
  .object({
    sandboxOrgId: z.string(),
    active: z.literal(false),
    deactivatedAt: Moment,
    dataRetainedUntil: Moment,
  })
  .meta({ id: "Deactivated" });
export const Forked = z
  .object({
    sandbox: z.object({ id: z.string(), name: z.string() }),
    release: z.string(),
    records: z.int(),
    testApiKey: CreatedKey,
  })
  .meta({ id: "Forked" });

export const Me = z
  .object({
    user: z.string(),
    partner: z.string().nullable(),
    role: z.string(),
    name: z.string().describe("Of the person, or of the service token"),
    email: z.string().nullable(),
    organisation: z.string().nullable().describe("Its name"),
    scopes: z.array(ServiceScope).nullable().describe("Of a service token"),
    expiresAt: Moment.nullable().describe("When the session or the token ends"),
  })
  .meta({ id: "Me" });
export type Me = z.infer<typeof Me>;
export const Visibility = z.enum(["public", "unlisted", "private"]);
export type Visibility = z.infer<typeof Visibility>;
export const ApiView = z
  .object({
    slug: z.string(),
    release: z.string(),
    visibility: Visibility,
    keyPrefix: z.string(),
    mine: z.boolean(),
  })
  .meta({ id: "Api" });
export type ApiView = z.infer<typeof ApiView>;
export const ApiDeletion = z
  .object({
    api: z.string(),
    releases: z.int(),
    partners: z.int().describe("Organisations that have a subscription, your own among them"),
    sandboxes: z.int().describe("Sandboxes in which it is open, with all their records of it"),
    keys: z.int().describe("Test keys for it alone that work, and end"),
    blockedBy: z.array(z.string()).describe("While there is any, it is not deleted"),
    deletedAt: Moment.nullable().describe("Null in a preview"),
  })
  .meta({ id: "ApiDeletion" });
export type ApiDeletion = z.infer<typeof ApiDeletion>;
const Fidelity = z.record(Tier, z.int()).describe("How many operations there are of each tier");
export const Published = z
  .object({
    api: z.string(),
    release: z.string(),
    title: z.string(),
    operations: z.int(),
    fidelity: Fidelity,
    resources: z.array(z.string()),
    diagnostics: z.array(
      z.object({
        level: z.enum(["error", "warning", "note"]),
        at: z.string().describe("JSON Pointer into the document; empty for the whole"),
        rule: z.string().optional(),
        message: z.string(),
        hint: z.string(),
      }),
    ),
  })
  .meta({ id: "Release" });
export type Published = z.infer<typeof Published>;
export const FidelityReport = z
  .object({ api: z.string(), release: z.string(), ...Report.shape })
  .meta({ id: "FidelityReport" });
export const Approved = z
  .object({ phase: z.literal("production"), live: z.string() })
  .meta({ id: "Approved" });

export const Claimable = z
  .object({
    sandboxOrgId: z.string(),
    testApiKey: CreatedKey,
    claimToken: z.string().describe("Takes the sandbox over after signing up; shown once"),
    expiresAt: Moment,
  })
  .meta({ id: "Claimable" });
export type Claimable = z.infer<typeof Claimable>;

export const ReleaseView = z
  .object({
    release: z.string(),
    title: z.string(),
    version: z.string(),
    createdAt: Moment,
    deprecatedAt: Moment.nullable(),
    aliases: z.array(z.string()),
  })
  .meta({ id: "ReleaseRow" });
export type ReleaseView = z.infer<typeof ReleaseView>;

export const Announcement = z.object({
  state: z.enum(["ok", "degraded", "down"]),
  text: z.string(),
  at: Moment,
});
export const StatusView = z
  .object({
    api: z.string(),
    state: Announcement.shape.state,
    lastAnsweredAt: Moment.nullable().describe(
      "When a sandbox of it last answered, about; null when none has",
    ),
    announcement: Announcement.nullable(),
  })
  .meta({ id: "Status" });
export type StatusView = z.infer<typeof StatusView>;

export const SandboxView = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: Moment,
    expiresAt: Moment.nullable(),
    deletedAt: Moment.nullable(),
    restorableUntil: Moment.nullable().describe("Of a deleted one: until then it can be restored"),
    apis: z.array(z.object({ api: z.string(), status: z.enum(["active", "inactive"]) })),
  })
  .meta({ id: "Sandbox" });
export type SandboxView = z.infer<typeof SandboxView>;

export const DeletionView = z
  .object({
    id: z.string(),
    name: z.string(),
    keys: z.int().describe("Test keys that work, and end"),
    apis: z.array(
      z.object({
        api: z.string(),
        status: z.enum(["active", "inactive"]),
        records: z.int().nullable().describe("Null where they could not be counted"),
      }),
    ),
    records: z.int().describe("Of all APIs together"),
    blockedBy: z.array(z.string()).describe("What rests on it: while there is any, it is not deleted"),
    deletedAt: Moment.nullable().describe("Null in a preview"),
    restorableUntil: Moment.nullable().describe(
      "Null where nothing is kept: it has a time to live or belongs to one key",
    ),
  })
  .meta({ id: "Deletion" });
export type DeletionView = z.infer<typeof DeletionView>;

export const BillingView = z
  .object({
    periods: z
      .array(
        z.object({ api: z.string(), sandbox: z.string(), startedAt: Moment, endedAt: Moment.nullable() }),
      )
      .describe("The sandbox add-on: from activate to deactivate"),
    month: z.string(),
    usage: z
      .array(z.object({ api: z.string(), sandbox: z.string(), calls: z.int() }))
      .describe("Calls of this month"),
  })
  .meta({ id: "Billing" });
export type BillingView = z.infer<typeof BillingView>;

export const AuditRow = z
  .object({
    id: z.int(),
    at: Moment,
    actor: z.string(),
    actorName: z.string().nullable().describe("Of a person whose account there still is"),
    mode: z.string(),
    action: z.string(),
    target: z.string(),
    detail: z.unknown(),
  })
  .meta({ id: "AuditRow" });
export type AuditRow = z.infer<typeof AuditRow>;
