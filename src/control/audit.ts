// The audit log: append-only, one row for every act that matters.
import type { Actor, Control } from "./context.ts";
import { audit } from "./schema.ts";

export async function noteAudit(
  control: Control,
  actor: Actor,
  entry: { mode: string; action: string; target: string; detail?: unknown },
): Promise<void> {
  await control.db.insert(audit).values({
    at: control.now,
    actor: actor.user,
    partner: actor.partner,
    mode: entry.mode,
    action: entry.action,
    target: entry.target,
    detail: JSON.stringify(entry.detail ?? {}),
  });
}
