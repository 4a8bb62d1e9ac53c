// Forking: the new tenant reads a copy of the old one's records, page by page, reverts changes made after the
// wanted moment, and never delivers. Timers, keys, counters and platform endpoints are not copied.
import type { Activation, TenantFailure } from "#contract/call.ts";
import type { TenantStatus } from "#contract/views.ts";
import type { EditCursor, EditPage, ForkFrom, ForkKey, ForkPort, ForkSource } from "#contract/fork.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { runMaintenance } from "../jobs/maintenance.ts";
import { copyGeneration } from "./copy-generation.ts";
import { LIVE, forgetLater } from "./generations.ts";
import { statusOf } from "./status.ts";
import { placeOf } from "../store/forks.ts";
import { noteAudit } from "../store/counters.ts";
import type { Meta } from "../store/meta.ts";
import { MAX_LOG_ROWS } from "../store/request-log.ts";
import { findSnapshot } from "../store/snapshots.ts";
import { addTimer } from "../store/timers.ts";
import { saveUpload } from "../store/uploads.ts";
import { INACTIVE, requireActive } from "../require-active.ts";
import type { Tenant } from "../tenant.ts";
import { scheduleAlarm } from "../jobs/schedule-alarm.ts";

/** The source's side: a copy that stands still, and how to turn it back. */
export async function beginFork(tenant: Tenant, from: ForkFrom): Promise<Result<ForkSource, TenantFailure>> {
  while (tenant.copy) await tenant.copy.catch(() => undefined);
  tenant.flush();
  const active = requireActive(tenant);
  if (!active.ok) return active;
  const meta = active.value;
  if (meta.mode === "live") return fail(LIVE);
  const chosen = choose(tenant, meta, from);
  if (!chosen.ok) return chosen;
  const { original, release, seed, turnBack } = chosen.value;
  const generation = await copyGeneration(tenant, original);
  if (generation === undefined) return fail(INACTIVE);
  if (from.release === undefined) noteAudit(tenant.sql, tenant.now(), "fork", from);
  return succeed({ generation, release, seed, turnBack });
}

type Chosen = Omit<ForkSource, "generation"> & { original: number };

function choose(tenant: Tenant, meta: Meta, { snapshot, before }: ForkFrom): Result<Chosen, TenantFailure> {
  const { release, seed } = meta;
  if (snapshot !== undefined) {
    const row = findSnapshot(tenant.sql, snapshot);
    return row
      ? succeed({ original: row.generation, release: row.release, seed, turnBack: null })
      : fail({ code: "not_found", message: "There is no such snapshot here." });
  }
  if (before === undefined) return succeed({ original: meta.generation, release, seed, turnBack: null });
  const place = placeOf(tenant.sql, before);
  if (!place || place.seq <= place.last - MAX_LOG_ROWS)
    return fail({
      code: "not_found",
      message: `The log has no such request among its latest ${MAX_LOG_ROWS}.`,
    });
  const turnBack = { generation: place.generation ?? -1, from: place.seq, to: place.last };
  if (place.generation === meta.generation)
    return succeed({ original: meta.generation, release, seed, turnBack });
  const { undo } = meta;
  if (undo && undo.generation === place.generation)
    return succeed({ original: undo.generation, release: undo.release, seed: undo.seed, turnBack });
  return fail({
    code: "conflict",
    message: "The sandbox was reset or restored since that request. Fork a snapshot of that time instead.",
  });
}

export function endFork(tenant: Tenant, generation: number): void {
  forgetLater(tenant, generation, tenant.now());
  scheduleAlarm(tenant);
}

/** The new tenant's side: pulls everything, then comes to life. Fails whole. */
export async function becomeFork(
  tenant: Tenant,
  activation: Activation,
  source: ForkPort,
  from: ForkFrom,
): Promise<Result<TenantStatus, TenantFailure>> {
  if (tenant.meta) return fail({ code: "conflict", message: "There is a sandbox here already." });
  const begun = await source.beginFork(from);
  if (!begun.ok) return begun;
  const { generation, seed, turnBack } = begun.value;
  const release = from.release ?? begun.value.release;
  const now = tenant.now();
  const meta: Meta = {
    tenant: activation.tenant,
    mode: "test",
    owner: activation.owner,
    api: activation.api,
    slug: activation.slug,
    release,
    policy: activation.policy,
    status: "inactive",
    generation: 1,
    seed,
    fork: true,
    clock: { offset: 0, frozenAt: null },
    activatedAt: now,
    upstreamCredential: null,
    schemaVersion: 0,
  };
  tenant.setMeta(meta);
  try {
    await pull(tenant, meta, source, generation);
    if (turnBack) await turn(tenant, meta, source, turnBack);
  } catch (error) {
    await tenant.storage.deleteAll();
    tenant.forget();
    throw error;
  } finally {
    await source.endFork(generation);
  }
  // It may have been purged while it was copied.
  if (!tenant.meta) return fail(INACTIVE);
  tenant.storage.transactionSync(() => {
    tenant.setMeta({ ...meta, status: "active" });
    addTimer(tenant.sql, "revive", now, false, { generation: 1, resource: 0, seq: 0 });
    noteAudit(tenant.sql, now, "activate", { fork: from });
  });
  await runMaintenance(tenant);
  scheduleAlarm(tenant);
  return succeed(statusOf(tenant, tenant.meta ?? meta));
}

const FIRST: ForkKey = ["", "", ""];

async function pull(tenant: Tenant, meta: Meta, source: ForkPort, generation: number): Promise<void> {
  const records = tenant.records(meta);
  for (let page = await source.forkRows(generation, FIRST); page.length > 0;) {
    records.insertMany(page);
    const last = page.at(-1);
    page = last ? await source.forkRows(generation, [last.resource, last.parent, last.id]) : [];
  }
  for (let file = await source.forkFile(generation, FIRST); file;) {
    const [resource, parent, id] = file.key;
    saveUpload(tenant.sql, records, { resource, parent, id }, file);
    file = await source.forkFile(generation, file.key);
  }
  for (const [name, value] of await source.forkSequences(generation)) records.setSequence(name, value);
}

/** Puts every record that was changed back to what it was, newest change first. */
async function turn(
  tenant: Tenant,
  meta: Meta,
  source: ForkPort,
  turnBack: NonNullable<ForkSource["turnBack"]>,
): Promise<void> {
  for (let next: EditCursor | undefined = { to: turnBack.to, skip: 0 }; next;) {
    const page: EditPage = await source.forkEdits(turnBack, next);
    const records = tenant.records(meta);
    for (const { key, before } of page.edits) {
      const [resource, parent, id] = key;
      records.delete({ resource, parent, id });
      if (before) records.insert(before);
    }
    next = page.next;
  }
}
