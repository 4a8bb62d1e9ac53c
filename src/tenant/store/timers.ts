// Timers: virtual ones wait on the sandbox clock, real ones on real time; one alarm serves both. A timer that
// cannot be applied keeps its due time and is tried again at `retry` (real); after its last try it is parked with its error.
import { timerDelay } from "#lib/retry-schedule.ts";

export type Timer = {
  id: number;
  kind: string;
  due: number;
  virtual: number;
  payload: string;
  /** How often it could not be applied. */
  attempts: number;
  /** When it is tried again, on the real clock; null when it has not failed, or is parked. */
  retry: number | null;
  error: string | null;
  /** Since when it is not tried any more. */
  parked: number | null;
};

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

// Two statements, so that each walks its own partial index.
const FRESH =
  "SELECT * FROM timers WHERE virtual = ?1 AND parked IS NULL AND retry IS NULL AND due <= ?2 ORDER BY due, id LIMIT ?3";
const AGAIN =
  "SELECT * FROM timers WHERE virtual = ?1 AND retry IS NOT NULL AND retry <= ?2 ORDER BY retry, id LIMIT ?3";

/** The first timer of the sandbox clock that is due, one that is to be tried again included. */
export function dueTimer(sql: SqlStorage, sandboxNow: number, realNow: number): Timer | undefined {
  const fresh = sql.exec<Timer>(FRESH, 1, sandboxNow, 1).toArray()[0];
  const again = sql.exec<Timer>(AGAIN, 1, realNow, 1).toArray()[0];
  return fresh && again ? (fresh.due <= again.due ? fresh : again) : (fresh ?? again);
}

const MAX_REAL_TIMERS = 20;

/** The real-time timers that are due: maintenance of the object itself. */
export const dueRealTimers = (sql: SqlStorage, realNow: number): Timer[] => [
  ...sql.exec<Timer>(FRESH, 0, realNow, MAX_REAL_TIMERS).toArray(),
  ...sql.exec<Timer>(AGAIN, 0, realNow, MAX_REAL_TIMERS).toArray(),
];

export const changeTimer = (sql: SqlStorage, id: number, due: number, payload: unknown): void =>
  void sql.exec("UPDATE timers SET due = ?, payload = ? WHERE id = ?", due, JSON.stringify(payload), id);

export const removeTimer = (sql: SqlStorage, id: number): void =>
  void sql.exec("DELETE FROM timers WHERE id = ?", id);

/** The one timer of a schedule of resets. */
export const SCHEDULED_RESET = "scheduled-reset";

export const removeTimersOfKind = (sql: SqlStorage, kind: string): void =>
  void sql.exec("DELETE FROM timers WHERE kind = ?", kind);

export const timerOfKind = (sql: SqlStorage, kind: string): Timer | undefined =>
  sql.exec<Timer>("SELECT * FROM timers WHERE kind = ? LIMIT 1", kind).toArray()[0];

export const clearVirtualTimers = (sql: SqlStorage): void =>
  void sql.exec("DELETE FROM timers WHERE virtual = 1");

const SET_BACK = "UPDATE timers SET attempts = ?, retry = ?, error = ?, parked = ? WHERE id = ?";

/** Writes down that a timer could not be applied: it is tried again later, or parked. Answers whether it is parked. */
export function setBackTimer(sql: SqlStorage, timer: Timer, error: string, realNow: number): boolean {
  const attempts = timer.attempts + 1;
  const delay = timerDelay(attempts);
  const isParked = delay === undefined;
  sql.exec(SET_BACK, attempts, isParked ? null : realNow + delay, error, isParked ? realNow : null, timer.id);
  return isParked;
}

/** Lets a timer that has failed, or is parked, begin anew; undefined when there is none. */
export const retryTimer = (sql: SqlStorage, id: number): Timer | undefined =>
  sql
    .exec<Timer>(
      "UPDATE timers SET attempts = 0, retry = NULL, parked = NULL WHERE id = ? AND (retry IS NOT NULL OR parked IS NOT NULL) RETURNING *",
      id,
    )
    .toArray()[0];

/** Drops a timer of the sandbox clock; undefined when there is none. */
export const dropTimer = (sql: SqlStorage, id: number): Timer | undefined =>
  sql.exec<Timer>("DELETE FROM timers WHERE id = ? AND virtual = 1 RETURNING *", id).toArray()[0];

export type TimerState = "waiting" | "retrying" | "parked";

const IN_STATE: Record<TimerState, string> = {
  waiting: "parked IS NULL AND retry IS NULL",
  retrying: "retry IS NOT NULL",
  parked: "parked IS NOT NULL",
};

/** Timers, what has failed first; of one state alone if it is given. */
export const listTimers = (sql: SqlStorage, limit: number, state?: TimerState): Timer[] =>
  sql
    .exec<Timer>(
      `SELECT * FROM timers WHERE ${state === undefined ? "1" : IN_STATE[state]} ORDER BY parked IS NULL, retry IS NULL, due, id LIMIT ?`,
      limit,
    )
    .toArray();

/** The timers of the sandbox clock that have failed and were due by a moment; at most a hundred. */
export const failedTimers = (sql: SqlStorage, sandboxNow: number): Timer[] =>
  sql
    .exec<Timer>(
      "SELECT * FROM timers WHERE virtual = 1 AND (retry IS NOT NULL OR parked IS NOT NULL) AND due <= ? ORDER BY due, id LIMIT 100",
      sandboxNow,
    )
    .toArray();

export const countParked = (sql: SqlStorage): number =>
  sql.exec<{ n: number }>("SELECT count(*) AS n FROM timers WHERE parked IS NOT NULL").one().n;

const NEXT =
  "SELECT due FROM timers WHERE virtual = ? AND parked IS NULL AND retry IS NULL ORDER BY due LIMIT 1";
const NEXT_AGAIN =
  "SELECT retry AS due FROM timers WHERE virtual = ? AND retry IS NOT NULL ORDER BY retry LIMIT 1";

export type NextTimers = {
  real: number | null;
  /** On the sandbox clock. */
  virtual: number | null;
  /** When one that failed is tried again, both on the real clock. */
  realRetry: number | null;
  virtualRetry: number | null;
};

/** The next due moments of both clocks. */
export function nextTimers(sql: SqlStorage): NextTimers {
  const first = (query: string, virtual: 0 | 1): number | null =>
    sql.exec<{ due: number }>(query, virtual).toArray()[0]?.due ?? null;
  return {
    real: first(NEXT, 0),
    virtual: first(NEXT, 1),
    realRetry: first(NEXT_AGAIN, 0),
    virtualRetry: first(NEXT_AGAIN, 1),
  };
}
