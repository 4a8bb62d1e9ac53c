// The tenant's side of deliveries (R51): endpoints of the platform, claims under a lease, what a report leads to.
import { log } from "#lib/log.ts";
import type { EndpointInput, TenantFailure } from "#contract/call.ts";
import type { EndpointView, Recovered } from "#contract/views.ts";
import type { AttemptReport, Claim } from "#contract/delivery.ts";
import {
  ACKNOWLEDGED,
  ACKNOWLEDGED_DUPLICATE,
  EVENT_PREFIX,
  isUnverified,
  refusedUnverified,
  tookUnverified,
} from "#contract/facts.ts";
import { mockAnswer } from "#lib/mock-webhook-hosts.ts";
import { base64 } from "#lib/bytes.ts";
import { isoMillis, realNow } from "#lib/clock.ts";
import { newId, randomBytes } from "#lib/ids.ts";
import { hideKeys } from "#lib/redact-keys.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { nextDelay } from "./retry-schedule.ts";
import {
  aboutDelivery,
  claimDelivery,
  deliverAgain,
  deliverMissed,
  deliveriesSince,
  requeueDelivery,
  settleDelivery,
} from "../store/deliveries.ts";
import {
  type Endpoint,
  changeEndpoint,
  countFailure,
  disableEndpoint,
  findEndpoint,
  forgiveFailures,
  listEndpoints,
  saveEndpoint,
} from "../store/endpoints.ts";
import { MAX_ENDPOINTS } from "./endpoint-limits.ts";
import { HEALTHY_ENDPOINT } from "../store/endpoint-defaults.ts";
import { noteAudit, noteEvidence } from "../store/counters.ts";
import { loadBlueprint } from "../blueprint-cache.ts";
import type { Meta } from "../store/meta.ts";
import type { Tenant } from "../tenant.ts";
import { scheduleAlarm } from "../jobs/schedule-alarm.ts";

const GONE = 410;
/** Why nothing may be sent to a URL from here; undefined when it may. */
export function deliveryBlocker(meta: Meta | undefined, url: string): TenantFailure | undefined {
  if (meta?.fork)
    return {
      code: "conflict",
      message: "This sandbox is a fork: it keeps its events and never delivers them.",
    };
  if (meta?.unclaimed && !mockAnswer(url, 1))
    return {
      code: "conflict",
      message:
        "This sandbox is not claimed yet: it delivers only to hosts under webhook.test. Claim it first.",
    };
  return undefined;
}

/** A URL is sent to and kept as it is, so none with a key of ours is taken. */
export const keyInUrl = (url: string): TenantFailure | undefined =>
  hideKeys(url) === url
    ? undefined
    : {
        code: "invalid_request",
        message: "The URL contains an API key, which would be sent to the endpoint. Give a URL without it.",
      };

export async function addEndpoint(
  tenant: Tenant,
  input: EndpointInput,
): Promise<Result<EndpointView & { secret: string }, TenantFailure>> {
  const meta = tenant.meta;
  if (!meta || meta.status !== "active")
    return fail({ code: "sandbox_not_active", message: "Activate the sandbox first." });
  const refused = deliveryBlocker(meta, input.url) ?? keyInUrl(input.url);
  if (refused) return fail(refused);
  if (listEndpoints(tenant.sql).length >= MAX_ENDPOINTS)
    return fail({
      code: "sandbox_full",
      message: `A sandbox has at most ${MAX_ENDPOINTS} endpoints. Remove one first.`,
    });
  const blueprint = await loadBlueprint(tenant.env.BLOBS, meta.release);
  const endpoint: Endpoint = {
    id: newId("ep"),
    origin: "platform",
    url: input.url,
    events: JSON.stringify(input.events),
    secret: input.secret ?? newSecret(),
    scheme: blueprint.index.events.scheme,
    description: input.description ?? "",
    active: 1,
    created: realNow(),
    record: null,
    ...HEALTHY_ENDPOINT,
  };
  saveEndpoint(tenant.sql, endpoint);
  return succeed({ ...viewOf(endpoint), secret: endpoint.secret });
}

const newSecret = (): string => `whsec_${base64(randomBytes(24))}`;

/** A new secret, shown once; the old one signs along until `overlap` (milliseconds) is over. */
export function rotateSecret(
  tenant: Tenant,
  id: string,
  overlap: number,
  given: string | undefined,
): Result<EndpointView & { secret: string }, TenantFailure> {
  const known = tenant.meta && findEndpoint(tenant.sql, id);
  if (!known || known.origin !== "platform") return fail(ENDPOINT_NOT_FOUND);
  const now = realNow();
  const secret = given ?? newSecret();
  const changed = tenant.storage.transactionSync(() => {
    noteAudit(tenant.sql, now, "secret_rotated", { endpoint: id, overlap_seconds: overlap / 1000 });
    return changeEndpoint(tenant.sql, id, { secret, previous: known.secret, previous_until: now + overlap });
  });
  return changed ? succeed({ ...viewOf(changed), secret }) : fail(ENDPOINT_NOT_FOUND);
}

export const ENDPOINT_NOT_FOUND: TenantFailure = {
  code: "not_found",
  message: "There is no such endpoint here.",
};

export const viewOf = (endpoint: Endpoint): EndpointView => ({
  id: endpoint.id,
  url: endpoint.url,
  events: JSON.parse(endpoint.events) as string[],
  description: endpoint.description,
  active: endpoint.active === 1,
  createdAt: isoMillis(endpoint.created),
  disabled: endpoint.disabled,
  previousSecretUntil:
    endpoint.previous_until !== null && endpoint.previous_until > realNow()
      ? isoMillis(endpoint.previous_until)
      : null,
});

/** Gives a delivery to a consumer, once; undefined when there is nothing to do. */
export function claim(tenant: Tenant, delivery: number): Claim | undefined {
  const meta = tenant.meta;
  if (!meta || meta.status !== "active") return undefined;
  const taken = tenant.storage.transactionSync(() => claimDelivery(tenant.sql, delivery, realNow()));
  scheduleAlarm(tenant);
  return taken;
}

/** The queue gave up a delivery's message: it is sent again before long. Whether there is anything left to send. */
export function requeue(tenant: Tenant, delivery: number): boolean {
  if (tenant.meta?.status !== "active") return false;
  const waits = requeueDelivery(tenant.sql, delivery, realNow());
  scheduleAlarm(tenant);
  return waits;
}

/** One delivery once more; the id of the new one. */
export function resend(tenant: Tenant, delivery: number): number | undefined {
  const id = tenant.storage.transactionSync(() => deliverAgain(tenant.sql, delivery, realNow()));
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
  const { failed, held } = tenant.storage.transactionSync(() => deliverMissed(tenant.sql, id, realNow()));
  scheduleAlarm(tenant);
  return succeed({ resent: failed + held, failed, paused: held });
}

/** Every event since a moment of the sandbox clock once more, in order; how many there are. */
export function resendSince(tenant: Tenant, endpoint: string, since: number): number {
  const now = realNow();
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
  tenant.storage.transactionSync(() => {
    settleDelivery(tenant.sql, attempt, state, delay === undefined ? null : attempt.at + delay);
    prove(tenant.sql, about, attempt, delivered);
    if (once) return;
    if (delivered) forgiveFailures(tenant.sql, about.endpoint);
    if (gone) disableEndpoint(tenant.sql, about.endpoint, "it answered 410 Gone");
    else if (state === "failed" && countFailure(tenant.sql, about.endpoint) >= MOST_FAILURES)
      disableEndpoint(tenant.sql, about.endpoint, `${MOST_FAILURES} deliveries in a row failed for good`);
  });
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
