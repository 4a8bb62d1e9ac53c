// Steps 4 to 9 of a call, in one turn: nothing is awaited here, so two equal idempotency keys can never both act, and no
// count of a fault is used twice. A call that goes on to a provider ends here with what is forwarded.
import { NOT_ACTIVE } from "#blueprint/runtime/platform-body.ts";
import type { CallAnswer } from "#contract/call.ts";
import { withDeclaredMembers } from "#engine/behaviour/cases.ts";
import { runEffect } from "#engine/behaviour/effects.ts";
import { type OperationContext, type Outcome, Refused, refuse } from "#engine/context.ts";
import { perform } from "#engine/perform.ts";
import type { Effect } from "#engine/record-reader.ts";
import { keysFromParameters, readQuery, requireValid } from "#engine/request/parse.ts";
import { nameRecords } from "#engine/request/path-records.ts";
import { validate } from "#engine/request/validate.ts";
import { pruned } from "#engine/response/field-selection.ts";
import { isXmlMedia } from "#lib/media.ts";
import { systemRandom } from "#lib/random.ts";
import { HeaderList, readColumn } from "#lib/json-column.ts";
import { type Reason, withOutcome } from "#lib/reason.ts";
import { attempt } from "../after-commit.ts";
import { applyEffects, updateCounts } from "../commit.ts";
import { scheduleAlarm } from "../jobs/schedule-alarm.ts";
import { Changes } from "../store/changes.ts";
import { IN_FLIGHT_MS, REPLAY_MS, expireAnswers, findAnswer, saveAnswer } from "../store/idempotency.ts";
import { type Meta, sandboxTime } from "../store/meta.ts";
import { SqlRecordReader } from "../store/record-reader.ts";
import { logCall } from "../store/request-log.ts";
import type { Tenant } from "../tenant.ts";
import type { Call } from "./call.ts";
import { recordEvidence } from "./evidence.ts";
import { matchFault, matchFaultByPath } from "./fault-injection.ts";
import { beyondCaps } from "./limits.ts";
import type { PreparedOperation } from "./prepare.ts";
import { logRow, recordCall, refuseCall } from "./record-call.ts";
import { restoredAnswer } from "./redaction.ts";
import { requestValue } from "./request-value.ts";
import { OUTCOME_UNKNOWN, jsonAnswer, refusedAnswer } from "./respond.ts";
import type { Forward } from "./upstream.ts";

/** What a call is logged with that was asked to come to nothing. */
const unanswered = (): CallAnswer => ({ status: 504, headers: [], body: null });

