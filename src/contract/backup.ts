// A backup of an installation: the rows of its database and the files of its blob store. What sandboxes hold is in their objects,
// and in no backup.
import { z } from "zod";

/** A value as SQLite has it. */
const Cell = z.union([z.string(), z.number(), z.null()]);

export const BackupContents = z
  .object({
    migration: z.string().describe("The newest migration of the database: a backup fits no other one"),
    tables: z
      .array(z.object({ name: z.string(), rows: z.int() }))
      .describe("In the order of their restoring"),
  })
  .meta({ id: "BackupContents" });
export type BackupContents = z.infer<typeof BackupContents>;

export const BackupRows = z
  .object({
    columns: z.array(z.string()).min(1).max(200),
    rows: z.array(z.array(Cell)).max(1000).describe("Values in the order of the columns"),
  })
  .meta({ id: "BackupRows" });
export type BackupRows = z.infer<typeof BackupRows>;

export const BackupPage = BackupRows.extend({
  next: z.int().nullable().describe("Where the next page begins; null at the end"),
}).meta({ id: "BackupPage" });
export type BackupPage = z.infer<typeof BackupPage>;

export const BackupFiles = z
  .object({
    data: z.array(z.object({ key: z.string(), size: z.int() })),
    next: z.string().nullable().describe("The cursor of the next page; null at the end"),
  })
  .meta({ id: "BackupFiles" });
export type BackupFiles = z.infer<typeof BackupFiles>;

export const RestoreRequest = z.strictObject({
  migration: z.string().max(200),
  replace: z.boolean().default(false).describe("Delete what is there first; else it has to be empty"),
});

export const MAX_BACKUP_FILE_BYTES = 64 * 1024 * 1024;
