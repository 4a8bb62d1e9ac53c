// What cron does to sandboxes: those whose time is over go, idle ones stop and their partner is told, what was stopped
// long ago is purged. Each run is bounded; the next one takes the rest.
import { and, eq, isNotNull, lt } from "drizzle-orm";
import { tenantName } from "../contract/tenant.ts";
import { noteAudit } from "./audit.ts";
import type { Actor, Control } from "./context.ts";
import type { SendMail } from "./mail.ts";
import { RETENTION_MS, deactivate, deleteSandbox } from "./sandboxes.ts";
import { apis, member, sandboxes, tenants, user } from "./schema.ts";

const SWEEPER: Actor = { user: "admin", partner: null, role: "admin" };
const IDLE_MS = 90 * 24 * 60 * 60 * 1000;

/** Cron: sandboxes whose time is over go. */
export async function deleteExpired(control: Control): Promise<number> {
  const due = await control.db
    .select()
    .from(sandboxes)
    .where(and(isNotNull(sandboxes.expiresAt), lt(sandboxes.expiresAt, control.now)))
    .limit(50);
  for (const row of due) await deleteSandbox(control, SWEEPER, row);
  return due.length;
}

/** Cron: sandboxes that nobody called for 90 days are stopped, and their partner is told. */
export async function stopIdle(control: Control, send: SendMail): Promise<number> {
  const cutoff = control.now - IDLE_MS;
  const due = await control.db
    .select({ tenant: tenants, sandbox: sandboxes, api: apis })
    .from(tenants)
    .innerJoin(sandboxes, eq(sandboxes.id, tenants.owner))
    .innerJoin(apis, eq(apis.id, tenants.api))
    .where(and(eq(tenants.mode, "test"), eq(tenants.status, "active"), lt(tenants.seenAt, cutoff)))
    .limit(50);
  let stopped = 0;
  for (const { tenant, sandbox, api } of due) {
    const uses = Object.values(await control.tenant("test", tenantName(sandbox.id, api.id)).keyUses());
    const seenAt = Math.max(tenant.activatedAt, ...uses);
    if (seenAt >= cutoff) {
      await control.db
        .update(tenants)
        .set({ seenAt })
        .where(and(eq(tenants.mode, "test"), eq(tenants.owner, sandbox.id), eq(tenants.api, api.id)));
      continue;
    }
    stopped++;
    await deactivate(control, SWEEPER, sandbox, api);
    for (const { email } of await ownersOf(control, sandbox.partner))
      await send({
        to: email,
        subject: `The sandbox of ${api.slug} was stopped`,
        text: `Nobody has called it for 90 days. Its data is kept for 30 days: activate it again and it is there.`,
        about: { kind: "idle", api: api.slug, sandbox: sandbox.id },
      });
  }
  return stopped;
}

const ownersOf = (control: Control, partner: string): Promise<{ email: string }[]> =>
  control.db
    .select({ email: user.email })
    .from(member)
    .innerJoin(user, eq(user.id, member.userId))
    .where(and(eq(member.organizationId, partner), eq(member.role, "owner")))
    .limit(20);

/** Cron: what was deactivated longer ago than the retention goes, object first, then row. Answers how many. */
export async function purgeExpired(control: Control): Promise<number> {
  const due = await control.db
    .select()
    .from(tenants)
    .where(and(isNotNull(tenants.deactivatedAt), lt(tenants.deactivatedAt, control.now - RETENTION_MS)))
    .limit(100);
  for (const row of due) {
    await control.tenant(row.mode, tenantName(row.owner, row.api)).purge();
    await control.db
      .delete(tenants)
      .where(
        and(
          eq(tenants.mode, row.mode),
          eq(tenants.owner, row.owner),
          eq(tenants.api, row.api),
          eq(tenants.status, "inactive"),
        ),
      );
    await noteAudit(control, SWEEPER, {
      mode: row.mode,
      action: "sandbox.purge",
      target: tenantName(row.owner, row.api),
    });
  }
  return due.length;
}
