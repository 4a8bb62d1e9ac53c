// Which release a sandbox is on: pinned by a person, or changed by what the object does. The object decides it, D1 learns it.
import type { TenantFailure } from "#contract/call.ts";
import { tenantName } from "#contract/tenant.ts";
import type { TenantStatus } from "#contract/views.ts";
import type { Result } from "#lib/result.ts";
import { noteAudit } from "../accounts/audit.ts";
import type { Actor, Control } from "../context.ts";
import { deliverOutbox, outboxRow } from "../jobs/outbox.ts";
import type { apis } from "../schema.ts";
import type { SandboxRow } from "./sandboxes.ts";

type Api = typeof apis.$inferSelect;

/** Does what may leave the object with another release. Which one that is, is the object's to say; D1 learns it, at last by cron. */
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

/** Moves a sandbox to another release. */
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
