// What the alarm does, step by step: timers, deliveries, maintenance, the log. A step that fails is postponed with a growing
// delay, kept in storage, and delays no other; the alarm is set again whatever happened. It throws only when even that
// fails: then the platform retries six times, and after that calls and cron find the lost alarm (schedule-alarm.ts).
import { log } from "#lib/log.ts";
import { runMaintenance } from "./maintenance.ts";
import { enqueueDeliveries, fireUntil } from "./due-timers.ts";
import { stepDelay } from "#lib/retry-schedule.ts";
import { type AlarmStep, clearStepFailure, saveStepFailure } from "../store/alarm-steps.ts";
import { resetAsScheduled } from "../state/reset-schedule.ts";
import { sandboxTime } from "../store/meta.ts";
import { dueTimer } from "../store/timers.ts";
import type { Tenant } from "../tenant.ts";
import { nextDue, stepFailures } from "./next-due.ts";
import { setAlarm } from "./schedule-alarm.ts";

const MOST_TIMERS = 50;

/** `again`: the platform runs the alarm once more, because the object was stopped during it. */
export async function onAlarm(tenant: Tenant, again = false): Promise<void> {
  const { alarm } = tenant;
  alarm.ringing = true;
  let done = 0;
  try {
    const steps: [AlarmStep, () => number | Promise<number>][] = [
      ["timers", () => fireDue(tenant, again)],
      ["deliveries", () => enqueueDeliveries(tenant)],
      ["maintenance", () => runMaintenance(tenant, undefined, resetAsScheduled)],
      ["log", () => flush(tenant)],
    ];
    // What stopped the object may have been a timer: then deliveries go out before it is tried again.
    if (again) steps.push(...steps.splice(0, 1));
    for (const [name, step] of steps) {
      if (tenant.meta?.status !== "active") break;
      done += await tryStep(tenant, name, step);
    }
  } catch (error) {
    log("error", "the alarm failed", { tenant: tenant.name, error: String(error) });
  } finally {
    alarm.ringing = false;
    await armAgain(tenant, done);
  }
}

/** Does a step unless it is put off; how much it did. */
async function tryStep(
  tenant: Tenant,
  name: AlarmStep,
  step: () => number | Promise<number>,
): Promise<number> {
  const failures = stepFailures(tenant);
  const before = failures.get(name);
  if (before && before.retry > tenant.now()) return 0;
  try {
    const done = await step();
    if (before && tenant.meta) {
      failures.delete(name);
      clearStepFailure(tenant.sql, name);
    }
    return done;
  } catch (error) {
    const count = (before?.failures ?? 0) + 1;
    const failure = { failures: count, retry: tenant.now() + stepDelay(count), error: String(error) };
    log("error", "a step of the alarm failed", { tenant: tenant.meta?.tenant, step: name, ...failure });
    if (tenant.meta) {
      failures.set(name, failure);
      saveStepFailure(tenant.sql, name, failure);
    }
    return 0;
  }
}

async function fireDue(tenant: Tenant, careful: boolean): Promise<number> {
  const { meta } = tenant;
  const now = tenant.now();
  if (!meta || !dueTimer(tenant.sql, sandboxTime(meta, now), now)) return 0;
  const until = (): number => sandboxTime(tenant.meta ?? meta, tenant.now());
  const { fired, failed } = await fireUntil(tenant, meta.release, until, MOST_TIMERS, careful);
  return fired.length + failed;
}

function flush(tenant: Tenant): number {
  tenant.flush();
  return 0;
}

/** Schedules the next alarm. One that found nothing to do and would run again at once waits longer each time. */
async function armAgain(tenant: Tenant, done: number): Promise<void> {
  const { alarm } = tenant;
  const now = tenant.now();
  let due: number | null = now + stepDelay(1);
  try {
    due = nextDue(tenant);
    if (done === 0 && due !== null && due <= now) due = now + rangForNothing(tenant, now);
    else if (tenant.meta && stepFailures(tenant).delete("alarm")) clearStepFailure(tenant.sql, "alarm");
  } catch (error) {
    log("error", "what is due cannot be read", { tenant: tenant.name, error: String(error) });
  }
  alarm.due = due;
  if (due !== null) await setAlarm(tenant, due);
}

function rangForNothing(tenant: Tenant, now: number): number {
  const failures = stepFailures(tenant);
  const count = (failures.get("alarm")?.failures ?? 0) + 1;
  const failure = { failures: count, retry: now + stepDelay(count), error: "nothing could be done" };
  failures.set("alarm", failure);
  saveStepFailure(tenant.sql, "alarm", failure);
  return stepDelay(count);
}
