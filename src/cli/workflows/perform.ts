// One workflow from beginning to end: in a sandbox of its own that is deleted afterwards, and on another server as well where
// the two are compared.
import { setTimeout as sleep } from "node:timers/promises";
import type { WorkflowView } from "#contract/workflows.ts";
import type { JsonObject } from "#lib/json.ts";
import type { Connection } from "../shell/connection.ts";
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
};

export async function perform(
  connection: Connection,
  view: WorkflowView,
  options: Options,
): Promise<Performance> {
  const run = await inSandbox(connection, view, options);
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
  connection: Connection,
  view: WorkflowView,
  { inputs, scenario, signal, onStep }: Options,
): Promise<RunResult> {
  const sandbox = await openRunSandbox(connection, view.api, view.release);
  try {
    if (scenario !== undefined) await sandbox.armScenario(scenario);
    return await runWorkflow(view, view.id, inputs, {
      target: { base: sandbox.base, key: sandbox.key, basePath: view.basePath },
      sandbox,
      wait: waitUntil(signal),
      onStep: (step) => onStep(step, "sandbox"),
    });
  } finally {
    await sandbox.delete();
  }
}

/** Ctrl-C ends the waiting, so that the sandbox is deleted before the process ends. */
const waitUntil =
  (signal: AbortSignal) =>
  async (milliseconds: number): Promise<void> => {
    await sleep(milliseconds, undefined, { signal });
  };
