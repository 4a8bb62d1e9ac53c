// One workflow from beginning to end: in a sandbox of its own that is deleted afterwards, and on another server as well where
// the two are compared.
import type { WorkflowView } from "#contract/workflows.ts";
import type { JsonObject } from "#lib/json.ts";
import type { Platform } from "../client.ts";
import { type Drift, driftOf } from "./drift.ts";
import type { RunResult, StepResult } from "./results.ts";
import { openRunSandbox } from "./run-sandbox.ts";
import { runWorkflow } from "./runner.ts";

export type Performance = { run: RunResult; against?: { url: string; run: RunResult; drift: Drift[] } };

export type Options = {
  inputs: JsonObject;
  scenario: string | undefined;
  against: { url: string; key: string | undefined } | undefined;
  signal: AbortSignal;
  onStep: (step: StepResult, where: "sandbox" | "there") => void;
  /** Told of the run while the sandbox that it was made in is still there. */
  onRun?: (run: RunResult, sandbox: string) => Promise<void>;
};

export async function perform(
  platform: Platform,
  view: WorkflowView,
  options: Options,
): Promise<Performance> {
  const run = await inSandbox(platform, view, options);
  const { against, inputs, onStep } = options;
  if (!against) return { run };
  const there = await runWorkflow(view, view.id, inputs, {
    target: { base: against.url, key: against.key, basePath: view.basePath },
    sandbox: undefined,
    wait: waitUntil(options.signal),
    onStep: (step) => onStep(step, "there"),
  });
  return { run, against: { url: against.url, run: there, drift: driftOf(run, there) } };
}

async function inSandbox(
  platform: Platform,
  view: WorkflowView,
  { inputs, scenario, signal, onStep, onRun }: Options,
): Promise<RunResult> {
  const sandbox = await openRunSandbox(platform, view.api, view.release);
  try {
    if (scenario !== undefined) await sandbox.armScenario(scenario);
    const run = await runWorkflow(view, view.id, inputs, {
      target: {
        base: sandbox.base,
        key: sandbox.key,
        basePath: view.basePath,
        ...(platform.send && { send: platform.send }),
      },
      sandbox,
      wait: waitUntil(signal),
      onStep: (step) => onStep(step, "sandbox"),
    });
    await onRun?.(run, sandbox.name);
    return run;
  } finally {
    await sandbox.delete();
  }
}

/** Ending it rejects, so that the sandbox is deleted before the process ends. */
const waitUntil =
  (signal: AbortSignal) =>
  (milliseconds: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        reject(new DOMException("The run was stopped.", "AbortError"));
      };
      const timer = setTimeout(() => {
        signal.removeEventListener("abort", stop);
        resolve();
      }, milliseconds);
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
    });
