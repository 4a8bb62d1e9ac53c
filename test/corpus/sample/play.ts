// One document played: the round trips first, then one call of every operation, every answer judged.
import { type Json, canonical, isObject } from "#lib/json.ts";
import { type Client, type Target, clientOf } from "./client.ts";
import type { Call } from "./document.ts";
import type { Answer } from "./http.ts";
import { withOthers } from "./made.ts";
import { type Round, roundTrip, roundsOf } from "./rounds.ts";

export type Failure = {
  what: "round" | "call" | "body" | "value";
  operation: string;
  cause: string;
  detail: string;
};

export type Outcome = {
  operations: number;
  accepted: number;
  rounds: number;
  whole: number;
  aside: number;
  bodies: number;
  valid: number;
  serverErrors: number;
  /** `oneOf`s of the document that no value satisfies, read as `anyOf`. */
  impossible: number;
  failures: Failure[];
};

export async function play(target: Target): Promise<Outcome> {
  const client = clientOf(target);
  const { calls } = client.document;
  const outcome: Outcome = {
    operations: 0,
    accepted: 0,
    rounds: 0,
    whole: 0,
    aside: 0,
    bodies: 0,
    valid: 0,
    serverErrors: 0,
    impossible: target.judge.impossible,
    failures: [],
  };
  const fail = (what: Failure["what"], call: Call, cause: string, detail: string): void => {
    outcome.failures.push({
      what,
      operation: `${call.method} ${call.path}`,
      cause,
      detail: detail.slice(0, 1200),
    });
  };
  for (const round of roundsOf(client.document)) await playRound(client, round, outcome, fail);
  const depth = (call: Call): number => call.path.split("/").length;
  // What deletes comes last, the deepest first.
  const last = (call: Call): number => (call.method === "DELETE" ? 1000 - depth(call) : 0);
  for (const call of [...calls].sort((a, b) => last(a) - last(b))) {
    outcome.operations++;
    let { ids } = await client.idsFor(call.path);
    let sent = await client.bodyFor(call);
    let answer = await client.ask(call, ids, sent);
    if (isOfState(answer)) {
      // What was done to the record before may stand in its way.
      client.forget(call.path, ids);
      ids = (await client.idsFor(call.path)).ids;
      answer = await client.ask(call, ids, sent);
    }
    if (call.method === "POST" && answer.status === 409 && isObject(sent)) {
      // A key that has but one example is taken by what was made before.
      const other = withOthers(client, call.body?.schema, sent, answer.text);
      if (canonical(other) !== canonical(sent)) answer = await client.ask(call, ids, (sent = other));
    }
    if (call.method === "DELETE") client.forget(call.path, ids);
    if (answer.status < 300) outcome.accepted++;
    else
      fail(
        "call",
        call,
        `answered ${answer.status}`,
        `${JSON.stringify(ids)} ${answer.text.slice(0, 300)} sent ${JSON.stringify(sent ?? null).slice(0, 500)}`,
      );
  }
  const echoes = spoken(client.document.root);
  for (const { call, url, answer, sent } of client.exchanges) {
    if (answer.status >= 500) {
      outcome.serverErrors++;
      fail("call", call, "answered 5xx", `${url} ${answer.text.slice(0, 300)}`);
    }
    if (answer.body === undefined || !answer.isJson || answer.status >= 300) continue;
    outcome.bodies++;
    const wrong = client.judge(call.method, call.path, answer.status, answer.body);
    if (wrong === undefined) outcome.valid++;
    else
      fail(
        "body",
        call,
        wrong.replace(/^\S* /, "").replace(/\(.*$/, ""),
        `${wrong} ${answer.text.slice(0, 300)}`,
      );
    const parrot = namesakeIn(answer.body, echoes, JSON.stringify(sent ?? null));
    if (parrot !== undefined) fail("value", call, "a value is its own property's name", parrot);
  }
  return outcome;
}

async function playRound(
  client: Client,
  round: Round,
  outcome: Outcome,
  fail: (what: Failure["what"], call: Call, cause: string, detail: string) => void,
): Promise<void> {
  const verdict = await roundTrip(client, round);
  if (verdict.ok === "aside") {
    outcome.aside++;
    return;
  }
  outcome.rounds++;
  if (verdict.ok) outcome.whole++;
  else fail("round", round.create, verdict.cause, verdict.detail);
}

/** Refused because of the state that a record is in. */
const isOfState = ({ status, text }: Answer): boolean =>
  (status === 400 || status === 409 || status === 422) && /cannot/i.test(text);

/** Every text that the document gives as an example, a default or one of a list. */
function spoken(root: Json): Set<string> {
  const texts = new Set<string>();
  const collect = (value: Json): void => {
    if (typeof value === "string") texts.add(value);
    else if (Array.isArray(value)) value.forEach(collect);
    else if (isObject(value)) Object.values(value).forEach(collect);
  };
  const walk = (value: Json): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (isObject(value))
      for (const [name, inner] of Object.entries(value))
        if (["example", "examples", "default", "enum", "const", "required"].includes(name)) collect(inner);
        else walk(inner);
  };
  walk(root);
  return texts;
}

function namesakeIn(value: Json, spoken: Set<string>, sent: string): string | undefined {
  if (Array.isArray(value))
    return value.map((one) => namesakeIn(one, spoken, sent)).find((one) => one !== undefined);
  if (!isObject(value)) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === "string" && inner === name && !spoken.has(inner) && !sent.includes(`"${inner}"`))
      return `${name}: ${inner}`;
    const deeper = namesakeIn(inner, spoken, sent);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}
