// D1: people, organisations, APIs, sandboxes, keys. Read by people, never on the path of an API call.
// The first block is better-auth's, with its names; the rest is ours.
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

const moment = (name: string) => integer(name, { mode: "timestamp_ms" });

export const user = sqliteTable("user", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  email: text("email").notNull().unique(),
  emailVerified: integer("email_verified", { mode: "boolean" }).notNull().default(false),
  image: text("image"),
  createdAt: moment("created_at").notNull(),
  updatedAt: moment("updated_at").notNull(),
});

export const session = sqliteTable(
  "session",
  {
    id: text("id").primaryKey(),
    expiresAt: moment("expires_at").notNull(),
    token: text("token").notNull().unique(),
    createdAt: moment("created_at").notNull(),
    updatedAt: moment("updated_at").notNull(),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    activeOrganizationId: text("active_organization_id"),
  },
  (table) => [index("session_by_user").on(table.userId)],
);

export const account = sqliteTable(
  "account",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: moment("access_token_expires_at"),
    refreshTokenExpiresAt: moment("refresh_token_expires_at"),
    scope: text("scope"),
    password: text("password"),
    createdAt: moment("created_at").notNull(),
    updatedAt: moment("updated_at").notNull(),
  },
  (table) => [index("account_by_user").on(table.userId)],
);

export const verification = sqliteTable(
  "verification",
  {
    id: text("id").primaryKey(),
    identifier: text("identifier").notNull(),
    value: text("value").notNull(),
    expiresAt: moment("expires_at").notNull(),
    createdAt: moment("created_at").notNull(),
    updatedAt: moment("updated_at").notNull(),
  },
  (table) => [index("verification_by_identifier").on(table.identifier)],
);

/** A partner, a provider, or both. Its id is ten random bytes in base62: it stands in live keys. */
export const organization = sqliteTable("organization", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  slug: text("slug").notNull().unique(),
  logo: text("logo"),
  createdAt: moment("created_at").notNull(),
  metadata: text("metadata"),
  defaultApi: text("default_api"),
  plan: text("plan").notNull().default("free"),
});

