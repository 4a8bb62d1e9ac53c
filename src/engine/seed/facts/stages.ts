// Whether something that a record names as a moment (`shipped_at`) can have happened in the state that the record is in. Known states
// come in an order; one that ends a record badly is reached by nobody else.
import { type JsonObject, asString } from "#lib/json.ts";
import { wordsOf } from "#lib/words.ts";

const STAGES: readonly RegExp[] = [
  /^(draft|new|created?|registered|initial)/,
  /^(submi|request|receiv|queue|schedul|pending|open|placed|appli|upload|invit|propos|incomplete|unpaid|wait|requires)/,
  /^(review|in review|verif|accept|approv|authori[sz]|confirm|assign|acknowledg|sign|join|under)/,
  /^(start|process|progress|in progress|in transit|runn|activ|publish|issu|fund|captur|live|launch|pick|prepar|pack|enabl|trial|current|online)/,
  /^(paid(?! off)|sent|shipp|dispatch|transit|depart|post|charg|sending)/,
  /^(deliver|fulfil|complet|finish|succe|resolv|clos|settl|done|end|arriv|merg|paid off|won|matur|graduat)/,
];
const ENDINGS =
  /^(cancel|declin|reject|fail|void|refund|delet|remov|archiv|expir|revok|disab|suspend|block|bounc|unsubscri|withdr|default|dismiss|error|lost|return|churn|ban|terminat|deactivat|inactiv|abandon|miss|laps|disput|trash|lock|paus|snooz|complain|undeliver|uncollect|retir|deprecat|writ|breach|releas|cleaned|charged back|hidden|muted)/;

/** Endings that come before anything is done; others may come after all of it. */
const EARLY = /^(cancel|declin|reject|fail|void|withdr|abandon|error|block|miss|laps)/;

/** The word that tells what happened: `last_paid_off_at` → `paid off`. */
export function happening(name: string): string {
  return wordsOf(name)
    .filter((word) => !/^(at|on|date|time|timestamp|is|was|has|been|datetime|ts)$/.test(word))
    .join(" ");
}

const stageOf = (words: string): number => STAGES.findIndex((pattern) => pattern.test(words));
/** The part of a word that its forms share: `canceled` and `cancellation`. */
const stemOf = (words: string): string =>
  (words.split(" ")[0] ?? "").replace(/ll?(ed|ation)$/, "l").slice(0, 5);

export const isEnding = (words: string): boolean => ENDINGS.test(words);

/** Undefined where nothing tells. */
export function hasHappened(name: string, state: string): boolean | undefined {
  const what = happening(name);
  const now = wordsOf(state).join(" ");
  const isOffNow = /\boff\b/.test(now);
  if (what === now) return true;
  if (stemOf(what) === stemOf(now) && /\boff\b/.test(what) === isOffNow) return true;
  if (isEnding(what)) return stageOf(now) >= 0 || isEnding(now) ? false : undefined;
  if (isEnding(now)) return EARLY.test(now) && stageOf(what) >= 0 ? stageOf(what) <= 1 : undefined;
  const [stage, reached] = [stageOf(what), stageOf(now)];
  return stage < 0 || reached < 0 ? undefined : stage <= reached;
}

/** Where in the life of a record something comes: what ends it badly comes last. */
export function orderOf(name: string): number {
  const what = happening(name);
  const stage = stageOf(what);
  return stage >= 0 ? stage : isEnding(what) ? STAGES.length : 2.5;
}

/** The state that an object tells of itself. */
export function stateIn(object: JsonObject): string | undefined {
  const found = Object.entries(object).find(
    ([name, value]) =>
      /^(status|state|phase|stage)$/.test(wordsOf(name).join(" ")) && typeof value === "string",
  );
  const state = asString(found?.[1]);
  return state === undefined ? undefined : wordsOf(state).join(" ");
}
