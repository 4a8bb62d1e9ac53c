// `sandbar reset`: fresh seed records. What goes is said; undo brings it back.
import { buildCommand } from "@stricli/core";
import type { z } from "zod";
import type { WasReset } from "#contract/account-views.ts";
import type { ResetSchedule } from "#contract/reset-schedule.ts";
import type { Preview } from "#contract/views.ts";
import { parseDuration } from "#lib/clock.ts";
import { durationOf } from "#lib/duration.ts";
import { everyInWords } from "#lib/interval-words.ts";
import { EXIT, Failure } from "../../shell/failures.ts";
import { API, IN_SANDBOX, type SandboxFlags, switchFlag, textFlag, withExamples } from "../../shell/flags.ts";
import { note, print, table } from "../../shell/output.ts";
import { type InSandbox, inSandbox } from "../../shell/sandbox.ts";
import { SEED, type SeedFlags, seedBody } from "../../shell/seed-flags.ts";
import type { Shell } from "../../shell/shell.ts";

type Flags = SandboxFlags &
  SeedFlags & { latest: boolean; dryRun: boolean; every?: string; cron?: string; unschedule: boolean };

export const reset = buildCommand({
  docs: {
    brief: "Put fresh seed records in; keys, endpoints, log and evidence stay",
    fullDescription: withExamples(
      "Says what goes, by resource. It can be undone for 15 minutes: sandbar undo <api>. A test key with sandbox:manage may do it, too.",
      "sandbar reset your-api",
      "sandbar reset your-api --dry-run",
      "sandbar reset your-api --latest --seed-profile rich",
      "sandbar reset your-api --every 1d",
      'sandbar reset your-api --cron "0 3 * * 1-5"',
    ),
  },
  parameters: {
    flags: {
      ...IN_SANDBOX,
      ...SEED,
      latest: switchFlag("Go over to the API's latest release"),
      dryRun: switchFlag("Only say what would go"),
      every: textFlag("duration", "Not now, but every so often from now on: 12h, 1d, PT30M"),
      cron: textFlag("expression", "Not now, but whenever it says: five fields, in UTC"),
      unschedule: switchFlag("Reset it by itself no more"),
    },
    positional: { kind: "tuple", parameters: [API] },
  },
  async func(this: Shell, flags: Flags, api: string) {
    const { client, at } = await inSandbox(this, flags, api);
    if (flags.unschedule || flags.every !== undefined || flags.cron !== undefined)
      return schedule(this, flags, api, { client, at });
    const body = seedBody(flags);
    const { resources } = await client<{ resources: Preview }>("POST", `${at}/reset/preview`, body);
    const changes = (): string[] =>
      table(
        this,
        ["resource", "now", "after"],
        Object.entries(resources).map(([name, { now, after }]) => [name, String(now), String(after)]),
        "There are no records.",
      );
    if (flags.dryRun) {
      print(this, { resources }, changes);
      return;
    }
    const done = await client<z.infer<typeof WasReset>>("POST", `${at}/reset`, {
      ...body,
      ...(flags.latest ? { release: "latest" } : {}),
    });
    print(this, { ...done, resources }, () => [
      ...changes(),
      `✓ ${api} in '${flags.sandbox}' has ${done.records} fresh records`,
    ]);
    note(this, `For 15 minutes it can be undone: sandbar undo ${api}`);
  },
});

/** Sets when it resets itself, or ends that; nothing is reset now. */
async function schedule(
  shell: Shell,
  flags: Flags,
  api: string,
  { client, at }: Pick<InSandbox, "client" | "at">,
): Promise<void> {
  const { every, cron, unschedule, latest, dryRun, sandbox } = flags;
  if (Number(every !== undefined) + Number(cron !== undefined) + Number(unschedule) > 1 || latest || dryRun)
    throw new Failure(
      EXIT.usage,
      "Say one of --every, --cron and --unschedule, without --latest or --dry-run.",
      "A schedule keeps the release that the sandbox has.",
    );
  if (unschedule) {
    await client("DELETE", `${at}/reset-schedule`);
    print(shell, { schedule: null }, () => [`✓ ${api} in '${sandbox}' resets itself no more`]);
    return;
  }
  const seconds = every === undefined ? undefined : secondsOf(every);
  if (every !== undefined && seconds === undefined)
    throw new Failure(EXIT.usage, `'${every}' is no duration.`, "Such as 12h, 1d or PT30M.");
  const answer = await client<{ schedule: ResetSchedule }>("PUT", `${at}/reset-schedule`, {
    ...seedBody(flags),
    ...(seconds === undefined ? { cron } : { everySeconds: seconds }),
  });
  print(shell, answer, () => [
    `✓ ${api} in '${sandbox}' resets itself ${scheduleText(answer.schedule)}`,
    `  sandbar reset ${api} --unschedule ends it`,
  ]);
}

function secondsOf(text: string): number | undefined {
  const duration = durationOf(text);
  if (typeof duration !== "string") return duration;
  const milliseconds = parseDuration(duration);
  return milliseconds === undefined ? undefined : Math.round(milliseconds / 1000);
}

/** A schedule in words. */
export const scheduleText = ({ cron, everySeconds, nextAt }: ResetSchedule): string =>
  `${cron === null ? everyInWords(everySeconds ?? 0) : `by '${cron}' (UTC)`}, next at ${nextAt}`;
