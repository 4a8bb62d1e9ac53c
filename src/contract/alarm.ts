// What a tenant answers when cron checks its alarm.
export type AlarmReport = {
  /** When it has something to do next, milliseconds; null when nothing waits. */
  nextDue: number | null;
  /** How many of its timers are parked. */
  parked: number;
};
