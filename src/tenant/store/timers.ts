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

/** The first timer of the sandbox clock that is due. */
export const dueTimer = (sql: SqlStorage, sandboxNow: number): Timer | undefined =>
  sql
    .exec<Timer>("SELECT * FROM timers WHERE virtual = 1 AND due <= ? ORDER BY due, id LIMIT 1", sandboxNow)
    .toArray()[0];

/** The real timers that are due: chores of the object itself. */
export const dueChores = (sql: SqlStorage, realNow: number): Timer[] =>
  sql
    .exec<Timer>("SELECT * FROM timers WHERE virtual = 0 AND due <= ? ORDER BY due, id LIMIT 20", realNow)
    .toArray();

export const changeTimer = (sql: SqlStorage, id: number, due: number, payload: unknown): void =>
  void sql.exec("UPDATE timers SET due = ?, payload = ? WHERE id = ?", due, JSON.stringify(payload), id);

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
