// One API call, in the order of src/README.md. Everything that waits happens before step 4; from there to the
// commit nothing is awaited, so two equal idempotency keys can never both act.
import type { DeliveryFault } from "#blueprint/format/scenarios.ts";
import { NOT_ACTIVE, badKey } from "#blueprint/runtime/platform-body.ts";
import type { CallAnswer, CallRequest, TenantFailure } from "#contract/call.ts";
import { SANDBOX_WIDE_PREFIX } from "#contract/prefix.ts";
import { PLATFORM_STATUS } from "#lib/problem.ts";
import { realNow } from "#lib/clock.ts";
import { systemRandom } from "#lib/random.ts";
import { sha256Hex } from "#lib/hash.ts";
import { networkOf } from "#lib/ip-address.ts";
import { type Json, canonical } from "#lib/json.ts";
import { isJsonMedia, isXmlMedia, parseMediaType } from "#lib/media.ts";
import { attempt } from "../after-commit.ts";
import { authenticate, resolveKey } from "./authenticate.ts";
import { matchFault, matchFaultByPath, deliveryFaultOf } from "./fault-injection.ts";
import { beyondCaps } from "./limits.ts";
import { applyEffects, updateCounts } from "../commit.ts";
import { recordEvidence } from "./evidence.ts";
import { forwardLive } from "./upstream.ts";
import { rate } from "./rate-limit.ts";
import { type Outcome, type OperationContext, Refused, refuse } from "#engine/context.ts";
import { coerce } from "#engine/request/decode.ts";
import { perform } from "#engine/perform.ts";
import { validate } from "#engine/request/validate.ts";
import { nameRecords } from "#engine/request/path-records.ts";
import { pruned } from "#engine/response/field-selection.ts";
import { loadOperation, loadBlueprint } from "../blueprint-cache.ts";
import {
  bodySchema,
  findRoute,
  readQuery,
  requireAcceptable,
  requireBody,
  requireRoute,
  requireScope,
  requireValid,
  keysFromParameters,
} from "#engine/request/parse.ts";
import { restoredAnswer } from "./redaction.ts";
import {
  type AnswerContext,
  OUTCOME_UNKNOWN,
  addStandardHeaders,
  jsonAnswer,
  platformAnswer,
  refusedAnswer,
} from "./respond.ts";
import { Changes } from "../store/changes.ts";
import { IN_FLIGHT_MS, REPLAY_MS, expireAnswers, findAnswer, saveAnswer } from "../store/idempotency.ts";
import type { KnownKey } from "../store/keys.ts";
import { type Meta, sandboxTime } from "../store/meta.ts";
import { RowTooLarge } from "../store/row-limit.ts";
import { logCall } from "../store/request-log.ts";
import type { Upload } from "#engine/record-reader.ts";
import { SqlRecordReader } from "../store/record-reader.ts";
import type { Tenant } from "../tenant.ts";
import { scheduleAlarm } from "../jobs/schedule-alarm.ts";
import { type Call } from "./call.ts";
import { recordCall, logRow } from "./record-call.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
const MAX_IDEMPOTENCY_KEY = 255;

export async function serve(tenant: Tenant, request: CallRequest): Promise<CallAnswer> {
  const now = realNow();
  const key = await resolveKey(tenant, request, now);
  const meta = tenant.meta;
  if (!meta) return strangerAnswer(request, key);
  const blueprint = await loadBlueprint(tenant.env.BLOBS, meta.release);
  const context: AnswerContext = { requestId: request.requestId, now };
  const call: Call = {
    tenant,
    request,
    headers: new Map(request.headers),
    blueprint: blueprint,
    key,
    now,
    context,
    why: "",
  };
  const answer = await answerCall(call, meta);
  if (answer.status < 500) attempt("noting the answer", meta.tenant, () => tenant.noteAnswer(now));
  const { delay, drop } = call.faultOutcome ?? {};
  return {
    ...streamedIfLong(addStandardHeaders(answer, blueprint.index, call.context)),
    ...(delay === undefined ? {} : { delay }),
    ...(drop === undefined ? {} : { drop }),
  };
}

/** A message between Workers ends at 32 MiB; a body in it that is longer than this goes as a stream. */
const MAX_MESSAGE_CHARS = 8 * 1024 * 1024;

