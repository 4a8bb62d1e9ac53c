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
  },
  (table) => [
    uniqueIndex("sandbox_by_name").on(table.partner, table.name),
    index("sandboxes_by_age").on(table.partner, table.createdAt),
    index("sandboxes_by_expiry").on(table.expiresAt),
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
    /** When somebody last looked and it had been called. */
    seenAt: integer("seen_at").notNull().default(0),
    /** As the last rollup told: the last answer below 500, calls of a month, facts proved. */
    answeredAt: integer("answered_at"),
    calls: integer("calls").notNull().default(0),
    callsMonth: integer("calls_month").notNull().default(0),
    facts: integer("facts").notNull().default(0),
  },
  (table) => [
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
    expires: integer("expires"),
    revokedAt: integer("revoked_at"),
    /** `token`: short-lived, made from a key, ending on the sandbox clock. */
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
  },
  (table) => [
    index("keys_by_parent").on(table.parent),
    index("keys_by_owner").on(table.owner, table.createdAt),
    index("keys_by_partner").on(table.partner, table.createdAt),
  ],
);

/** What tenants are still to be told of keys: written with the change, gone when every tenant has confirmed. */
export const pushes = sqliteTable("pushes", {
  id: text("id").primaryKey(),
  mode: text("mode", { enum: ["test", "live"] }).notNull(),
  tenant: text("tenant").notNull(),
  key: text("key").notNull(),
  at: integer("at").notNull(),
});

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
