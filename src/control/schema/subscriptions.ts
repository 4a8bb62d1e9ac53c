// Tables of plans, of partners' subscriptions on their way to production, and of billed periods.
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

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
