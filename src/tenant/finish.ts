// How a call ends in the books: its log row, and the first proof of what an operation did.
import type { CallAnswer, CallRequest } from "../contract/call.ts";
import { realNow } from "../lib/clock.ts";
import type { Behaviour } from "./behaviour.ts";
import type { Playbook } from "./playbook.ts";
import type { AnswerContext } from "./respond.ts";
import type { Changes } from "./store/changes.ts";
import type { KnownKey } from "./store/keys.ts";
import { noteEvidence } from "./store/ledger.ts";
import type { LoggedCall } from "./store/request-log.ts";
import type { Tenant } from "./tenant.ts";

/** Refusals that come in floods: logged once a minute and key, counted after that. */
const UNLOGGED = new Set([401, 429]);

export type Call = {
  tenant: Tenant;
  request: CallRequest;
  headers: ReadonlyMap<string, string>;
  book: Playbook;
  key: KnownKey | undefined;
  now: number;
  context: AnswerContext;
  operation?: string;
  /** What was asked to go wrong, when something was. */
  behaviour?: Behaviour;
  why: string;
  /** What it changed, once it has. */
  changes?: Changes;
};

/** The end of a call without effects: its row waits in the buffer; repeated refusals at the door are only counted. */
export function finish(call: Call, answer: CallAnswer, why: string): CallAnswer {
  const { tenant } = call;
  call.why = why;
  if (
    UNLOGGED.has(answer.status) &&
    tenant.meter.isRepeat(`${answer.status} ${call.key?.id ?? ""}`, call.now)
  )
    return answer;
  const full = tenant.meter.buffer(logRow(call, answer));
  if (full || prove(call, answer.status, true)) tenant.flush();
  else tenant.flushSoon();
  return answer;
}

/** Writes a fact about an operation the first time it is seen; answers whether it was new. */
export function prove(call: Call, status: number, alone = false): boolean {
  const { tenant, request, operation } = call;
  if (operation === undefined) return false;
  const fact = status < 400 ? "succeeded" : `answered_${status}`;
  if (tenant.meter.proved.has(`${operation} ${fact}`)) return false;
  tenant.meter.proved.add(`${operation} ${fact}`);
  const write = (): void => noteEvidence(tenant.sql, operation, fact, request.requestId, call.now);
  if (alone) tenant.storage.transactionSync(write);
  else write();
  return true;
}

export function logRow(call: Call, answer: CallAnswer): LoggedCall {
  const { request, key, operation } = call;
  return {
    id: request.requestId,
    at: call.now,
    key: key?.id ?? null,
    method: request.method,
    path: request.query === "" ? request.path : `${request.path}?${request.query}`,
    operation: operation ?? null,
    status: answer.status,
    duration: Math.max(0, realNow() - call.now),
    why: call.why,
    requestHeaders: request.headers,
    requestBody: request.body,
    responseHeaders: answer.headers,
    responseBody: typeof answer.body === "string" ? answer.body : null,
    generation: call.tenant.meta?.generation ?? 0,
    changes: call.changes?.list() ?? [],
  };
}
