// One alarm drives everything that is due: timers of both clocks, deliveries. Setting it never
// waits and never throws: an alarm that could not be set is set by the next request. A moment already past means now.
import { reportFailure } from "./after-commit.ts";
import { realNow } from "../lib/clock.ts";
import { nextDeliveryDue } from "./store/events.ts";
import { nextTimers } from "./store/timers.ts";
import type { Tenant } from "./tenant.ts";

/** Sets the alarm to the next moment anything is due; in the same turn as a write it is committed with it. */
export function wake(tenant: Tenant): void {
  const missed = (error: unknown): void => {
    tenant.mustWake = true;
    reportFailure("setting the alarm", tenant.meta?.tenant, error);
  };
  tenant.mustWake = false;
  try {
    setNextAlarm(tenant)?.catch(missed);
  } catch (error) {
    missed(error);
  }
}

function setNextAlarm(tenant: Tenant): Promise<void> | undefined {
  const meta = tenant.meta;
  if (!meta) return undefined;
  const now = realNow();
  const timers = nextTimers(tenant.sql);
  const virtual =
    timers.virtual === null || meta.clock.frozenAt !== null ? null : timers.virtual - meta.clock.offset;
  const due = [timers.real, virtual, nextDeliveryDue(tenant.sql)].filter((one) => one !== null);
  if (due.length === 0) return undefined;
  return tenant.storage.setAlarm(Math.max(now, Math.min(...due)));
}
