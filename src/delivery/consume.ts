// The queue consumer (R51): claim a delivery from its tenant under a lease, sign, post, report back. The tenant owns the
// retries; the queue retries a message only when the tenant itself could not be reached. A message is acknowledged once its
// delivery is claimed, and the post goes on behind the handler: the next batch need not wait for a slow endpoint. If the
// post or its report is lost, the lease ends and the tenant sends the delivery again.
import {
  type AttemptReport,
  type Claim,
  DeliveryMessage,
  type DeliveryMode,
  type DeliveryPort,
  type SentRequest,
} from "#contract/delivery.ts";
import { Rollup } from "#contract/rollup.ts";
import { fromUtf8, joinBytes } from "#lib/bytes.ts";
import { realNow } from "#lib/clock.ts";
import { log } from "#lib/log.ts";
import { type Reach, refuseUrl } from "#lib/url-guard.ts";
import { mockAnswer } from "#lib/mock-webhook-hosts.ts";
import { Pool } from "./pool.ts";
import { sign } from "./sign.ts";

export type DeliveryPorts = {
  tenant(mode: DeliveryMode, name: string): DeliveryPort;
  post: typeof fetch;
  rollup(rollup: Rollup): Promise<void>;
  /** Keeps the invocation alive until a promise settles; Cloudflare gives it 30 s after the handler has returned. */
  waitUntil(promise: Promise<unknown>): void;
  reach: Reach;
  ownHosts: readonly string[];
};

/**
 * Posts at once: an invocation has six connections, and one more post would wait for them while its deadline runs. The
 * batch size in wrangler.toml is the same number, so that no message of a batch waits for the posts of the others.
 */
export const POSTS_AT_ONCE = 5;
const DEADLINE_MS = 15_000;
/** A tenant that does not answer a claim in this time holds up the others of its batch no longer. */
const CLAIM_MS = 10_000;
const MAX_RESPONSE_BYTES = 4096;
/** Waits before a report is tried again: deadline and these together stay below the 30 s of `waitUntil` and the lease. */
const REPORT_AGAIN_MS = [500, 1500, 4000];

export async function consume(batch: MessageBatch, ports: DeliveryPorts): Promise<void> {
  const pool = new Pool(POSTS_AT_ONCE);
  await Promise.all(
    batch.messages.map(async (message) => {
      const news = Rollup.safeParse(message.body);
      if (news.success) {
        // The next one tells as much: none is worth a second try.
        await ports.rollup(news.data).catch((error: unknown) => {
          const { tenant, mode } = news.data;
          log("error", "rollup.not_kept", { tenant, mode, cause: error });
        });
        return message.ack();
      }
      const read = DeliveryMessage.safeParse(message.body);
      if (!read.success) return message.ack();
      // Claimed only when the post can start at once: a lease must not run while the delivery waits here.
      const leave = await pool.enter();
      try {
        const claim = await claimOf(read.data, ports);
        message.ack();
        if (claim) ports.waitUntil(deliver(read.data, claim, ports).finally(leave));
        else leave();
      } catch (error) {
        leave();
        log("error", "delivery could not reach its tenant", {
          tenant: read.data.tenant,
          delivery: read.data.delivery,
          error: String(error),
        });
        message.retry({ delaySeconds: 5 });
      }
    }),
  );
}

const claimOf = ({ mode, tenant, delivery }: DeliveryMessage, ports: DeliveryPorts) =>
  within(CLAIM_MS, ports.tenant(mode, tenant).claim(delivery));

/** Posts what was claimed and reports; a report that does not get through is made good by the lease. */
async function deliver(message: DeliveryMessage, claim: Claim, ports: DeliveryPorts): Promise<void> {
  const { mode, tenant } = message;
  const { delivery, attempt: number } = claim;
  const mocked = mode !== "live" ? mockAnswer(claim.url, number) : undefined;
  const report = mocked
    ? { ...(await mockAttempt(claim)), delivery, attempt: number, ...mocked }
    : await attempt(claim, ports);
  for (let tries = 0; ; tries++) {
    try {
      // Another stub each time: one that has failed may stay broken.
      return await ports.tenant(mode, tenant).report(report);
    } catch (error) {
      const wait = REPORT_AGAIN_MS[tries];
      if (wait !== undefined) {
        await new Promise((resolve) => setTimeout(resolve, wait));
        continue;
      }
      return log("error", "the report of a delivery could not reach its tenant", {
        tenant,
        delivery,
        error: String(error),
      });
    }
  }
}

/** The promise, or a failure when it takes longer than so many milliseconds. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** One try. Whatever happens is a report; nothing is thrown. */
export async function attempt(
  claim: Claim,
  ports: Pick<DeliveryPorts, "post" | "reach" | "ownHosts">,
): Promise<AttemptReport> {
  const at = realNow();
  const base = { delivery: claim.delivery, attempt: claim.attempt, at };
  const refused = refuseUrl(claim.url, ports.reach, ports.ownHosts);
  if (refused !== undefined)
    return { ...base, status: null, error: `the URL ${refused}`, latency: 0, response: "" };
  const { headers, body, sent } = await requestOf(claim, at);
  try {
    const response = await ports.post(claim.url, {
      method: "POST",
      headers,
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const text = await readCapped(response);
    return { ...base, sent, status: response.status, error: null, latency: realNow() - at, response: text };
  } catch (error) {
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    return {
      ...base,
      sent,
      status: null,
      error: timedOut ? "timed out" : "connection failed",
      latency: realNow() - at,
      response: "",
    };
  }
}

/** Signed as if it were sent, so that it can be looked at and forwarded. */
async function mockAttempt(claim: Claim): Promise<{ at: number; response: string; sent: SentRequest }> {
  const at = realNow();
  const { sent } = await requestOf(claim, at);
  return { at, response: "", sent };
}

/** The request of a claim, wrong on purpose where the claim says so; `sent` is what of it is kept. */
async function requestOf(
  { signing, eventId: id, eventType: type, url, format, secrets, tamper, body: event }: Claim,
  at: number,
): Promise<{ headers: Record<string, string>; body: string; sent: SentRequest }> {
  const signed = await sign(signing, {
    id,
    type,
    url,
    body: event,
    format,
    secrets: tamper === "bad_signature" ? secrets.slice(0, 1).map(spoilt) : secrets,
    at: tamper === "stale" ? at - HOUR_MS : at,
  });
  const headers = { "content-type": signed.media, "user-agent": "Sandbar-Webhooks/1", ...signed.headers };
  const body = tamper === "mutated" ? `${signed.body} ` : signed.body;
  return { headers, body, sent: { headers, ...(body !== event && { body }) } };
}

const HOUR_MS = 3_600_000;

/** Another secret of the same form: its last letter is another one. */
const spoilt = (secret: string): string => {
  const last = secret.replace(/=*$/, "").length - 1;
  return `${secret.slice(0, last - 4)}AbCd${secret.slice(last)}`;
};

async function readCapped(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value);
    size += part.value.byteLength;
    if (size >= MAX_RESPONSE_BYTES) break;
  }
  await reader.cancel();
  return fromUtf8(joinBytes(chunks).subarray(0, MAX_RESPONSE_BYTES));
}
