// One API call, in the order of src/README.md: steps 1 and 2 here, then `prepare`, which may wait, then `act`, which never does:
// from step 4 to the commit nothing is awaited, so two equal idempotency keys can never both act.
import { NOT_ACTIVE, badKey } from "#blueprint/runtime/platform-body.ts";
import type { CallAnswer, CallRequest, TenantFailure } from "#contract/call.ts";
import { SANDBOX_WIDE_PREFIX } from "#contract/prefix.ts";
import { PLATFORM_STATUS } from "#lib/problem.ts";
import { ExpressionFailure } from "#lib/expression.ts";
import { networkOf } from "#lib/ip-address.ts";
import { type Reason, withOutcome } from "#lib/reason.ts";
import { attempt } from "../after-commit.ts";
import { loadBlueprint } from "../blueprint-cache.ts";
import { act, refusedReason } from "./act.ts";
import { authenticate, resolveKey } from "./authenticate.ts";
import type { Call } from "./call.ts";
import type { RateState } from "./counters.ts";
import { prepare } from "./prepare.ts";
import { rate } from "./rate-limit.ts";
import { recordKey } from "./record-keys.ts";
import { recordCall, refuseCall } from "./record-call.ts";
import { type AnswerContext, addStandardHeaders, platformAnswer, refusedAnswer } from "./respond.ts";
import { forwardLive } from "./upstream.ts";
import { Refused, refuse } from "#engine/context.ts";
import { findRoute } from "#engine/request/parse.ts";
import type { KnownKey } from "../store/keys.ts";
import type { Meta } from "../store/meta.ts";
import { RowTooLarge } from "../store/row-limit.ts";
import type { Tenant } from "../tenant.ts";

export async function serve(tenant: Tenant, request: CallRequest): Promise<CallAnswer> {
  const now = tenant.now();
  const issued = await resolveKey(tenant, request, now);
  const meta = tenant.meta;
  if (!meta) return strangerAnswer(request, issued);
  const blueprint = await loadBlueprint(tenant.env.BLOBS, meta.release);
  const key = issued ?? recordKey(tenant, meta, blueprint.index, request);
  const headers = new Map(request.headers);
  const context: AnswerContext = { requestId: request.requestId, now, asked: headers };
  const call: Call = { tenant, request, headers, blueprint, key, now, context };
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

async function answerCall(call: Call, meta: Meta): Promise<CallAnswer> {
  const { request, blueprint, key, now, tenant } = call;
  const { index } = blueprint;
  const route = findRoute(index, request.method, request.path);
  const alternatives = route && "operation" in route ? route.operation.security : [];
  // 1. the key and the sandbox
  const denial = authenticate(index, meta, request, key, now, alternatives);
  if (denial) return refuseCall(call, denial.code, denial.message);
  // 2. quota, then rate
  if (!tenant.counters.quota(meta.policy, now)) {
    const { plan, perMonth } = meta.policy;
    const message = `The plan ${plan} allows ${perMonth ?? 0} requests a month.`;
    const answer = platformAnswer(index, "quota_exceeded", message, call.context);
    return recordCall(call, answer, { kind: "limit", name: "quota", facts: { plan, limit: perMonth } });
  }
  const rates = rate(tenant, meta, index, request.demo ? visitor(request.address) : key, now, request.demo);
  call.context = { ...call.context, rates };
  const exceeded = rates.find((one) => !one.allowed);
  if (exceeded) {
    const { refusal } = refuse({ index }, "rate_limited", "Too many requests. Retry later.");
    return recordCall(call, refusedAnswer(index, refusal, call.context), limitReason(exceeded));
  }
  try {
    const prepared = await prepare(call, route);
    // From here to the commit nothing is awaited, so two equal idempotency keys can never both act.
    const acted = "operation" in prepared ? act(call, prepared) : prepared;
    return "upstream" in acted ? await forwardLive(call, acted) : acted;
  } catch (error) {
    if (error instanceof Refused)
      return recordCall(
        call,
        refusedAnswer(index, error.refusal, call.context, error.headers),
        withOutcome(call.faultOutcome?.reason, refusedReason(error)),
      );
    if (error instanceof ExpressionFailure)
      return refuseCall(
        call,
        "behaviour_failed",
        `The API's sandbox.yaml has an expression that fails: ${error.message}`,
      );
    if (error instanceof RowTooLarge) return refuseCall(call, "sandbox_full", error.message);
    throw error;
  }
}

const limitReason = ({ name, limit, window, reset }: RateState): Reason => ({
  kind: "limit",
  name,
  facts: { limit, window, reset },
});

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
