// Sandboxes that are purged at once, without restoring: expired ones, and those made for one key that has ended.
// What a review or a live key depends on is not purged.
import { type SQL, and, eq, inArray, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import { noteAudit } from "../accounts/audit.ts";
import type { Actor, Control } from "../context.ts";
import { type OutboxRow, deliverOutbox, purgeRows } from "../jobs/outbox.ts";
import { apis, billing, keys, sandboxes, submissions, subscriptions, tenants } from "../schema.ts";
import { RETENTION_MS } from "./reconcile.ts";

type SandboxRow = typeof sandboxes.$inferSelect;

/**
 * Purges a sandbox at once, if it is still one that `due` describes. Its rows go in one batch that leaves the objects to the
 * outbox: answers what is to be delivered. Undefined where it stays: it was claimed meanwhile, or something rests on it.
 */
export async function purgeSandbox(
  control: Control,
  actor: Actor,
  sandbox: SandboxRow,
  due: SQL | undefined,
): Promise<OutboxRow[] | undefined> {
  if ((await restingOn(control, sandbox)).length > 0) return undefined;
  const gone = sql`NOT EXISTS (SELECT 1 FROM ${sandboxes} WHERE ${sandboxes.id} = ${sandbox.id})`;
  const inside = and(tenantsIn(sandbox), gone);
  const [deleted, , waiting] = await control.db.batch([
    control.db
      .delete(sandboxes)
      .where(and(eq(sandboxes.id, sandbox.id), due, isNotUnderReview(sandbox)))
      .returning({ id: sandboxes.id }),
    ...purgeRows(control, inside),
    control.db
      .update(keys)
      .set({ revokedAt: control.now })
      .where(and(eq(keys.owner, sandbox.id), isNull(keys.revokedAt), gone)),
    control.db
      .update(billing)
      .set({ endedAt: control.now })
      .where(and(eq(billing.sandbox, sandbox.id), isNull(billing.endedAt), gone)),
  ]);
  if (deleted.length === 0) return undefined;
  await noteAudit(control, actor, {
    mode: "test",
    action: "sandbox.delete",
    target: sandbox.id,
    detail: { name: sandbox.name },
  });
  return waiting;
}

/** After a key has ended: the sandbox that was made for it alone ends with it, and leaves a clean slate. */
export async function endOwnSandbox(control: Control, actor: Actor, id: string): Promise<void> {
  const [row] = await control.db
    .select()
    .from(sandboxes)
    .where(and(eq(sandboxes.id, id), eq(sandboxes.own, true)))
    .limit(1);
  const waiting = row && (await purgeSandbox(control, actor, row, hasNoKey(control)));
  // Its key is refused already: what cannot be reached now is purged by cron.
  if (waiting) await deliverOutbox(control, waiting);
}

/** A sandbox of one key that has no working key (left). */
export const hasNoKey = (control: Control): SQL | undefined =>
  and(
    eq(sandboxes.own, true),
    sql`NOT EXISTS (SELECT 1 FROM ${keys} WHERE ${keys.owner} = ${sandboxes.id} AND ${keys.kind} = 'key'
      AND ${keys.revokedAt} IS NULL AND (${keys.expires} IS NULL OR ${keys.expires} > ${control.now}))`,
  );

/** Cron: rows of sandboxes that were deleted long ago, once nothing of them is left to be purged. Answers how many. */
export async function forgetDeleted(control: Control, most: number): Promise<number> {
  const gone = await control.db
    .delete(sandboxes)
    .where(
      sql`${sandboxes.id} IN (SELECT s.id FROM ${sandboxes} s WHERE s.deleted_at < ${control.now - RETENTION_MS}
        AND NOT EXISTS (SELECT 1 FROM ${tenants} t WHERE t.mode = 'test' AND t.owner = s.id) LIMIT ${most})`,
    )
    .returning({ id: sandboxes.id });
  return gone.length;
}

/** For cron: expired sandboxes. */
export const isExpired = (control: Control): SQL | undefined =>
  and(isNotNull(sandboxes.expiresAt), lt(sandboxes.expiresAt, control.now), isNull(sandboxes.deletedAt));

export const tenantsIn = (sandbox: SandboxRow): SQL | undefined =>
  and(eq(tenants.mode, "test"), eq(tenants.owner, sandbox.id));

/** In the statement that ends a sandbox: a review may have begun since it was asked. */
export const isNotUnderReview = ({ id, partner }: SandboxRow): SQL =>
  sql`NOT EXISTS (SELECT 1 FROM ${submissions} WHERE ${submissions.partner} = ${partner}
    AND ${submissions.status} = 'in_review' AND instr(${submissions.evidence}, ${id}) > 0)`;

/**
 * What rests on a sandbox: an API in review or in production, or with a live key, whose evidence came from it. Where no
 * submission says where the evidence came from, that is `default`.
 */
export async function restingOn(control: Control, sandbox: SandboxRow): Promise<string[]> {
  const liveKeys = sql<number>`(SELECT count(*) FROM ${keys} WHERE ${keys.owner} = ${subscriptions.partner}
    AND ${keys.mode} = 'live' AND ${keys.api} = ${subscriptions.api} AND ${keys.revokedAt} IS NULL)`;
  const rows = await control.db
    .select({ id: apis.id, slug: apis.slug, phase: subscriptions.phase, liveKeys })
    .from(subscriptions)
    .innerJoin(apis, eq(apis.id, subscriptions.api))
    .where(
      and(
        eq(subscriptions.partner, sandbox.partner),
        or(inArray(subscriptions.phase, ["in_review", "production"]), sql`${liveKeys} > 0`),
      ),
    )
    .limit(500);
  if (rows.length === 0) return [];
  const [proofs, opened] = await Promise.all([
    control.db
      .select({
        api: submissions.api,
        here: sql<number>`instr(${submissions.evidence}, ${sandbox.id}) > 0`,
        anywhere: sql<number>`instr(${submissions.evidence}, '"sandbox":') > 0`,
      })
      .from(submissions)
      .where(
        and(eq(submissions.partner, sandbox.partner), inArray(submissions.status, ["in_review", "approved"])),
      )
      .limit(1000),
    control.db.select({ api: tenants.api }).from(tenants).where(tenantsIn(sandbox)).limit(1000),
  ]);
  return rows.flatMap(({ id, slug, phase, liveKeys: n }) => {
    const evidence = proofs.filter((one) => one.api === id);
    const proved = evidence.some((one) => one.here === 1);
    const assumed =
      evidence.every((one) => one.anywhere === 0) &&
      sandbox.name === "default" &&
      opened.some((one) => one.api === id);
    if (!proved && !assumed) return [];
    const from = proved ? "its evidence came from this sandbox" : "it was opened from this sandbox";
    if (phase === "in_review")
      return [`${slug} is being reviewed, and ${from}: withdraw the submission first.`];
    return phase === "production"
      ? [`${slug} is in production, and ${from}.`]
      : [`${slug} has ${n} live keys, and ${from}: revoke them first.`];
  });
}
