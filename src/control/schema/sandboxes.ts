// Tables of sandboxes, of the tenants that are open in them, and of requests shared by link.
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

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
    /** JSON: its endpoints that have switched themselves off, as their organisation was told. */
    failing: text("failing").notNull().default("[]"),
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
