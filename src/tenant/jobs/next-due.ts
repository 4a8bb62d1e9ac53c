// When a tenant has something to do next, read from its tables; and what is remembered of its alarm.
import { type AlarmStep, type StepFailure, readStepFailures } from "../store/alarm-steps.ts";
import { nextDeliveryDue } from "../store/deliveries.ts";
import type { Meta } from "../store/meta.ts";
import { nextTimers } from "../store/timers.ts";
export type AlarmMemory = {
  /** When it rings next; null when nothing is due, undefined until somebody looks. */
  due: number | null | undefined;
  /** It is ringing now, and will be set at the end. */
  ringing: boolean;
  /** Steps that failed last time; undefined until somebody looks. */
  steps: Map<string, StepFailure> | undefined;
};

/** A tenant, as far as its alarm goes. */
type WithAlarm = { meta: Meta | undefined; sql: SqlStorage; alarm: AlarmMemory };

/** When this tenant has something to do next, on the real clock; null when nothing waits. */
export function nextDue(tenant: WithAlarm): number | null {
  const { meta, sql } = tenant;
  if (meta?.status !== "active") return null;
  const failures = stepFailures(tenant);
  const after = (step: AlarmStep, ...due: (number | null)[]): number | null => {
    const first = earliest(due);
    return first === null ? null : Math.max(first, failures.get(step)?.retry ?? 0);
  };
  const timers = nextTimers(sql);
  return earliest([
    after("timers", realMoment(meta, timers.virtual), timers.virtualRetry),
    after("maintenance", timers.real, timers.realRetry),
    after("deliveries", nextDeliveryDue(sql)),
  ]);
}

const earliest = (moments: readonly (number | null)[]): number | null => {
  const known = moments.filter((one) => one !== null);
  return known.length === 0 ? null : Math.min(...known);
};

/** When a moment of the sandbox clock comes; under a clock that stands still what is not due yet never does. */
function realMoment({ clock }: Meta, moment: number | null): number | null {
  if (moment === null) return null;
  if (clock.frozenAt === null) return moment - clock.offset;
  return moment <= clock.frozenAt ? 0 : null;
}

/** The steps of the alarm that failed last time. */
export const stepFailures = (tenant: WithAlarm): Map<string, StepFailure> =>
  (tenant.alarm.steps ??= readStepFailures(tenant.sql));
