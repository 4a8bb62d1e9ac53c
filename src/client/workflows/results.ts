// What a run says: a result for each step with everything that was checked, and for the workflow as a whole.
import type { Exchange } from "#blueprint/workflows/expressions.ts";
import type { JsonObject } from "#lib/json.ts";

export type Check = {
  /** What was checked: `answer` by success criteria, the others in the sandbox. */
  kind: "request" | "answer" | "event" | "forbidden event" | "record" | "workflow";
  what: string;
  passed: boolean;
  /** Not checked: the server that was run against does not tell. */
  skipped?: true;
  detail?: string;
};

export type StepResult = {
  stepId: string;
  title: string;
  status: number | null;
  passed: boolean;
  /** It failed, and an action of the workflow goes on elsewhere. */
  handled?: true;
  attempts: number;
  milliseconds: number;
  /** The id by which the request is found in the sandbox's log. */
  request: string | null;
  checks: Check[];
  exchange?: Exchange;
};

export type RunResult = {
  workflow: string;
  summary: string;
  passed: boolean;
  milliseconds: number;
  steps: StepResult[];
  outputs: JsonObject;
  /** Why the run ended before its last step, where no step says it. */
  problem?: string;
};

/** What did not hold, a line each. */
export const failuresOf = (step: StepResult): string[] =>
  step.checks
    .filter((one) => !one.passed && one.skipped === undefined)
    .map(({ what, detail }) => (detail === undefined ? what : `${what}: ${detail}`));