export const member = sqliteTable(
  "member",
  {
    id: text("id").primaryKey(),
    organizationId: text("organization_id")
      .notNull()
      .references(() => organization.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    role: text("role").notNull().default("developer"),
    createdAt: moment("created_at").notNull(),
  },
  (table) => [
    index("member_by_user").on(table.userId),
    uniqueIndex("member_once").on(table.organizationId, table.userId),
  ],
);

export const invitation = sqliteTable(
  "invitation",
  {
    id: text("id").primaryKey(),
    organizationId: text("organization_id")
      .notNull()
      .references(() => organization.id, { onDelete: "cascade" }),
    email: text("email").notNull(),
    role: text("role"),
    status: text("status").notNull().default("pending"),
    expiresAt: moment("expires_at").notNull(),
    createdAt: moment("created_at"),
    inviterId: text("inviter_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
  },
  (table) => [index("invitation_by_organization").on(table.organizationId)],
);

export const apis = sqliteTable(
  "apis",
  {
    id: text("id").primaryKey(),
    slug: text("slug").notNull().unique(),
    /** The provider; null is the platform itself. */
    owner: text("owner"),
    visibility: text("visibility", { enum: ["public", "unlisted", "private"] }).notNull(),
    /** Kept from the first release on: keys in the field begin with it. */
    keyPrefix: text("key_prefix").notNull(),
    release: text("release").notNull(),
    /** Signs the provider's payment webhooks; sealed. */
    paymentSecret: text("payment_secret"),
    /** What the provider says of its state: JSON. */
    announcement: text("announcement"),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    index("apis_by_visibility").on(table.visibility, table.createdAt),
    index("apis_by_owner").on(table.owner, table.createdAt),
  ],
);

export const releases = sqliteTable(
  "releases",
  {
    hash: text("hash").notNull(),
    api: text("api").notNull(),
    compiler: text("compiler").notNull(),
    title: text("title").notNull(),
    version: text("version").notNull(),
    live: text("live").notNull(),
    fidelity: text("fidelity").notNull(),
    createdAt: integer("created_at").notNull(),
    deprecatedAt: integer("deprecated_at"),
  },
  (table) => [primaryKey({ columns: [table.api, table.hash] })],
);

/** Names that point at a release, beside `latest`, which is the API's own. */
export const aliases = sqliteTable(
  "aliases",
  { api: text("api").notNull(), name: text("name").notNull(), release: text("release").notNull() },
  (table) => [primaryKey({ columns: [table.api, table.name] })],
);

export const sandboxes = sqliteTable(
  "sandboxes",
  {
    id: text("id").primaryKey(),
    partner: text("partner").notNull(),
    name: text("name").notNull(),
    createdAt: integer("created_at").notNull(),
    /** It is deleted after this moment; null stays. */
    expiresAt: integer("expires_at"),
    /** Deleted by a person: it can be restored for 30 days, while its name and its place in the plan are free. */
    deletedAt: integer("deleted_at"),
    /** Made for one key that shares it with nobody: it is purged when that key ends. */
    own: integer("own", { mode: "boolean" }).notNull().default(false),
  },
  (table) => [
    uniqueIndex("sandbox_by_name")
      .on(table.partner, table.name)
      .where(sql`deleted_at IS NULL`),
    index("sandboxes_by_age").on(table.partner, table.createdAt),
    index("sandboxes_by_expiry").on(table.expiresAt),
    index("sandboxes_by_deletion").on(table.deletedAt),
    index("sandboxes_of_own_keys")
      .on(table.createdAt)
      .where(sql`own = 1`),
  ],
);

/** One sandbox × one API (test) or one partner × one API (live). Written before the object exists. */
export const tenants = sqliteTable(
  "tenants",
  {
    mode: text("mode", { enum: ["test", "live"] }).notNull(),
    owner: text("owner").notNull(),
    api: text("api").notNull(),
    release: text("release").notNull(),
    status: text("status", { enum: ["active", "inactive"] }).notNull(),
    createdAt: integer("created_at").notNull(),
    activatedAt: integer("activated_at").notNull(),
    deactivatedAt: integer("deactivated_at"),
    /** The last deactivation, kept when it is activated again: keys from before have ended. */
    stoppedAt: integer("stopped_at"),
    /** Grows with each change the object is to follow; it ignores word that is older than what it knows. */
    version: integer("version").notNull().default(0),
    /** When somebody last looked and it had been called. */
    seenAt: integer("seen_at").notNull().default(0),
    /** As the last rollup told: the last answer below 500, calls of a month, facts proved. */
    answeredAt: integer("answered_at"),
    calls: integer("calls").notNull().default(0),
    callsMonth: integer("calls_month").notNull().default(0),
    facts: integer("facts").notNull().default(0),
    /** When it has something to do next, and how many of its timers are parked, as it said at `alarmAt`. */
    nextDue: integer("next_due"),
    parked: integer("parked").notNull().default(0),
    alarmAt: integer("alarm_at").notNull().default(0),
    /** When cron asks after its alarm; null when nothing waits. A new tenant is asked once. */
    checkAt: integer("check_at").default(0),
  },
  (table) => [
    index("tenants_by_check").on(table.status, table.checkAt),
    index("tenants_by_due").on(table.status, table.nextDue),
    index("tenants_by_parked")
      .on(table.parked)
      .where(sql`parked > 0`),
    primaryKey({ columns: [table.mode, table.owner, table.api] }),
    index("tenants_by_idleness").on(table.mode, table.status, table.seenAt),
    index("tenants_by_api").on(table.api, table.mode, table.answeredAt),
    index("tenants_by_deactivation").on(table.deactivatedAt),
  ],
);

/** The record of keys: never the key itself. `owner` is a sandbox (test) or a partner (live). */
export const keys = sqliteTable(
  "keys",
  {
    id: text("id").primaryKey(),
    hash: text("hash").notNull(),
    mode: text("mode", { enum: ["test", "live"] }).notNull(),
    owner: text("owner").notNull(),
    partner: text("partner").notNull(),
    api: text("api"),
    name: text("name").notNull(),
    scopes: text("scopes").notNull(),
    allow: text("allow").notNull(),
    start: text("start").notNull(),
    last4: text("last4").notNull(),
    createdAt: integer("created_at").notNull(),
    /** Of a key a real moment; of a token a moment of the sandbox clock. */
    expires: integer("expires"),
    revokedAt: integer("revoked_at"),
    /** `token`: short-lived, made from a key, ending on the sandbox clock or in real time, whichever comes first. */
    kind: text("kind", { enum: ["key", "token"] })
      .notNull()
      .default("key"),
    /** The key a token was made from. */
    parent: text("parent"),
    /** The hash before a rotation, good until the overlap ends. */
    previous: text("previous"),
    previousUntil: integer("previous_until"),
    perMinute: integer("per_minute"),
    perDay: integer("per_day"),
    /** When a token ends in real time; null of keys. */
    realExpires: integer("real_expires"),
  },
  (table) => [
    index("keys_by_parent").on(table.parent),
    index("keys_by_real_expiry").on(table.realExpires),
    index("keys_by_owner").on(table.owner, table.createdAt),
    index("keys_by_partner").on(table.partner, table.createdAt),
  ],
);

/** What tenants are still to be told of keys: written with the change, gone when every tenant has confirmed. */
export const keySyncs = sqliteTable(
  "pushes",
  {
    id: text("id").primaryKey(),
    mode: text("mode", { enum: ["test", "live"] }).notNull(),
    tenant: text("tenant").notNull(),
    key: text("key").notNull(),
    at: integer("at").notNull(),
  },
  (table) => [index("pushes_by_age").on(table.at)],
);

/** Queue messages of deliveries that could not reach their tenant, counted; each delivery waits in its tenant all the same. */
export const deadLetters = sqliteTable(
  "dead_letters",
  {
    id: integer("id").primaryKey(),
    at: integer("at").notNull(),
    mode: text("mode").notNull(),
    tenant: text("tenant").notNull(),
    delivery: integer("delivery").notNull(),
    /** Whether its tenant has taken it back; if not, it finds the delivery again when its lease is over. */
    requeued: integer("requeued", { mode: "boolean" }).notNull(),
  },
  (table) => [index("dead_letters_by_age").on(table.at)],
);

/** Runs of cron: how long each took, and how each of its steps went. */
export const jobRuns = sqliteTable(
  "sweeps",
  {
    id: integer("id").primaryKey(),
    at: integer("at").notNull(),
    took: integer("took").notNull(),
    /** JSON: what each step did, or why it failed. */
    steps: text("steps").notNull(),
    failed: integer("failed").notNull(),
  },
  (table) => [index("sweeps_by_age").on(table.at)],
);

/** What is still to be done with an object, or sent, after a change of D1: written with the change, gone when it is done. */
export const outbox = sqliteTable(
  "outbox",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    kind: text("kind", {
      enum: ["activate", "deactivate", "purge", "policy", "claim", "fork", "release", "demo", "mail"],
    }).notNull(),
    mode: text("mode", { enum: ["test", "live"] }).notNull(),
    owner: text("owner").notNull(),
    api: text("api").notNull(),
    /** The tenant's at the time, for objects whose row is gone. */
    version: integer("version").notNull(),
    /** JSON: the seed of an activation, or the mail. What a tenant is to be stands in no row: it is read when delivered. */
    payload: text("payload").notNull().default("{}"),
    createdAt: integer("created_at").notNull(),
    nextAttemptAt: integer("next_attempt_at").notNull(),
    attempts: integer("attempts").notNull().default(0),
    lastError: text("last_error"),
  },
  (table) => [
    index("outbox_by_due").on(table.nextAttemptAt, table.id),
    index("outbox_by_tenant").on(table.mode, table.owner, table.api),
  ],
);

/** What an API offers its partners. Beside these every API has the built-in plans `free` and `pro`. */
export const plans = sqliteTable(
  "plans",
  {
    api: text("api").notNull(),
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    /** Everything else a plan says, as one JSON value (`contract/pipeline.ts`). */
    terms: text("terms").notNull(),
    /** The plan of a partner who chooses none. */
    isDefault: integer("is_default", { mode: "boolean" }).notNull().default(false),
    createdAt: integer("created_at").notNull(),
    retiredAt: integer("retired_at"),
  },
  (table) => [primaryKey({ columns: [table.api, table.slug] })],
);

/** Partner × API: plan, phase, and for upstream APIs the sealed credential of this partner. */
export const subscriptions = sqliteTable(
  "subscriptions",
  {
    partner: text("partner").notNull(),
    api: text("api").notNull(),
    phase: text("phase", { enum: ["sandbox", "in_review", "production"] }).notNull(),
    credential: text("credential"),
    createdAt: integer("created_at").notNull(),
    /** Undefined until the partner or its provider chooses one: then the organisation's holds. */
    plan: text("plan"),
    /** What the last decision left to be seen: JSON of kind, title and notes. */
    notice: text("notice"),
    paidAt: integer("paid_at"),
    updatedAt: integer("updated_at").notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.partner, table.api] }),
    index("subscriptions_by_api").on(table.api, table.phase, table.partner),
  ],
);

