// When something that failed is tried again (R51): deliveries by the schedule of Standard Webhooks' reference (about 75 hours),
// timers, and steps of the alarm. Pure.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DELAYS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** Milliseconds until the next attempt after `attempt` tries have failed; undefined when there is none. `own`: the API's, seconds. */
export const nextDelay = (attempt: number, own?: readonly number[]): number | undefined =>
  own ? secondsOf(own[attempt - 1]) : DELAYS[attempt - 1];

const secondsOf = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * SECOND;

const TIMER_DELAYS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
];

/** Milliseconds until a timer that could not be applied `attempts` times is tried again; undefined when it is parked. */
export const timerDelay = (attempts: number): number | undefined => TIMER_DELAYS[attempts - 1];

const LONGEST_STEP_DELAY = 15 * MINUTE;

/** Milliseconds until a step of the alarm that failed so often in a row is tried again: 5 s, doubled, at most 15 minutes. */
export const stepDelay = (failures: number): number =>
  Math.min(LONGEST_STEP_DELAY, 5 * SECOND * 2 ** Math.min(failures - 1, 20));
