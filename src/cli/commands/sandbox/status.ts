// `sandbar status`: the sandbox of one API at a glance; without an API, all sandboxes.
import { buildCommand } from "@stricli/core";
import type { SandboxView } from "#contract/account-views.ts";
import type { Fault } from "#contract/faults.ts";
import type { ResetSchedule } from "#contract/reset-schedule.ts";
import type { ClockView, TenantStatus } from "#contract/views.ts";
import { Refusal } from "#client/client.ts";
import { connect } from "../../shell/connection.ts";
import { API, IN_SANDBOX, type SandboxFlags } from "../../shell/flags.ts";
import { ago, pairs, paint, print, spanOf } from "../../shell/output.ts";
import { inSandbox } from "../../shell/sandbox.ts";
import type { Shell } from "../../shell/shell.ts";
import { scheduleText } from "./reset.ts";
import { sandboxTable } from "./sandboxes.ts";

export const status = buildCommand({
  docs: { brief: "What the sandbox of an API holds, its clock and faults; without an API, all sandboxes" },
  parameters: {
    flags: IN_SANDBOX,
    positional: { kind: "tuple", parameters: [{ ...API, optional: true }] },
  },
  async func(this: Shell, flags: SandboxFlags, api?: string) {
    await (api === undefined ? showAll(this, flags) : showOne(this, flags, api));
  },
});

async function showAll(shell: Shell, flags: SandboxFlags): Promise<void> {
  const { client } = await connect(shell, flags);
  const answer = await client<{ data: SandboxView[] }>("GET", "/api/v1/sandboxes");
  print(shell, answer, () => sandboxTable(shell, answer.data));
}

async function showOne(shell: Shell, flags: SandboxFlags, api: string): Promise<void> {
  const { client, at, server } = await inSandbox(shell, flags, api);
  const url = `${server}/sandbox/${api}`;
  const state = await client<TenantStatus & { sandboxPath: string }>("GET", at).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === "sandbox_not_active") return undefined;
    throw error;
  });
  if (!state) {
    print(shell, { api, sandbox: flags.sandbox, active: false, url }, () => [
      `${api} in '${flags.sandbox}' is not active. Open it: sandbar activate ${api}`,
    ]);
    return;
  }
  const [clock, faults, { schedule }] = await Promise.all([
    client<ClockView>("GET", `${at}/clock`),
    client<{ data: Fault[] }>("GET", `${at}/faults`),
    client<{ schedule: ResetSchedule | null }>("GET", `${at}/reset-schedule`),
  ]);
  const { sandboxPath, ...rest } = state;
  const ownUrl = server + sandboxPath;
  print(
    shell,
    { api, sandbox: flags.sandbox, ...rest, url, ownUrl, clock, faults: faults.data, schedule },
    () =>
      pairs(shell, [
        ["api", `${api} in '${flags.sandbox}', ${paint(shell, "green", "active")}`],
        ["url", url],
        ["own url", ownUrl],
        ["release", state.release],
        [
          "records",
          `${state.records}, seeded ${ago(state.seed.seededAt)} (${state.seed.profile}, ${state.seed.number})`,
        ],
        ...(schedule ? [["resets", scheduleText(schedule)] as const] : []),
        ["clock", clockText(clock)],
        ["faults", faults.data.length === 0 ? "none" : paint(shell, "yellow", `${faults.data.length} armed`)],
      ]),
  );
}

/** A sandbox clock in words. */
export const clockText = ({ now, frozen, aheadSeconds }: ClockView): string =>
  `${now}${frozen ? ", frozen" : ""}${aheadSeconds > 0 ? `, ${spanOf(aheadSeconds)} ahead` : ""}`;
