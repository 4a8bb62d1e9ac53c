// Rows of `tenants`: the one of a sandbox and an API, and a new one that is written only where a condition holds (a sandbox
// that was deleted meanwhile gets none).
import { type SQL, and, eq, getTableColumns, sql } from "drizzle-orm";
import type { Control } from "../context.ts";
import { tenants } from "../schema.ts";

/** The row of a test tenant; undefined where the API was never activated in the sandbox. */
export async function findTenant(
  control: Control,
  sandbox: string,
  api: string,
): Promise<typeof tenants.$inferSelect | undefined> {
  return (
    await control.db
      .select()
      .from(tenants)
      .where(and(eq(tenants.mode, "test"), eq(tenants.owner, sandbox), eq(tenants.api, api)))
      .limit(1)
  )[0];
}

/** `SELECT … <source>` of one row, in the table's own order of columns; what is not given has its default. */
export function tenantRowFrom(row: typeof tenants.$inferInsert, source: SQL): SQL {
  const given: Record<string, unknown> = row;
  const values = Object.entries(getTableColumns(tenants)).map(
    ([name, column]) => sql`${given[name] ?? column.default ?? null}`,
  );
  return sql`SELECT ${sql.join(values, sql`, `)} ${source}`;
}
