// Reconciles the objects of tenants with D1. The state an object should have is read from D1 when the object is told, never
// taken from when the change was made: in whatever order messages arrive, D1 decides. Each message carries the
// version of the tenant's row, and the object ignores one older than the version it knows (tenant/state/lifecycle.ts).
import { and, eq, sql } from "drizzle-orm";
import { DEMO_OWNERS } from "#contract/demo.ts";
import { tenantName, type TenantPort } from "#contract/tenant.ts";
import type { Mode } from "#lib/key.ts";
import { readStoredDocument } from "#lib/json-column.ts";
import type { Control } from "../context.ts";
import { type PlanRow, effectivePlan, policyOfPlan } from "../subscriptions/effective-plan.ts";
import { apis, audit, organization, plans, sandboxes, subscriptions, tenants } from "../schema.ts";

export type TenantId = { mode: Mode; owner: string; api: string };
export type Seed = { profile: string; number: number };

/** How long a deactivated sandbox keeps its data. */
export const RETENTION_MS = 30 * 24 * 60 * 60 * 1000;

/** One tenant as D1 has it; without a status it has no row, and its object is to hold nothing. */
export type DirectoryState = {
  mode: Mode;
  owner: string;
  api: string;
  status: "active" | "inactive" | null;
  version: number | null;
  release: string;
  deactivatedAt: number | null;
  stoppedAt: number | null;
  slug: string;
  chosen: string | null;
  credential: string | null;
  organisation: string | null;
  metadata: string | null;
  plans: readonly PlanRow[];
};

/** The present state of many tenants in two queries. Versions are read before plans: a plan is never older than its version. */
export async function statesOf(
  control: Control,
  wanted: readonly TenantId[],
): Promise<Map<string, DirectoryState>> {
  const partner = sql`CASE t.mode WHEN 'live' THEN t.owner ELSE s.partner END`;
  const rows = await control.db.all<Omit<DirectoryState, "plans">>(sql`
    SELECT e.value ->> 'mode' AS mode, e.value ->> 'owner' AS owner, e.value ->> 'api' AS api, t.status, t.version, t.release,
      t.deactivated_at AS deactivatedAt, t.stopped_at AS stoppedAt, a.slug, u.plan AS chosen, u.credential,
      o.plan AS organisation, o.metadata
    FROM json_each(${JSON.stringify(wanted.map(({ mode, owner, api }) => ({ mode, owner, api })))}) e
    LEFT JOIN ${tenants} t ON t.mode = e.value ->> 'mode' AND t.owner = e.value ->> 'owner' AND t.api = e.value ->> 'api'
    LEFT JOIN ${apis} a ON a.id = t.api
    LEFT JOIN ${sandboxes} s ON t.mode = 'test' AND s.id = t.owner
    LEFT JOIN ${subscriptions} u ON u.api = t.api AND u.partner = ${partner}
    LEFT JOIN ${organization} o ON o.id = ${partner}`);
  const slugs = JSON.stringify([...new Set(rows.map((row) => row.api))]);
  const own = await control.db
    .select()
    .from(plans)
    .where(sql`${plans.api} IN (SELECT value FROM json_each(${slugs}))`);
  return new Map(
    rows.map((row) => [nameOf(row), { ...row, plans: own.filter((plan) => plan.api === row.api) }]),
  );
}

/** A tenant's name in both namespaces together. */
export const nameOf = ({ mode, owner, api }: TenantId): string => `${mode} ${tenantName(owner, api)}`;

/**
 * Makes the object as D1 has it. Answers the version it then stands at (null: it holds nothing); undefined when the object
 * knows a newer one, so that D1 must be read again. Throws when the object cannot be reached.
 */
