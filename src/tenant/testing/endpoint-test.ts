// The endpoint test: one valid delivery, one badly signed, one stale, one modified after signing, one sent twice; the report says
// which ones the endpoint should not have accepted. Each goes out like any delivery, is tried once, and is listed with them.
import type { TenantFailure } from "#contract/call.ts";
import type { EndpointTest } from "#contract/views.ts";
import { ENDPOINT_PROBES } from "#contract/delivery.ts";
import { isoMillis } from "#lib/clock.ts";
import { newId } from "#lib/ids.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { findEndpoint } from "../store/endpoints.ts";
import { addCheckEvent, checkDeliveries, latestEventFor } from "../store/endpoint-tests.ts";
import type { Tenant } from "../tenant.ts";
import { scheduleAlarm } from "../jobs/schedule-alarm.ts";

/** Sends the deliveries; the id leads to the report. */
export function beginEndpointTest(tenant: Tenant, endpoint: string): Result<{ id: string }, TenantFailure> {
  const known = tenant.meta && findEndpoint(tenant.sql, endpoint);
  if (!known) return fail({ code: "not_found", message: "There is no such endpoint here." });
  if (known.active === 0)
    return fail({ code: "conflict", message: "The endpoint is paused. Let it go on first." });
  const now = tenant.now();
  const id = newId("evt");
  const like = latestEventFor(tenant.sql, endpoint);
  const body =
    like?.body ?? JSON.stringify({ type: "sandbox.endpoint_test", timestamp: isoMillis(now), data: {} });
  tenant.storage.transactionSync(() =>
    addCheckEvent(tenant.sql, { id, type: like?.type ?? "sandbox.endpoint_test", body, now }, endpoint),
  );
  scheduleAlarm(tenant);
  return succeed({ id });
}

/** What came of it so far: each delivery with its answer, and whether that was right. */
export function endpointTestReport(tenant: Tenant, id: string): EndpointTest | undefined {
  const rows = tenant.meta ? checkDeliveries(tenant.sql, id) : [];
  if (rows.length === 0) return undefined;
  const results = rows.map((row) => {
    const kind = row.tamper ?? "valid";
    const accepted = row.status === null ? null : row.status >= 200 && row.status < 300;
    const shouldAccept = kind === "valid" || kind === "duplicate";
    return {
      kind,
      status: row.status,
      error: row.error,
      accepted,
      right: row.state === "pending" ? null : accepted === shouldAccept,
      advice: row.state !== "pending" && accepted !== shouldAccept ? ENDPOINT_PROBES[kind] : null,
    };
  });
  return {
    id,
    done: rows.every((row) => row.state !== "pending"),
    passed: results.every((one) => one.right === true),
    results,
  };
}
