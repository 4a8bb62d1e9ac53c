// Sandboxes that a person deletes. One can be restored for 30 days, as after deactivating, while its name and its place in
// the plan are free at once; one with a time to live or made for one key is purged. What a review or a live key depends on is
// not deleted.
import { log } from "#lib/log.ts";
import { type SQL, and, desc, eq, gt, isNotNull, isNull, or, sql } from "drizzle-orm";
import type { DeletionView, SandboxView } from "#contract/account-views.ts";
import { tenantName } from "#contract/tenant.ts";
import { isoMillis } from "#lib/clock.ts";
import { Problem } from "#lib/problem.ts";
import { noteAudit } from "../accounts/audit.ts";
import type { Actor, Control } from "../context.ts";
import { FIRST_PAGE, deliverNow, nextVersion, reconcileRows } from "../jobs/outbox.ts";
import { isNotUnderReview, purgeSandbox, restingOn, tenantsIn } from "./purges.ts";
import { type SandboxRow, partnerOf, requireSandboxRoom, viewsOf } from "./sandboxes.ts";
import { apis, billing, keys, outbox, sandboxes, tenants } from "../schema.ts";
import { RETENTION_MS } from "./reconcile.ts";

/** The sandbox that a deletion or a restoration names; unlike other calls it never makes one. */
async function findNamed(
  control: Control,
  actor: Actor,
  named: string,
  which: SQL | undefined,
): Promise<SandboxRow | undefined> {
  const id = named.replace(/^org_sandbox_/, "");
  const rows = await control.db
    .select()
    .from(sandboxes)
    .where(
      and(
        eq(sandboxes.partner, partnerOf(actor)),
        or(eq(sandboxes.id, id), eq(sandboxes.name, named)),
        which,
      ),
    )
    .orderBy(desc(sandboxes.deletedAt))
    .limit(10);
  return rows.find((row) => row.id === id) ?? rows[0];
}

/** What deleting a sandbox would end, and what stands against it. */
export async function previewDeletion(control: Control, actor: Actor, named: string): Promise<DeletionView> {
  const sandbox = await findNamed(control, actor, named, isNull(sandboxes.deletedAt));
  if (!sandbox) throw new Problem("not_found", `There is no sandbox '${named}' here.`);
  return viewOf(control, sandbox);
}

/**
 * Deletes a sandbox: its keys end and its APIs stop at once. `confirm` is its name. Asked again after an object could not
 * be reached, it tells the object again.
 */
export async function deleteSandbox(
  control: Control,
  actor: Actor,
  named: string,
  confirm: string | undefined,
): Promise<DeletionView> {
  const living = await findNamed(control, actor, named, isNull(sandboxes.deletedAt));
  if (!living) return deleteAgain(control, actor, named);
  const preview = await viewOf(control, living);
  if (confirm !== living.name)
    throw new Problem(
      "invalid_request",
      `${confirm === undefined ? "" : `'${confirm}' is not its name. `}Deleting the sandbox '${living.name}' ends ${preview.keys} test keys and ${preview.apis.length} APIs with ${preview.records} records. To do it, repeat the call with ?confirm=${encodeURIComponent(living.name)} or the body {"confirm": ${JSON.stringify(living.name)}}; ?dryRun=true only shows what would be ended.`,
    );
  if (preview.blockedBy.length > 0) throw blocked(living, preview.blockedBy);
  if (!isRestorable(living)) {
    const waiting = await purgeSandbox(control, actor, living, undefined);
    if (!waiting) throw changed();
    await deliverNow(control, waiting);
    return { ...preview, deletedAt: isoMillis(control.now) };
  }
  const ended = sql`EXISTS (SELECT 1 FROM ${sandboxes} WHERE ${sandboxes.id} = ${living.id} AND ${sandboxes.deletedAt} = ${control.now})`;
  const active = and(tenantsIn(living), eq(tenants.status, "active"), ended);
  const [deleted, , waiting] = await control.db.batch([
    control.db
      .update(sandboxes)
      .set({ deletedAt: control.now })
      .where(and(eq(sandboxes.id, living.id), isNull(sandboxes.deletedAt), isNotUnderReview(living)))
      .returning({ id: sandboxes.id }),
    control.db
      .update(tenants)
      .set({
        status: "inactive",
        deactivatedAt: control.now,
        stoppedAt: control.now,
        version: nextVersion(control),
      })
      .where(active),
    reconcileRows(control, "deactivate", and(tenantsIn(living), eq(tenants.status, "inactive"), ended)),
    control.db
      .update(keys)
      .set({ revokedAt: control.now })
      .where(and(eq(keys.owner, living.id), isNull(keys.revokedAt), ended)),
    control.db
      .update(billing)
      .set({ endedAt: control.now })
      .where(and(eq(billing.sandbox, living.id), isNull(billing.endedAt), ended)),
  ]);
  if (deleted.length === 0) throw changed();
  await noteAudit(control, actor, {
    mode: "test",
    action: "sandbox.delete",
    target: living.id,
    detail: { name: living.name, restorable_until: isoMillis(control.now + RETENTION_MS) },
  });
  await deliverNow(control, waiting);
  return { ...preview, deletedAt: isoMillis(control.now) };
}

