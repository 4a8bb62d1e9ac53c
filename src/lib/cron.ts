// Cron expressions of five fields, by libraries: in words, and when they are due next. Null, where expressions ask, for a text that is none.
import { Cron } from "croner";
import { toString as inWords } from "cronstrue";

const MOST_RUNS = 100;

/** What a schedule says in words; undefined for one that cannot be read. */
export function describeSchedule(schedule: string): string | undefined {
  if (!isSchedule(schedule)) return undefined;
  try {
    return inWords(schedule, { use24HourTimeFormat: true });
  } catch {
    return undefined;
  }
}

/** The next times, in seconds since 1970, that are later than a moment; undefined for a schedule or a time zone that is none. */
export function nextRuns(
  schedule: string,
  after: number,
  count: number,
  timezone: string,
): number[] | undefined {
  if (!isSchedule(schedule)) return undefined;
  try {
    const runs = new Cron(schedule, { timezone }).nextRuns(
      Math.min(count, MOST_RUNS),
      new Date(after * 1000),
    );
    return runs.map((run) => Math.floor(run.getTime() / 1000));
  } catch {
    return undefined;
  }
}

/** Five fields: with six, libraries do not agree on what the first is. */
const isSchedule = (text: string): boolean => text.trim().split(/\s+/).length === 5;
