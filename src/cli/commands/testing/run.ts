// `sandbar run`: workflows of an API, step by step, each in a sandbox of its own; and the same on another server, compared.
import { appendFile, writeFile } from "node:fs/promises";
import { buildCommand } from "@stricli/core";
import { sandboxPathOf } from "#client/sandbox.ts";
import type { Receipt } from "#contract/receipts.ts";
import type { TenantStatus } from "#contract/views.ts";
import type { WorkflowRow, WorkflowView } from "#contract/workflows.ts";
import { type Connection, connect } from "../../shell/connection.ts";
import { EXIT, Failure } from "../../shell/failures.ts";
import {
  API,
  IN_SANDBOX,
  type SandboxFlags,
  manyFlag,
  switchFlag,
  textFlag,
  withExamples,
  word,
} from "../../shell/flags.ts";
import { paint } from "../../shell/output.ts";
import type { Shell } from "../../shell/shell.ts";
import { driftLine } from "#client/workflows/drift.ts";
import { readInputs } from "../../workflows/inputs.ts";
import { junitOf, summaryOf } from "../../workflows/junit.ts";
import { lastLine, stepLines } from "../../workflows/lines.ts";
import type { Options, Performance } from "#client/workflows/perform.ts";

import type { RunResult } from "#client/workflows/results.ts";

type RunFlags = SandboxFlags & {
  all: boolean;
  scenario?: string;
  input?: readonly string[];
  release?: string;
  against?: string;
  key?: string;
  junit?: string;
  receipt: boolean;
};

export const run = buildCommand({
  docs: {
    brief: "Run a workflow step by step, in a sandbox of its own that is deleted afterwards",
    fullDescription: withExamples(
      "Checks answers, stored records and events; exits with 1 where one is not as the workflow says. With --against the same steps are taken on another server too, and what it answers otherwise is listed. GITHUB_STEP_SUMMARY gets a summary where it is set.",
      "sandbar run your-api create-and-fulfill-order",
      "sandbar run your-api --all --junit results.xml",
      "sandbar run your-api create-and-fulfill-order --receipt",
      "sandbar run your-api create-and-fulfill-order --scenario rate_limited",
      "sandbar run your-api create-and-fulfill-order --against https://staging.example.com/v1 --key sk_123",
    ),
  },
  parameters: {
    flags: {
      ...IN_SANDBOX,
      sandbox: { ...IN_SANDBOX.sandbox, brief: "The sandbox that keeps the receipt, by name or id" },
      receipt: switchFlag("Keep a receipt with the sandbox: it can be shared, and counts as evidence"),
      all: switchFlag("Every workflow of the API"),
      scenario: textFlag("name", "Make the first call fail so: does the workflow get over it?"),
      input: manyFlag("name=value", "An input of the workflow; may be given again"),
      release: textFlag("release", "Another release than the latest, or a name that points at one"),
      against: textFlag("url", "Another base URL to run it on and compare"),
      key: textFlag("key", "The key for --against"),
      junit: textFlag("file", "Write the results there as JUnit XML"),
    },
    positional: {
      kind: "tuple",
      parameters: [API, { ...word("workflow", "Its id, as workflows list shows it"), optional: true }],
    },
  },
  async func(this: Shell, flags: RunFlags, api: string, workflow?: string) {
    if ((workflow === undefined) !== flags.all)
      throw new Failure(
        EXIT.usage,
        "Name one workflow, or say --all.",
        `sandbar workflows list ${api} shows them.`,
      );
    const connection = await connect(this, flags);
    const performances = await performAll(this, connection, api, workflow, flags);
    await report(this, api, performances, flags.junit);
    const failed = performances.filter((one) => !isPassed(one)).length;
    if (failed > 0)
      return new Failure(EXIT.failed, `${failed} of ${performances.length} workflows did not pass.`);
    if (flags.all) say(this, ["", paint(this, "green", `All ${performances.length} workflows passed`)]);
  },
});

/** A performance, with what was kept of it. */
type Performed = Performance & { receipt?: Receipt };

const isPassed = ({ run: here, against }: Performance): boolean =>
  here.passed && (!against || (against.run.passed && against.drift.length === 0));

