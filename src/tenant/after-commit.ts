// Steps that follow a commit: tail listeners, counters, caches, the alarm. None of them may turn a committed write into
// a failed answer, so each is tried alone, and one that fails is logged with its cause.
import { log } from "#lib/log.ts";
// What follows a commit: telling listeners, counters, caches, the alarm. None of it may turn a write that is on disk into
// a failed answer, so each step is tried alone, and one that fails is written to the Worker's log with its cause.

/** Does one step; whether it was done. What it would make good later stays for the next call. */
export function attempt(step: string, tenant: string | undefined, work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    reportFailure(step, tenant, error);
    return false;
  }
}

export function reportFailure(step: string, tenant: string | undefined, error: unknown): void {
  log("error", `${step} failed after a commit`, {
    tenant,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
}
