// The tenant's side of deliveries (R51): claims under a lease, what a report leads to, and what is sent once more.
import { log } from "#lib/log.ts";
import type { TenantFailure } from "#contract/call.ts";
import type { Recovered } from "#contract/views.ts";
import type { AttemptReport, Claim } from "#contract/delivery.ts";
import {
  ACKNOWLEDGED,
  ACKNOWLEDGED_DUPLICATE,
  EVENT_PREFIX,
  isUnverified,
  refusedUnverified,
  tookUnverified,
} from "#contract/facts.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { nextDelay } from "#lib/retry-schedule.ts";
import {
  aboutDelivery,
  claimDelivery,
  deliverAgain,
  deliverMissed,
  deliveriesSince,
  requeueDelivery,
  settleDelivery,
} from "../store/deliveries.ts";
import { countFailure, disableEndpoint, findEndpoint, forgiveFailures } from "../store/endpoints.ts";
import { withOpenSecrets } from "./callback-secret.ts";
import { ENDPOINT_NOT_FOUND, deliveryBlocker } from "./endpoints.ts";
import { noteEvidence } from "../store/counters.ts";
import { loadBlueprint } from "../blueprint-cache.ts";
import type { Tenant } from "../tenant.ts";
import { scheduleAlarm } from "../jobs/schedule-alarm.ts";

const GONE = 410;

/**
 * Gives a delivery to a consumer, once; undefined when there is nothing to do. It is signed as the tenant's release says, so the
 * blueprint comes first: when it cannot be loaded, the consumer tries again.
 */
export async function claim(tenant: Tenant, delivery: number): Promise<Claim | undefined> {
  if (tenant.meta?.status !== "active") return undefined;
  const { index } = await loadBlueprint(tenant.env.BLOBS, tenant.meta.release);
  if (tenant.meta?.status !== "active") return undefined;
  const taken = tenant.storage.transactionSync(() =>
    claimDelivery(tenant.sql, delivery, tenant.now(), index.events),
  );
  scheduleAlarm(tenant);
  return taken && withOpenSecrets(tenant, taken);
}

/** The queue gave up a delivery's message: it is sent again before long. Whether there is anything left to send. */
export function requeue(tenant: Tenant, delivery: number): boolean {
  if (tenant.meta?.status !== "active") return false;
  const waits = requeueDelivery(tenant.sql, delivery, tenant.now());
  scheduleAlarm(tenant);
  return waits;
}

/** One delivery once more; the id of the new one. */
export function resend(tenant: Tenant, delivery: number): number | undefined {
  const id = tenant.storage.transactionSync(() => deliverAgain(tenant.sql, delivery, tenant.now()));
  scheduleAlarm(tenant);
  return id;
}

/** Everything an endpoint missed, in order: what failed, and what happened while it was paused. */
export function recover(tenant: Tenant, id: string): Result<Recovered, TenantFailure> {
  const endpoint = tenant.meta && findEndpoint(tenant.sql, id);
  if (!endpoint) return fail(ENDPOINT_NOT_FOUND);
  const silent = deliveryBlocker(tenant.meta, endpoint.url);
  if (silent) return fail(silent);
  if (endpoint.active === 0)
    return fail({
      code: "conflict",
      message: "The endpoint is paused: it would miss all that again. Let it go on first.",
    });
  const { failed, held } = tenant.storage.transactionSync(() => deliverMissed(tenant.sql, id, tenant.now()));
  scheduleAlarm(tenant);
  return succeed({ resent: failed + held, failed, paused: held });
}

/** Every event since a moment of the sandbox clock once more, in order; how many there are. */
export function resendSince(tenant: Tenant, endpoint: string, since: number): number {
  const now = tenant.now();
  const sent = tenant.storage.transactionSync(() => {
    const ids = deliveriesSince(tenant.sql, endpoint, since);
    for (const id of ids) deliverAgain(tenant.sql, id, now);
    return ids.length;
  });
  scheduleAlarm(tenant);
  return sent;
}

/** After so many deliveries in a row that failed for good an endpoint is switched off. */
const MOST_FAILURES = 5;

/** 2xx delivers; 410 switches the endpoint off; everything else is tried again on the API's schedule until it ends. */
export async function report(tenant: Tenant, attempt: AttemptReport): Promise<void> {
  // A sandbox may be purged while its last deliveries are under way.
  if (!tenant.meta) return;
  // What happened is written down whatever becomes of the blueprint: an endpoint must not be called again for that.
  const retries = await retriesOf(tenant, tenant.meta.release);
  const about = tenant.meta && aboutDelivery(tenant.sql, attempt.delivery);
  if (!about) return;
  const delivered = attempt.status !== null && attempt.status >= 200 && attempt.status < 300;
  const once = about.tamper !== null;
  const gone = attempt.status === GONE && !once;
  const delay = delivered || once || gone ? undefined : nextDelay(attempt.attempt, retries);
  const state = delivered ? "delivered" : delay === undefined ? "failed" : "pending";
  const isOff = tenant.storage.transactionSync(() => {
    settleDelivery(tenant.sql, attempt, state, delay === undefined ? null : attempt.at + delay);
    prove(tenant.sql, about, attempt, delivered);
    if (once) return false;
    if (delivered) forgiveFailures(tenant.sql, about.endpoint);
    const isTooMany =
      state === "failed" && !gone && countFailure(tenant.sql, about.endpoint) >= MOST_FAILURES;
    if (gone) disableEndpoint(tenant.sql, about.endpoint, "it answered 410 Gone");
    else if (isTooMany)
      disableEndpoint(tenant.sql, about.endpoint, `${MOST_FAILURES} deliveries in a row failed for good`);
    return gone || isTooMany;
  });
  if (isOff) tenant.tellAtOnce();
  scheduleAlarm(tenant);
}

/** The API's own schedule; the usual one where it has none, or cannot be loaded. */
async function retriesOf(tenant: Tenant, release: string): Promise<number[] | undefined> {
  try {
    return (await loadBlueprint(tenant.env.BLOBS, release)).index.events.retries;
  } catch (error) {
    log("error", "a blueprint could not be loaded for a report", {
      tenant: tenant.name,
      error: String(error),
    });
    return undefined;
  }
}

type About = NonNullable<ReturnType<typeof aboutDelivery>>;

/** What a consumer did with an event, right or wrong, is evidence. */
function prove(sql: SqlStorage, about: About, { attempt, at }: AttemptReport, delivered: boolean): void {
  const wrong = about.tamper ?? (attempt === 1 ? about.mishap : null);
  const fact = isUnverified(wrong)
    ? (delivered ? tookUnverified : refusedUnverified)(wrong)
    : delivered
      ? wrong === "duplicate"
        ? ACKNOWLEDGED_DUPLICATE
        : ACKNOWLEDGED
      : undefined;
  if (fact !== undefined) noteEvidence(sql, `${EVENT_PREFIX}${about.type}`, fact, about.event, at);
}
