// The sandbox clock: real, ahead of real, or frozen. It only moves forward; on the way
// everything that becomes due happens in order, at its own time, before the call returns.
import { log } from "#lib/log.ts";
import type { ClockChange, TenantFailure } from "#contract/call.ts";
import type { ClockMoved, ClockView } from "#contract/views.ts";
import { isoMillis } from "#lib/clock.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { enqueueDeliveries, fireUntil } from "../jobs/due-timers.ts";
import { pullDeliveries } from "../store/deliveries.ts";
import { noteAudit } from "../store/counters.ts";
import { type Meta, sandboxTime } from "../store/meta.ts";
import { failedTimers, nextTimers } from "../store/timers.ts";
import { viewTimer } from "../jobs/timer-views.ts";
import { requireActive } from "../require-active.ts";
import type { Tenant } from "../tenant.ts";
import { scheduleAlarm } from "../jobs/schedule-alarm.ts";

/** How many timers one call fires; the rest follows by alarm. */
const MOST = 1000;
const FARTHEST = Date.UTC(9999, 0, 1);

export function viewClock(meta: Meta, now: number): ClockView {
  const there = sandboxTime(meta, now);
  return {
    now: isoMillis(there),
    frozen: meta.clock.frozenAt !== null,
    aheadSeconds: Math.round((there - now) / 1000),
  };
}

export async function moveClock(
  tenant: Tenant,
  change: ClockChange,
): Promise<Result<ClockMoved, TenantFailure>> {
  const active = requireActive(tenant);
  if (!active.ok) return active;
  const before = active.value;
  if (before.mode === "live") return fail({ code: "live_mode", message: "Live time is real time." });
  const here = sandboxTime(before, tenant.now());
  const target = change.to ?? here + (change.by ?? 0);
  if (target < here)
    return fail({
      code: "invalid_request",
      message: `The clock only goes forward; it is ${isoMillis(here)}.`,
    });
  if (target > FARTHEST)
    return fail({ code: "invalid_request", message: "The clock goes no further than the year 9998." });
  const { fired } = await fireUntil(tenant, before.release, () => target, MOST);
  const meta = tenant.meta;
  if (!meta || meta.status !== "active" || meta.generation !== before.generation)
    return fail({ code: "conflict", message: "The sandbox was reset or stopped while its clock moved." });
  const now = tenant.now();
  const frozen = change.frozen ?? meta.clock.frozenAt !== null;
  const moved: Meta = {
    ...meta,
    clock: frozen ? { offset: 0, frozenAt: target } : { offset: target - now, frozenAt: null },
  };
  tenant.storage.transactionSync(() => {
    tenant.setMeta(moved);
    if (change.retries) pullDeliveries(tenant.sql, target - here, now);
    noteAudit(tenant.sql, now, "clock", { to: isoMillis(target), frozen, fired: fired.length });
  });
  // The clock has moved: what the queue does not take now follows by alarm.
  await enqueueDeliveries(tenant).catch((error: unknown) =>
    log("error", "deliveries could not be queued", { tenant: tenant.name, error: String(error) }),
  );
  scheduleAlarm(tenant);
  const next = nextTimers(tenant.sql).virtual;
  return succeed({
    ...viewClock(moved, tenant.now()),
    fired: fired.map((one) => ({ ...one, at: isoMillis(one.at) })),
    failing: failedTimers(tenant.sql, target).map(viewTimer),
    advancing: next !== null && next <= target,
  });
}
