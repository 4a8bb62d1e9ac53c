// Sandboxes and their lifecycle in D1: rows first, then the object.
import { type SQL, and, asc, count, desc, eq, gt, isNull, or, sql } from "drizzle-orm";
import type { TenantFailure } from "#contract/call.ts";
import { tenantName } from "#contract/tenant.ts";
import type { TenantStatus } from "#contract/views.ts";
import type { Result } from "#lib/result.ts";
import { isoMillis, isoSeconds } from "#lib/clock.ts";
import { newOwnerId } from "#lib/ids.ts";
import { Problem } from "#lib/problem.ts";
import { noteAudit } from "../accounts/audit.ts";
import type { Actor, Control } from "../context.ts";
import type { CreatedKey, SandboxView } from "#contract/account-views.ts";
import { countTestKeys, createKey } from "../keys/keys.ts";
import type { Mail } from "../accounts/mail.ts";
import { deliverNow, deliverOutbox, nextVersion, mailRow, outboxRow, reconcileRows } from "../jobs/outbox.ts";
import { planOf } from "../subscriptions/plans.ts";
import { RETENTION_MS } from "./reconcile.ts";
import { openSubscription } from "../subscriptions/subscriptions.ts";
import { tenantRowFrom } from "./tenant-rows.ts";
import { apis, billing, keys, organization, sandboxes, tenants } from "../schema.ts";

type Api = typeof apis.$inferSelect;
export type SandboxRow = typeof sandboxes.$inferSelect;

export const sandboxOrgId = (sandbox: string): string => `org_sandbox_${sandbox}`;

export function partnerOf(actor: Actor): string {
  if (actor.partner === null)
    throw new Problem(
      "forbidden",
      "This needs a person's session: the administrator's token belongs to no organisation.",
    );
  return actor.partner;
}

/** A partner's sandbox by id or name, for somebody else who may look into it. */
export async function findSandboxOf(control: Control, partner: string, named: string): Promise<SandboxRow> {
  const [row] = await control.db
    .select()
    .from(sandboxes)
    .where(
      and(
        eq(sandboxes.partner, partner),
        or(eq(sandboxes.id, named), eq(sandboxes.name, named)),
        isNull(sandboxes.deletedAt),
      ),
    )
    .limit(1);
  if (!row) throw new Problem("not_found", `This partner has no sandbox '${named}'.`);
  return row;
}

/** Does what may leave the object with another release. Which one it plays is the object's to say; D1 learns it, at last by cron. */
export async function changeRelease<T>(
  control: Control,
  sandbox: SandboxRow,
  api: Api,
  change: () => Promise<T>,
): Promise<T> {
  const learning = await outboxRow(control, "release", { mode: "test", owner: sandbox.id, api: api.id });
  const changed = await change();
  await deliverOutbox(control, learning);
  return changed;
}

/** Lets a sandbox play another release. */
export async function pinRelease(
  control: Control,
  actor: Actor,
  sandbox: SandboxRow,
  api: Api,
  release: string,
): Promise<Result<TenantStatus, TenantFailure>> {
  const name = tenantName(sandbox.id, api.id);
  const pinned = await changeRelease(control, sandbox, api, () =>
    control.tenant("test", name).pinRelease(release),
  );
  if (!pinned.ok) return pinned;
  await noteAudit(control, actor, {
    mode: "test",
    action: "sandbox.release",
    target: name,
    detail: { release },
  });
  return pinned;
}

/** `default` is made when first asked for; others are found by id, `org_sandbox_…` or name. */
export async function findSandbox(control: Control, actor: Actor, named: string): Promise<SandboxRow> {
  const partner = partnerOf(actor);
  const id = named.replace(/^org_sandbox_/, "");
  const rows = await control.db
    .select()
    .from(sandboxes)
    .where(
      and(
        eq(sandboxes.partner, partner),
        or(eq(sandboxes.id, id), eq(sandboxes.name, named)),
        isNull(sandboxes.deletedAt),
      ),
    )
    .limit(2);
  const found = rows.find((row) => row.id === id) ?? rows[0];
  if (found) return found;
  if (named !== "default") throw new Problem("not_found", `There is no sandbox '${named}' here.`);
  return openSandbox(control, actor, "default");
}

