// The facts that evidence consists of: what a tenant may write of an operation or an event, and what a plan may ask for.
// One grammar, so that a plan cannot wait for what no tenant ever writes.
import { didYouMean } from "#lib/nearest.ts";

/** Answers after which a call is tried again, beside those of 500 and above. */
export const RETRIED_STATUSES: readonly number[] = [409, 425, 429];
/** An answer that never came. */
export const LOST_ANSWER = "lost_answer";

/** What is written of an operation. */
export const SUCCEEDED = "succeeded";
export const KEY_REUSED = "idempotency_key_reused";
export const BACKED_OFF = "backed_off";
export const answered = (status: number): string => `answered_${status}`;
export const met = (scenario: string): string => `met_${scenario}`;
/** `what` is a status or `LOST_ANSWER`. */
export const recoveredFrom = (what: string): string => `recovered_from_${what}`;
export const retriedWithSameKey = (what: string): string => `retried_${what}_with_the_same_key`;

/** What is written of an event. */
export const ACKNOWLEDGED = "acknowledged";
export const ACKNOWLEDGED_DUPLICATE = "acknowledged_duplicate";
/** Ways a delivery may be wrong that a receiver should refuse. */
const UNVERIFIED = ["bad_signature", "stale", "mutated"] as const;
export type Unverified = (typeof UNVERIFIED)[number];
export const tookUnverified = (how: Unverified): string => `accepted_${how}`;
export const refusedUnverified = (how: Unverified): string => `refused_${how}`;
export const isUnverified = (how: string | null): how is Unverified => UNVERIFIED.some((one) => one === how);

/** `event <name>`, where evidence speaks of an event instead of an operation. */
export const EVENT_PREFIX = "event ";

/** `workflow <id>`, where evidence speaks of a workflow that a receipt tells of. */
export const WORKFLOW_PREFIX = "workflow ";
/** What is written of a workflow. */
export const PASSED = "passed";

const isRetried = (text: string): boolean =>
  text === LOST_ANSWER || /^5\d\d$/.test(text) || RETRIED_STATUSES.includes(Number(text));

const OPERATION_FACTS = [SUCCEEDED, KEY_REUSED, BACKED_OFF];
const EVENT_FACTS = [
  ACKNOWLEDGED,
  ACKNOWLEDGED_DUPLICATE,
  ...UNVERIFIED.flatMap((how) => [tookUnverified(how), refusedUnverified(how)]),
];

/** The facts that a plan usually asks for; other statuses may stand in their places. */
export const usualFacts = (
  scenarios: Iterable<string>,
): { operation: string[]; event: string[]; workflow: string[] } => ({
  operation: [
    ...OPERATION_FACTS,
    ...[...RETRIED_STATUSES, 500, 503, LOST_ANSWER].flatMap((what) => [
      recoveredFrom(String(what)),
      retriedWithSameKey(String(what)),
    ]),
    ...[400, 401, 403, 404, 409, 422, 429].map(answered),
    ...[...scenarios].map(met),
  ],
  event: [...EVENT_FACTS],
  workflow: [PASSED],
});

/** Why no tenant ever writes this fact; undefined when one may. `about` nothing in particular is either. */
export function refuseFact(
  fact: string,
  about: "operation" | "event" | "workflow" | "any",
  scenarios: Iterable<string>,
): string | undefined {
  if (about === "workflow")
    return fact === PASSED ? undefined : `There is no fact '${fact}' of workflows. There is ${PASSED}.`;
  if (fact === PASSED)
    return about === "any" ? undefined : `'${PASSED}' is a fact of workflows: name one as 'workflow <id>'.`;
  const isEvents = EVENT_FACTS.includes(fact);
  const names = [...scenarios];
  if (isEvents && about === "operation")
    return `'${fact}' is a fact of events: name one as 'event <name>', or no operation at all.`;
  if (isEvents) return undefined;
  if (about === "event")
    return `There is no fact '${fact}' of events.${didYouMean(fact, EVENT_FACTS)} There are ${EVENT_FACTS.join(", ")}.`;
  if (OPERATION_FACTS.includes(fact)) return undefined;
  const status = /^answered_(\d+)$/.exec(fact)?.[1];
  if (status !== undefined)
    return /^[45]\d\d$/.test(status)
      ? undefined
      : `'${fact}' is never written: an answer below 400 is '${SUCCEEDED}', and statuses end at 599.`;
  const scenario = /^met_(.+)$/.exec(fact)?.[1];
  if (scenario !== undefined)
    return names.includes(scenario)
      ? undefined
      : `There is no scenario '${scenario}'.${didYouMean(scenario, names)}`;
  const after = /^recovered_from_(.+)$/.exec(fact)?.[1] ?? /^retried_(.+)_with_the_same_key$/.exec(fact)?.[1];
  if (after !== undefined)
    return isRetried(after)
      ? undefined
      : `'${fact}' is never written: calls are tried again after ${RETRIED_STATUSES.join(", ")}, 5xx or ${LOST_ANSWER}.`;
  const { operation, event } = usualFacts(names);
  const all = [...operation, ...event];
  return `There is no fact '${fact}'.${didYouMean(fact, all)} A fact is ${OPERATION_FACTS.join(", ")}, answered_<status>, met_<scenario>, recovered_from_<status>, retried_<status>_with_the_same_key, of an event ${EVENT_FACTS.join(", ")}, or of a workflow ${PASSED}.`;
}
