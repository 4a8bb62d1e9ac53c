// Which generation of records is the present one: reset, restore and undo build or choose another and
// switch to it in one transaction. What a switch clears and keeps is written here once (table in tenant/README.md).
import type { TenantFailure } from "#contract/call.ts";
import type { TenantStatus } from "#contract/views.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { runMaintenance } from "../jobs/maintenance.ts";
import { statusOf } from "./status.ts";
import { loadBlueprint } from "../blueprint-cache.ts";
import { stopDeliveries } from "../store/deliveries.ts";
import { removeOwnEndpoints } from "../store/endpoints.ts";
import { noteAudit } from "../store/counters.ts";
import type { Meta } from "../store/meta.ts";
import { addTimer, clearVirtualTimers } from "../store/timers.ts";
import { INACTIVE, requireActive } from "../require-active.ts";
import type { Tenant } from "../tenant.ts";
import { scheduleAlarm } from "../jobs/schedule-alarm.ts";

const UNDO_MS = 15 * 60_000;
export const LIVE: TenantFailure = {
  code: "live_mode",
  message: "Live data is never snapshotted, forked, reset or restored.",
};

/** Makes another generation the present one; the one before stays for a while, for undo. Inside a transaction. */
export function flipTo(tenant: Tenant, before: Meta, after: Meta, now: number): void {
  const undone = before.undo;
  if (undone && undone.generation !== after.generation) forgetLater(tenant, undone.generation, now);
  tenant.sql.exec("DELETE FROM idempotency");
  tenant.sql.exec("DELETE FROM faults");
  tenant.sql.exec("DELETE FROM squeezes");
  clearVirtualTimers(tenant.sql);
  stopDeliveries(tenant.sql);
  removeOwnEndpoints(tenant.sql);
  tenant.counters.clearRates();
  tenant.counts.clear();
  tenant.armed = undefined;
  tenant.rateOverrides = undefined;
  tenant.setMeta({
    ...after,
    clock: { offset: 0, frozenAt: null },
    lastGeneration: Math.max(
      after.lastGeneration ?? 0,
      after.generation,
      before.lastGeneration ?? before.generation,
    ),
    undo: { generation: before.generation, release: before.release, seed: before.seed, until: now + UNDO_MS },
  });
  addTimer(tenant.sql, "undo-ends", now + UNDO_MS, false, { generation: before.generation });
}

export const forgetLater = (tenant: Tenant, generation: number, now: number): void =>
  addTimer(tenant.sql, "forget", now, false, { generation });

/** Back to how it was before the last reset or restore, within 15 minutes; once more undoes the undoing. */
export async function undo(tenant: Tenant): Promise<Result<TenantStatus, TenantFailure>> {
  const last = tenant.meta?.undo;
  if (!last || last.until <= tenant.now())
    return fail({
      code: "not_found",
      message: "There is nothing to undo: it is possible for 15 minutes after a reset or restore.",
    });
  return pick(tenant, last.release, "undo", (meta) =>
    meta.undo
      ? { ...meta, generation: meta.undo.generation, release: meta.undo.release, seed: meta.undo.seed }
      : undefined,
  );
}

/** Switches to what `choose` says, in one transaction; then records get their timers and endpoints again. */
export async function pick(
  tenant: Tenant,
  release: string,
  action: string,
  choose: (meta: Meta) => Meta | undefined,
): Promise<Result<TenantStatus, TenantFailure>> {
  await loadBlueprint(tenant.env.BLOBS, release);
  const active = requireActive(tenant);
  if (!active.ok) return active;
  const meta = active.value;
  if (meta.mode === "live") return fail(LIVE);
  const now = tenant.now();
  const done = tenant.storage.transactionSync(() => {
    const after = choose(meta);
    if (!after) return false;
    flipTo(tenant, meta, after, now);
    addTimer(tenant.sql, "revive", now, false, { generation: after.generation, resource: 0, seq: 0 });
    noteAudit(tenant.sql, now, action, { generation: after.generation });
    return true;
  });
  if (!done || !tenant.meta) return fail({ code: "not_found", message: "There is nothing to undo." });
  await runMaintenance(tenant, ["revive"]);
  scheduleAlarm(tenant);
  if (!tenant.meta) return fail(INACTIVE);
  return succeed(statusOf(tenant, tenant.meta));
}