export function act(call: Call, prepared: PreparedOperation): CallAnswer | Forward {
  const { request, blueprint, tenant, headers } = call;
  const { index } = blueprint;
  const { operation, details, schemas, body, files, contentType, answerMedia, xml } = prepared;
  const { idempotencyKey, fingerprint } = prepared;
  // The tenant may have been reset, moved or stopped while we loaded.
  const meta = tenant.meta;
  if (!meta || meta.status !== "active")
    return refuseCall(call, "sandbox_not_active", NOT_ACTIVE, { during_call: true });
  if (meta.release !== blueprint.release)
    return refuseCall(call, "unavailable", "The sandbox changed its release during the call. Try again.", {
      from: blueprint.release,
      to: meta.release,
    });
  const now = sandboxTime(meta, call.now);
  // 4. idempotency (R28)
  const scope = index.idempotency.per === "account" ? "account" : (call.key?.id ?? "public");
  if (idempotencyKey !== undefined) {
    call.idempotencyKey = idempotencyKey;
    const replay = replayed(call, scope, idempotencyKey, fingerprint, now);
    if (replay) return replay;
  }
  const reader = new SqlRecordReader(tenant.sql, tenant.records(meta), tenant.counts);
  const query = readQuery({ details, schemas }, request.query);
  const one: OperationContext = {
    index,
    operation,
    details,
    schemas,
    reader,
    random: systemRandom(),
    now,
    path: { ...prepared.path, ...keysFromParameters(operation, query, body) },
    query,
    body,
    files,
    base: request.base,
    request: requestValue(request),
    url: { path: request.path, query: request.query },
    mode: meta.mode,
    created: [],
    media: prepared.requestMedia,
    conditions: conditionsOf(headers),
    runEffect,
    magic: new Map(),
    ...(prepared.newKey !== undefined && { newKey: prepared.newKey }),
    ...(prepared.credential !== undefined && { credential: prepared.credential }),
  };
  if (meta.mode === "live" && typeof index.live === "object")
    return {
      meta,
      upstream: index.live,
      scope,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      fingerprint,
    };
  const asked = {
    tenant,
    now: call.now,
    key: call.key?.id ?? "public",
    headers,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
  const isTest = meta.mode === "test";
  // 5. records of the path, then parameters and body (referenced records are checked by what is performed)
  if (!isTest && (headers.has("x-sandbox-scenario") || headers.has("x-sandbox-error")))
    return refuseCall(call, "live_mode", "Live calls never fail on demand.");
  const early = isTest ? matchFaultByPath(one, asked) : undefined;
  if (!early) {
    refusing(one, () => {
      nameRecords(one);
      requireValid(one, headers, contentType);
    });
  }
  // 6. faults and scenarios
  const faultOutcome = early ?? (isTest ? matchFault(one, asked) : undefined);
  if (faultOutcome) {
    call.faultOutcome = faultOutcome;
    if (faultOutcome.refusal) throw faultOutcome.refusal;
    if (!faultOutcome.acts) return recordCall(call, unanswered(), faultOutcome.reason);
    if (faultOutcome.item) one.failing = faultOutcome.item;
  }
  // 7. act, 8. answer
  const performed = refusing(one, () => performOrRefuse(one));
  const outcome =
    one.created.length === 0 ? performed : { ...performed, effects: [...one.created, ...performed.effects] };
  const full = beyondCaps(tenant, meta, index.limits, outcome.effects);
  if (full !== undefined) return refuseCall(call, "sandbox_full", full);
  const repeatable =
    idempotencyKey === undefined ? undefined : { scope, key: idempotencyKey, fingerprint, at: now };
  if (performed.refused) {
    const { refusal, headers: own } = performed.refused;
    return commit(call, meta, reader, outcome, refusedAnswer(index, refusal, call.context, own), repeatable);
  }
  const wrong = selfCheck(one, outcome);
  const shown = pruned(one, outcome.body);
  const written =
    shown !== undefined && typeof shown !== "string" && xml && isXmlMedia(answerMedia)
      ? xml.toXml(schemas, details.answer.schema ?? {}, shown, operation.resource ?? "answer")
      : shown;
  const answer = outcome.bytes
    ? { status: outcome.status, headers: outcome.headers, body: outcome.bytes }
    : jsonAnswer(outcome.status, written, answerMedia, outcome.headers);
  return commit(
    call,
    meta,
    reader,
    wrong === undefined ? outcome : withFact(outcome, { self_check: wrong }),
    answer,
    repeatable,
  );
}

/** What a step answers; its refusal says what sandbox.yaml adds to it. */
function refusing<T>(context: OperationContext, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw error instanceof Refused ? withDeclaredMembers(context, error) : error;
  }
}

/** An outcome; of a refusal that keeps what it changed, these changes. Any other refusal is thrown on. */
function performOrRefuse(context: OperationContext): Outcome & { refused?: Refused } {
  try {
    return perform(context);
  } catch (error) {
    if (!(error instanceof Refused) || error.effects.length === 0) throw error;
    const { refusal, headers, effects } = error;
    const reason = refusedReason(error);
    return { status: refusal.status, body: undefined, headers, effects, reason, refused: error };
  }
}

export const refusedReason = ({ refusal: { code, message, param, facts } }: Refused): Reason => ({
  kind: "refused",
  name: code,
  facts: { ...facts, ...(param === undefined ? {} : { param }), message },
});

const withFact = (outcome: Outcome, fact: Record<string, string>): Outcome => ({
  ...outcome,
  reason: { ...outcome.reason, facts: { ...outcome.reason.facts, ...fact } },
});

/** One answer in so many is held against its own schema (R54); what is found stands in the log. */
const CHECKED_SHARE = 1 / 64;

function selfCheck(context: OperationContext, outcome: Outcome): string | undefined {
  const { schema } = context.details.answer;
  if (!schema || outcome.body === undefined || context.random.next() > CHECKED_SHARE) return undefined;
  const wrong = validate(context.schemas, schema, outcome.body, { answered: true })[0];
  return wrong && `${wrong.param} ${wrong.message}`;
}

