// Tables of API keys, of the key changes that tenants are still to be told, and of service tokens.
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

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

/** Credentials of machines on the platform's own routes: the hash alone, never the token. */
export const serviceTokens = sqliteTable(
  "service_tokens",
  {
    id: text("id").primaryKey(),
    hash: text("hash").notNull().unique(),
    partner: text("partner").notNull(),
    name: text("name").notNull(),
    scopes: text("scopes").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: integer("created_at").notNull(),
    expires: integer("expires"),
    revokedAt: integer("revoked_at"),
    lastUsed: integer("last_used"),
  },
  (table) => [index("service_tokens_by_partner").on(table.partner, table.createdAt)],
);
