// A tenant's lifecycle: activate, reset, deactivate, purge. Reset builds the next generation of records and switches to it
// in one transaction. Commands from control (activate, deactivate, purge) may come twice and in any order: each carries
// a version, and an older one changes nothing.
import type { Activation, TenantFailure, TenantKey } from "#contract/call.ts";
import type { TenantStatus } from "#contract/views.ts";
import { DEMO_OWNERS } from "#contract/demo.ts";
import { loadSeed } from "#contract/blobs.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { RECORD_SEQUENCE } from "../store/sequences.ts";
import { nextGeneration } from "./copy-generation.ts";
import { flipTo } from "./generations.ts";
import { loadAllSchemas, loadBlueprint } from "../blueprint-cache.ts";
import type { SeedPlan, Seeded } from "#engine/seed/build.ts";
import { forgetAllKeys, lastUses, rememberKey, revokeAllKeys } from "../store/keys.ts";
import { noteAudit } from "../store/counters.ts";
import type { Meta } from "../store/meta.ts";
import { Records } from "../store/records.ts";
import { INACTIVE, requireActive } from "../require-active.ts";
import type { Tenant } from "../tenant.ts";
import { scheduleAlarm } from "../jobs/schedule-alarm.ts";
import { statusOf } from "./status.ts";

/**
 * Creates the tenant, activates it again, or updates it to what D1 says of it now. A tenant that has data keeps it; a new
 * one is seeded (never in live mode). Answers how the tenant stands, undefined where there is none.
 */
export async function activate(tenant: Tenant, activation: Activation): Promise<TenantStatus | undefined> {
  const now = tenant.now();
  const version = activation.version ?? toldOf(tenant);
  if (version < toldOf(tenant)) return currentStatus(tenant);
  tenant.told = version;
  if (tenant.meta) return follow(tenant, tenant.meta, activation, version);
  const plan: SeedPlan = { ...activation.seed, anchor: now };
  const seeded =
    activation.mode === "live"
      ? { records: [], sequences: new Map<string, number>() }
      : await seedOf(tenant, activation.release, plan);
  const meta: Meta = {
    tenant: activation.tenant,
    mode: activation.mode,
    owner: activation.owner,
    api: activation.api,
    slug: activation.slug,
    release: activation.release,
    policy: activation.policy,
    status: "active",
    generation: 1,
    seed: plan,
    clock: { offset: 0, frozenAt: null },
    ...(activation.unclaimed ? { unclaimed: true } : {}),
    ...(DEMO_OWNERS.includes(activation.owner) ? { demo: true } : {}),
    activatedAt: now,
    version,
    stoppedAt: activation.stoppedAt ?? null,
    upstreamCredential: activation.upstreamCredential ?? null,
    schemaVersion: 0,
  };
  // While the seed was made the directory may have changed its mind, or another activation may have won: its data stays.
  if (version < toldOf(tenant)) return currentStatus(tenant);
  if (tenant.meta) return follow(tenant, tenant.meta, activation, version);
  tenant.storage.transactionSync(() => {
    tenant.setMeta(meta);
    writeSeed(tenant, meta.generation, seeded);
    noteAudit(tenant.sql, now, "activate", { release: meta.release, seed: plan });
  });
  return statusOf(tenant, meta);
}

/** A tenant that has data: whatever the activation says otherwise is written, once. Release and seed are its own. */
function follow(tenant: Tenant, known: Meta, activation: Activation, version: number): TenantStatus {
  const now = tenant.now();
  const wakes = known.status !== "active";
  const stoppedAt = activation.stoppedAt ?? null;
  const meta: Meta = {
    ...known,
    status: "active",
    policy: activation.policy,
    activatedAt: wakes ? now : known.activatedAt,
    upstreamCredential: activation.upstreamCredential ?? known.upstreamCredential,
    // Claimed once is claimed for good.
    ...(known.unclaimed && !activation.unclaimed ? { unclaimed: false } : {}),
    version,
    stoppedAt,
  };
  tenant.storage.transactionSync(() => {
    tenant.setMeta(meta);
    // D1 ended keys with each deactivation; one that was overtaken on its way here has told nothing of it.
    if (wakes || stoppedAt !== (known.stoppedAt ?? null)) forgetKeys(tenant);
    if (wakes) noteAudit(tenant.sql, now, "activate", { again: true });
  });
  if (wakes) scheduleAlarm(tenant);
  return statusOf(tenant, meta);
}

/** The newest version it was told: memory knows of words that came before there was a tenant to write them into. */
const toldOf = (tenant: Tenant): number => Math.max(tenant.told, tenant.meta?.version ?? 0);

const currentStatus = (tenant: Tenant): TenantStatus | undefined =>
  tenant.meta && statusOf(tenant, tenant.meta);