function conditionsOf(headers: ReadonlyMap<string, string>): OperationContext["conditions"] {
  const match = headers.get("if-match");
  const noneMatch = headers.get("if-none-match");
  return { ...(match === undefined ? {} : { match }), ...(noneMatch === undefined ? {} : { noneMatch }) };
}

function replayed(
  call: Call,
  scope: string,
  key: string,
  fingerprint: string,
  now: number,
): CallAnswer | undefined {
  const { tenant, blueprint } = call;
  const stored = findAnswer(tenant.sql, scope, key);
  if (!stored || stored.at + REPLAY_MS <= now) return undefined;
  if (stored.fingerprint !== fingerprint)
    throw refuse(
      { index: blueprint.index },
      "idempotency_mismatch",
      `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    );
  if (stored.state !== "done") {
    const flying = stored.state === "claimed" && call.now - stored.at < IN_FLIGHT_MS;
    return flying
      ? refuseCall(call, "in_flight", "A request with this idempotency key is still in flight.")
      : refuseCall(call, "outcome_unknown", OUTCOME_UNKNOWN);
  }
  if (stored.isLeftOut) {
    const { status, request } = stored;
    return refuseCall(
      call,
      "answer_not_kept",
      `The first request with this idempotency key was answered ${status ?? 200}; its answer was too large to be kept. It is not sent again. The log has it as ${request ?? "an earlier request"}.`,
      { request: request ?? null },
    );
  }
  const answer: CallAnswer = {
    status: stored.status ?? 200,
    headers: readColumn(HeaderList, restoredAnswer(stored.headers ?? "[]", call.request)),
    body: typeof stored.body === "string" ? restoredAnswer(stored.body, call.request) : stored.body,
  };
  call.isReplay = true;
  call.context = { ...call.context, isReplay: true };
  const facts = { request: stored.request ?? null };
  return recordCall(call, answer, { kind: "replay", name: "first_answer", facts });
}

type Repeatable = { scope: string; key: string; fingerprint: string; at: number };

/** 9. Effects, outbox, timers, idempotency, evidence, log and counters in one transaction. */
function commit(
  call: Call,
  meta: Meta,
  reader: SqlRecordReader,
  { effects, reason: outcome }: Outcome,
  answer: CallAnswer,
  repeatable: Repeatable | undefined,
): CallAnswer {
  const { tenant, blueprint, request } = call;
  const reason = withOutcome(call.faultOutcome?.reason, outcome);
  // A visitor sees what would have been; nothing of it is kept.
  if (request.demo || (effects.length === 0 && !repeatable)) return recordCall(call, answer, reason);
  let due = false;
  tenant.storage.transactionSync(() => {
    call.changes = new Changes();
    due = applyEffects(tenant, effects, {
      request: request.requestId,
      index: blueprint.index,
      meta,
      now: call.now,
      changes: call.changes,
      sequences: reader.sequences,
      webhook: call.faultOutcome?.webhook,
    });
    if (repeatable) {
      expireAnswers(tenant.sql, repeatable.at);
      saveAnswer(tenant.sql, repeatable.scope, repeatable.key, {
        fingerprint: repeatable.fingerprint,
        state: "done",
        status: answer.status,
        headers: JSON.stringify(answer.headers),
        // An operation answers texts and bytes, never a stream.
        body: answer.body instanceof ReadableStream ? null : answer.body,
        at: repeatable.at,
        claim: null,
        request: request.requestId,
      });
    }
    tenant.counters.flushRows();
    logCall(tenant.sql, logRow(call, answer, reason));
    recordEvidence(call, answer.status);
  });
  followUp(tenant, effects, due);
  return answer;
}

/** The write is on disk: none of this may fail the call. */
function followUp(tenant: Tenant, effects: readonly Effect[], due: boolean): void {
  const name = tenant.meta?.tenant;
  if (due) scheduleAlarm(tenant);
  // What cannot be counted on is counted anew when somebody asks.
  if (!attempt("keeping the counts", name, () => updateCounts(tenant.counts, effects))) tenant.counts.clear();
  // Counters may come a second later: what eviction could lose of them is no more than of reads.
  attempt("scheduling the counters", name, () => tenant.flushSoon());
  attempt("telling the tail", name, () => tenant.tell());
}