/** Requests for production, each with its form and the evidence as it stood. */
export const submissions = sqliteTable(
  "submissions",
  {
    id: text("id").primaryKey(),
    partner: text("partner").notNull(),
    api: text("api").notNull(),
    plan: text("plan").notNull(),
    status: text("status", {
      enum: ["in_review", "approved", "changes_requested", "rejected", "withdrawn"],
    }).notNull(),
    form: text("form").notNull(),
    evidence: text("evidence").notNull(),
    submittedBy: text("submitted_by").notNull(),
    submittedAt: integer("submitted_at").notNull(),
    decidedBy: text("decided_by"),
    decidedAt: integer("decided_at"),
    notes: text("notes"),
  },
  (table) => [
    index("submissions_by_api").on(table.api, table.status, table.submittedAt),
    index("submissions_by_partner").on(table.partner, table.api, table.submittedAt),
    // Two submissions at once: one wins.
    uniqueIndex("submission_open_once")
      .on(table.partner, table.api)
      .where(sql`status = 'in_review'`),
  ],
);

/** Every step of a subscription: who, when, from where to where, and what was said. Append-only. */
export const steps = sqliteTable(
  "steps",
  {
    id: integer("id").primaryKey(),
    partner: text("partner").notNull(),
    api: text("api").notNull(),
    submission: text("submission"),
    at: integer("at").notNull(),
    actor: text("actor").notNull(),
    action: text("action").notNull(),
    phase: text("phase").notNull(),
    notes: text("notes"),
  },
  (table) => [index("steps_by_subscription").on(table.partner, table.api, table.id)],
);

