// Tables of background work: the outbox, runs of cron, and queue messages that were given up.
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

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
