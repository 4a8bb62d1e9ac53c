// Tables of people and organisations, with better-auth's own names; then the audit log, captured mail, claims and counted attempts.
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

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
