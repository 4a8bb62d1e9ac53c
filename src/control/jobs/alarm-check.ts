// Alarms as D1 knows them: when each tenant is next due, and which timers are parked. A tenant reports that at most
// every five minutes, so cron asks it again after that, and whenever it is overdue: a lost alarm or a lost report
// is found within two runs of cron.
import { log } from "#lib/log.ts";
import { and, asc, eq, isNotNull, lt, lte, sql } from "drizzle-orm";
import type { AlarmReport } from "#contract/alarm.ts";
import type { Rollup } from "#contract/rollup.ts";
import { tenantName } from "#contract/tenant.ts";
import type { Control } from "../context.ts";
import { tenants } from "../schema.ts";

/** A tenant that is due for longer than this is overdue: its alarm is lost, or late. */
export const OVERDUE_MS = 5 * 60_000;
/** Longer than a tenant is silent after a rollup: then what it last told may be stale. */
const ASK_AGAIN_MS = 10 * 60_000;
const UNREACHABLE_MS = 15 * 60_000;
const MOST = 300;
const AT_ONCE = 10;

/** What a rollup says of the alarm; an older one that comes late changes nothing. */
export async function saveAlarm(control: Pick<Control, "db">, rollup: Rollup): Promise<void> {
  if (rollup.at === 0) return;
  const [owner = "", api = ""] = rollup.tenant.split(":");
  const asked = rollup.at + ASK_AGAIN_MS;
  await control.db
    .update(tenants)
    .set({
      nextDue: rollup.nextDue,
      parked: rollup.parked,
      alarmAt: rollup.at,
      checkAt: rollup.nextDue === null ? asked : Math.min(asked, rollup.nextDue + OVERDUE_MS),
    })
    .where(
      and(
        eq(tenants.mode, rollup.mode),
        eq(tenants.owner, owner),
        eq(tenants.api, api),
        lte(tenants.alarmAt, rollup.at),
      ),
    );
}

type Due = Pick<typeof tenants.$inferSelect, "mode" | "owner" | "api">;
type Asked = Due & { report: AlarmReport | undefined };

/**
 * Cron: asks tenants that are overdue, or have told something since they were last asked; each sets its alarm where it is
 * lost. One that cannot be reached is asked again by a later run, and holds up no other.
 */
export async function checkAlarms(control: Control): Promise<{ asked: number; unreachable: string[] }> {
  const due: Due[] = await control.db
    .select({ mode: tenants.mode, owner: tenants.owner, api: tenants.api })
    .from(tenants)
    .where(and(eq(tenants.status, "active"), isNotNull(tenants.checkAt), lt(tenants.checkAt, control.now)))
    .orderBy(asc(tenants.checkAt))
    .limit(MOST);
  const asked: Asked[] = [];
  for (let i = 0; i < due.length; i += AT_ONCE)
    asked.push(...(await Promise.all(due.slice(i, i + AT_ONCE).map((one) => ask(control, one)))));
  await saveReports(control, asked);
  return {
    asked: asked.length,
    unreachable: asked.flatMap(({ report, owner, api }) => (report ? [] : [tenantName(owner, api)])),
  };
}

async function ask(control: Control, tenant: Due): Promise<Asked> {
  const name = tenantName(tenant.owner, tenant.api);
  try {
    const { nextDue, parked } = await control.tenant(tenant.mode, name).checkAlarm();
    return { ...tenant, report: { nextDue, parked } };
  } catch (error) {
    log("error", "a tenant could not be asked after its alarm", { tenant: name, error: String(error) });
    return { ...tenant, report: undefined };
  }
}

/** All answers in one statement: an invocation may make a thousand. */
async function saveReports({ db, now }: Control, asked: readonly Asked[]): Promise<void> {
  if (asked.length === 0) return;
  const rows = asked.map(({ mode, owner, api, report }) => ({
    mode,
    owner,
    api,
    known: report === undefined ? 0 : 1,
    due: report?.nextDue ?? null,
    parked: report?.parked ?? 0,
    check:
      report === undefined
        ? now + UNREACHABLE_MS
        : report.nextDue === null
          ? null
          : Math.max(now, report.nextDue) + OVERDUE_MS,
  }));
  await db.run(sql`
    UPDATE tenants SET
      next_due = CASE told.value ->> 'known' WHEN 1 THEN told.value ->> 'due' ELSE next_due END,
      parked = CASE told.value ->> 'known' WHEN 1 THEN told.value ->> 'parked' ELSE parked END,
      alarm_at = CASE told.value ->> 'known' WHEN 1 THEN ${now} ELSE alarm_at END,
      check_at = told.value ->> 'check'
    FROM json_each(${JSON.stringify(rows)}) AS told
    WHERE mode = told.value ->> 'mode' AND owner = told.value ->> 'owner' AND api = told.value ->> 'api' AND alarm_at <= ${now}`);
}
