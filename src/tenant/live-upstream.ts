// Live mode over a provider's own origin (ARCHITECTURE §3). Two commits around the one await: a claim before it,
// the outcome after it. A claim without an outcome is never forwarded again: its outcome is not known.
import type { CallAnswer } from "../contract/call.ts";
import { fromUtf8 } from "../lib/bytes.ts";
import { newId } from "../lib/ids.ts";
import { unseal } from "../lib/secret-box.ts";
import { refuseUrl } from "../lib/url-guard.ts";
import { jsonAnswer, platformAnswer } from "./respond.ts";
import { type Call, finish, logRow } from "./finish.ts";
import { prove } from "./evidence.ts";
import { OUTCOME_UNKNOWN } from "./respond.ts";
import { saveAnswer } from "./store/idempotency.ts";
import type { Meta } from "./store/meta.ts";
import { logCall } from "./store/request-log.ts";

export type Forward = {
  meta: Meta;
  upstream: { upstream: string; idempotencyHeader: string };
  scope: string;
  idempotencyKey?: string;
  fingerprint: string;
};

const DEADLINE_MS = 30_000;
const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
const HOP_BY_HOP =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|host|content-length|authorization|cookie|set-cookie|cf-.*|x-forwarded-.*|x-real-ip|accept-encoding|content-encoding)$/;

export async function forwardLive(call: Call, forward: Forward): Promise<CallAnswer> {
  const { tenant, request } = call;
  const safe = SAFE.has(request.method);
  const claim = newId("claim");
  const row = { scope: forward.scope, key: forward.idempotencyKey ?? claim };
  if (!safe)
    tenant.storage.transactionSync(() => {
      saveAnswer(tenant.sql, row.scope, row.key, {
        fingerprint: forward.fingerprint,
        state: "claimed",
        status: null,
        headers: null,
        body: null,
        at: call.now,
        request: call.request.requestId,
        claim,
      });
      tenant.meter.flush();
    });
  // The claim must be on disk before a byte leaves: a crash after this line leaves a claim, never a silence.
  await tenant.storage.sync();
  const response = await send(call, forward, claim);
  if (!response) return safe ? unreachable(call) : unknownOutcome(call, forward, row, claim);
  const headers = [...response.headers].filter(
    ([name]) => !HOP_BY_HOP.test(name) && name !== "content-type",
  ) as [string, string][];
  const type = response.headers.get("content-type") ?? "application/octet-stream";
  if (safe) {
    call.why = "forwarded";
    tenant.meter.buffer(logRow(call, { status: response.status, headers, body: null }));
    tenant.flushSoon();
    return { status: response.status, headers: [["content-type", type], ...headers], body: response.body };
  }
  const read = await response.arrayBuffer().catch(() => undefined);
  if (!read) return unknownOutcome(call, forward, row, claim);
  const body = fromUtf8(read);
  const answer: CallAnswer =
    body === ""
      ? { status: response.status, headers, body: null }
      : { ...jsonAnswer(response.status, undefined, type, [["content-type", type], ...headers]), body };
  call.why = "forwarded";
  tenant.storage.transactionSync(() => {
    saveAnswer(tenant.sql, row.scope, row.key, {
      fingerprint: forward.fingerprint,
      state: "done",
      status: answer.status,
      headers: JSON.stringify(answer.headers),
      body,
      at: call.now,
      request: call.request.requestId,
      claim,
    });
    prove(call, answer.status);
    logCall(tenant.sql, logRow(call, answer));
    tenant.meter.flush();
  });
  return answer;
}

function unreachable(call: Call): CallAnswer {
  const message = "The provider did not answer.";
  return finish(
    call,
    platformAnswer(call.book.index, "upstream_unreachable", message, call.context),
    message,
  );
}

/** The request left and no whole answer came: whether the provider acted cannot be known, and it is written down so. */
function unknownOutcome(
  call: Call,
  forward: Forward,
  row: { scope: string; key: string },
  claim: string,
): CallAnswer {
  saveAnswer(call.tenant.sql, row.scope, row.key, {
    fingerprint: forward.fingerprint,
    state: "unknown",
    status: null,
    headers: null,
    body: null,
    at: call.now,
    request: call.request.requestId,
    claim,
  });
  return finish(
    call,
    platformAnswer(call.book.index, "outcome_unknown", OUTCOME_UNKNOWN, call.context),
    OUTCOME_UNKNOWN,
  );
}

async function send(call: Call, forward: Forward, claim: string): Promise<Response | undefined> {
  const { tenant, request } = call;
  const { meta, upstream } = forward;
  if (refuseUrl(upstream.upstream, tenant.env.REACH ?? "public") !== undefined) return undefined;
  const credential =
    meta.upstreamCredential === null
      ? undefined
      : await unseal(tenant.env.ENCRYPTION_SECRET, meta.upstreamCredential);
  if (credential === undefined) return undefined;
  const headers = new Headers(request.headers.filter(([name]) => !HOP_BY_HOP.test(name.toLowerCase())));
  headers.set("authorization", `Bearer ${credential}`);
  if (!SAFE.has(request.method)) headers.set(upstream.idempotencyHeader, claim);
  const url = `${upstream.upstream.replace(/\/$/, "")}${request.path}${request.query === "" ? "" : `?${request.query}`}`;
  try {
    return await fetch(url, {
      method: request.method,
      headers,
      body: request.body,
      redirect: "manual",
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
  } catch {
    return undefined;
  }
}
