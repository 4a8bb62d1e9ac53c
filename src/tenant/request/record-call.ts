// Records a call: its log row, counters and evidence.
import type { CallAnswer } from "#contract/call.ts";
import type { JsonObject } from "#lib/json.ts";
import type { PlatformCode } from "#lib/problem.ts";
import { type Reason, mapTexts, platformReason } from "#lib/reason.ts";
import { recordEvidence } from "./evidence.ts";
import { redactionOf } from "./redaction.ts";
import { addStandardHeaders, platformAnswer } from "./respond.ts";
import type { LoggedCall } from "../store/request-log.ts";
import type { Call } from "./call.ts";

/** Refusals that come in floods: logged once a minute and key, counted after that. */
const UNLOGGED = new Set([401, 429]);

/** The end of a call without effects: its row waits in the buffer; repeated refusals at the door are only counted. */
export function recordCall(call: Call, answer: CallAnswer, reason: Reason): CallAnswer {
  const { tenant } = call;
  // What visitors do is counted, not kept.
  if (call.request.demo) return answer;
  if (
    !call.faultOutcome &&
    UNLOGGED.has(answer.status) &&
    tenant.counters.isRepeat(`${answer.status} ${call.key?.id ?? ""}`, call.now)
  )
    return answer;
  const full = tenant.counters.buffer(logRow(call, answer, reason));
  if (full || tenant.isWatched || recordEvidence(call, answer.status, true)) tenant.flush();
  else tenant.flushSoon();
  return answer;
}

/** The end of a call that Sandbar itself refuses. */
export const refuseCall = (call: Call, code: PlatformCode, message: string, facts?: JsonObject): CallAnswer =>
  recordCall(
    call,
    platformAnswer(call.blueprint.index, code, message, call.context),
    platformReason(code, message, facts),
  );

/** What is kept of a call: nothing that is a credential, and no card number (`redaction.ts`). */
export function logRow(call: Call, answer: CallAnswer, reason: Reason): LoggedCall {
  const { request, key, operation, blueprint } = call;
  const redaction = redactionOf(blueprint.index);
  const isRecord = recordsNamedIn(call);
  return {
    id: request.requestId,
    at: call.now,
    key: key?.id ?? null,
    method: request.method,
    path: redaction.url(request.query === "" ? request.path : `${request.path}?${request.query}`, isRecord),
    operation: operation ?? null,
    status: answer.status,
    duration: Math.max(0, call.tenant.now() - call.now),
    reason: mapTexts(reason, (text) => redaction.shown(text, isRecord)),
    requestHeaders: redaction.headers(request.headers, isRecord),
    requestBody: redaction.bytes(request.body, isRecord),
    responseHeaders: redaction.headers(
      addStandardHeaders(answer, call.blueprint.index, call.context).headers,
      isRecord,
    ),
    responseBody: typeof answer.body === "string" ? redaction.body(answer.body, isRecord) : null,
    generation: call.tenant.meta?.generation ?? 0,
    changes: call.changes?.list() ?? [],
    place: request.place,
  };
}

/** Whether a number is the id of a record that is there, or was until this call: asked only for what reads like a card. */
function recordsNamedIn({ tenant, blueprint, changes }: Call): (digits: string) => boolean {
  return (digits) => {
    const { meta } = tenant;
    return (
      changes?.list().some((one) => one.id === digits) === true ||
      (meta !== undefined && tenant.records(meta).holdsId(Object.keys(blueprint.index.resources), digits))
    );
  };
}
