// Endpoints of the platform: added, changed, given a new secret; and what may not be sent to a URL from here.
import type { Signing } from "#blueprint/format/signing.ts";
import type { EndpointInput, TenantFailure } from "#contract/call.ts";
import type { EndpointView } from "#contract/views.ts";
import { base64, hex } from "#lib/bytes.ts";
import { isoMillis } from "#lib/clock.ts";
import { newId, randomBytes } from "#lib/ids.ts";
import { mockAnswer } from "#lib/mock-webhook-hosts.ts";
import { hideKeys } from "#lib/redact-keys.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { readColumn, StringList } from "#lib/json-column.ts";
import { loadBlueprint } from "../blueprint-cache.ts";
import { noteAudit } from "../store/counters.ts";
import { HEALTHY_ENDPOINT } from "../store/endpoint-defaults.ts";
import {
  type Endpoint,
  changeEndpoint as saveChange,
  findEndpoint,
  listEndpoints,
  saveEndpoint,
} from "../store/endpoints.ts";
import type { Meta } from "../store/meta.ts";
import type { Tenant } from "../tenant.ts";
import { MAX_ENDPOINTS } from "./endpoint-limits.ts";

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
const keyInUrl = (url: string): TenantFailure | undefined =>
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
  const { index } = await loadBlueprint(tenant.env.BLOBS, meta.release);
  const endpoint: Endpoint = {
    id: newId("ep"),
    origin: "platform",
    url: input.url,
    events: JSON.stringify(input.events),
    secret: input.secret ?? newSecret(index.events.signing),
    description: input.description ?? "",
    active: 1,
    created: tenant.now(),
    record: null,
    topic: null,
    ...HEALTHY_ENDPOINT,
  };
  saveEndpoint(tenant.sql, endpoint);
  return succeed({ ...viewOf(endpoint, tenant.now()), secret: endpoint.secret });
}

/** A secret as the API's own look: its prefix, and 24 random bytes. */
function newSecret({ secret: { prefix, key } }: Signing): string {
  const bytes = randomBytes(24);
  return prefix + (key === "hex" ? hex(bytes) : base64(bytes));
}

/** Pauses an endpoint, lets it go on, or gives it another URL or other events. */
export function changeEndpoint(
  tenant: Tenant,
  id: string,
  change: { active?: boolean; events?: string[]; url?: string },
): Result<EndpointView, TenantFailure> {
  const url = change.url ?? (tenant.meta && findEndpoint(tenant.sql, id)?.url);
  const silent = deliveryBlocker(tenant.meta, url ?? "");
  if (silent && change.active !== false) return fail(silent);
  const named = change.url === undefined ? undefined : keyInUrl(change.url);
  if (named) return fail(named);
  const changed = tenant.meta && saveChange(tenant.sql, id, change);
  return changed ? succeed(viewOf(changed, tenant.now())) : fail(ENDPOINT_NOT_FOUND);
}

/** A new secret, shown once; the old one signs along until `overlap` (milliseconds) is over. */
export async function rotateSecret(
  tenant: Tenant,
  id: string,
  overlap: number,
  given: string | undefined,
): Promise<Result<EndpointView & { secret: string }, TenantFailure>> {
  if (!tenant.meta) return fail(ENDPOINT_NOT_FOUND);
  const { index } = await loadBlueprint(tenant.env.BLOBS, tenant.meta.release);
  const known = tenant.meta && findEndpoint(tenant.sql, id);
  if (!known || known.origin !== "platform") return fail(ENDPOINT_NOT_FOUND);
  const now = tenant.now();
  const secret = given ?? newSecret(index.events.signing);
  const changed = tenant.storage.transactionSync(() => {
    noteAudit(tenant.sql, now, "secret_rotated", { endpoint: id, overlapSeconds: overlap / 1000 });
    return saveChange(tenant.sql, id, { secret, previous: known.secret, previous_until: now + overlap });
  });
  return changed ? succeed({ ...viewOf(changed, tenant.now()), secret }) : fail(ENDPOINT_NOT_FOUND);
}

export const ENDPOINT_NOT_FOUND: TenantFailure = {
  code: "not_found",
  message: "There is no such endpoint here.",
};

export const viewOf = (endpoint: Endpoint, now: number): EndpointView => ({
  id: endpoint.id,
  url: endpoint.url,
  events: readColumn(StringList, endpoint.events),
  description: endpoint.description,
  active: endpoint.active === 1,
  createdAt: isoMillis(endpoint.created),
  disabled: endpoint.disabled,
  previousSecretUntil:
    endpoint.previous_until !== null && endpoint.previous_until > now
      ? isoMillis(endpoint.previous_until)
      : null,
});
