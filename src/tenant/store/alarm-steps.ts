// Steps of the alarm that failed last time: how often in a row, why, and when each is tried again.

/** `alarm` stands for one that rang for nothing. */
export type AlarmStep = "timers" | "deliveries" | "maintenance" | "log" | "alarm";
export type StepFailure = { failures: number; retry: number; error: string };

export const readStepFailures = (sql: SqlStorage): Map<string, StepFailure> =>
  new Map(
    sql
      .exec<StepFailure & { step: string }>("SELECT step, failures, retry, error FROM alarm_steps")
      .toArray()
      .map(({ step, ...failure }) => [step, failure]),
  );

export const saveStepFailure = (
  sql: SqlStorage,
  step: string,
  { failures, retry, error }: StepFailure,
): void =>
  void sql.exec(
    "INSERT INTO alarm_steps (step, failures, retry, error) VALUES (?, ?, ?, ?) ON CONFLICT (step) DO UPDATE SET failures = excluded.failures, retry = excluded.retry, error = excluded.error",
    step,
    failures,
    retry,
    error,
  );

export const clearStepFailure = (sql: SqlStorage, step: string): void =>
  void sql.exec("DELETE FROM alarm_steps WHERE step = ?", step);
