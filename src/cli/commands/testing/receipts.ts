// `sandbar receipts`: what was kept of workflow runs, and links to it.
import { buildCommand, buildRouteMap } from "@stricli/core";
import type { Receipt, ReceiptRow } from "#contract/receipts.ts";
import { API, IN_SANDBOX, type SandboxFlags, numberFlag, word } from "../../shell/flags.ts";
import { ago, note, paint, print, table } from "../../shell/output.ts";
import { inSandbox } from "../../shell/sandbox.ts";
import type { Shell } from "../../shell/shell.ts";

const ONE = { kind: "tuple", parameters: [API, word("id", "As receipts list shows it")] } as const;

const list = buildCommand({
  docs: { brief: "List receipts of workflow runs, newest first" },
  parameters: { flags: IN_SANDBOX, positional: { kind: "tuple", parameters: [API] } },
  async func(this: Shell, flags: SandboxFlags, api: string) {
    const { client, at } = await inSandbox(this, flags, api);
    const answer = await client<{ data: ReceiptRow[] }>("GET", `${at}/receipts`);
    print(this, answer, () =>
      table(
        this,
        ["id", "workflow", "result", "steps", "made"],
        answer.data.map((one) => [
          one.id,
          one.workflow,
          one.passed ? "passed" : "failed",
          String(one.steps),
          ago(one.at),
        ]),
        `No receipts. sandbar run ${api} --all --receipt keeps some.`,
      ),
    );
  },
});

const show = buildCommand({
  docs: { brief: "Show a receipt: each step with its request as the sandbox logged it" },
  parameters: { flags: IN_SANDBOX, positional: ONE },
  async func(this: Shell, flags: SandboxFlags, api: string, id: string) {
    const { client, at } = await inSandbox(this, flags, api);
    const receipt = await client<Receipt>("GET", `${at}/receipts/${encodeURIComponent(id)}`);
    print(this, receipt, () => linesOf(this, receipt));
  },
});

function linesOf(shell: Shell, receipt: Receipt): string[] {
  const mark = (passed: boolean): string => (passed ? paint(shell, "green", "✓") : paint(shell, "red", "✗"));
  const { api, workflow, release, scenario, at, passed, steps } = receipt;
  return [
    `${mark(passed)} ${workflow} of ${api}${scenario === null ? "" : `, with '${scenario}'`}, ${at}`,
    paint(shell, "dim", `  release ${release}`),
    ...steps.flatMap(({ title, call, passed: good, checks }) => [
      `  ${mark(good)} ${title}${call === null ? "" : ` — ${call.status}  ${call.method} ${call.path}`}`,
      ...checks.filter((one) => !one.passed).map(({ what }) => `      ${what}`),
    ]),
  ];
}

const share = buildCommand({
  docs: { brief: "Make a link to a receipt that expires" },
  parameters: {
    flags: {
      ...IN_SANDBOX,
      days: numberFlag("days", "How long the link lasts, 30 at most; 7 if nothing is said"),
    },
    positional: ONE,
  },
  async func(this: Shell, flags: SandboxFlags & { days?: number }, api: string, id: string) {
    const { client, at } = await inSandbox(this, flags, api);
    const made = await client<{ url: string; expiresAt: string }>(
      "POST",
      `${at}/receipts/${encodeURIComponent(id)}/link`,
      flags.days === undefined ? {} : { expiresIn: flags.days * 86_400 },
    );
    print(this, made, () => [made.url]);
    note(this, `Whoever has it reads the receipt until ${made.expiresAt}.`);
  },
});

export const receipts = buildRouteMap({
  routes: { list, show, share },
  docs: { brief: "Receipts of workflow runs: evidence, and links to it" },
});