/** A deletion that an object could not be told of is finished by asking again; another one has nothing to delete. */
async function deleteAgain(control: Control, actor: Actor, named: string): Promise<DeletionView> {
  const gone = await findNamed(control, actor, named, isNotNull(sandboxes.deletedAt));
  const waiting = gone
    ? await control.db.select().from(outbox).where(eq(outbox.owner, gone.id)).limit(FIRST_PAGE)
    : [];
  if (!gone || waiting.length === 0)
    throw new Problem(
      "not_found",
      `There is no sandbox '${named}' here.${gone ? ` One was deleted: POST /api/v1/sandboxes/${gone.id}/restore brings it back.` : ""}`,
    );
  await deliverNow(control, waiting);
  return viewOf(control, gone);
}

/** Brings a deleted sandbox back, under its name or another: its data is there as after deactivating, its keys are not. */
export async function restoreSandbox(
  control: Control,
  actor: Actor,
  named: string,
  name: string | undefined,
): Promise<SandboxView> {
  const since = control.now - RETENTION_MS;
  const gone = await findNamed(control, actor, named, gt(sandboxes.deletedAt, since));
  if (!gone)
    throw new Problem(
      "not_found",
      `No deleted sandbox '${named}' can be restored: it is possible for 30 days. GET /api/v1/sandboxes?deleted=true lists them.`,
    );
  await requireSandboxRoom(control, gone.partner, 1);
  const called = name ?? gone.name;
  const back = await control.db
    .update(sandboxes)
    .set({ deletedAt: null, name: called })
    .where(
      and(
        eq(sandboxes.id, gone.id),
        gt(sandboxes.deletedAt, since),
        sql`NOT EXISTS (SELECT 1 FROM ${sandboxes} other
          WHERE other.partner = ${gone.partner} AND other.name = ${called} AND other.deleted_at IS NULL)`,
      ),
    )
    .returning();
  const [row] = back;
  if (!row)
    throw new Problem(
      "conflict",
      `There is a sandbox '${called}' already. Restore this one under another name: {"name": "…"}.`,
    );
  await keepRoom(control, gone);
  await noteAudit(control, actor, {
    mode: "test",
    action: "sandbox.restore",
    target: gone.id,
    detail: { name: called },
  });
  const [view] = await viewsOf(control, [row]);
  if (!view) throw new Problem("internal", "The sandbox could not be read.");
  return view;
}

/** It is counted when it is there already, so that of two restored at once not both slip in; one too many goes again. */
async function keepRoom(control: Control, { id, partner, deletedAt, name }: SandboxRow): Promise<void> {
  try {
    await requireSandboxRoom(control, partner, 0);
  } catch (error) {
    await control.db.update(sandboxes).set({ deletedAt, name }).where(eq(sandboxes.id, id));
    throw error;
  }
}

const changed = (): Problem =>
  new Problem("conflict", "The sandbox was deleted or submitted for review meanwhile. Look again.");

/** What ends by itself, with its time or its key, leaves nothing behind. */
const isRestorable = ({ expiresAt, own }: SandboxRow): boolean => expiresAt === null && !own;

async function viewOf(control: Control, sandbox: SandboxRow): Promise<DeletionView> {
  const [opened, [working], blockedBy] = await Promise.all([
    control.db
      .select({ id: tenants.api, api: apis.slug, status: tenants.status })
      .from(tenants)
      .innerJoin(apis, eq(apis.id, tenants.api))
      .where(tenantsIn(sandbox))
      .limit(200),
    control.db
      .select({ n: sql<number>`count(*)` })
      .from(keys)
      .where(and(eq(keys.owner, sandbox.id), eq(keys.kind, "key"), isNull(keys.revokedAt))),
    restingOn(control, sandbox),
  ]);
  const counted = await Promise.all(
    opened.map(async ({ id, api, status }) => ({
      api,
      status,
      records: await countRecords(control, tenantName(sandbox.id, id)),
    })),
  );
  return {
    id: sandbox.id,
    name: sandbox.name,
    keys: working?.n ?? 0,
    apis: counted,
    records: counted.reduce((sum, one) => sum + (one.records ?? 0), 0),
    blockedBy,
    deletedAt: sandbox.deletedAt === null ? null : isoMillis(sandbox.deletedAt),
    restorableUntil: isRestorable(sandbox)
      ? isoMillis((sandbox.deletedAt ?? control.now) + RETENTION_MS)
      : null,
  };
}

/** Null where the object cannot be reached: that keeps nobody from deleting it. */
async function countRecords(control: Control, name: string): Promise<number | null> {
  try {
    return (await control.tenant("test", name).status())?.records ?? 0;
  } catch (error) {
    log("error", "records could not be counted", { tenant: name, error: String(error) });
    return null;
  }
}

const blocked = (sandbox: SandboxRow, why: readonly string[]): Problem =>
  new Problem(
    "conflict",
    `The sandbox '${sandbox.name}' cannot be deleted: ${why.join(" ")} Deactivate what nobody needs instead; its log and evidence stay.`,
    why,
  );
