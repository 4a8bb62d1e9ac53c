// The rows of the database for a backup, a page at a time, and back again. Which tables there are is asked of the database, so
// that none is forgotten.
import { sql } from "drizzle-orm";
import type { BackupContents, BackupPage, BackupRows } from "#contract/backup.ts";
import { Problem } from "#lib/problem.ts";
import type { Control } from "../context.ts";
import { NEWEST_MIGRATION } from "../database-ready.ts";

type Db = Pick<Control, "db">;

const MOST_ROWS = 500;
/** A statement's value has at most 2 MB in D1. */
const MOST_CHARS = 500_000;

export async function contentsOf(control: Db): Promise<BackupContents> {
  const tables = await Promise.all(
    (await tablesInOrder(control)).map(async (name) => {
      const [count] = await control.db.values<[number]>(sql`SELECT count(*) FROM ${identifier(name)}`);
      return { name, rows: count?.[0] ?? 0 };
    }),
  );
  return { migration: NEWEST_MIGRATION, tables };
}

export async function readRows(control: Db, table: string, after: number): Promise<BackupPage> {
  const columns = await columnsOf(control, table);
  const found = await control.db.values<(string | number | null)[]>(
    sql`SELECT rowid, ${listOf(columns)} FROM ${identifier(table)} WHERE rowid > ${after} ORDER BY rowid LIMIT ${MOST_ROWS}`,
  );
  const rows: BackupRows["rows"] = [];
  let chars = 0;
  let last = after;
  for (const [rowid, ...row] of found) {
    chars += JSON.stringify(row).length;
    if (rows.length > 0 && chars > MOST_CHARS) break;
    rows.push(row);
    last = Number(rowid);
  }
  return { columns, rows, next: rows.length < found.length || found.length === MOST_ROWS ? last : null };
}

export async function writeRows(control: Db, table: string, { columns, rows }: BackupRows): Promise<void> {
  const known = await columnsOf(control, table);
  const unknown = columns.find((column) => !known.includes(column));
  if (unknown !== undefined)
    throw new Problem("invalid_request", `The table ${table} has no column '${unknown}'.`);
  const values = columns.map((_, i) => sql.raw(`json_extract(value, '$[${i}]')`));
  await control.db
    .run(
      sql`INSERT INTO ${identifier(table)} (${listOf(columns)}) SELECT ${sql.join(values, sql`, `)} FROM json_each(${JSON.stringify(rows)})`,
    )
    .catch((error: unknown) => {
      const reason = /constraint failed[^]*/i.exec(
        `${String(error)} ${String(error instanceof Error ? error.cause : "")}`,
      )?.[0];
      if (reason === undefined) throw error;
      throw new Problem("conflict", `These rows do not fit the table ${table}: ${reason}`);
    });
}

/** Whether anybody or any API is here. */
export async function isEmpty({ db }: Db): Promise<boolean> {
  const [found] = await db.values<[number]>(
    sql`SELECT EXISTS (SELECT 1 FROM user) OR EXISTS (SELECT 1 FROM apis)`,
  );
  return found?.[0] === 0;
}

/** Deletes every row of every table, in one transaction. */
export async function emptyTables(control: Db): Promise<void> {
  const [first, ...others] = (await tablesInOrder(control))
    .toReversed()
    .map((name) => control.db.run(sql`DELETE FROM ${identifier(name)}`));
  if (first) await control.db.batch([first, ...others]);
}

/** Each behind those that it refers to. */
async function tablesInOrder({ db }: Db): Promise<string[]> {
  const rows = await db.values<[string, string | null]>(
    sql`SELECT m.name, f."table" FROM sqlite_master m LEFT JOIN pragma_foreign_key_list(m.name) f
      WHERE m.type = 'table' AND m.name <> 'd1_migrations' AND substr(m.name, 1, 7) <> 'sqlite_' AND substr(m.name, 1, 4) <> '_cf_'
      ORDER BY m.name`,
  );
  const needs = Map.groupBy(rows, ([name]) => name);
  const ordered = new Set<string>();
  const add = (name: string): void => {
    for (const [, other] of needs.get(name) ?? []) if (other !== null && other !== name) add(other);
    ordered.add(name);
  };
  for (const name of needs.keys()) add(name);
  return [...ordered];
}

async function columnsOf(control: Db, table: string): Promise<string[]> {
  if (!(await tablesInOrder(control)).includes(table))
    throw new Problem("not_found", `There is no table '${table}'.`);
  const rows = await control.db.values<[string]>(
    sql`SELECT name FROM pragma_table_info(${table}) ORDER BY cid`,
  );
  return rows.map(([name]) => name);
}

const identifier = (name: string) => sql.identifier(name);
const listOf = (columns: readonly string[]) => sql.join(columns.map(identifier), sql`, `);