const streamedIfLong = (answer: CallAnswer): CallAnswer =>
  typeof answer.body === "string" && answer.body.length > MAX_MESSAGE_CHARS
    ? { ...answer, body: new Response(answer.body).body }
    : answer;

const VISITS_A_MINUTE = 60;

/** Who comes without a key is known by the network alone. */
const visitor = (address: string): KnownKey => ({
  id: `visitor ${networkOf(address)}`,
  hash: "",
  scopes: [],
  expires: null,
  realExpires: null,
  parent: null,
  allow: [],
  perMinute: VISITS_A_MINUTE,
  perDay: null,
  virtual: false,
  previous: null,
  previousUntil: null,
  revoked: false,
});

/** What a call is logged with that was asked to come to nothing. */
const unanswered = (): CallAnswer => ({ status: 504, headers: [], body: null });

async function answerCall(call: Call, meta: Meta): Promise<CallAnswer> {
  const { request, blueprint, key, now, tenant } = call;
  const { index } = blueprint;
  const route = findRoute(index, request.method, request.path);
  const alternatives = route && "operation" in route ? route.operation.security : [];
  // 1. the key and the sandbox
  const denial = authenticate(index, meta, request, key, now, alternatives);
  if (denial)
    return recordCall(call, platformAnswer(index, denial.code, denial.message, call.context), denial.message);
  // 2. quota, then rate
  if (!tenant.counters.quota(meta.policy, now))
    return recordCall(
      call,
      platformAnswer(
        index,
        "quota_exceeded",
        `The plan ${meta.policy.plan} allows ${meta.policy.perMonth ?? 0} requests a month.`,
        call.context,
      ),
      "quota exceeded",
    );
  const rates = rate(tenant, meta, index, request.demo ? visitor(request.address) : key, now, request.demo);
  call.context = { ...call.context, rates };
  const refusing = rates.find((one) => !one.allowed);
  if (refusing)
    return recordCall(
      call,
      refusedAnswer(
        index,
        refuse({ index }, "rate_limited", "Too many requests. Retry later.").refusal,
        call.context,
      ),
      refusing.name === "override"
        ? "rate limited: the key has a rate override"
        : `rate limited: ${refusing.name}`,
    );
  try {
    return await handleOperation(call, route);
  } catch (error) {
    if (error instanceof Refused)
      return recordCall(
        call,
        refusedAnswer(index, error.refusal, call.context, error.headers),
        call.faultOutcome ? `${call.faultOutcome.name}: ${error.refusal.message}` : error.refusal.message,
      );
    if (error instanceof RowTooLarge)
      return recordCall(
        call,
        platformAnswer(index, "sandbox_full", error.message, call.context),
        "more than a row holds",
      );
    throw error;
  }
}

