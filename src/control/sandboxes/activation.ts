// The four calls of a sandbox's life for one API: activate, status, reset, deactivate. D1's rows are written first, then the
// object is told. The answers are text 003's.
import { type SQL, and, count, eq, isNull, or, sql } from "drizzle-orm";
import { tenantName } from "#contract/tenant.ts";
import { isoSeconds } from "#lib/clock.ts";
import { Problem } from "#lib/problem.ts";
import { noteAudit } from "../accounts/audit.ts";
import type { Actor, Control } from "../context.ts";
import type { CreatedKey } from "#contract/account-views.ts";
import { countTestKeys, createKey } from "../keys/keys.ts";
import type { Mail } from "../accounts/mail.ts";
import { deliverNow, nextVersion, mailRow, reconcileRows } from "../jobs/outbox.ts";
import { planOf } from "../subscriptions/plans.ts";
import { RETENTION_MS } from "./reconcile.ts";
import { openSubscription } from "../subscriptions/subscriptions.ts";
import { tenantRowFrom, findTenant } from "./tenant-rows.ts";
import { type apis, billing, keys, sandboxes, tenants } from "../schema.ts";
import { type SandboxRow, sandboxOrgId } from "./sandboxes.ts";
import { changeRelease } from "./sandbox-release.ts";

type Api = typeof apis.$inferSelect;

export type SeedWish = { profile?: string | undefined; number?: number | undefined };

/** Starts or wakes the sandbox of one API and makes one more test key. Data and id of an earlier time stay. */
export async function activate(
  control: Control,
  actor: Actor,
  sandbox: SandboxRow,
  api: Api,
  seed: SeedWish = {},
): Promise<{ sandboxOrgId: string; active: true; createdAt: string; testApiKey: CreatedKey }> {
  const createdAt = await activateTenant(control, actor, sandbox, api, seed);
  const testApiKey = await createKey(control, actor, {
    mode: "test",
    owner: sandbox.id,
    api,
    name: "Test key",
    scopes: [],
    allow: [],
    expires: null,
  });
  return {
    sandboxOrgId: sandboxOrgId(sandbox.id),
    active: true,
    createdAt: isoSeconds(createdAt),
    testApiKey,
  };
}

/** The row first, with billing and what the object is to be told; then the object. A crash between them is cron's to finish. */
export async function activateTenant(
  control: Control,
  actor: Actor,
  sandbox: SandboxRow,
  api: Api,
  seed: SeedWish = {},
): Promise<number> {
  const before = await findTenant(control, sandbox.id, api.id);
  if (before?.status !== "active") await requireTenantRoom(control, sandbox, api);
  const release = before?.release ?? api.release;
  const createdAt = before?.createdAt ?? control.now;
  const mine = tenantOf(sandbox, api);
  // A sandbox that was deleted meanwhile is not woken.
  const isThere = sql`EXISTS (SELECT 1 FROM ${sandboxes} WHERE ${sandboxes.id} = ${sandbox.id} AND ${sandboxes.deletedAt} IS NULL)`;
  const [woken, waiting] = await control.db.batch([
    control.db
      .insert(tenants)
      .select(
        tenantRowFrom(
          {
            mode: "test",
            owner: sandbox.id,
            api: api.id,
            release,
            status: "active",
            createdAt,
            activatedAt: control.now,
            version: control.now,
            seenAt: control.now,
          },
          sql`WHERE ${isThere}`,
        ),
      )
      .onConflictDoUpdate({
        target: [tenants.mode, tenants.owner, tenants.api],
        set: {
          status: "active",
          deactivatedAt: null,
          activatedAt: control.now,
          seenAt: control.now,
          version: nextVersion(control),
        },
      })
      .returning({ owner: tenants.owner }),
    reconcileRows(control, "activate", and(mine, eq(tenants.status, "active")), {
      seed: { profile: seed.profile ?? "small", number: seed.number ?? 1 },
    }),
    control.db.insert(billing).select(
      sql`SELECT NULL, ${sandbox.partner}, ${sandbox.id}, ${api.id}, ${control.now}, NULL WHERE ${isThere} AND NOT EXISTS
        (SELECT 1 FROM ${billing} WHERE ${billing.sandbox} = ${sandbox.id} AND ${billing.api} = ${api.id} AND ${billing.endedAt} IS NULL)`,
    ),
  ]);
  if (woken.length === 0) throw new Problem("not_found", "This sandbox has been deleted.");
  await openSubscription(control, sandbox.partner, api);
  if (before?.status !== "active")
    await noteAudit(control, actor, {
      mode: "test",
      action: "sandbox.activate",
      target: tenantName(sandbox.id, api.id),
    });
  await deliverNow(control, waiting);
  return createdAt;
}

