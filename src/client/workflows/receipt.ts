// Keeping the receipt of a run with one of the caller's sandboxes.
import { MOST_STEPS, type Receipt, type RunReport } from "#contract/receipts.ts";
import type { z } from "zod";
import type { Client } from "../client.ts";
import type { RunResult, StepResult } from "./results.ts";

/** `at` is the path of the sandbox that keeps it, `run` the name of the sandbox that the workflow ran in. */
export const keepReceipt = (
  client: Client,
  at: string,
  { run, scenario, result }: { run: string; scenario: string | undefined; result: RunResult },
): Promise<Receipt> =>
  client<Receipt>("POST", `${at}/receipts`, {
    run,
    workflow: result.workflow,
    passed: result.passed,
    scenario: scenario ?? null,
    milliseconds: result.milliseconds,
    steps: result.steps.slice(0, MOST_STEPS).map(reported),
  } satisfies z.input<typeof RunReport>);

const reported = (step: StepResult): RunReport["steps"][number] => ({
  stepId: step.stepId,
  title: clipped(step.title),
  passed: step.passed || step.handled === true,
  attempts: step.attempts,
  request: step.request,
  checks: step.checks
    .filter((one) => one.skipped === undefined)
    .map(({ what, passed, detail }) => ({
      what: clipped(detail === undefined ? what : `${what}: ${detail}`),
      passed,
    })),
});

const clipped = (text: string): string => text.slice(0, 1000);
