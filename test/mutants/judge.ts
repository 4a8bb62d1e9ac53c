// Whether a test notices a mutant. A test that is red without the mutant proves nothing, so every set of tests runs once
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

export class Judge {
  private readonly scratch: Scratch;
  private readonly timeout: number;
  private readonly red = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(scratch: Scratch, timeout: number) {
    this.scratch = scratch;
    this.timeout = timeout;
  }

  /** `everything`: the whole suite, and nothing less. */
  async of(mutant: Named, everything: boolean): Promise<Verdict> {
    const tests = everything ? [] : mutant.tests;
    const red = await this.redOf(tests);
    const run = await this.scratch.with(mutant, () =>
      runTests(this.scratch.folder, tests, { bail: red.size + 1, timeout: this.timeout }),
    );
    return run === "stale" ? { kind: "stale" } : read(run, red);
  }

  /** What fails without any change. */
  private redOf(tests: readonly string[]): Promise<ReadonlySet<string>> {
    const key = tests.join(" ");
    const known = this.red.get(key) ?? this.baseline(tests);
    this.red.set(key, known);
    return known;
  }

  private async baseline(tests: readonly string[]): Promise<ReadonlySet<string>> {
    const run = await runTests(this.scratch.folder, tests, { bail: 0, timeout: BASELINE_MS });
    if (run.timedOut) throw new Error(`Without a change ${tests.join(" ")} did not end in time.`);
    if (!run.passed && run.failed.length === 0)
      throw new Error(`Without a change ${tests.join(" ")} could not be run:\n${run.tail}`);
    for (const one of run.failed) console.log(`        red without a change: ${one}`);
    return new Set(run.failed);
  }
}

const BASELINE_MS = 1_200_000;

function read(run: Run, red: ReadonlySet<string>): Verdict {
  const [by] = run.failed.filter((one) => !red.has(one));
  if (by !== undefined) return { kind: "noticed", by };
  if (run.timedOut) return { kind: "timed out" };
  if (run.passed || run.failed.length > 0) return { kind: "survived" };
  return { kind: "broken", why: run.tail.trim().split("\n").slice(-6).join("\n") };
}