/** Refuses where the plan of the API allows it to be open in no more sandboxes. */
async function requireTenantRoom(control: Control, { partner }: SandboxRow, api: Api): Promise<void> {
  const { slug, limits } = await planOf(control, partner, api.id);
  if (limits.sandboxes === null) return;
  const [counted] = await control.db
    .select({ n: count() })
    .from(tenants)
    .innerJoin(sandboxes, eq(sandboxes.id, tenants.owner))
    .where(
      and(
        eq(sandboxes.partner, partner),
        eq(tenants.api, api.id),
        eq(tenants.mode, "test"),
        eq(tenants.status, "active"),
      ),
    );
  if ((counted?.n ?? 0) >= limits.sandboxes)
    throw new Problem(
      "quota_exceeded",
      `The plan ${slug} allows ${limits.sandboxes} sandboxes of ${api.slug} at once. Deactivate one first.`,
    );
}

const tenantOf = (sandbox: SandboxRow, api: Api): SQL | undefined =>
  and(eq(tenants.mode, "test"), eq(tenants.owner, sandbox.id), eq(tenants.api, api.id));

export async function status(
  control: Control,
  sandbox: SandboxRow,
  api: Api,
): Promise<{ active: boolean; sandboxOrgId: string | null; createdAt: string | null; keyCount: number }> {
  const tenant = await findTenant(control, sandbox.id, api.id);
  if (!tenant) return { active: false, sandboxOrgId: null, createdAt: null, keyCount: 0 };
  return {
    active: tenant.status === "active",
    sandboxOrgId: sandboxOrgId(sandbox.id),
    createdAt: isoSeconds(tenant.createdAt),
    keyCount: await countTestKeys(control, sandbox.id, api.id),
  };
}

export async function reset(
  control: Control,
  actor: Actor,
  sandbox: SandboxRow,
  api: Api,
  seed: SeedWish,
  toLatest = false,
): Promise<{ sandboxOrgId: string; active: true; resetAt: string; records: number }> {
  const name = tenantName(sandbox.id, api.id);
  const start = () =>
    control.tenant("test", name).reset({
      ...(seed.profile === undefined ? {} : { profile: seed.profile }),
      ...(seed.number === undefined ? {} : { number: seed.number }),
      ...(toLatest ? { release: api.release } : {}),
    });
  const done = await (toLatest ? changeRelease(control, sandbox, api, start) : start());
  if (!done.ok) throw new Problem(done.failure.code, done.failure.message);
  await noteAudit(control, actor, { mode: "test", action: "sandbox.reset", target: name, detail: seed });
  return {
    sandboxOrgId: sandboxOrgId(sandbox.id),
    active: true,
    resetAt: isoSeconds(control.now),
    records: done.value.records,
  };
}

/**
 * Revokes the test keys that open this API only, stops billing; sandbox-wide keys end with the last active API. Repeated it
 * answers the same, and tells the object again what an earlier call could not.
 */
export async function deactivate(
  control: Control,
  actor: Actor,
  sandbox: SandboxRow,
  api: Api,
  mails: readonly Mail[] = [],
): Promise<{ sandboxOrgId: string; active: false; deactivatedAt: string; dataRetainedUntil: string }> {
  const tenant = await findTenant(control, sandbox.id, api.id);
  if (!tenant) throw new Problem("sandbox_not_active", "Sandbox environment is not active.");
  const name = tenantName(sandbox.id, api.id);
  const mine = tenantOf(sandbox, api);
  const isDown = sql`EXISTS (SELECT 1 FROM ${tenants} WHERE ${mine} AND ${tenants.status} = 'inactive')`;
  const isLast = sql`NOT EXISTS (SELECT 1 FROM ${tenants}
    WHERE ${tenants.mode} = 'test' AND ${tenants.owner} = ${sandbox.id} AND ${tenants.status} = 'active')`;
  const [stopped, waiting] = await control.db.batch([
    control.db
      .update(tenants)
      .set({
        status: "inactive",
        deactivatedAt: control.now,
        stoppedAt: control.now,
        version: nextVersion(control),
      })
      .where(and(mine, eq(tenants.status, "active")))
      .returning({ owner: tenants.owner }),
    reconcileRows(control, "deactivate", and(mine, eq(tenants.status, "inactive"))),
    control.db
      .update(keys)
      .set({ revokedAt: control.now })
      .where(
        and(
          eq(keys.owner, sandbox.id),
          isNull(keys.revokedAt),
          or(and(eq(keys.api, api.id), isDown), and(isNull(keys.api), isLast)),
        ),
      ),
    control.db
      .update(billing)
      .set({ endedAt: control.now })
      .where(and(eq(billing.sandbox, sandbox.id), eq(billing.api, api.id), isNull(billing.endedAt), isDown)),
    ...mails.map((mail) => mailRow(control, sandbox.partner, api.id, mail)),
  ]);
  if (stopped.length > 0)
    await noteAudit(control, actor, { mode: "test", action: "sandbox.deactivate", target: name });
  await deliverNow(control, waiting);
  const deactivatedAt = stopped.length > 0 ? control.now : (tenant.deactivatedAt ?? control.now);
  return {
    sandboxOrgId: sandboxOrgId(sandbox.id),
    active: false,
    deactivatedAt: isoSeconds(deactivatedAt),
    dataRetainedUntil: isoSeconds(deactivatedAt + RETENTION_MS),
  };
}
