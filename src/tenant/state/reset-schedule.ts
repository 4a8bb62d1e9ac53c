// A schedule that resets a sandbox, so that what it holds is never stale: one timer on real time, off unless somebody sets it. Each
// reset is one as any other, which undo takes back.
import type { TenantFailure } from "#contract/call.ts";
import { type ResetRule, type ResetSchedule, SHORTEST_SECONDS } from "#contract/reset-schedule.ts";
import { isoMillis } from "#lib/clock.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { requireActive } from "../require-active.ts";
import { scheduleAlarm } from "../jobs/schedule-alarm.ts";
import { noteAudit } from "../store/counters.ts";
import { SCHEDULED_RESET, addTimer, removeTimersOfKind, timerOfKind } from "../store/timers.ts";
import type { Tenant } from "../tenant.ts";
import { LIVE } from "./generations.ts";
import { reset } from "./lifecycle.ts";

/** Sets the schedule, or ends it. */
export async function setResetSchedule(
  tenant: Tenant,
  rule: ResetRule | undefined,
): Promise<Result<ResetSchedule | null, TenantFailure>> {
  if (tenant.meta?.mode === "live") return fail(LIVE);
  const due = rule && (await nextReset(rule, tenant.now()));
  if (due && !due.ok) return due;
  const active = requireActive(tenant);
  if (!active.ok) return active;
  tenant.storage.transactionSync(() => {
    removeTimersOfKind(tenant.sql, SCHEDULED_RESET);
    if (due) addTimer(tenant.sql, SCHEDULED_RESET, due.value, false, {});
    tenant.setMeta({ ...active.value, resets: rule });
    noteAudit(tenant.sql, tenant.now(), "reset_schedule", rule ?? null);
  });
  scheduleAlarm(tenant);
  return succeed(resetScheduleOf(tenant));
}

/** The schedule as it stands; null where there is none. */
export function resetScheduleOf({ meta, sql }: Tenant): ResetSchedule | null {
  const timer = meta?.resets && timerOfKind(sql, SCHEDULED_RESET);
  if (!meta?.resets || !timer) return null;
  const { cron, everySeconds, profile, seed } = meta.resets;
  return {
    cron: cron ?? null,
    everySeconds: everySeconds ?? null,
    profile: profile ?? null,
    seed: seed ?? null,
    nextAt: isoMillis(timer.retry ?? timer.due),
  };
}

/** The timer rang: resets, and sets the next one. One that cannot be done is tried again as other timers are. */
export async function resetAsScheduled(tenant: Tenant): Promise<void> {
  const rule = tenant.meta?.resets;
  if (!rule) return;
  const due = await nextReset(rule, tenant.now());
  const { profile, seed } = rule;
  const done = await reset(tenant, {
    ...(profile === undefined ? {} : { profile }),
    ...(seed === undefined ? {} : { number: seed }),
  });
  if (!done.ok) throw new Error(done.failure.message);
  if (due.ok && tenant.meta?.resets) addTimer(tenant.sql, SCHEDULED_RESET, due.value, false, {});
}

/** When it is due after a moment, milliseconds. Resets that were missed while nothing ran are not made up for. */
async function nextReset(
  { cron, everySeconds }: ResetRule,
  now: number,
): Promise<Result<number, TenantFailure>> {
  if (everySeconds !== undefined) return succeed(now + everySeconds * 1000);
  // Loaded here alone: calls of an API never need it.
  const { nextRuns } = await import("#lib/cron.ts");
  const [first, second] = nextRuns(cron ?? "", now / 1000, 2, "UTC") ?? [];
  if (first === undefined)
    return fail({
      code: "invalid_request",
      message: `'${cron ?? ""}' is no cron expression that comes round: five fields, such as 0 3 * * *.`,
    });
  if (second !== undefined && second - first < SHORTEST_SECONDS)
    return fail({
      code: "invalid_request",
      message: `'${cron ?? ""}' comes round every ${second - first} seconds; ${SHORTEST_SECONDS} is the least.`,
    });
  return succeed(first * 1000);
}
