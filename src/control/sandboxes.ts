// Sandboxes and their lifecycle, as D1 sees them: rows first, then the object. The answers are text 003's.
import { and, asc, count, desc, eq, gt, isNull, or } from "drizzle-orm";
import type { ForkFrom } from "../contract/fork.ts";
import type { TenantFailure } from "../contract/call.ts";
import { tenantName } from "../contract/tenant.ts";
import type { TenantStatus } from "../contract/views.ts";
import type { Result } from "../lib/result.ts";
import { isoMillis, isoSeconds } from "../lib/clock.ts";
import { newOwnerId } from "../lib/ids.ts";
import { Problem } from "../lib/problem.ts";
import { noteAudit } from "./audit.ts";
import type { Actor, Control } from "./context.ts";
import type { CreatedKey, SandboxView } from "../contract/account-views.ts";
import { countTestKeys, createKey, keysFull, revokeAll } from "./keys.ts";
import { planOf, policyOf } from "./plans.ts";
import { openSubscription } from "./subscriptions.ts";
import { apis, billing, keys, organization, sandboxes, tenants } from "./schema.ts";

type Api = typeof apis.$inferSelect;
export type SandboxRow = typeof sandboxes.$inferSelect;

/** How long a deactivated sandbox keeps its data. */
export const RETENTION_MS = 30 * 24 * 60 * 60 * 1000;

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
    .where(and(eq(sandboxes.partner, partner), or(eq(sandboxes.id, named), eq(sandboxes.name, named))))
    .limit(1);
  if (!row) throw new Problem("not_found", `This partner has no sandbox '${named}'.`);
  return row;
}

/** Lets a sandbox play another release; D1 follows what the tenant does. */
export async function pinRelease(
  control: Control,
  actor: Actor,
  sandbox: SandboxRow,
  api: Api,
  release: string,
): Promise<Result<TenantStatus, TenantFailure>> {
  const name = tenantName(sandbox.id, api.id);
  const pinned = await control.tenant("test", name).pinRelease(release);
  if (!pinned.ok) return pinned;
  await control.db
    .update(tenants)
    .set({ release })
    .where(and(eq(tenants.mode, "test"), eq(tenants.owner, sandbox.id), eq(tenants.api, api.id)));
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
    .where(and(eq(sandboxes.partner, partner), or(eq(sandboxes.id, id), eq(sandboxes.name, named))))
    .limit(2);
  const found = rows.find((row) => row.id === id) ?? rows[0];
  if (found) return found;
  if (named !== "default") throw new Problem("not_found", `There is no sandbox '${named}' here.`);
  return openSandbox(control, actor, "default");
}

/** Finds the sandbox of a name, or makes it; `lasts` (milliseconds) ends it by itself. */
export async function openSandbox(
  control: Control,
  actor: Actor,
  name: string,
  lasts?: number,
): Promise<SandboxRow> {
  const expiresAt = lasts === undefined ? null : control.now + lasts;
  const row = { id: newOwnerId(), partner: partnerOf(actor), name, createdAt: control.now, expiresAt };
  const made = await control.db.insert(sandboxes).values(row).onConflictDoNothing().returning();
  if (made[0]) {
    await requireRoom(control, row);
    return made[0];
  }
  const [kept] = await control.db
    .select()
    .from(sandboxes)
    .where(and(eq(sandboxes.partner, row.partner), eq(sandboxes.name, name)))
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
    .where(eq(sandboxes.partner, partner));
  if ((counted?.n ?? 0) + more <= limits.sandboxes) return;
  throw new Problem(
    "quota_exceeded",
    `The plan ${slug} allows ${limits.sandboxes} sandboxes at once. Delete one first, or ask for another plan.`,
  );
}

/** The partner's sandboxes, oldest first, with the APIs that are open in each. */
export async function listSandboxes(
  control: Control,
  actor: Actor,
  limit: number,
  after: number,
): Promise<SandboxView[]> {
  const rows = await control.db
    .select()
    .from(sandboxes)
    .where(and(eq(sandboxes.partner, partnerOf(actor)), gt(sandboxes.createdAt, after)))
    .orderBy(asc(sandboxes.createdAt))
    .limit(limit);
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
    apis: opened[i] ?? [],
  }));
}

