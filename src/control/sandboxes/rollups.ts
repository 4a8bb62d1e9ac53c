// Rollups as they arrive: the latest usage report of each tenant. Older ones that come late change nothing.
import { and, eq, lte, max } from "drizzle-orm";
import type { Rollup } from "#contract/rollup.ts";
import { Announcement, type StatusView } from "#contract/account-views.ts";
import { isoMillis } from "#lib/clock.ts";
import { saveAlarm } from "../jobs/alarm-check.ts";
import type { Control } from "../context.ts";
import { apis, tenants } from "../schema.ts";

export async function saveRollup(control: Pick<Control, "db">, rollup: Rollup): Promise<void> {
  await saveAlarm(control, rollup);
  // A tenant that nobody has called tells of its alarm alone: it is not in use for that.
  const { answeredAt } = rollup;
  if (answeredAt === null) return;
  const [owner = "", api = ""] = rollup.tenant.split(":");
  await control.db
    .update(tenants)
    .set({
      seenAt: answeredAt,
      answeredAt,
      calls: rollup.calls,
      callsMonth: rollup.month,
      facts: rollup.facts,
    })
    .where(
      and(
        eq(tenants.mode, rollup.mode),
        eq(tenants.owner, owner),
        eq(tenants.api, api),
        lte(tenants.seenAt, answeredAt),
      ),
    );
}

/** Whether an API's sandboxes answer, and when one of them last did; what the provider has announced. */
export async function statusOf(control: Control, api: typeof apis.$inferSelect): Promise<StatusView> {
  const [latest] = await control.db
    .select({ at: max(tenants.answeredAt) })
    .from(tenants)
    .where(and(eq(tenants.api, api.id), eq(tenants.mode, "test")));
  const said = api.announcement === null ? null : Announcement.parse(JSON.parse(api.announcement));
  return {
    api: api.slug,
    state: said?.state ?? "ok",
    lastAnsweredAt: latest?.at === null || latest?.at === undefined ? null : isoMillis(latest.at),
    announcement: said,
  };
}