async function handleOperation(call: Call, route: ReturnType<typeof findRoute>): Promise<CallAnswer> {
  const { request, blueprint, tenant, headers } = call;
  const { index } = blueprint;
  // 3. route, scope, media types, decoding; and all loading
  const { operation, path } = requireRoute(index, route, request);
  call.operation = operation.id;
  requireScope(index, operation, call.key?.scopes ?? []);
  if (operation.kind === "unsupported")
    return recordCall(
      call,
      platformAnswer(
        index,
        "not_modelled",
        `${operation.method} ${operation.path} is not modelled: ${operation.reasons.join("; ")}.`,
        call.context,
      ),
      "not modelled",
    );
  const { details, schemas } = await loadOperation(tenant.env.BLOBS, blueprint, operation);
  const answerMedia = requireAcceptable(index, details, headers.get("accept") ?? null);
  const contentType = headers.get("content-type") ?? null;
  const { value: decoded, files } = await requireBody(index, details, request, contentType);
  const media = bodySchema(details, contentType);
  const requestMedia = parseMediaType(contentType ?? "").essence;
  const xml =
    isXmlMedia(answerMedia) || isXmlMedia(requestMedia) ? await import("#engine/response/xml.ts") : undefined;
  const schema = details.body?.contents[media ?? ""] ?? {};
  const read =
    decoded !== undefined && xml && isXmlMedia(requestMedia)
      ? xml.fromXml(schemas, schema, decoded)
      : decoded;
  const body =
    read === undefined || media === undefined || isJsonMedia(media) ? read : coerce(schemas, schema, read);
  const idempotencyKey =
    SAFE.has(request.method) || request.demo
      ? undefined
      : headers.get(index.idempotency.header.toLowerCase());
  if (idempotencyKey !== undefined && idempotencyKey.length > MAX_IDEMPOTENCY_KEY)
    throw refuse(
      { index, details },
      "invalid",
      `${index.idempotency.header} may have at most ${MAX_IDEMPOTENCY_KEY} characters.`,
      { param: index.idempotency.header },
    );
  const fingerprint =
    idempotencyKey === undefined
      ? ""
      : await sha256Hex(canonical(await fingerprinted(request, decoded, files)));
  // From here on nothing is awaited. The tenant may have been reset, moved or stopped while we loaded.
  const meta = tenant.meta;
  if (!meta || meta.status !== "active")
    return recordCall(
      call,
      platformAnswer(index, "sandbox_not_active", NOT_ACTIVE, call.context),
      "deactivated meanwhile",
    );
  if (meta.release !== blueprint.release)
    return platformAnswer(
      index,
      "unavailable",
      "The sandbox changed its release during the call. Try again.",
      call.context,
    );
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
    reader: reader,
    random: systemRandom(),
    now,
    path: { ...path, ...keysFromParameters(operation, query, body) },
    query,
    body,
    files,
    base: request.base,
    url: { path: request.path, query: request.query },
    mode: meta.mode,
    created: [],
    media: parseMediaType(contentType ?? "").essence,
    conditions: conditionsOf(headers),
  };
  if (meta.mode === "live" && typeof index.live === "object")
    return forwardLive(call, {
      meta,
      upstream: index.live,
      scope,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      fingerprint,
    });
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
    return recordCall(
      call,
      platformAnswer(index, "live_mode", "Live calls never fail on demand.", call.context),
      "a scenario in live mode",
    );
  const early = isTest ? matchFaultByPath(one, asked) : undefined;
  if (!early) {
    nameRecords(one);
    requireValid(one, headers, contentType);
  }
  // 6. behaviour: what was asked to go wrong
  const faultOutcome = early ?? (isTest ? matchFault(one, asked) : undefined);
  if (faultOutcome) {
    call.faultOutcome = faultOutcome;
    if (faultOutcome.refusal) throw faultOutcome.refusal;
    if (!faultOutcome.acts) return recordCall(call, unanswered(), faultOutcome.name);
    if (faultOutcome.item) one.failing = faultOutcome.item;
  }
  // 7. act, 8. answer
  const performed = perform(one);
  const outcome =
    one.created.length === 0 ? performed : { ...performed, effects: [...one.created, ...performed.effects] };
  const full = beyondCaps(tenant, meta, index.limits, outcome.effects);
  if (full !== undefined)
    return recordCall(call, platformAnswer(index, "sandbox_full", full, call.context), "sandbox full");
  const faults = selfCheck(one, outcome);
  const shown = pruned(one, outcome.body);
  const written =
    shown !== undefined && xml && isXmlMedia(answerMedia)
      ? xml.toXml(schemas, details.answer.schema ?? {}, shown, operation.resource ?? "answer")
      : shown;
  const answer = outcome.bytes
    ? { status: outcome.status, headers: outcome.headers, body: outcome.bytes }
    : jsonAnswer(outcome.status, written, answerMedia, outcome.headers);
  return commit(
    call,
    meta,
    reader,
    faults === undefined ? outcome : { ...outcome, why: `${outcome.why} (self-check: ${faults})` },
    answer,
    idempotencyKey === undefined ? undefined : { scope, key: idempotencyKey, fingerprint, at: now },
  );
}

/** One answer in so many is held against its own schema (R54); what is found stands in the log. */
const CHECKED_SHARE = 1 / 64;

function selfCheck(context: OperationContext, outcome: Outcome): string | undefined {
  const { schema } = context.details.answer;
  if (!schema || outcome.body === undefined || context.random.next() > CHECKED_SHARE) return undefined;
  const wrong = validate(context.schemas, schema, outcome.body, { answered: true })[0];
  return wrong && `${wrong.param} ${wrong.message}`;
}