/** Add-on periods: opened at activate, closed at deactivate. */
export const billing = sqliteTable(
  "billing",
  {
    id: integer("id").primaryKey(),
    partner: text("partner").notNull(),
    sandbox: text("sandbox").notNull(),
    api: text("api").notNull(),
    startedAt: integer("started_at").notNull(),
    endedAt: integer("ended_at"),
  },
  (table) => [index("billing_by_sandbox").on(table.sandbox, table.api)],
);

export const audit = sqliteTable(
  "audit",
  {
    id: integer("id").primaryKey(),
    at: integer("at").notNull(),
    actor: text("actor").notNull(),
    partner: text("partner"),
    mode: text("mode").notNull(),
    action: text("action").notNull(),
    target: text("target").notNull(),
    detail: text("detail").notNull(),
  },
  (table) => [
    index("audit_by_partner").on(table.partner, table.at),
    index("audit_of_partner").on(table.partner, table.id),
    index("audit_of_action").on(table.partner, table.action, table.id),
  ],
);

/** Mail where there is no way out: on a developer's machine and in tests. */
export const mails = sqliteTable(
  "mails",
  {
    id: integer("id").primaryKey(),
    to: text("to").notNull(),
    subject: text("subject").notNull(),
    text: text("text").notNull(),
    about: text("about").notNull(),
    at: integer("at").notNull(),
  },
  (table) => [index("mails_by_address").on(table.to, table.id), index("mails_by_age").on(table.at)],
);

/** Tokens that take a sandbox over, as hashes. */
export const claims = sqliteTable(
  "claims",
  {
    hash: text("hash").primaryKey(),
    partner: text("partner").notNull(),
    sandbox: text("sandbox").notNull(),
    expires: integer("expires").notNull(),
  },
  (table) => [index("claims_by_expiry").on(table.expires)],
);

/** Redacted pictures of one request, for whoever has the link, for a while. */
export const bundles = sqliteTable(
  "bundles",
  {
    hash: text("hash").primaryKey(),
    partner: text("partner").notNull(),
    picture: text("picture").notNull(),
    expires: integer("expires").notNull(),
  },
  (table) => [index("bundles_by_expiry").on(table.expires)],
);

/** How often something was tried in the present window, by the rule and whom it is counted for. */
export const attempts = sqliteTable(
  "attempts",
  {
    name: text("name").primaryKey(),
    /** When the window began. */
    began: integer("began").notNull(),
    count: integer("count").notNull(),
    expires: integer("expires").notNull(),
  },
  (table) => [index("attempts_by_expiry").on(table.expires)],
);
