// `sandbar clock`: the time in a sandbox.
import { buildCommand, buildRouteMap } from "@stricli/core";
import type { ClockMoved, ClockView } from "#contract/views.ts";
import { durationOf } from "#lib/duration.ts";
import { EXIT, Failure } from "../../shell/failures.ts";
import { API, IN_SANDBOX, type SandboxFlags, switchFlag, withExamples, word } from "../../shell/flags.ts";
import { print } from "../../shell/output.ts";
import { inSandbox } from "../../shell/sandbox.ts";
import type { Shell } from "../../shell/shell.ts";
import { clockText } from "./status.ts";

const ONE_API = { kind: "tuple", parameters: [API] } as const;

const show = buildCommand({
  docs: { brief: "What time it is in the sandbox" },
  parameters: { flags: IN_SANDBOX, positional: ONE_API },
  async func(this: Shell, flags: SandboxFlags, api: string) {
    const { client, at } = await inSandbox(this, flags, api);
    const clock = await client<ClockView>("GET", `${at}/clock`);
    print(this, clock, () => [clockText(clock)]);
  },
});

const RETRIES = switchFlag("Webhook retries come nearer by as much");

const advance = buildCommand({
  docs: {
    brief: "Move the clock on; what becomes due on the way happens, in order",
    fullDescription: withExamples(
      "A duration is a number of seconds, one such as 90m, 2h, 3d, 1w, or an ISO 8601 one such as PT1H30M. The clock only moves forward; sandbar reset begins anew, at real time.",
      "sandbar clock advance your-api 3d",
      "sandbar clock advance your-api PT1H --retries",
    ),
  },
  parameters: {
    flags: { ...IN_SANDBOX, retries: RETRIES },
    positional: { kind: "tuple", parameters: [API, word("duration", "Such as 90m, 2h, 3d or PT1H30M")] },
  },
  async func(this: Shell, flags: SandboxFlags & { retries: boolean }, api: string, duration: string) {
    await move(this, flags, api, { by: byOf(duration), retries: flags.retries });
  },
});

const set = buildCommand({
  docs: { brief: "Move the clock on to a moment" },
  parameters: {
    flags: { ...IN_SANDBOX, retries: RETRIES },
    positional: {
      kind: "tuple",
      parameters: [API, word("moment", "RFC 3339, such as 2031-01-31T00:00:00Z")],
    },
  },
  async func(this: Shell, flags: SandboxFlags & { retries: boolean }, api: string, moment: string) {
    await move(this, flags, api, { to: moment, retries: flags.retries });
  },
});

const freezing = (frozen: boolean, brief: string) =>
  buildCommand({
    docs: { brief },
    parameters: { flags: IN_SANDBOX, positional: ONE_API },
    async func(this: Shell, flags: SandboxFlags, api: string) {
      await move(this, flags, api, { frozen });
    },
  });

async function move(shell: Shell, flags: SandboxFlags, api: string, body: object): Promise<void> {
  const { client, at } = await inSandbox(shell, flags, api);
  const moved = await client<ClockMoved>("POST", `${at}/clock`, body);
  print(shell, moved, () => [
    ...moved.fired.map((one) => `  ${one.at}  ${one.resource} ${one.id}: ${one.from} → ${one.to}`),
    ...moved.failing.map((one) => `  could not be applied: ${one.kind}: ${one.error ?? ""}`),
    `✓ ${clockText(moved)}${moved.advancing ? "; more is due, and follows by itself" : ""}`,
  ]);
}

/** What the platform takes for a duration: seconds, or an ISO 8601 text as it is. */
function byOf(text: string): number | string {
  const duration = durationOf(text);
  if (duration !== undefined) return duration;
  throw new Failure(EXIT.usage, `'${text}' is no duration.`, "Write one such as 90m, 2h, 3d, 1w or PT1H30M.");
}

export const clock = buildRouteMap({
  routes: {
    show,
    advance,
    set,
    freeze: freezing(true, "Let the clock stand still"),
    unfreeze: freezing(false, "Let the clock go on"),
  },
  docs: { brief: "The time in a sandbox" },
});
