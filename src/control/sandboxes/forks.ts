// Copies of sandboxes. Until a copy is whole its tenant has no row in D1, which means that its object is to hold nothing: what
// a crash or a deletion during the copy leaves is purged by cron, and the sandbox made for it ends by itself.
import { and, eq, isNull, sql } from "drizzle-orm";
import type { CreatedKey } from "#contract/account-views.ts";
import type { ForkFrom } from "#contract/fork.ts";
import { tenantName } from "#contract/tenant.ts";
import { Problem } from "#lib/problem.ts";
import { noteAudit } from "../accounts/audit.ts";
import type { Actor, Control } from "../context.ts";
import { createKey, keysFull } from "../keys/keys.ts";
import { deliverNow, deliverOutbox, outboxRow, reconcileRows } from "../jobs/outbox.ts";
import { type SandboxRow, openSandbox } from "./sandboxes.ts";
import { findTenant } from "./tenant-rows.ts";
import { type apis, sandboxes, tenants } from "../schema.ts";
import { tenantRowFrom } from "./tenant-rows.ts";

type Api = typeof apis.$inferSelect;

/** No copy takes as long; what is not whole by then is given up. */
const COPYING_MS = 60 * 60 * 1000;

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
  const taken = await control.db
    .select({ id: sandboxes.id })
    .from(sandboxes)
    .where(and(eq(sandboxes.partner, sandbox.partner), eq(sandboxes.name, name), isNull(sandboxes.deletedAt)))
    .limit(1);
  if (taken.length > 0)
    throw new Problem("conflict", `There is a sandbox '${name}' already. Choose another name.`);
  const full = await keysFull(control, sandbox.partner, api.id, 1);
  if (full) throw full;
  const made = await openSandbox(control, actor, name, COPYING_MS);
  const id = { mode: "test" as const, owner: made.id, api: api.id };
  const cleanUp = await outboxRow(control, "fork", id, {}, COPYING_MS);
  const tenant = tenantName(made.id, api.id);
  const { release, records } = await copy(control, made, cleanUp, () =>
    control.tenant("test", tenant).fork(
      {
        tenant,
        ...id,
        slug: api.slug,
        release: source.release,
        // Its own policy follows when it is whole.
        policy: { plan: "fork", perMinute: null, perMonth: null },
        seed: { profile: "empty", number: 0 },
      },
      tenantName(sandbox.id, api.id),
      from,
    ),
  );
  await finish(control, made, api, release, cleanUp);
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

type Clean = Parameters<typeof deliverOutbox>[1];
type Copied = Awaited<ReturnType<ReturnType<Control["tenant"]>["fork"]>>;

/** Whatever fails, nothing of the copy stays: neither the sandbox nor what its object holds. */
async function copy(
  control: Control,
  made: SandboxRow,
  cleanUp: Clean,
  start: () => Promise<Copied>,
): Promise<{ release: string; records: number }> {
  let problem: unknown;
  try {
    const forked = await start();
    if (forked.ok) return forked.value;
    problem = new Problem(forked.failure.code, forked.failure.message);
  } catch (error) {
    problem = error;
  }
  await control.db.delete(sandboxes).where(eq(sandboxes.id, made.id));
  await deliverOutbox(control, cleanUp);
  throw problem;
}

/** The copy is whole: its tenant gets its row, unless the sandbox was deleted meanwhile. */
async function finish(
  control: Control,
  made: SandboxRow,
  api: Api,
  release: string,
  cleanUp: Clean,
): Promise<void> {
  const [rows, , waiting] = await control.db.batch([
    control.db
      .insert(tenants)
      .select(
        tenantRowFrom(
          {
            mode: "test",
            owner: made.id,
            api: api.id,
            release,
            status: "active",
            createdAt: control.now,
            activatedAt: control.now,
            version: control.now,
            seenAt: control.now,
          },
          sql`FROM ${sandboxes} WHERE ${sandboxes.id} = ${made.id} AND ${sandboxes.deletedAt} IS NULL`,
        ),
      )
      .returning({ owner: tenants.owner }),
    control.db
      .update(sandboxes)
      .set({ expiresAt: null })
      .where(and(eq(sandboxes.id, made.id), isNull(sandboxes.deletedAt))),
    reconcileRows(
      control,
      "fork",
      and(eq(tenants.mode, "test"), eq(tenants.owner, made.id), eq(tenants.api, api.id)),
    ),
  ]);
  if (rows.length > 0) return deliverNow(control, [...cleanUp, ...waiting]);
  await deliverOutbox(control, cleanUp);
  throw new Problem("conflict", "The new sandbox was deleted while it was copied.");
}
