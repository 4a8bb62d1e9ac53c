// A run as people read it: a line a step, a line an event, and what did not hold below.
import { paint } from "../shell/output.ts";
import type { Shell } from "../shell/shell.ts";
import { type Check, type RunResult, type StepResult, failuresOf } from "#client/workflows/results.ts";

/** Records and forbidden events have a line only where they are not as they should be. */
export function stepLines(shell: Pick<Shell, "colour">, step: StepResult): string[] {
  const events = step.checks.filter((one) => one.kind === "event");
  const others = step.checks.filter((one) => one.kind !== "event");
  const isCalledWell = others.every((one) => one.passed || one.skipped === true);
  const again = step.attempts > 1 ? paint(shell, "dim", ` (${step.attempts} attempts)`) : "";
  return [
    `${markOf(shell, isCalledWell)} ${step.title}${step.status === null ? "" : ` — ${step.status}`}${again}`,
    ...failuresOf({ ...step, checks: others }).map((one) => `    ${one}`),
    ...(isCalledWell || step.request === null ? [] : [paint(shell, "dim", `    request ${step.request}`)]),
    ...events.flatMap((one) => eventLines(shell, one)),
  ];
}

function eventLines(shell: Pick<Shell, "colour">, { what, passed, skipped, detail }: Check): string[] {
  if (skipped) return [`${paint(shell, "dim", "–")} ${what}: not visible there`];
  return [`${markOf(shell, passed)} ${what}`, ...(detail === undefined ? [] : [`    ${detail}`])];
}

const markOf = (shell: Pick<Shell, "colour">, passed: boolean): string =>
  passed ? paint(shell, "green", "✓") : paint(shell, "red", "✗");

export function lastLine(shell: Pick<Shell, "colour">, { passed, steps, problem }: RunResult): string {
  if (passed) return paint(shell, "green", "All steps passed");
  const failed = steps.filter((one) => !one.passed && one.handled === undefined).length;
  return paint(shell, "red", problem ?? `${failed} of ${steps.length} steps failed`);
}
