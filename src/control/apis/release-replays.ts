// Replays a partner's own calls against another release, to show what would change before the sandbox is upgraded.
import { tenantName } from "#contract/tenant.ts";
import type { ReleaseReplay } from "#contract/rehearsal.ts";
import { newId } from "#lib/ids.ts";
import { Problem } from "#lib/problem.ts";
import { noteAudit } from "../accounts/audit.ts";
import type { Actor, Control } from "../context.ts";
import { deliverOutbox, outboxRow } from "../jobs/outbox.ts";
import type { SandboxRow } from "../sandboxes/sandboxes.ts";
import type { apis } from "../schema.ts";

const MOST_CALLS = 500;
/** Longer than any replay takes. */
const LASTS_MS = 60 * 60 * 1000;

/** Forks the sandbox from before its latest calls, replays them there against the release, and deletes the fork. */
export async function replayAgainstRelease(
  control: Control,
  actor: Actor,
  sandbox: SandboxRow,
  api: typeof apis.$inferSelect,
  release: string,
  base: string,
): Promise<ReleaseReplay> {
  const source = tenantName(sandbox.id, api.id);
  const logged = await control.tenant("test", source).loggedCalls(MOST_CALLS);
  const [first] = logged.calls;
  if (!first) return { release, replayed: 0, breaking: 0, data: [] };
  const owner = newId("scratch").replace("_", "-");
  const name = tenantName(owner, api.id);
  const scratch = control.tenant("test", name);
  const activation = {
    tenant: name,
    mode: "test" as const,
    owner,
    api: api.id,
    slug: api.slug,
    release,
    policy: { plan: "scratch", perMinute: 1_000_000_000, perMonth: null },
    seed: { profile: "empty", number: 0 },
  };
  // It has no row in D1, so its object is to hold nothing: whatever happens here, cron purges it.
  const cleanUp = await outboxRow(control, "purge", { mode: "test", owner, api: api.id }, {}, LASTS_MS);
  try {
    const forked = await scratch.fork(activation, source, { before: first.id, release });
    if (!forked.ok) throw new Problem(forked.failure.code, forked.failure.message);
    const data = await scratch.replayCalls(logged, base);
    await noteAudit(control, actor, {
      mode: "test",
      action: "release.rehearse",
      target: source,
      detail: { release },
    });
    return { release, replayed: data.length, breaking: data.filter((one) => one.breaks).length, data };
  } finally {
    await deliverOutbox(control, cleanUp);
  }
}