export async function reconcile(
  control: Control,
  state: DirectoryState,
  seed: Seed,
  version: number,
): Promise<number | null | undefined> {
  const name = tenantName(state.owner, state.api);
  const tenant = control.tenant(state.mode, name);
  if (state.status === null || state.version === null) return (await end(tenant, version)) ? null : undefined;
  if (state.status === "active") {
    const told = await tenant.activate({
      tenant: name,
      mode: state.mode,
      owner: state.owner,
      api: state.api,
      slug: state.slug,
      release: state.release,
      policy: policyOfPlan(effectivePlan(state.plans, state)),
      seed,
      version: state.version,
      stoppedAt: state.stoppedAt,
      ...(isUnclaimed(state) ? { unclaimed: true } : {}),
      ...(state.credential === null || state.mode === "test" ? {} : { upstreamCredential: state.credential }),
    });
    return told?.active ? state.version : undefined;
  }
  if ((state.deactivatedAt ?? control.now) < control.now - RETENTION_MS)
    return (await end(tenant, state.version)) && (await forgetTenant(control, state)) ? null : undefined;
  const stopped = await tenant.deactivate(state.version);
  return stopped.ok && stopped.value.active ? undefined : state.version;
}

/** An object that is still active, since a call to it was lost, is stopped first: its data does not stay unseen. */
async function end(tenant: TenantPort, version: number): Promise<boolean> {
  await tenant.deactivate(version);
  return tenant.purge(version);
}

/** The row goes after its object has confirmed, and only if nobody activated it meanwhile. */
async function forgetTenant(control: Control, state: DirectoryState): Promise<boolean> {
  const [gone] = await control.db.batch([
    control.db
      .delete(tenants)
      .where(
        and(
          eq(tenants.mode, state.mode),
          eq(tenants.owner, state.owner),
          eq(tenants.api, state.api),
          eq(tenants.status, "inactive"),
          eq(tenants.version, state.version ?? 0),
        ),
      )
      .returning({ owner: tenants.owner }),
    control.db.insert(audit).select(
      sql`SELECT NULL, ${control.now}, 'admin', NULL, ${state.mode}, 'sandbox.purge',
        ${tenantName(state.owner, state.api)}, '{}' WHERE changes() = 1`,
    ),
  ]);
  return gone.length > 0;
}

const isUnclaimed = ({ metadata }: DirectoryState): boolean =>
  metadata !== null && readStoredDocument(metadata)["unclaimed"] === true;

/** A demo object, if there is one, uses the API's latest release with its own seed. */
export async function reconcileDemo(control: Control, { owner, api }: TenantId): Promise<void> {
  const tenant = control.tenant("test", tenantName(owner, api));
  for (let i = 0; i < MOST_ROUNDS; i++) {
    const [row] = await control.db
      .select({ release: apis.release })
      .from(apis)
      .where(eq(apis.id, api))
      .limit(1);
    const status = await tenant.status();
    if (!row || !status || status.release === row.release) return;
    const renewed = await tenant.reset({ release: row.release });
    if (!renewed.ok) throw new Error(renewed.failure.message);
  }
  throw new Error("the latest release changed again and again");
}

/** The object decides which release a sandbox uses (restore and undo change it); D1 follows. */
export async function reconcileRelease(control: Control, { mode, owner, api }: TenantId): Promise<void> {
  const tenant = control.tenant(mode, tenantName(owner, api));
  let written: string | undefined;
  for (let i = 0; i < MOST_ROUNDS; i++) {
    const status = await tenant.status();
    // Read again after writing: of two that write at once the last one sees what the object says then.
    if (!status || status.release === written) return;
    await control.db
      .update(tenants)
      .set({ release: status.release })
      .where(and(eq(tenants.mode, mode), eq(tenants.owner, owner), eq(tenants.api, api)));
    written = status.release;
  }
  throw new Error("the release changed again and again");
}

export const MOST_ROUNDS = 3;

export const demoTenants = (api: string): TenantId[] =>
  DEMO_OWNERS.map((owner) => ({ mode: "test", owner, api }));
