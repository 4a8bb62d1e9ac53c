// The queue consumer: claim a delivery from its tenant under a lease, sign, post, report back. The tenant owns the
// retries; the queue retries a message only when the tenant itself could not be reached.
import { type AttemptReport, type Claim, DeliveryMessage } from "../contract/delivery.ts";
import { Rollup } from "../contract/rollup.ts";
import { fromUtf8, joinBytes } from "../lib/bytes.ts";
import { realNow } from "../lib/clock.ts";
import { log } from "../lib/log.ts";
import { type Reach, refuseUrl } from "../lib/url-guard.ts";
import { pretendedAnswer } from "../lib/pretend-hosts.ts";
import { type Signed, sign } from "./sign.ts";

export type DeliveryTenant = {
  claim(delivery: number): Promise<Claim | undefined>;
  report(report: AttemptReport): Promise<void>;
};

export type DeliveryPorts = {
  tenant(mode: "test" | "live", name: string): DeliveryTenant;
  post: typeof fetch;
  rollup(rollup: Rollup): Promise<void>;
  reach: Reach;
  ownHosts: readonly string[];
};

const DEADLINE_MS = 15_000;
const MAX_RESPONSE_BYTES = 4096;

export async function consume(batch: MessageBatch, ports: DeliveryPorts): Promise<void> {
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
      try {
        await deliver(read.data, ports);
        message.ack();
      } catch (error) {
        const { tenant, mode, delivery } = read.data;
        log("error", "delivery.tenant_unreachable", { tenant, mode, delivery, cause: error });
        message.retry({ delaySeconds: 5 });
      }
    }),
  );
}

async function deliver(message: DeliveryMessage, ports: DeliveryPorts): Promise<void> {
  const tenant = ports.tenant(message.mode, message.tenant);
  const claim = await tenant.claim(message.delivery);
  if (!claim) return;
  const pretended = message.mode === "test" ? pretendedAnswer(claim.url, claim.attempt) : undefined;
  if (!pretended) return tenant.report(await attempt(claim, ports));
  const { delivery, attempt: number } = claim;
  await tenant.report({ delivery, attempt: number, at: realNow(), response: "", ...pretended });
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
  try {
    const { eventId: id, eventType: type, url, body, secret, previous, tamper } = claim;
    const signedAt = tamper === "stale" ? at - HOUR_MS : at;
    const signedWith = tamper === "bad_signature" ? spoilt(secret) : secret;
    // A URL that a call named for one record has no secret of its own: what goes there is not signed.
    const signed: Signed =
      secret === ""
        ? { headers: { "webhook-id": id, "webhook-timestamp": String(Math.floor(at / 1000)) } }
        : await sign(
            claim.scheme,
            { id, type, url, body, secret: signedWith, at: signedAt },
            tamper === "bad_signature" ? null : previous,
          );
    const { headers, body: sent = body, media = "application/json" } = signed;
    const response = await ports.post(claim.url, {
      method: "POST",
      headers: { "content-type": media, "user-agent": "Sandbar-Webhooks/1", ...headers },
      body: tamper === "mutated" ? `${sent} ` : sent,
      redirect: "manual",
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const text = await readCapped(response);
    return { ...base, status: response.status, error: null, latency: realNow() - at, response: text };
  } catch (error) {
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    return {
      ...base,
      status: null,
      error: timedOut ? "timed out" : "connection failed",
      latency: realNow() - at,
      response: "",
    };
  }
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