/** Ends a sandbox with everything in it: its keys, its tenants, its rows. The audit stays. */
export async function deleteSandbox(control: Control, actor: Actor, sandbox: SandboxRow): Promise<void> {
  await revokeAll(control, sandbox.id);
  const opened = await control.db
    .select({ api: tenants.api })
    .from(tenants)
    .where(and(eq(tenants.mode, "test"), eq(tenants.owner, sandbox.id)))
    .limit(1000);
  await Promise.all(
    opened.map(async ({ api }) => {
      const tenant = control.tenant("test", tenantName(sandbox.id, api));
      await tenant.deactivate();
      await tenant.purge();
    }),
  );
  await control.db.batch([
    control.db
      .update(billing)
      .set({ endedAt: control.now })
      .where(and(eq(billing.sandbox, sandbox.id), isNull(billing.endedAt))),
    control.db.delete(tenants).where(and(eq(tenants.mode, "test"), eq(tenants.owner, sandbox.id))),
    control.db.delete(sandboxes).where(eq(sandboxes.id, sandbox.id)),
  ]);
  await noteAudit(control, actor, {
    mode: "test",
    action: "sandbox.delete",
    target: sandbox.id,
    detail: { name: sandbox.name },
  });
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

export type Seed = { profile?: string | undefined; number?: number | undefined };

/** Starts or wakes the sandbox of one API and makes one more test key. Data and id of an earlier time stay. */
export async function activate(
  control: Control,
  actor: Actor,
  sandbox: SandboxRow,
  api: Api,
  seed: Seed = {},
  unclaimed = false,
): Promise<{ sandboxOrgId: string; active: true; createdAt: string; testApiKey: CreatedKey }> {
  const createdAt = await wakeTenant(control, actor, sandbox, api, seed, unclaimed);
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

/** The row first, then the object, then billing: a crash between them is mended by asking again. */
export async function wakeTenant(
  control: Control,
  actor: Actor,
  sandbox: SandboxRow,
  api: Api,
  seed: Seed = {},
  unclaimed = false,
): Promise<number> {
  const before = await findTenant(control, sandbox.id, api.id);
  if (before?.status !== "active") await requireTenantRoom(control, sandbox, api);
  const release = before?.release ?? api.release;
  const createdAt = before?.createdAt ?? control.now;
  await control.db
    .insert(tenants)
    .values({
      mode: "test",
      owner: sandbox.id,
      api: api.id,
      release,
      status: "active",
      createdAt,
      activatedAt: control.now,
      seenAt: control.now,
    })
    .onConflictDoUpdate({
      target: [tenants.mode, tenants.owner, tenants.api],
      set: { status: "active", deactivatedAt: null, activatedAt: control.now, seenAt: control.now },
    });
  const name = tenantName(sandbox.id, api.id);
  await control.tenant("test", name).activate({
    tenant: name,
    mode: "test",
    owner: sandbox.id,
    api: api.id,
    slug: api.slug,
    release,
    policy: await policyOf(control, sandbox.partner, api.id),
    seed: { profile: seed.profile ?? "small", number: seed.number ?? 1 },
    ...(unclaimed ? { unclaimed } : {}),
  });
  await openSubscription(control, sandbox.partner, api);
  if (before?.status !== "active") {
    await control.db
      .insert(billing)
      .values({ partner: sandbox.partner, sandbox: sandbox.id, api: api.id, startedAt: control.now });
    await noteAudit(control, actor, { mode: "test", action: "sandbox.activate", target: name });
  }
  return createdAt;
}

/** Copies one API of a sandbox, as it is or was, into a new sandbox of its own that never delivers. */
export async function fork(
  control: Control,
  actor: Actor,
  sandbox: SandboxRow,
  api: Api,
  { name, ...from }: ForkFrom & { name: string },
): Promise<{
  sandbox: { id: string; name: string };
  release: string;
  records: number;
  testApiKey: CreatedKey;
}> {
  const source = await findTenant(control, sandbox.id, api.id);
  if (source?.status !== "active")
    throw new Problem("sandbox_not_active", "Sandbox environment is not active.");
  const known = await control.db
    .select({ id: sandboxes.id })
    .from(sandboxes)
    .where(and(eq(sandboxes.partner, sandbox.partner), eq(sandboxes.name, name)))
    .limit(1);
  if (known.length > 0)
    throw new Problem("conflict", `There is a sandbox '${name}' already. Choose another name.`);
  const full = await keysFull(control, sandbox.partner, api.id, 1);
  if (full) throw full;
  const made = await openSandbox(control, actor, name);
  const tenant = tenantName(made.id, api.id);
  const row = { mode: "test" as const, owner: made.id, api: api.id };
  await control.db.insert(tenants).values({
    ...row,
    release: source.release,
    status: "inactive",
    createdAt: control.now,
    activatedAt: control.now,
    deactivatedAt: control.now,
  });
  const activation = {
    tenant,
    mode: "test" as const,
    owner: made.id,
    api: api.id,
    slug: api.slug,
    release: source.release,
    policy: await policyOf(control, sandbox.partner, api.id),
    seed: { profile: "empty", number: 0 },
  };
  const forked = await control.tenant("test", tenant).fork(activation, tenantName(sandbox.id, api.id), from);
  if (!forked.ok) {
    await control.db.delete(tenants).where(and(eq(tenants.mode, "test"), eq(tenants.owner, made.id)));
    await control.db.delete(sandboxes).where(eq(sandboxes.id, made.id));
    throw new Problem(forked.failure.code, forked.failure.message);
  }
  const { release, records } = forked.value;
  await control.db
    .update(tenants)
    .set({ status: "active", release, deactivatedAt: null })
    .where(and(eq(tenants.mode, "test"), eq(tenants.owner, made.id)));
  await noteAudit(control, actor, { mode: "test", action: "sandbox.fork", target: tenant, detail: from });
  const testApiKey = await createKey(control, actor, {
    mode: "test",
    owner: made.id,
    api,
    name: "Test key",
    scopes: [],
    allow: [],
    expires: null,
  });
  return { sandbox: { id: made.id, name }, release, records, testApiKey };
}

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
  seed: Seed,
  toLatest = false,
): Promise<{ sandboxOrgId: string; active: true; resetAt: string; records: number }> {
  const name = tenantName(sandbox.id, api.id);
  const done = await control.tenant("test", name).reset({
    ...(seed.profile === undefined ? {} : { profile: seed.profile }),
    ...(seed.number === undefined ? {} : { number: seed.number }),
    ...(toLatest ? { release: api.release } : {}),
  });
  if (!done.ok) throw new Problem(done.failure.code, done.failure.message);
  if (toLatest)
    await control.db
      .update(tenants)
      .set({ release: done.value.release })
      .where(and(eq(tenants.mode, "test"), eq(tenants.owner, sandbox.id), eq(tenants.api, api.id)));
  await noteAudit(control, actor, { mode: "test", action: "sandbox.reset", target: name, detail: seed });
  return {
    sandboxOrgId: sandboxOrgId(sandbox.id),
    active: true,
    resetAt: isoSeconds(control.now),
    records: done.value.records,
  };
}

/** Revokes the test keys that open this API only, stops billing; sandbox-wide keys end with the last active API. */
export async function deactivate(
  control: Control,
  actor: Actor,
  sandbox: SandboxRow,
  api: Api,
): Promise<{ sandboxOrgId: string; active: false; deactivatedAt: string; dataRetainedUntil: string }> {
  const tenant = await findTenant(control, sandbox.id, api.id);
  if (!tenant || tenant.status !== "active")
    throw new Problem("sandbox_not_active", "Sandbox environment is not active.");
  const name = tenantName(sandbox.id, api.id);
  const mine = and(eq(tenants.mode, "test"), eq(tenants.owner, sandbox.id));
  await control.db.batch([
    control.db
      .update(keys)
      .set({ revokedAt: control.now })
      .where(and(eq(keys.owner, sandbox.id), eq(keys.api, api.id), isNull(keys.revokedAt))),
    control.db
      .update(tenants)
      .set({ status: "inactive", deactivatedAt: control.now })
      .where(and(mine, eq(tenants.api, api.id))),
    control.db
      .update(billing)
      .set({ endedAt: control.now })
      .where(and(eq(billing.sandbox, sandbox.id), eq(billing.api, api.id), isNull(billing.endedAt))),
  ]);
  const others = await control.db
    .select({ api: tenants.api })
    .from(tenants)
    .where(and(mine, eq(tenants.status, "active")))
    .limit(1);
  if (others.length === 0)
    await control.db
      .update(keys)
      .set({ revokedAt: control.now })
      .where(and(eq(keys.owner, sandbox.id), isNull(keys.api), isNull(keys.revokedAt)));
  await control.tenant("test", name).deactivate();
  await noteAudit(control, actor, { mode: "test", action: "sandbox.deactivate", target: name });
  return {
    sandboxOrgId: sandboxOrgId(sandbox.id),
    active: false,
    deactivatedAt: isoSeconds(control.now),
    dataRetainedUntil: isoSeconds(control.now + RETENTION_MS),
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
    .where(and(eq(sandboxes.partner, partner), eq(sandboxes.name, "default")))
    .orderBy(desc(tenants.activatedAt))
    .limit(1);
  return latest?.slug;
}
