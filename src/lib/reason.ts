// Why a call was answered as it was: a tagged value, stored in columns of the request log, which code decides by. People read
// it as a sentence, which is made last and by `renderReason` alone. Pure.
import { z } from "zod";
import { type Json, type JsonObject, isObject, own, textOf } from "./json.ts";

/** Every kind, and what its name says. They are stored in tenants: one may be added, none renamed. */
const KINDS = {
  rule: "The API's own rules answered; the name says what the operation did",
  sample: "No rule is known for the operation; the name says what the answer was made from",
  refused: "The API's own rules refused the call; the name is the code of the refusal",
  replay: "The first answer of the idempotency key was given again",
  fault: "An armed fault hit the call; the name is its id",
  scenario: "A header asked for the scenario of this name",
  magic_value: "A value of the call asked for the scenario of this name",
  error: "A header asked for the status that is the name",
  latency: "A header asked for a late answer",
  limit: "The plan's quota or a rate limit was used up; the name says which",
  platform: "Sandbar itself refused the call; the name is the code",
  upstream: "The provider's own origin answered or refused the call",
  timer: "A record moved on by itself",
  trigger: "An event was made to happen; the name is the event's",
  import: "Records were put in past the API",
  text: "The row is older than reasons with facts; its one fact is the sentence",
} as const;
export type ReasonKind = keyof typeof KINDS;
export const REASON_KINDS = Object.keys(KINDS) as ReasonKind[];

/** What the sandbox was asked to do wrong: such an answer says nothing of the API, nor of a release. */
export const SIMULATED_KINDS = [
  "fault",
  "scenario",
  "magic_value",
  "error",
  "latency",
] as const satisfies ReasonKind[];

export const isSimulated = ({ kind }: Reason): boolean =>
  SIMULATED_KINDS.some((simulated) => simulated === kind);

export const Reason = z
  .object({
    kind: z.enum(REASON_KINDS).describe(
      Object.entries(KINDS)
        .map(([kind, meaning]) => `\`${kind}\`: ${meaning}.`)
        .join(" "),
    ),
    name: z.string(),
    facts: z.record(z.string(), z.json()),
  })
  .meta({ id: "Reason" });
export type Reason = z.infer<typeof Reason>;

/** What the API's rules did, each with the facts of its sentence. A name may be added, none renamed: it is stored. */
const RULES = {
  created: "created {resource} {id}",
  created_many: "created {count} {resource}",
  was_there: "{resource} {id} was there",
  was_not_there: "{resource}: it was not there",
  is_there: "{resource} {id} is there",
  read: "read {resource} {id}",
  listed: "listed {shown} of {total} {resource}",
  downloaded: "downloaded {resource} {id}",
  not_modified: "not modified",
  updated: "updated {resource} {id}",
  patched: "patched {resource} {id}",
  set: "set {resource}",
  deleted: "deleted {resource} {id}",
  acted: "{action} on {resource} {id}",
  moved: "{action} moved {resource} {id} to {to}",
  put_in: "put {value} into {resource}",
  is_in_already: "{value} is in already",
  listed_items: "listed {property} of {resource} {id}",
  has_item: "{value} is in {property}",
  items_joined: "{count} joined: {property} of {resource} {id}",
  items_set: "set: {property} of {resource} {id}",
  items_left: "{count} left: {property} of {resource} {id}",
  declared: "{operation} as sandbox.yaml says",
  item_left: "{value} left: {property} of {resource} {id}",
} as const;
export type RuleName = keyof typeof RULES;

type NamedIn<Sentence extends string> = Sentence extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamedIn<Rest>
  : never;

/** The rule that answered, with exactly the facts that its sentence names. A record without an id of its own has null there. */
export const rule = <Name extends RuleName>(
  name: Name,
  facts: Record<NamedIn<(typeof RULES)[Name]>, Json>,
): Reason => ({ kind: "rule", name, facts: { ...facts } });

/** Sandbar's own refusal: its code, and what the caller was told. */
export const platformReason = (code: string, message: string, facts: JsonObject = {}): Reason => ({
  kind: "platform",
  name: code,
  facts: { ...facts, message },
});

/** What was asked to go wrong, and what the call came to all the same. */
export const withOutcome = (asked: Reason | undefined, outcome: Reason): Reason =>
  asked ? { ...asked, facts: { ...asked.facts, outcome } } : outcome;

/** The reason with every text among its facts changed: keys and card numbers are taken out so. */
export const mapTexts = (reason: Reason, change: (text: string) => string): Reason => ({
  ...reason,
  facts: mapped(reason.facts, change) as JsonObject,
});

function mapped(value: Json, change: (text: string) => string): Json {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((one) => mapped(one, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapped(one, change)]));
}

/** The scenario that answered, however it was asked for. */
export function scenarioOf({ kind, name, facts }: Reason): string | undefined {
  if (kind === "scenario" || kind === "magic_value") return name;
  return kind === "fault" && typeof facts["scenario"] === "string" ? facts["scenario"] : undefined;
}

/** A reason as a sentence for people. Code reads the reason itself. */
export function renderReason(reason: Reason): string {
  const { outcome, self_check: wrong } = reason.facts;
  const then = Reason.safeParse(outcome);
  return [
    sentenceOf(reason),
    then.success ? `: ${renderReason(then.data)}` : "",
    typeof wrong === "string" ? ` (self-check: ${wrong})` : "",
  ].join("");
}

/** What an answer without a rule was made from, where it was not the schema. */
const SAMPLES: Readonly<Record<string, string>> = {
  example: "the document's example",
  file: "a small file of the media type, which is all that the document says",
};

function sentenceOf({ kind, name, facts }: Reason): string {
  switch (kind) {
    case "rule":
      return filled(own<string>(RULES, name) ?? name, facts);
    case "sample":
      return own<string>(SAMPLES, name) ?? "sampled from the schema";
    case "refused":
    case "platform":
      return filled("{message}", facts);
    case "replay":
      return "replayed the first answer of this idempotency key";
    case "fault":
      return `fault ${name}${"scenario" in facts ? filled(": {scenario}", facts) : ""}`;
    case "scenario":
      return `scenario ${name}, by a header${recovered(facts)}`;
    case "magic_value":
      return `scenario ${name}, by ${facts["in"] === "path" ? "a value in the path" : "a value of the call"}${recovered(facts)}`;
    case "error":
      return `error ${name}`;
    case "latency":
      return filled("latency {milliseconds} ms", facts);
    case "limit":
      if (name === "quota") return "quota exceeded";
      return name === "override" ? "rate limited: the key has a rate override" : `rate limited: ${name}`;
    case "upstream":
      return filled(
        name === "refused" ? "forwarded: the provider refused it with {status}" : "forwarded",
        facts,
      );
    case "timer":
      return filled("moved by itself from {from} to {to}", facts);
    case "trigger":
      return `${name}: ${filled("{by}", facts)}`;
    case "import":
      return filled(
        name === "deleted" ? "{resource} {id} was deleted by hand" : "{count} records were put in",
        facts,
      );
    case "text":
      return filled("{text}", facts);
  }
}

const recovered = (facts: JsonObject): string => (facts["recovered"] === true ? ": recovered" : "");

/** The sentence with its facts; one that is null leaves no gap. */
const filled = (sentence: string, facts: JsonObject): string =>
  sentence
    .replace(/\{(\w+)\}/g, (_, name: string) => {
      const fact = own(facts, name);
      return fact === null ? "" : textOf(fact);
    })
    .trim();