/** Reseeds, of the release it has unless another is given; keys, platform endpoints, log, evidence, quota and audit stay. */
export async function reset(
  tenant: Tenant,
  seed: { profile?: string; number?: number; release?: string },
): Promise<Result<TenantStatus, TenantFailure>> {
  if (tenant.meta?.mode === "live") return fail({ code: "live_mode", message: "Live data is never reset." });
  const active = requireActive(tenant);
  if (!active.ok) return active;
  const before = active.value;
  const now = tenant.now();
  const plan: SeedPlan = {
    profile: seed.profile ?? before.seed.profile,
    number: seed.number ?? before.seed.number,
    anchor: now,
  };
  const release = seed.release ?? before.release;
  const seeded = await seedOf(tenant, release, plan);
  const still = requireActive(tenant);
  if (!still.ok) return still;
  const current = still.value;
  const generation = nextGeneration(current);
  tenant.storage.transactionSync(() => {
    writeSeed(tenant, generation, seeded);
    flipTo(tenant, current, { ...current, generation, release, seed: plan }, now);
    noteAudit(tenant.sql, now, "reset", { seed: plan, generation, release });
  });
  scheduleAlarm(tenant);
  return succeed(statusOf(tenant, tenant.meta ?? current));
}

/** What a reset would leave: how many records of each resource there are, and would be. */
export async function previewReset(
  tenant: Tenant,
  seed: { profile?: string; number?: number },
): Promise<Record<string, { now: number; after: number }> | undefined> {
  const meta = tenant.meta;
  if (!meta || meta.status !== "active" || meta.mode === "live") return undefined;
  const plan: SeedPlan = {
    profile: seed.profile ?? meta.seed.profile,
    number: seed.number ?? meta.seed.number,
    anchor: tenant.now(),
  };
  const seeded = await seedOf(tenant, meta.release, plan);
  const counts: Record<string, { now: number; after: number }> = {};
  for (const [resource, n] of Object.entries(tenant.records(meta).countByResource()))
    counts[resource] = { now: n, after: 0 };
  for (const { resource } of seeded.records)
    if (!resource.startsWith("\n")) (counts[resource] ??= { now: 0, after: 0 }).after++;
  return counts;
}

/** Stops the sandbox: its test keys are revoked here as in D1, its data stays. Answers how it stands. */
export function deactivate(tenant: Tenant, version = toldOf(tenant)): Result<TenantStatus, TenantFailure> {
  const known = tenant.meta;
  if (version < toldOf(tenant)) return known ? succeed(statusOf(tenant, known)) : fail(INACTIVE);
  tenant.told = version;
  if (!known) return fail(INACTIVE);
  const now = tenant.now();
  const meta: Meta = { ...known, status: "inactive", version };
  tenant.storage.transactionSync(() => {
    tenant.setMeta(meta);
    if (known.status === "inactive") return;
    revokeAllKeys(tenant.sql, now);
    noteAudit(tenant.sql, now, "deactivate", {});
  });
  tenant.keys.clear();
  return succeed(statusOf(tenant, meta));
}

/** Everything goes; the tenant is as one that never was. One that is active, or was activated again meanwhile, stays: false. */
export async function purge(tenant: Tenant, version = toldOf(tenant)): Promise<boolean> {
  if (tenant.meta?.status === "active" || version < toldOf(tenant)) return false;
  tenant.told = version;
  const gone = tenant.storage.deleteAll();
  tenant.forget();
  await gone;
  return true;
}

/** A key as it is now, ended or rotated: holds on the very next call, for the table and the memory of this object both know. */
export function putKey(tenant: Tenant, key: TenantKey): void {
  tenant.keys.delete(key.id);
  // Its tokens are refused by its row; those in memory were read before it.
  for (const [id, { parent }] of tenant.keys) if (parent === key.id) tenant.keys.delete(id);
  if (tenant.meta) rememberKey(tenant.sql, key, tenant.now());
}

/** Every key is read from D1 at its next use; calls that are reading D1 now read it again. */
export function forgetKeys(tenant: Tenant): void {
  tenant.forgotten++;
  tenant.keys.clear();
  if (tenant.meta) forgetAllKeys(tenant.sql);
}

/** When each key was last used here, milliseconds; what waits in memory counts. */
export function keyUses(tenant: Tenant): Record<string, number> {
  if (!tenant.meta) return {};
  tenant.flush();
  return lastUses(tenant.sql);
}

/** Uses another release from the next call on; records stay as they are, even where that release declares other schemas. */
export async function pinRelease(
  tenant: Tenant,
  release: string,
): Promise<Result<TenantStatus, TenantFailure>> {
  await loadBlueprint(tenant.env.BLOBS, release);
  const active = requireActive(tenant);
  if (!active.ok) return active;
  const meta = active.value;
  if (meta.mode === "live") return fail({ code: "live_mode", message: "Live releases are the provider's." });
  tenant.storage.transactionSync(() => {
    tenant.setMeta({ ...meta, release });
    noteAudit(tenant.sql, tenant.now(), "release", { from: meta.release, to: release });
  });
  return succeed(statusOf(tenant, { ...meta, release }));
}

async function seedOf(tenant: Tenant, release: string, plan: SeedPlan): Promise<Seeded> {
  const blueprint = await loadBlueprint(tenant.env.BLOBS, release);
  const [schemas, file, { buildSeed }] = await Promise.all([
    loadAllSchemas(tenant.env.BLOBS, blueprint),
    loadSeed(tenant.env.BLOBS, blueprint),
    import("#engine/seed/build.ts"),
  ]);
  return buildSeed(release, blueprint.index, schemas, file, plan);
}

function writeSeed(tenant: Tenant, generation: number, seeded: Seeded): void {
  const records = new Records(tenant.sql, generation);
  records.insertMany(seeded.records);
  records.setSequence(RECORD_SEQUENCE, seeded.records.length);
  for (const [name, value] of seeded.sequences) records.setSequence(name, value);
}
