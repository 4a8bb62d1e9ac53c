// A partner's sandboxes as D1 has them: find, open, list, and how many the plan allows.
import { and, asc, count, desc, eq, gt, isNull, or } from "drizzle-orm";
import { isoMillis } from "#lib/clock.ts";
import { newOwnerId } from "#lib/ids.ts";
import { Problem } from "#lib/problem.ts";
import type { Actor, Control } from "../context.ts";
import type { SandboxView } from "#contract/account-views.ts";
import { planOf } from "../subscriptions/plans.ts";
import { RETENTION_MS } from "./reconcile.ts";
import { apis, organization, sandboxes, tenants } from "../schema.ts";

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
