// What is due later. Virtual timers wait on the sandbox clock, real ones on the wall; one alarm serves both.

export type Timer = { id: number; kind: string; due: number; virtual: number; payload: string };

export const addTimer = (
  sql: SqlStorage,
  kind: string,
  due: number,
  virtual: boolean,
  payload: unknown,
): void =>
  void sql.exec(
    "INSERT INTO timers (kind, due, virtual, payload) VALUES (?, ?, ?, ?)",
    kind,
    due,
    virtual ? 1 : 0,
    JSON.stringify(payload),
  );

export function dueTimers(sql: SqlStorage, realNow: number, sandboxNow: number, limit: number): Timer[] {
  return sql
    .exec<Timer>(
      "SELECT * FROM timers WHERE (virtual = 0 AND due <= ?) OR (virtual = 1 AND due <= ?) ORDER BY due, id LIMIT ?",
      realNow,
      sandboxNow,
      limit,
    )
    .toArray();
}

export const removeTimer = (sql: SqlStorage, id: number): void =>
  void sql.exec("DELETE FROM timers WHERE id = ?", id);

export const clearVirtualTimers = (sql: SqlStorage): void =>
  void sql.exec("DELETE FROM timers WHERE virtual = 1");

/** The next due moments of both clocks. */
export function nextTimers(sql: SqlStorage): { real: number | null; virtual: number | null } {
  const row = sql
    .exec<{ real: number | null; virtual: number | null }>(
      "SELECT min(CASE virtual WHEN 0 THEN due END) AS real, min(CASE virtual WHEN 1 THEN due END) AS virtual FROM timers",
    )
    .one();
  return row;
}
