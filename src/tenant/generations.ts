// Which generation of records is the present one (ARCHITECTURE §5): reset, restore and undo build or pick another and
// flip to it in one transaction. What goes and what stays at a flip is written here once.
import type { BlueprintIndex } from "../blueprint/format.ts";
import type { SnapshotView, TenantFailure, TenantStatus } from "../contract/call.ts";
import { isoMillis, realNow } from "../lib/clock.ts";
import { newId } from "../lib/ids.ts";
import { type Result, fail, succeed } from "../lib/result.ts";
import { applyEffects } from "./commit.ts";
import { statusOf } from "./lifecycle.ts";
import { endpointOf, progress } from "./play/changes.ts";
import { loadPlaybook } from "./playbook.ts";
import { removeOwnEndpoints, stopDeliveries } from "./store/events.ts";
import { noteAudit } from "./store/ledger.ts";
import type { Meta } from "./store/meta.ts";
import { Records } from "./store/records.ts";
import {
  type SnapshotRow,
  addSnapshot,
  dropSnapshot,
  findSnapshot,
  listSnapshots,
} from "./store/snapshots.ts";
import { addTimer, clearVirtualTimers } from "./store/timers.ts";
import type { Tenant } from "./tenant.ts";
import { wake } from "./wake.ts";

const UNDO_MS = 15 * 60_000;
const MAX_SNAPSHOTS = 10;
const PAGE = 500;

const INACTIVE: TenantFailure = { code: "sandbox_not_active", message: "Sandbox environment is not active." };
const LIVE: TenantFailure = {
  code: "live_mode",
  message: "Live data is never snapshotted, reset or restored.",
};

/** A number no generation has had. */
export const nextGeneration = (meta: Meta): number => (meta.lastGeneration ?? meta.generation) + 1;

/** Makes another generation the present one; the one before stays for a while, for undo. Inside a transaction. */
export function flipTo(tenant: Tenant, before: Meta, after: Meta, now: number): void {
  const undone = before.undo;
  if (undone && undone.generation !== after.generation) forgetLater(tenant, undone.generation, now);
  tenant.sql.exec("DELETE FROM idempotency");
  tenant.sql.exec("DELETE FROM faults");
  clearVirtualTimers(tenant.sql);
  stopDeliveries(tenant.sql);
  removeOwnEndpoints(tenant.sql);
  tenant.meter.clearRates();
  tenant.counts.clear();
  tenant.armed = undefined;
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

const forgetLater = (tenant: Tenant, generation: number, now: number): void =>
  addTimer(tenant.sql, "forget", now, false, { generation });

/** What a real timer of generations does; answers whether it was one. */
export function onGenerationTimer(tenant: Tenant, kind: string, generation: number): void {
  const meta = tenant.meta;
  if (!meta || meta.generation === generation || isKept(tenant, generation)) return;
  if (kind === "undo-ends" && meta.undo?.generation === generation)
    tenant.setMeta({ ...meta, undo: undefined });
  if (kind === "undo-ends" || kind === "forget") new Records(tenant.sql, generation).forget(generation);
}

const isKept = (tenant: Tenant, generation: number): boolean =>
  listSnapshots(tenant.sql).some((one) => one.generation === generation);

/** The records that live on by themselves or stand for endpoints, brought to life in a generation just picked. */
function revive(tenant: Tenant, meta: Meta, index: BlueprintIndex, now: number): void {
  const records = tenant.records(meta);
  for (const resource of Object.values(index.resources)) {
    if (!resource.subscription && (resource.lifecycle?.progress.length ?? 0) === 0) continue;
    for (let offset = 0; ; offset += PAGE) {
      const page = records.page({
        resource: resource.name,
        where: [],
        descending: false,
        limit: PAGE,
        offset,
      });
      for (const record of page)
        applyEffects(
          tenant.sql,
          meta,
          index,
          records,
          [...endpointOf(resource, record), ...progress(resource, record)],
          null,
          now,
        );
      if (page.length < PAGE) break;
    }
  }
}

export function createSnapshot(tenant: Tenant, name: string): Result<SnapshotView, TenantFailure> {
  const meta = tenant.meta;
  if (!meta || meta.status !== "active") return fail(INACTIVE);
  if (meta.mode === "live") return fail(LIVE);
  if (listSnapshots(tenant.sql).length >= MAX_SNAPSHOTS)
    return fail({
      code: "sandbox_full",
      message: `A sandbox keeps at most ${MAX_SNAPSHOTS} snapshots. Delete one first.`,
    });
  const now = realNow();
  const generation = nextGeneration(meta);
  const row: SnapshotRow = {
    id: newId("snap"),
    name,
    generation,
    release: meta.release,
    records: tenant.records(meta).countAll(),
    created: now,
  };
  tenant.storage.transactionSync(() => {
    tenant.records(meta).copyTo(generation);
    addSnapshot(tenant.sql, row);
    tenant.setMeta({ ...meta, lastGeneration: generation });
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
  const now = realNow();
  tenant.storage.transactionSync(() => {
    dropSnapshot(tenant.sql, id);
    forgetLater(tenant, row.generation, now);
    noteAudit(tenant.sql, now, "snapshot_deleted", { id });
  });
  wake(tenant);
  return true;
}

/** The records as a snapshot has them; the snapshot stays, and what was there can be had back for a while. */
export async function restore(tenant: Tenant, id: string): Promise<Result<TenantStatus, TenantFailure>> {
  const row = tenant.meta && findSnapshot(tenant.sql, id);
  if (!row) return fail({ code: "not_found", message: "There is no such snapshot here." });
  return pick(tenant, row.release, "restore", (meta) => {
    const generation = nextGeneration(meta);
    new Records(tenant.sql, row.generation).copyTo(generation);
    return { ...meta, generation, release: row.release };
  });
}

/** Back to how it was before the last reset or restore, within 15 minutes; once more undoes the undoing. */
export async function undo(tenant: Tenant): Promise<Result<TenantStatus, TenantFailure>> {
  const last = tenant.meta?.undo;
  if (!last || last.until <= realNow())
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

async function pick(
  tenant: Tenant,
  release: string,
  action: string,
  choose: (meta: Meta) => Meta | undefined,
): Promise<Result<TenantStatus, TenantFailure>> {
  const { index } = await loadPlaybook(tenant.env.BLOBS, release);
  const meta = tenant.meta;
  if (!meta || meta.status !== "active") return fail(INACTIVE);
  if (meta.mode === "live") return fail(LIVE);
  const now = realNow();
  const done = tenant.storage.transactionSync(() => {
    const after = choose(meta);
    if (!after) return false;
    flipTo(tenant, meta, after, now);
    if (tenant.meta) revive(tenant, tenant.meta, index, now);
    noteAudit(tenant.sql, now, action, { generation: after.generation });
    return true;
  });
  if (!done || !tenant.meta) return fail({ code: "not_found", message: "There is nothing to undo." });
  wake(tenant);
  return succeed(statusOf(tenant, tenant.meta));
}
