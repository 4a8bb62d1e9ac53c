// Schedules the one alarm that drives everything: timers of both clocks, deliveries, maintenance. Setting it never waits; a time
// in the past means now. An alarm can be lost (a handler that was killed six times, an outage), so every call compares
// the next due time, kept in memory, with now, and cron asks those tenants that are overdue.
import { log } from "#lib/log.ts";
import type { AlarmReport } from "#contract/alarm.ts";
import { reportFailure } from "../after-commit.ts";
import type { Meta } from "../store/meta.ts";
import { countParked } from "../store/timers.ts";
import type { Tenant } from "../tenant.ts";
import { nextDue } from "./next-due.ts";

/** An alarm that is so late is taken for lost. */
const LATE_MS = 5000;

/** Sets the alarm to the next moment anything is due; in the same turn as a write it is committed with it. */
export function scheduleAlarm(tenant: Tenant): void {
  // What follows a commit may not fail it: an alarm that could not be set is looked for by the next call.
  const missed = (error: unknown): void => {
    tenant.alarm.due = undefined;
    reportFailure("setting the alarm", tenant.name, error);
  };
  try {
    const due = tenant.meta && nextDue(tenant);
    if (typeof due === "number") setAlarm(tenant, due).catch(missed);
  } catch (error) {
    missed(error);
  }
}

/** Sets the alarm and remembers its time; a time in the past means now. */
export function setAlarm(tenant: Tenant, due: number): Promise<void> {
  const at = Math.max(tenant.now(), due);
  tenant.alarm.due = at;
  tenant.noteDue();
  return tenant.storage.setAlarm(at);
}

/**
 * Called with every call of the object: finds out whether the alarm is lost, and sets it again. It costs one comparison,
 * but for the first call of an object, which looks into storage.
 */
export function watchAlarm(tenant: Tenant): void {
  const { alarm } = tenant;
  if (
    alarm.ringing ||
    (alarm.due !== undefined && (alarm.due === null || alarm.due + LATE_MS > tenant.now()))
  )
    return;
  const { meta } = tenant;
  if (!meta) return;
  const known = alarm.due;
  alarm.due = nextDue(tenant);
  if (alarm.due === null) return;
  if (known === undefined) {
    const { due } = alarm;
    void tenant.storage.getAlarm().then(
      (set) => {
        if (
          alarm.due === due &&
          !alarm.ringing &&
          (set === null || set > Math.max(tenant.now(), due) + LATE_MS)
        )
          rearm(tenant, meta);
      },
      () => undefined,
    );
  } else rearm(tenant, meta);
}

function rearm(tenant: Tenant, { tenant: name, mode }: Meta): void {
  log("warn", "an alarm was lost and is set again", { tenant: name, mode });
  scheduleAlarm(tenant);
}

/** What cron learns of a tenant: when it is next due, and how many timers are parked. Sets the alarm where it is lost. */
export async function checkAlarm(tenant: Tenant): Promise<AlarmReport> {
  const { meta, alarm } = tenant;
  if (!meta) return { nextDue: null, parked: 0 };
  const due = nextDue(tenant);
  if (due !== null && !alarm.ringing) {
    const set = await tenant.storage.getAlarm();
    if (set === null || set > Math.max(tenant.now(), due) + LATE_MS) rearm(tenant, meta);
  }
  return { nextDue: due, parked: countParked(tenant.sql) };
}
