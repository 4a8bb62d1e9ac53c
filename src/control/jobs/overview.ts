// The administrator's overview: what waits, what failed, and which tenants to look at first.
import { z } from "zod";
import { and, count, desc, eq, gt, gte, lt, min, sum } from "drizzle-orm";
import { JobStep, type Overview } from "#contract/overview.ts";
import { tenantName } from "#contract/tenant.ts";
import { isoMillis } from "#lib/clock.ts";
import { readColumn } from "#lib/json-column.ts";
import { OVERDUE_MS } from "./alarm-check.ts";
import type { Control } from "../context.ts";
import { outboxCounts } from "./outbox.ts";
import { apis, deadLetters, keySyncs, jobRuns, tenants } from "../schema.ts";

const HOUR = 3_600_000;
const MOST = 20;

export async function overviewOf(control: Pick<Control, "db" | "now">): Promise<Overview> {
  const { db, now } = control;
  const since = (age: number) => gte(deadLetters.at, now - age);
  const [byStatus, overdue, parked, worst, lastHour, lastDay, latest, waiting, last, lastFailed] =
    await db.batch([
      db
        .select({ mode: tenants.mode, status: tenants.status, count: count() })
        .from(tenants)
        .groupBy(tenants.mode, tenants.status),
      db
        .select({ count: count(), longest: min(tenants.nextDue) })
        .from(tenants)
        .where(and(eq(tenants.status, "active"), lt(tenants.nextDue, now - OVERDUE_MS))),
      db
        .select({ count: sum(tenants.parked).mapWith(Number) })
        .from(tenants)
        .where(gt(tenants.parked, 0)),
      db
        .select({
          mode: tenants.mode,
          owner: tenants.owner,
          api: tenants.api,
          slug: apis.slug,
          count: tenants.parked,
        })
        .from(tenants)
        .leftJoin(apis, eq(apis.id, tenants.api))
        .where(gt(tenants.parked, 0))
        .orderBy(desc(tenants.parked))
        .limit(MOST),
      db.select({ count: count() }).from(deadLetters).where(since(HOUR)),
      db
        .select({ count: count() })
        .from(deadLetters)
        .where(since(24 * HOUR)),
      db.select().from(deadLetters).orderBy(desc(deadLetters.id)).limit(MOST),
      db.select({ count: count(), oldest: min(keySyncs.at) }).from(keySyncs),
      db.select().from(jobRuns).orderBy(desc(jobRuns.at)).limit(1),
      db.select().from(jobRuns).where(gt(jobRuns.failed, 0)).orderBy(desc(jobRuns.at)).limit(1),
    ]);
  return {
    now: isoMillis(now),
    tenants: byStatus,
    overdue: { count: overdue[0]?.count ?? 0, longest: momentOf(overdue[0]?.longest) },
    parkedTimers: {
      count: parked[0]?.count ?? 0,
      tenants: worst.map((one) => ({
        mode: one.mode,
        tenant: tenantName(one.owner, one.api),
        api: one.slug,
        count: one.count,
      })),
    },
    deadLetters: {
      lastHour: lastHour[0]?.count ?? 0,
      lastDay: lastDay[0]?.count ?? 0,
      latest: latest.map(({ at, mode, tenant, delivery, requeued }) => ({
        at: isoMillis(at),
        mode,
        tenant,
        delivery,
        requeued,
      })),
    },
    keySyncs: { count: waiting[0]?.count ?? 0, oldest: momentOf(waiting[0]?.oldest) },
    outbox: await outboxCounts(control),
    cron: { last: runOf(last[0]), lastFailed: runOf(lastFailed[0]) },
  };
}

const momentOf = (at: number | null | undefined): string | null =>
  at === null || at === undefined ? null : isoMillis(at);

const runOf = (row: typeof jobRuns.$inferSelect | undefined): Overview["cron"]["last"] =>
  row ? { at: isoMillis(row.at), took: row.took, steps: readColumn(z.array(JobStep), row.steps) } : null;