async function performAll(
  shell: Shell,
  connection: Connection,
  api: string,
  workflow: string | undefined,
  flags: RunFlags,
): Promise<Performed[]> {
  const at = `/api/v1/apis/${encodeURIComponent(api)}/workflows`;
  const query = flags.release === undefined ? "" : `?release=${encodeURIComponent(flags.release)}`;
  const ids =
    workflow === undefined
      ? (await connection.client<{ data: WorkflowRow[] }>("GET", `${at}${query}`)).data.map(({ id }) => id)
      : [workflow];
  const options = optionsOf(shell, flags);
  const keeper = flags.receipt ? await receiptKeeper(connection, api, flags) : undefined;
  const performances: Performed[] = [];
  for (const id of ids) {
    const view = await connection.client<WorkflowView>("GET", `${at}/${encodeURIComponent(id)}${query}`);
    if (ids.length > 1) say(shell, [...(performances.length > 0 ? [""] : []), paint(shell, "bold", id)]);
    const { perform } = await import("#client/workflows/perform.ts");
    let receipt: Receipt | undefined;
    const performance = await perform(connection, view, {
      ...options,
      ...(keeper && {
        onRun: async (result, run) => {
          receipt = await keeper(result, run);
        },
      }),
    });
    say(shell, lastLines(shell, performance));
    if (receipt)
      say(shell, [
        `Receipt ${receipt.id} is kept in '${flags.sandbox}'. Share it: sandbar receipts share ${api} ${receipt.id}${inOther(flags)}`,
      ]);
    performances.push({ ...performance, ...(receipt && { receipt }) });
  }
  return performances;
}

/** Keeps receipts in the sandbox that is named; that it is active is asked before anything runs. */
async function receiptKeeper(
  { client }: Connection,
  api: string,
  { sandbox, scenario }: RunFlags,
): Promise<(result: RunResult, run: string) => Promise<Receipt>> {
  const at = sandboxPathOf(sandbox, api);
  const { active } = await client<TenantStatus>("GET", at);
  if (!active)
    throw new Failure(
      EXIT.refused,
      `The sandbox '${sandbox}' of ${api} is not active, so it keeps no receipt.`,
      `sandbar activate ${api} --sandbox ${sandbox}`,
    );
  const { keepReceipt } = await import("#client/workflows/receipt.ts");
  return (result, run) => keepReceipt(client, at, { run, scenario, result });
}

const inOther = ({ sandbox }: RunFlags): string => (sandbox === "default" ? "" : ` --sandbox ${sandbox}`);

function optionsOf(shell: Shell, flags: RunFlags): Options {
  const { against, key, scenario, input } = flags;
  if (against !== undefined && !URL.canParse(against))
    throw new Failure(
      EXIT.usage,
      `'${against}' is no URL.`,
      "Give one such as https://staging.example.com/v1",
    );
  let where = "sandbox";
  return {
    inputs: readInputs(input ?? []),
    scenario,
    against: against === undefined ? undefined : { url: against, key },
    signal: shell.signal,
    onStep(step, now) {
      if (now !== where && now === "there") say(shell, ["", paint(shell, "dim", `At ${against ?? ""}:`)]);
      where = now;
      say(shell, stepLines(shell, step));
    },
  };
}

function lastLines(shell: Shell, { run: here, against }: Performance): string[] {
  if (!against) return [lastLine(shell, here)];
  const { drift, url } = against;
  return [
    "",
    ...(here.passed ? [] : [`In the sandbox: ${lastLine(shell, here)}`]),
    ...(against.run.passed ? [] : [`At ${url}: ${lastLine(shell, against.run)}`]),
    ...(drift.length === 0
      ? [paint(shell, "green", `No drift: ${url} answers as the sandbox does`)]
      : [paint(shell, "red", "Drift:"), ...drift.map((one) => `  ${driftLine(one)}`)]),
  ];
}

/** Lines come as the steps do; under --json there is one value at the end. */
function say(shell: Shell, lines: readonly string[]): void {
  if (!shell.json) shell.process.stdout.write(lines.map((one) => `${one}\n`).join(""));
}

async function report(
  shell: Shell,
  api: string,
  performances: readonly Performed[],
  junit: string | undefined,
): Promise<void> {
  const runs = performances.map((one) => one.run);
  const drift = performances.flatMap(({ against }) => (against?.drift ?? []).map(driftLine));
  if (shell.json) {
    const view = { api, passed: performances.every(isPassed), runs: performances };
    shell.process.stdout.write(`${JSON.stringify(view, null, 2)}\n`);
  }
  if (junit !== undefined)
    await writeFile(junit, junitOf(api, runs)).catch((error: Error) => {
      throw new Failure(EXIT.failed, `${junit} cannot be written: ${error.message}`);
    });
  const summary = shell.process.env["GITHUB_STEP_SUMMARY"];
  if (summary) await appendFile(summary, summaryOf(api, runs, drift));
}