/** Finds the sandbox of a name, or makes it; `lasts` (milliseconds) ends it by itself, `own` ends it with its key. */
export async function openSandbox(
  control: Control,
  actor: Actor,
  name: string,
  lifetime?: number,
  own = false,
): Promise<SandboxRow> {
  const row: SandboxRow = {
    id: newOwnerId(),
    partner: partnerOf(actor),
    name,
    createdAt: control.now,
    expiresAt: lifetime === undefined ? null : control.now + lifetime,
    deletedAt: null,
    own,
  };
  const made = await control.db.insert(sandboxes).values(row).onConflictDoNothing().returning();
  if (made[0]) {
    await requireRoom(control, row);
    return made[0];
  }
  const [kept] = await control.db
    .select()
    .from(sandboxes)
    .where(and(eq(sandboxes.partner, row.partner), eq(sandboxes.name, name), isNull(sandboxes.deletedAt)))
    .limit(1);
  return kept ?? row;
}

/** It is counted when it is there already, so that of two made at once not both slip in; one too many goes again. */
async function requireRoom(control: Control, { id, partner }: SandboxRow): Promise<void> {
  try {
    await requireSandboxRoom(control, partner, 0);
  } catch (error) {
    await control.db.delete(sandboxes).where(eq(sandboxes.id, id));
    throw error;
  }
}

/** Refuses where the plan allows no more sandboxes than there are with `more`. */
export async function requireSandboxRoom(control: Control, partner: string, more: number): Promise<void> {
  const { slug, limits } = await planOf(control, partner, "");
  if (limits.sandboxes === null) return;
  const [counted] = await control.db
    .select({ n: count() })
    .from(sandboxes)
    .where(and(eq(sandboxes.partner, partner), isNull(sandboxes.deletedAt)));
  if ((counted?.n ?? 0) + more <= limits.sandboxes) return;
  throw new Problem(
    "quota_exceeded",
    `The plan ${slug} allows ${limits.sandboxes} sandboxes at once. Delete one first, or ask for another plan.`,
  );
}

/** The partner's sandboxes, oldest first, with the APIs that are open in each; or those that can be restored. */
export async function listSandboxes(
  control: Control,
  actor: Actor,
  { limit, after, deleted }: { limit: number; after: number; deleted: boolean },
): Promise<SandboxView[]> {
  const rows = await control.db
    .select()
    .from(sandboxes)
    .where(
      and(
        eq(sandboxes.partner, partnerOf(actor)),
        gt(sandboxes.createdAt, after),
        deleted ? gt(sandboxes.deletedAt, control.now - RETENTION_MS) : isNull(sandboxes.deletedAt),
      ),
    )
    .orderBy(asc(sandboxes.createdAt))
    .limit(limit);
  return viewsOf(control, rows);
}

/** Sandboxes with their APIs. */
export async function viewsOf(control: Control, rows: readonly SandboxRow[]): Promise<SandboxView[]> {
  const opened = await Promise.all(
    rows.map((row) =>
      control.db
        .select({ api: apis.slug, status: tenants.status })
        .from(tenants)
        .innerJoin(apis, eq(apis.id, tenants.api))
        .where(and(eq(tenants.mode, "test"), eq(tenants.owner, row.id)))
        .limit(100),
    ),
  );
  return rows.map((row, i) => ({
    id: row.id,
    name: row.name,
    createdAt: isoMillis(row.createdAt),
    expiresAt: row.expiresAt === null ? null : isoMillis(row.expiresAt),
    deletedAt: row.deletedAt === null ? null : isoMillis(row.deletedAt),
    restorableUntil: row.deletedAt === null ? null : isoMillis(row.deletedAt + RETENTION_MS),
    apis: opened[i] ?? [],
  }));
}

export async function findTenant(
  control: Control,
  sandbox: string,
  api: string,
): Promise<typeof tenants.$inferSelect | undefined> {
  return (
    await control.db
      .select()
      .from(tenants)
      .where(and(eq(tenants.mode, "test"), eq(tenants.owner, sandbox), eq(tenants.api, api)))
      .limit(1)
  )[0];
}

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

/** The API a partner means when none is named: their chosen default, else the one they activated last. */
export async function defaultApi(control: Control, actor: Actor): Promise<string | undefined> {
  const partner = partnerOf(actor);
  const [row] = await control.db
    .select({ api: organization.defaultApi })
    .from(organization)
    .where(eq(organization.id, partner))
    .limit(1);
  if (row?.api) return row.api;
  const [latest] = await control.db
    .select({ slug: apis.slug })
    .from(tenants)
    .innerJoin(apis, eq(apis.id, tenants.api))
    .innerJoin(sandboxes, eq(sandboxes.id, tenants.owner))
    .where(and(eq(sandboxes.partner, partner), eq(sandboxes.name, "default"), isNull(sandboxes.deletedAt)))
    .orderBy(desc(tenants.activatedAt))
    .limit(1);
  return latest?.slug;
}
