// Copying and deleting whole generations in small steps, with a turn for waiting calls in between. A copy that an
// eviction interrupts leaves nothing behind: a timer set at its beginning deletes what it created.
import { type Cursor, START, copySequences, copyStep, forgetStep } from "../store/generations.ts";
import type { Meta } from "../store/meta.ts";
import type { Copying } from "../store/records.ts";
import { addTimer } from "../store/timers.ts";
import { RECORD_SEQUENCE } from "../store/sequences.ts";
import type { Tenant } from "../tenant.ts";
import { scheduleAlarm } from "../jobs/schedule-alarm.ts";

/** What one step may take of the object's time, milliseconds; the size of steps follows from it. */
const STEP_MS = 12;
const FIRST_ROWS = 400;
const FEWEST_ROWS = 100;
const MOST_ROWS = 8000;
const ABANDONED_MS = 15 * 60_000;

/** A number no generation has had. */
export const nextGeneration = (meta: Meta): number => (meta.lastGeneration ?? meta.generation) + 1;

/**
 * Copies a generation as it is now, while calls go on; the number of the copy. One copy at a time: another waits.
 * Undefined when the tenant has no such data.
 */
export async function copyGeneration(tenant: Tenant, from: number): Promise<number | undefined> {
  while (tenant.copy) await tenant.copy.catch(() => undefined);
  const work = copy(tenant, from);
  tenant.copy = work;
  try {
    return await work;
  } finally {
    tenant.copy = undefined;
  }
}

async function copy(tenant: Tenant, from: number): Promise<number | undefined> {
  const meta = tenant.meta;
  if (!meta) return undefined;
  const to = nextGeneration(meta);
  const upTo = tenant.records({ ...meta, generation: from }).sequence(RECORD_SEQUENCE) ?? 0;
  const copying: Copying = { from, to, upTo };
  tenant.storage.transactionSync(() => {
    copySequences(tenant.sql, copying);
    tenant.setMeta({ ...meta, lastGeneration: to, copying });
    addTimer(tenant.sql, "forget", tenant.now() + ABANDONED_MS, false, { generation: to });
    scheduleAlarm(tenant);
  });
  let cursor: Cursor | undefined = START;
  await inSteps((rows) => {
    if (cursor) cursor = copyStep(tenant.sql, copying, cursor, rows);
    return cursor !== undefined && tenant.meta !== undefined;
  });
  if (!tenant.meta) return undefined;
  tenant.setMeta({ ...tenant.meta, copying: undefined });
  return to;
}

/** Deletes a generation; false when more is left than one alarm should do. */
export async function forgetGeneration(tenant: Tenant, generation: number): Promise<boolean> {
  let steps = 0;
  let left = true;
  await inSteps((rows) => {
    // Purged between two steps: there is nothing left to delete, not even the tables.
    left = tenant.meta !== undefined && forgetStep(tenant.sql, generation, rows);
    return left && ++steps < MOST_STEPS;
  });
  return !left;
}

const MOST_STEPS = 500;

/** Repeats a step until it answers false. Each is given as many rows as fit its time, judged by the step before. */
export async function inSteps(step: (rows: number) => boolean): Promise<void> {
  let rows = FIRST_ROWS;
  for (let begun = performance.now(); step(rows); begun = performance.now()) {
    await scheduler.wait(0);
    const took = performance.now() - begun;
    // As long again for those who wait: a call takes more than one turn.
    await scheduler.wait(took);
    if (took > STEP_MS) rows = Math.max(FEWEST_ROWS, Math.floor(rows / 2));
    else if (took < STEP_MS / 2) rows = Math.min(MOST_ROWS, rows * 2);
  }
}
