// Cron in tests. One run takes only so much of each step, and the database is shared with the tests of other files: what
// they left is taken first, or runs follow until nothing is left.
import { runScheduled } from "#edge/platform/run-scheduled-jobs.ts";
import { edgeEnv } from "./edge-env.ts";

const MOST_RUNS = 60;
const ENDING = ["idle", "expired", "orphaned", "purges", "outbox", "deleted"] as const;

/** Runs cron until a run finds nothing more to end, purge or deliver. */
export async function sweepAll(): Promise<void> {
  for (let run = 0; run < MOST_RUNS; run++) {
    const reports = await runScheduled(edgeEnv);
    // What fails is put off, and makes room for what waits behind it.
    if (ENDING.every((step) => (reports[step]?.done ?? 0) === 0) && reports["outbox"]?.failed === 0) return;
  }
  throw new Error(`cron found more to do in each of ${MOST_RUNS} runs`);
}
