// State machines inferred from an enum and the actions over it (R32-R34).
import { flat } from "#lib/words.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { Schema } from "../format/schema.ts";
import type { Lifecycle } from "../format/resource.ts";
const FIELD = /^(status|state|phase|lifecycle|lifecyclestate)$/;
const FIRST =
  /^(pending|draft|created|queued|open|new|incomplete|inactive|unverified|registered|submitted|requires_|in.progress|scheduled|trialing)/i;
const EARLY = /^(start|run|process|active|enabled|live|available)/i;
const LAST =
  /^(cancell?ed|void(ed)?|completed?|succeeded|failed|expired|archived|refunded|rejected|declined|revoked|paid|closed|deleted|fulfilled|delivered|merged|resolved|errored|uncollectible|terminated)$/i;
const TARGETS: Record<string, string[]> = {
  cancel: ["canceled", "cancelled"],
  capture: ["succeeded", "captured", "completed"],
  pay: ["paid", "succeeded", "completed"],
  confirm: ["confirmed", "succeeded", "processing"],
  complete: ["completed", "complete", "succeeded"],
  finalize: ["open", "finalized"],
  accept: ["accepted", "active"],
  approve: ["approved", "active"],
  decline: ["declined", "rejected"],
  deny: ["denied", "declined", "rejected"],
  archive: ["archived"],
  restore: ["active", "restored"],
  reactivate: ["active"],
  activate: ["active", "activated"],
  deactivate: ["inactive", "deactivated", "disabled"],
  publish: ["published", "active", "live"],
  send: ["sent", "sending", "queued"],
  start: ["running", "started", "in_progress", "active"],
  stop: ["stopped"],
  pause: ["paused"],
  resume: ["active", "running"],
  enable: ["enabled", "active"],
  disable: ["disabled", "inactive"],
  reopen: ["open", "reopened"],
  close: ["closed", "canceled"],
  submit: ["submitted", "in_review", "pending", "processing"],
  verify: ["verified"],
  void: ["void", "voided"],
  revoke: ["revoked"],
  expire: ["expired"],
  merge: ["merged"],
};

/** What is done by the server itself and begins with one of these goes on by itself. */
const WORKING =
  /^(queued|pending|processing|in.progress|creating|provisioning|starting|building|running|validating|scheduled|new|initializing|uploading|importing)/i;
const MIDWAY = /^(processing|in.progress|running|building|sending|importing|deploying|started)$/i;
const DONE =
  /^(completed?|succeeded|success|done|ready|active|available|finished|delivered|sent|processed|deployed|running|live|approved|verified|online)$/i;
const STEP_MS = 2000;

export type LifecycleEvidence = {
  /** The verbs of action paths. */
  actions: readonly string[];
  /** Values seen in examples. */
  examples: readonly unknown[];
  /** Members that callers may write. */
  offered: readonly string[];
  /** The closed lists that bodies and filters have where the record's own member has none. */
  listed: Readonly<Record<string, readonly string[]>>;
  /** Something about it is declared to be accepted now and done later: 202 (R23). */
  accepted: boolean;
};

/** The lifecycle of a resource whose record has a state field. */
export function readLifecycle(
  table: SchemaNormaliser,
  object: Schema,
  { actions, examples, offered, listed, accepted }: LifecycleEvidence,
): Lifecycle | undefined {
  const fields = Object.entries(object.properties ?? {}).filter(([name]) => FIELD.test(flat(name)));
  for (const [field, schema] of fields) {
    const own = (table.resolve(schema).enum ?? []).filter((value) => typeof value === "string");
    const states = own.length > 0 ? own : [...(listed[field] ?? [])];
    if (states.length < 2) continue;
    const example = states.find((state) => examples.includes(state));
    const { default: standard, example: shown } = table.resolve(schema);
    const initial =
      states.find((state) => state === standard) ??
      states.find((state) => FIRST.test(state)) ??
      states.find((state) => state === shown && !LAST.test(state)) ??
      states.find((state) => EARLY.test(state)) ??
      example ??
      states.find((state) => !LAST.test(state) && !/unknown/i.test(state)) ??
      states[0];
    const open = states.filter((state) => !LAST.test(state));
    const transitions = actions.flatMap((action) => {
      const to = targetOf(action, states);
      if (to === undefined) return [];
      const stamp = Object.keys(object.properties ?? {}).find((name) => flat(name) === `${flat(to)}at`);
      return [
        { action, from: open.filter((state) => state !== to), to, ...(stamp === undefined ? {} : { stamp }) },
      ];
    });
    const progress = offered.includes(field)
      ? []
      : ownProgress(object, states, initial, transitions, accepted);
    return { field, ...(initial === undefined ? {} : { initial }), states, transitions, progress };
  }
  return undefined;
}

/** What becomes of a record by itself (R36): work that was accepted goes on, midway, to where it is done. */
function ownProgress(
  object: Schema,
  states: readonly string[],
  initial: string | undefined,
  transitions: Lifecycle["transitions"],
  accepted: boolean,
): Lifecycle["progress"] {
  const done = states.find((state) => DONE.test(state) && state !== initial);
  if (initial === undefined || done === undefined || !WORKING.test(initial)) return [];
  // A state that only a call leads to is not reached alone, unless the API says that it works on its own (202).
  if (!accepted && (transitions.some((step) => step.to === done) || /^(new|pending)/i.test(initial)))
    return [];
  const midway = states.find((state) => MIDWAY.test(state) && state !== initial && state !== done);
  const path = [initial, ...(midway === undefined ? [] : [midway]), done];
  return path.slice(1).map((to, i) => {
    const stamp = Object.keys(object.properties ?? {}).find((name) => flat(name) === `${flat(to)}at`);
    return { from: path[i] ?? initial, to, after: STEP_MS, ...(stamp === undefined ? {} : { stamp }) };
  });
}

/** `cancel` → `canceled`: by the lexicon, else the state that begins as the verb does. */
function targetOf(action: string, states: readonly string[]): string | undefined {
  const verb = action.split("_")[0] ?? action;
  const known = TARGETS[verb]?.find((target) => states.includes(target));
  if (known !== undefined) return known;
  const stem = verb.replace(/(e|y)$/, "");
  return stem.length < 3 ? undefined : states.find((state) => state.toLowerCase().startsWith(stem));
}