/** What makes a repeat the same call: compared decoded, so that the boundaries of a form may differ. */
async function fingerprinted(
  request: CallRequest,
  decoded: Json | undefined,
  files: readonly Upload[],
): Promise<Json[]> {
  const sent = await Promise.all(
    files.map(async ({ filename, media, bytes }) => [filename, media, await sha256Hex(bytes)]),
  );
  return [request.method, request.path, request.query, decoded ?? null, sent];
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
    const message = flying ? "A request with this idempotency key is still in flight." : OUTCOME_UNKNOWN;
    return recordCall(
      call,
      platformAnswer(blueprint.index, flying ? "in_flight" : "outcome_unknown", message, call.context),
      message,
    );
  }
  if (stored.isLeftOut) {
    const message = `The first request with this idempotency key was answered ${stored.status ?? 200}; its answer was too large to be kept. It is not sent again. The log has it as ${stored.request ?? "an earlier request"}.`;
    return recordCall(
      call,
      platformAnswer(blueprint.index, "answer_not_kept", message, call.context),
      "the first answer of this idempotency key was not kept",
    );
  }
  const answer: CallAnswer = {
    status: stored.status ?? 200,
    headers: JSON.parse(restoredAnswer(stored.headers ?? "[]", call.request)) as [string, string][],
    body: typeof stored.body === "string" ? restoredAnswer(stored.body, call.request) : stored.body,
  };
  call.isReplay = true;
  return recordCall(call, answer, "replayed the first answer of this idempotency key");
}

type Repeatable = { scope: string; key: string; fingerprint: string; at: number };

/** 9. Effects, outbox, timers, idempotency, evidence, log and counters in one transaction. */
function commit(
  call: Call,
  meta: Meta,
  reader: SqlRecordReader,
  outcome: Outcome,
  answer: CallAnswer,
  repeatable: Repeatable | undefined,
): CallAnswer {
  const { tenant, blueprint, request } = call;
  // A visitor sees what would have been; nothing of it is kept.
  if (request.demo || (outcome.effects.length === 0 && !repeatable))
    return recordCall(call, answer, outcome.why);
  call.why = call.faultOutcome ? `${call.faultOutcome.name}: ${outcome.why}` : outcome.why;
  let due = false;
  tenant.storage.transactionSync(() => {
    const records = tenant.records(meta);
    const changes = (call.changes = new Changes());
    const cause = {
      request: request.requestId,
      changes,
      deliveryFault: (event: { type: string; resource: string; record: string }): DeliveryFault | undefined =>
        call.faultOutcome?.webhook ?? deliveryFaultOf(tenant, blueprint.index, event, call.now),
    };
    due = applyEffects(tenant.sql, meta, blueprint.index, records, outcome.effects, cause, call.now);
    for (const [name, value] of reader.sequences) records.setSequence(name, value);
    if (repeatable) {
      expireAnswers(tenant.sql, repeatable.at);
      saveAnswer(tenant.sql, repeatable.scope, repeatable.key, {
        fingerprint: repeatable.fingerprint,
        state: "done",
        status: answer.status,
        headers: JSON.stringify(answer.headers),
        // A play answers texts and bytes, never a stream.
        body: answer.body instanceof ReadableStream ? null : answer.body,
        at: repeatable.at,
        claim: null,
        request: request.requestId,
      });
    }
    tenant.counters.flushRows();
    logCall(tenant.sql, logRow(call, answer));
    recordEvidence(call, answer.status);
  });
  followUp(tenant, outcome.effects, due);
  return answer;
}

/** The write is on disk: none of this may fail the call. */
function followUp(tenant: Tenant, effects: Outcome["effects"], due: boolean): void {
  const name = tenant.meta?.tenant;
  if (due) scheduleAlarm(tenant);
  // What cannot be counted on is counted anew when somebody asks.
  if (!attempt("keeping the counts", name, () => updateCounts(tenant.counts, effects))) tenant.counts.clear();
  // Counters may come a second later: what eviction could lose of them is no more than of reads.
  attempt("scheduling the counters", name, () => tenant.flushSoon());
  attempt("telling the tail", name, () => tenant.tell());
}

/** A tenant that was never activated, or was purged: nothing is stored. The edge words this in the API's shape. */
function strangerAnswer(request: CallRequest, key: KnownKey | undefined): CallAnswer {
  const unknown: TenantFailure =
    key === undefined
      ? {
          code: "unauthorized",
          message: badKey(request.key?.prefix ?? SANDBOX_WIDE_PREFIX, request.key?.mode),
        }
      : { code: "sandbox_not_active", message: NOT_ACTIVE };
  return { status: PLATFORM_STATUS[unknown.code], headers: [], body: null, unknown };
}
