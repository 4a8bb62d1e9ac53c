// Rate overrides: keys that a tester limits below their plan, for a while. Windows are milliseconds.
export type RateOverrideRow = { key: string; quota: number; window: number; expires: number };

export function addRateOverride(sql: SqlStorage, row: RateOverrideRow, now: number): void {
  sql.exec("DELETE FROM squeezes WHERE expires <= ?", now);
  sql.exec(
    `INSERT INTO squeezes (key, quota, window, expires) VALUES (?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET quota = excluded.quota, window = excluded.window, expires = excluded.expires`,
    row.key,
    row.quota,
    row.window,
    row.expires,
  );
}

export const liveRateOverrides = (sql: SqlStorage, now: number): RateOverrideRow[] =>
  sql.exec<RateOverrideRow>("SELECT * FROM squeezes WHERE expires > ? ORDER BY key", now).toArray();

export const deleteRateOverride = (sql: SqlStorage, key: string): boolean =>
  sql.exec("DELETE FROM squeezes WHERE key = ? RETURNING 1", key).toArray().length > 0;
