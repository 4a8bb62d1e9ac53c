// State machines read off an enum and the actions over it (R32-R34).
import { flat } from "../lib/words.ts";
import type { SchemaTable } from "./compact.ts";
import type { Lifecycle, Schema } from "./format.ts";

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

/** The lifecycle of a resource whose record has a state field; `actions` are the verbs of its action paths. */
export function readLifecycle(
  table: SchemaTable,
  object: Schema,
  actions: readonly string[],
  examples: readonly unknown[],
): Lifecycle | undefined {
  const fields = Object.entries(object.properties ?? {}).filter(([name]) => FIELD.test(flat(name)));
  for (const [field, schema] of fields) {
    const states = (table.resolve(schema).enum ?? []).filter((value) => typeof value === "string");
    if (states.length < 2) continue;
    const example = states.find((state) => examples.includes(state));
    const initial =
      states.find((state) => FIRST.test(state)) ??
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
    return { field, ...(initial === undefined ? {} : { initial }), states, transitions, progress: [] };
  }
  return undefined;
}

/** `cancel` → `canceled`: by the lexicon, else the state that begins as the verb does. */
function targetOf(action: string, states: readonly string[]): string | undefined {
  const verb = action.split("_")[0] ?? action;
  const known = TARGETS[verb]?.find((target) => states.includes(target));
  if (known !== undefined) return known;
  const stem = verb.replace(/(e|y)$/, "");
  return stem.length < 3 ? undefined : states.find((state) => state.toLowerCase().startsWith(stem));
}
