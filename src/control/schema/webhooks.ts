// Tables of the platform's own webhooks: an organisation's endpoints, and what is to be sent to them.
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const webhooks = sqliteTable(
  "webhooks",
  {
    id: text("id").primaryKey(),
    partner: text("partner").notNull(),
    url: text("url").notNull(),
    /** Sealed. */
    secret: text("secret").notNull(),
    /** Sealed: the one before, with which is signed as well until then. */
    previous: text("previous"),
    previousUntil: integer("previous_until"),
    /** JSON: the events it takes; none are all. */
    events: text("events").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [index("webhooks_by_partner").on(table.partner, table.createdAt)],
);

export const webhookDeliveries = sqliteTable(
  "webhook_deliveries",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    webhook: text("webhook")
      .notNull()
      .references(() => webhooks.id, { onDelete: "cascade" }),
    event: text("event").notNull(),
    type: text("type").notNull(),
    /** JSON, as it is sent. */
    body: text("body").notNull(),
    createdAt: integer("created_at").notNull(),
    state: text("state", { enum: ["pending", "delivered", "failed"] }).notNull(),
    attempts: integer("attempts").notNull().default(0),
    due: integer("due").notNull(),
    /** Until when a consumer has it; another may take it after that. */
    lease: integer("lease"),
    /** JSON: each attempt, as it is answered. */
    tries: text("tries").notNull().default("[]"),
  },
  (table) => [
    index("webhook_deliveries_by_webhook").on(table.webhook, table.id),
    index("webhook_deliveries_by_due").on(table.state, table.due),
    index("webhook_deliveries_by_age").on(table.createdAt),
  ],
);
