// Whether a test notices a mutant. A test that is red without the mutant proves nothing, so all that will be run is run once
// without one.
import type { Named } from "./mutant.ts";
import { type Run, runTests } from "./run-tests.ts";
import type { Scratch } from "./scratch.ts";

export type Verdict =
  | { kind: "noticed"; by: string }
  | { kind: "timed out" }
  | { kind: "survived" }
  | { kind: "stale" }
  /** The run failed and no test did: the change does not load, which says nothing of the tests. */
  | { kind: "broken"; why: string };

/** What fails without any change. */
export async function failingTests(scratch: Scratch, tests: readonly string[]): Promise<ReadonlySet<string>> {
  const run = await runTests(scratch.folder, tests, { bail: 0, timeout: BASELINE_MS });
  if (run.timedOut) throw new Error("Without a change the tests did not end in time.");
  if (!run.passed && run.failed.length === 0)
    throw new Error(`Without a change the tests could not be run:\n${run.tail}`);
  return new Set(run.failed);
}

const BASELINE_MS = 3_600_000;

/** `tests`: parts of the paths of test files; none is the whole suite. */
export async function judge(
  scratch: Scratch,
  mutant: Named,
  tests: readonly string[],
  { red, timeout }: { red: ReadonlySet<string>; timeout: number },
): Promise<Verdict> {
  const run = await scratch.with(mutant, () =>
    runTests(scratch.folder, tests, { bail: red.size + 1, timeout }),
  );
  return run === "stale" ? { kind: "stale" } : verdictOf(run, red);
}

function verdictOf(run: Run, red: ReadonlySet<string>): Verdict {
  const [by] = run.failed.filter((one) => !red.has(one));
  if (by !== undefined) return { kind: "noticed", by };
  if (run.timedOut) return { kind: "timed out" };
  if (run.passed || run.failed.length > 0) return { kind: "survived" };
  return { kind: "broken", why: run.tail.trim().split("\n").slice(-6).join("\n") };
}
