// Snapshots: named generations that are kept. Made while calls run; they hold the records as they were when it began.
import type { TenantFailure } from "#contract/call.ts";
import type { SnapshotView, TenantStatus } from "#contract/views.ts";
import { isoMillis } from "#lib/clock.ts";
import { newId } from "#lib/ids.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { copyGeneration } from "./copy-generation.ts";
import { LIVE, forgetLater, pick } from "./generations.ts";
import { noteAudit } from "../store/counters.ts";
import {
  type SnapshotRow,
  addSnapshot,
  dropSnapshot,
  findSnapshot,
  listSnapshots,
} from "../store/snapshots.ts";
import { INACTIVE, requireActive } from "../require-active.ts";
import type { Tenant } from "../tenant.ts";
import { scheduleAlarm } from "../jobs/schedule-alarm.ts";

const MAX_SNAPSHOTS = 10;

export async function createSnapshot(
  tenant: Tenant,
  name: string,
): Promise<Result<SnapshotView, TenantFailure>> {
  const active = requireActive(tenant);
  if (!active.ok) return active;
  const meta = active.value;
  if (meta.mode === "live") return fail(LIVE);
  const isFull = (): boolean => listSnapshots(tenant.sql).length >= MAX_SNAPSHOTS;
  const full: TenantFailure = {
    code: "sandbox_full",
    message: `A sandbox keeps at most ${MAX_SNAPSHOTS} snapshots. Delete one first.`,
  };
  if (isFull()) return fail(full);
  const records = tenant.records(meta).countAll();
  const generation = await copyGeneration(tenant, meta.generation);
  if (generation === undefined) return fail(INACTIVE);
  const now = tenant.now();
  if (isFull()) {
    forgetLater(tenant, generation, now);
    scheduleAlarm(tenant);
    return fail(full);
  }
  const row: SnapshotRow = {
    id: newId("snap"),
    name,
    generation,
    release: meta.release,
    records,
    created: now,
  };
  tenant.storage.transactionSync(() => {
    addSnapshot(tenant.sql, row);
    noteAudit(tenant.sql, now, "snapshot", { id: row.id, name });
  });
  return succeed(viewOf(row));
}

const viewOf = (row: SnapshotRow): SnapshotView => ({
  id: row.id,
  name: row.name,
  release: row.release,
  records: row.records,
  createdAt: isoMillis(row.created),
});

export const snapshotsOf = (tenant: Tenant): SnapshotView[] => listSnapshots(tenant.sql).map(viewOf);

export function deleteSnapshot(tenant: Tenant, id: string): boolean {
  const row = findSnapshot(tenant.sql, id);
  if (!row) return false;
  const now = tenant.now();
  tenant.storage.transactionSync(() => {
    dropSnapshot(tenant.sql, id);
    forgetLater(tenant, row.generation, now);
    noteAudit(tenant.sql, now, "snapshot_deleted", { id });
  });
  scheduleAlarm(tenant);
  return true;
}

/** The records as a snapshot has them; the snapshot stays, and what was there can be had back for a while. */
export async function restore(tenant: Tenant, id: string): Promise<Result<TenantStatus, TenantFailure>> {
  const row = tenant.meta && findSnapshot(tenant.sql, id);
  if (!row) return fail({ code: "not_found", message: "There is no such snapshot here." });
  if (tenant.meta?.mode === "live") return fail(LIVE);
  const active = requireActive(tenant);
  if (!active.ok) return active;
  const generation = await copyGeneration(tenant, row.generation);
  if (generation === undefined) return fail(INACTIVE);
  return pick(tenant, row.release, "restore", (meta) => ({ ...meta, generation, release: row.release }));
}
