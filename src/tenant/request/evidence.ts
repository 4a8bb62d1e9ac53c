// Evidence of what a partner's integration did: each fact about an operation once, with the request that shows it first.
// Written with the call, never removed. Which failure a retry recovered from is remembered in memory only.
import {
  BACKED_OFF,
  KEY_REUSED,
  LOST_ANSWER,
  RETRIED_STATUSES,
  SUCCEEDED,
  answered,
  met,
  recoveredFrom,
  retriedWithSameKey,
} from "#contract/facts.ts";
import type { Call } from "./call.ts";
import { noteEvidence } from "../store/counters.ts";

const RETRIED = new Set(RETRIED_STATUSES);
/** A caller that waited this long after a 429 has backed off: what the sandbox said in Retry-After, about. */
const BACKED_OFF_MS = 900;

/** Writes the facts that are new; answers whether there were any. `alone`: in a transaction of its own. */
export function recordEvidence(call: Call, status: number, alone = false): boolean {
  const { tenant, request, operation } = call;
  if (operation === undefined) return false;
  const { proved } = tenant.counters;
  const facts = factsOf(call, operation, status).filter((fact) => !proved.has(`${operation} ${fact}`));
  if (facts.length === 0) return false;
  const write = (): void => {
    for (const fact of facts) noteEvidence(tenant.sql, operation, fact, request.requestId, call.now);
  };
  if (alone) tenant.storage.transactionSync(write);
  else write();
  for (const fact of facts) proved.add(`${operation} ${fact}`);
  return true;
}

function factsOf(call: Call, operation: string, status: number): string[] {
  const { tenant, key, faultOutcome, now, idempotencyKey } = call;
  const { failures } = tenant.counters;
  const caller = `${key?.id ?? ""} ${operation}`;
  const facts = [status < 400 ? SUCCEEDED : answered(status)];
  if (faultOutcome?.scenario !== undefined) facts.push(met(faultOutcome.scenario));
  if (call.isReplay) facts.push(KEY_REUSED);
  if (faultOutcome?.drop || status >= 500 || RETRIED.has(status)) {
    failures.set(caller, {
      what: faultOutcome?.drop ? LOST_ANSWER : String(status),
      at: now,
      idempotencyKey,
    });
    return facts;
  }
  const before = status < 400 ? failures.get(caller) : undefined;
  if (!before) return facts;
  failures.delete(caller);
  facts.push(recoveredFrom(before.what));
  if (before.what === "429" && now - before.at >= BACKED_OFF_MS) facts.push(BACKED_OFF);
  if (before.idempotencyKey !== undefined && before.idempotencyKey === idempotencyKey)
    facts.push(retriedWithSameKey(before.what));
  return facts;
}
