// Tables of APIs: each with its releases, and the names that point at a release.
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

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
