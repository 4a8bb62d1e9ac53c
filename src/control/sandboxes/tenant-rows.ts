// A new row of `tenants` that is written only where a condition holds: a sandbox that was deleted meanwhile gets none.
import { type SQL, getTableColumns, sql } from "drizzle-orm";
import { tenants } from "../schema.ts";

/** `SELECT … <source>` of one row, in the table's own order of columns; what is not given has its default. */
export function tenantRowFrom(row: typeof tenants.$inferInsert, source: SQL): SQL {
  const given: Record<string, unknown> = row;
  const values = Object.entries(getTableColumns(tenants)).map(
    ([name, column]) => sql`${given[name] ?? column.default ?? null}`,
  );
  return sql`SELECT ${sql.join(values, sql`, `)} ${source}`;
}
