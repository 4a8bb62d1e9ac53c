// The tenant's side of deliveries: endpoints of the platform, claims under a lease, what a report leads to.
import type { EndpointInput, EndpointView, TenantFailure } from "../contract/call.ts";
import type { AttemptReport, Claim } from "../contract/delivery.ts";
import { base64 } from "../lib/bytes.ts";
import { isoMillis, realNow } from "../lib/clock.ts";
import { newId, randomBytes } from "../lib/ids.ts";
import { type Result, fail, succeed } from "../lib/result.ts";
import { nextDelay } from "./retries.ts";
import {
  type Endpoint,
  claimDelivery,
  deliverAgain,
  failedDeliveries,
  isTampered,
  listEndpoints,
  saveEndpoint,
  settleDelivery,
} from "./store/events.ts";
import { loadPlaybook } from "./playbook.ts";
import type { Tenant } from "./tenant.ts";
import { wake } from "./wake.ts";

const MAX_ENDPOINTS = 20;
const GONE = 410;
export const NEVER_DELIVERS: TenantFailure = {
  code: "conflict",
  message: "This sandbox is a fork: it keeps its events and never delivers them.",
};

export async function addEndpoint(
  tenant: Tenant,
  input: EndpointInput,
): Promise<Result<EndpointView & { secret: string }, TenantFailure>> {
  const meta = tenant.meta;
  if (!meta || meta.status !== "active")
    return fail({ code: "sandbox_not_active", message: "Activate the sandbox first." });
  if (meta.fork) return fail(NEVER_DELIVERS);
  if (listEndpoints(tenant.sql).length >= MAX_ENDPOINTS)
    return fail({
      code: "sandbox_full",
      message: `A sandbox has at most ${MAX_ENDPOINTS} endpoints. Remove one first.`,
    });
  const book = await loadPlaybook(tenant.env.BLOBS, meta.release);
  const endpoint: Endpoint = {
    id: newId("ep"),
    origin: "platform",
    url: input.url,
    events: JSON.stringify(input.events),
    secret: input.secret ?? `whsec_${base64(randomBytes(24))}`,
    scheme: book.index.events.scheme,
    description: input.description ?? "",
    active: 1,
    created: realNow(),
    record: null,
  };
  saveEndpoint(tenant.sql, endpoint);
  return succeed({ ...viewOf(endpoint), secret: endpoint.secret });
}

export const viewOf = (endpoint: Endpoint): EndpointView => ({
  id: endpoint.id,
  url: endpoint.url,
  events: JSON.parse(endpoint.events) as string[],
  description: endpoint.description,
  active: endpoint.active === 1,
  createdAt: isoMillis(endpoint.created),
});

/** Gives a delivery to a consumer, once; undefined when there is nothing to do. */
export function claim(tenant: Tenant, delivery: number): Claim | undefined {
  const meta = tenant.meta;
  if (!meta || meta.status !== "active") return undefined;
  const taken = tenant.storage.transactionSync(() => claimDelivery(tenant.sql, delivery, realNow()));
  wake(tenant);
  return taken;
}

/** 2xx delivers; 410 disables the endpoint; everything else is tried again on the schedule until it ends. */
/** One delivery once more; the id of the new one. */
export function resend(tenant: Tenant, delivery: number): number | undefined {
  const id = tenant.storage.transactionSync(() => deliverAgain(tenant.sql, delivery, realNow()));
  wake(tenant);
  return id;
}

/** Everything an endpoint missed, in order; how many there are. */
export function recover(tenant: Tenant, endpoint: string): number {
  const now = realNow();
  const missed = tenant.storage.transactionSync(() => {
    const ids = failedDeliveries(tenant.sql, endpoint);
    for (const id of ids) deliverAgain(tenant.sql, id, now);
    return ids.length;
  });
  wake(tenant);
  return missed;
}

export function report(tenant: Tenant, attempt: AttemptReport): void {
  if (!tenant.meta) return;
  const delivered = attempt.status !== null && attempt.status >= 200 && attempt.status < 300;
  const once = isTampered(tenant.sql, attempt.delivery);
  const delay = delivered || once || attempt.status === GONE ? undefined : nextDelay(attempt.attempt);
  const state = delivered ? "delivered" : delay === undefined ? "failed" : "pending";
  tenant.storage.transactionSync(() => {
    settleDelivery(tenant.sql, attempt, state, delay === undefined ? null : attempt.at + delay);
    if (attempt.status === GONE && !once)
      tenant.sql.exec(
        "UPDATE endpoints SET active = 0 WHERE id = (SELECT endpoint FROM deliveries WHERE id = ?)",
        attempt.delivery,
      );
  });
  wake(tenant);
}
