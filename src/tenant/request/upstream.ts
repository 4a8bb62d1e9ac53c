// Live mode over a provider's own origin. Two commits around the one await: a claim before it, the outcome after it. A claim
// without an outcome is never forwarded again, because its outcome is unknown. A claim is released only where the provider
// certainly did not act. Once it may have acted, nothing here fails the answer any more.
import type { CallAnswer } from "#contract/call.ts";
import { newId } from "#lib/ids.ts";
import { unseal } from "#lib/secret-box.ts";
import type { Reason } from "#lib/reason.ts";
import { ownHosts, refuseUrl } from "#lib/url-guard.ts";
import { attempt } from "../after-commit.ts";
import { recordEvidence } from "./evidence.ts";
import { type Call } from "./call.ts";
import { refuseCall, logRow } from "./record-call.ts";
import { OUTCOME_UNKNOWN } from "./respond.ts";
import { type StoredAnswer, expireAnswers, releaseClaim, saveAnswer } from "../store/idempotency.ts";
import type { Meta } from "../store/meta.ts";
import { logCall } from "../store/request-log.ts";
import {
  MAX_KEPT_BYTES,
  type Read,
  exactly,
  joined,
  meaningOf,
  passedOn,
  readUpTo,
} from "./upstream-answer.ts";
import { outgoing } from "./upstream-request.ts";

export type Forward = {
  meta: Meta;
  upstream: { upstream: string; idempotencyHeader: string };
  scope: string;
  idempotencyKey?: string;
  fingerprint: string;
};

/** A write under way: where its claim lies, and whether anybody can ask for its answer again. */
type Claim = { id: string; scope: string; key: string; isRepeatable: boolean; fingerprint: string };

const DEADLINE_MS = 30_000;
const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

export async function forwardLive(call: Call, forward: Forward): Promise<CallAnswer> {
  const { tenant, request } = call;
  const refused = refuseUrl(forward.upstream.upstream, tenant.env.REACH ?? "public", ownHosts(tenant.env));
  // Configuration is looked at before anything is claimed: nothing has left, and nothing is kept of it.
  if (refused !== undefined) return unreachable(call, `The provider's address for this API ${refused}.`);
  if (forward.meta.upstreamCredential === null) return unreachable(call, NO_CREDENTIAL);
  const claim = SAFE.has(request.method) ? undefined : claimed(call, forward);
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), DEADLINE_MS);
  try {
    // The claim must be on disk before a byte leaves: a crash after this line leaves a claim, never a silence.
    const [sent] = await Promise.all([prepared(call, forward, claim), tenant.storage.sync()]);
    if (typeof sent === "string") return givenBack(call, claim, unreachable(call, sent));
    const response = await fetch(sent, { signal: deadline.signal }).catch(() => undefined);
    if (!response) return claim ? unknown(call, claim) : unreachable(call, "The provider did not answer.");
    return claim ? await settled(call, forward, claim, response) : passed(call, forward, response);
  } finally {
    clearTimeout(timer);
  }
}

const NO_CREDENTIAL =
  "No credential for the provider's origin is stored for this subscription, or it cannot be read any more. Ask the provider to approve it again with one.";

function claimed(call: Call, forward: Forward): Claim {
  const { tenant } = call;
  const id = newId("claim");
  const claim: Claim = {
    id,
    scope: forward.scope,
    key: forward.idempotencyKey ?? id,
    isRepeatable: forward.idempotencyKey !== undefined,
    fingerprint: forward.fingerprint,
  };
  tenant.storage.transactionSync(() => {
    expireAnswers(tenant.sql, call.now);
    saveAnswer(tenant.sql, claim.scope, claim.key, rowOf(call, claim, { state: "claimed" }));
    tenant.counters.flush(tenant.now());
  });
  return claim;
}

