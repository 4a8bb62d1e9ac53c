// When a failed delivery is tried again. Pure: the schedule of Standard Webhooks' reference (about 75 hours).

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
