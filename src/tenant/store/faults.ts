// Armed faults: what they match, what they do, how many uses are left, until when. They end by themselves.
import { type Fault, FaultRule } from "#contract/faults.ts";
import { readColumn } from "#lib/json-column.ts";

type Row = { id: string; rule: string; remaining: number | null; expires: number | null };

const ADD = "INSERT INTO faults (id, rule, remaining, expires) VALUES (?, ?, ?, ?)";
const LIVE =
  "SELECT * FROM faults WHERE (remaining IS NULL OR remaining > 0) AND (expires IS NULL OR expires > ?) ORDER BY rowid";
const USE = "UPDATE faults SET remaining = remaining - 1 WHERE id = ?";
const TRIM = "DELETE FROM faults WHERE remaining <= 0 OR expires <= ?";
const COUNT =
  "INSERT INTO faults (id, rule, remaining, expires) VALUES (?, '', ?, ?) ON CONFLICT (id) DO UPDATE SET remaining = remaining - 1 RETURNING remaining";

export const addFault = (
  sql: SqlStorage,
  id: string,
  rule: FaultRule,
  remaining: number,
  expires: number,
): void => void sql.exec(ADD, id, JSON.stringify(rule), remaining, expires);

/** The faults that still hold, oldest first. Rows without a rule only count. */
export const liveFaults = (sql: SqlStorage, now: number): (Fault & { rule: FaultRule })[] =>
  sql
    .exec<Row>(LIVE, now)
    .toArray()
    .filter((row) => row.rule !== "")
    .map((row) => {
      const rule = readColumn(FaultRule, row.rule);
      return { id: row.id, ...rule, rule, remaining: row.remaining ?? 0, expires: row.expires ?? 0 };
    });

/** One use of a fault; those that are spent or past go with it. */
export function useFault(sql: SqlStorage, id: string, now: number): void {
  sql.exec(USE, id);
  sql.exec(TRIM, now);
}

export const removeFault = (sql: SqlStorage, id: string): boolean =>
  sql.exec("DELETE FROM faults WHERE id = ? AND rule <> '' RETURNING id", id).toArray().length > 0;

/** Counts down from `times` for one caller and call; true while the effect still holds. */
export function stillHolds(sql: SqlStorage, name: string, times: number, expires: number): boolean {
  const left = sql.exec<{ remaining: number }>(COUNT, name, times, expires).one().remaining;
  if (left > 0) return true;
  sql.exec("DELETE FROM faults WHERE id = ?", name);
  return false;
}