/** The request as it leaves, or why it cannot: then nothing has left. */
async function prepared(call: Call, forward: Forward, claim: Claim | undefined): Promise<Request | string> {
  const { tenant, request } = call;
  const { meta, upstream } = forward;
  const credential = await unseal(tenant.env.ENCRYPTION_SECRET, meta.upstreamCredential ?? "");
  if (credential === undefined) return NO_CREDENTIAL;
  const out = outgoing(request);
  if (!out)
    return "An API key stands in the path, and is not passed on. Send it in the Authorization header.";
  out.headers.set("authorization", `Bearer ${credential}`);
  if (claim) out.headers.set(upstream.idempotencyHeader, claim.id);
  const url = `${upstream.upstream.replace(/\/$/, "")}${out.path}${out.query === "" ? "" : `?${out.query}`}`;
  try {
    return new Request(url, {
      method: request.method,
      headers: out.headers,
      body: out.body,
      redirect: "manual",
    });
  } catch (error) {
    return `The call cannot be sent to the provider: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** A read: its body streams, and nothing of it is kept. */
function passed(call: Call, forward: Forward, response: Response): CallAnswer {
  const answer = {
    status: response.status,
    headers: headersOf(call, forward, response),
    body: response.body,
  };
  const { tenant } = call;
  attempt("the log", call.blueprint.release, () => {
    tenant.counters.buffer(logRow(call, { ...answer, body: null }, forwarded("answered", response.status)));
    tenant.flushSoon();
  });
  return answer;
}

const forwarded = (name: "answered" | "refused", status: number): Reason => ({
  kind: "upstream",
  name,
  facts: { status },
});

const headersOf = (call: Call, { upstream: { upstream } }: Forward, response: Response): [string, string][] =>
  passedOn(response, { index: call.blueprint.index, upstream, base: call.request.base });

/** What became of a write, by its answer. */
async function settled(call: Call, forward: Forward, claim: Claim, response: Response): Promise<CallAnswer> {
  const { status } = response;
  const meaning = meaningOf(status);
  if (meaning === "unknown") {
    await response.body?.cancel().catch(() => undefined);
    return unknown(call, claim, status);
  }
  const read = await readUpTo(response.body, MAX_KEPT_BYTES).catch(() => undefined);
  // The provider's refusal stands in its status, whatever became of the body.
  if (!read && meaning === "answered") return unknown(call, claim, status);
  const headers = headersOf(call, forward, response);
  const answer: CallAnswer = { status, headers, body: bodyOf(read) };
  if (meaning === "refused") return givenBack(call, claim, answer, forwarded("refused", status));
  const isLeftOut = answer.body instanceof ReadableStream;
  keepOutcome(call, answer, forwarded("answered", status), () => {
    if (!claim.isRepeatable) return releaseClaim(call.tenant.sql, claim.scope, claim.key, claim.id);
    saveAnswer(
      call.tenant.sql,
      claim.scope,
      claim.key,
      rowOf(call, claim, {
        state: "done",
        status,
        headers: JSON.stringify(headers),
        body: answer.body instanceof ReadableStream ? null : answer.body,
        isLeftOut,
      }),
    );
  });
  return answer;
}

function bodyOf(read: Read | undefined): CallAnswer["body"] {
  if (!read || (read.bytes.byteLength === 0 && !read.rest)) return null;
  return read.rest ? joined(read) : exactly(read.bytes);
}

/** The provider did not act: the key is free again. The row is written here where a reason is given. */
function givenBack(call: Call, claim: Claim | undefined, answer: CallAnswer, reason?: Reason): CallAnswer {
  if (!claim) return answer;
  const release = (): void => releaseClaim(call.tenant.sql, claim.scope, claim.key, claim.id);
  if (reason) keepOutcome(call, answer, reason, release);
  else attempt("giving a claim back", call.blueprint.release, release);
  return answer;
}

/** The request left and no whole answer came: whether the provider acted cannot be known, and it is written down so. */
function unknown(call: Call, claim: Claim, status?: number): CallAnswer {
  const { tenant } = call;
  const said = status === undefined ? "" : ` What came back was ${status}.`;
  attempt("an unknown outcome", call.blueprint.release, () =>
    saveAnswer(tenant.sql, claim.scope, claim.key, rowOf(call, claim, { state: "unknown" })),
  );
  return refuseCall(call, "outcome_unknown", `${OUTCOME_UNKNOWN}${said}`, { status: status ?? null });
}

/** Writes what became of a write with its log row. If that fails the claim stays, and the caller has the answer all the same. */
function keepOutcome(call: Call, answer: CallAnswer, reason: Reason, write: () => void): void {
  const { tenant } = call;
  attempt("keeping an outcome", call.blueprint.release, () =>
    tenant.storage.transactionSync(() => {
      write();
      tenant.counters.flush(tenant.now());
      logCall(tenant.sql, logRow(call, answer, reason));
      recordEvidence(call, answer.status);
    }),
  );
  attempt("telling the tail", call.blueprint.release, () => tenant.tell());
}

function rowOf(
  call: Call,
  claim: Claim,
  outcome: Partial<StoredAnswer> & Pick<StoredAnswer, "state">,
): StoredAnswer {
  return {
    fingerprint: claim.fingerprint,
    status: null,
    headers: null,
    body: null,
    at: call.now,
    claim: claim.id,
    request: call.request.requestId,
    ...outcome,
  };
}

const unreachable = (call: Call, message: string): CallAnswer =>
  refuseCall(call, "upstream_unreachable", message);
