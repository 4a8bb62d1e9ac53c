// Timers as a partner sees them: what waits, what failed and why; a failed one can be tried again or dropped.
import { z } from "zod";
import type { TimerFilter, TimerView } from "#contract/views.ts";
import { isoMillis } from "#lib/clock.ts";
import { parseJson } from "#lib/json-column.ts";
import { noteAudit } from "../store/counters.ts";
import { type Timer, dropTimer as drop, listTimers, retryTimer as retry } from "../store/timers.ts";
import type { Tenant } from "../tenant.ts";
import { scheduleAlarm } from "./schedule-alarm.ts";

/** Of a timer that moves a record on. Others have other members. */
const MovesRecord = z.object({ resource: z.string(), id: z.string(), from: z.string() });

export const timersOf = (tenant: Tenant, { limit, state }: TimerFilter): TimerView[] =>
  listTimers(tenant.sql, limit, state).map(viewTimer);

export function viewTimer(timer: Timer): TimerView {
  const { id, kind, due, attempts, error, retry: again, parked } = timer;
  return {
    id,
    kind,
    due: isoMillis(due),
    clock: timer.virtual === 1 ? "sandbox" : "real",
    state: parked !== null ? "parked" : again !== null ? "retrying" : "waiting",
    record: MovesRecord.safeParse(parseJson(timer.payload)).data ?? null,
    attempts,
    error,
    retryAt: again === null ? null : isoMillis(again),
    parkedAt: parked === null ? null : isoMillis(parked),
  };
}

/** A timer that failed is tried at once, and has all its tries again; undefined when there is none that failed. */
export function retryTimer(tenant: Tenant, id: number): TimerView | undefined {
  const timer = tenant.storage.transactionSync(() => {
    const found = retry(tenant.sql, id);
    if (found) noteAudit(tenant.sql, tenant.now(), "timer_retried", { timer: id });
    return found;
  });
  if (!timer) return undefined;
  tenant.tellAtOnce();
  scheduleAlarm(tenant);
  return viewTimer(timer);
}

/** Drops a timer: its effect never happens. Maintenance timers cannot be dropped. */
export function dropTimer(tenant: Tenant, id: number): boolean {
  const timer = tenant.storage.transactionSync(() => {
    const found = drop(tenant.sql, id);
    if (found)
      noteAudit(tenant.sql, tenant.now(), "timer_dropped", { timer: id, ...viewTimer(found).record });
    return found;
  });
  if (timer) tenant.tellAtOnce();
  return timer !== undefined;
}
