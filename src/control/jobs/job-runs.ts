// Runs of cron: every step is independent, so that one that fails stops no other. Results are kept for the administrator.
import { log } from "#lib/log.ts";
import { lt } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { JobStep } from "#contract/overview.ts";
import { jobRuns } from "../schema.ts";

const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/** Runs the steps in their order and keeps and answers how each went; never throws. */
export async function runJobs(
  db: DrizzleD1Database,
  clock: () => number,
  steps: Record<string, () => Promise<unknown>>,
): Promise<JobStep[]> {
  const at = clock();
  const done: JobStep[] = [];
  for (const [step, run] of Object.entries(steps)) {
    const begun = clock();
    try {
      const result = await run();
      done.push({ step, took: clock() - begun, result: result ?? null, error: null });
      log("info", "cron step", { step, took: clock() - begun, result });
    } catch (error) {
      done.push({ step, took: clock() - begun, result: null, error: String(error) });
      log("error", "cron step failed", {
        step,
        error: error instanceof Error ? error.stack : String(error),
      });
    }
  }
  const failed = done.filter((one) => one.error !== null).length;
  try {
    await db.insert(jobRuns).values({ at, took: clock() - at, steps: JSON.stringify(done), failed });
    await db.delete(jobRuns).where(lt(jobRuns.at, at - KEPT_MS));
  } catch (error) {
    log("error", "a run of cron could not be kept", { error: String(error) });
  }
  return done;
}
