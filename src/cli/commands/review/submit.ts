// `sandbar submit`: a partner asks for production, or takes it back.
import { readFile } from "node:fs/promises";
import { buildCommand } from "@stricli/core";
import type { Readiness, SubscriptionView } from "#contract/pipeline.ts";
import type { Client } from "#client/client.ts";
import { connect } from "../../shell/connection.ts";
import { EXIT, Failure } from "../../shell/failures.ts";
import {
  API,
  CONNECTION,
  type ConnectionFlags,
  switchFlag,
  textFlag,
  withExamples,
} from "../../shell/flags.ts";
import { pairs, print } from "../../shell/output.ts";
import type { Shell } from "../../shell/shell.ts";

type Flags = ConnectionFlags & { form?: string; withdraw: boolean; check: boolean };

export const submit = buildCommand({
  docs: {
    brief: "Submit an integration for review; --check says what is missing",
    fullDescription: withExamples(
      "Needs sandbox credentials, the plan's form, and what the plan wants proved by your sandbox traffic.",
      "sandbar submit your-api --check",
      "sandbar submit your-api --form answers.json",
      "sandbar submit your-api --withdraw",
    ),
  },
  parameters: {
    flags: {
      ...CONNECTION,
      form: textFlag("file", "A JSON file with the answers to the plan's form"),
      withdraw: switchFlag("Take back what is being reviewed"),
      check: switchFlag("Only say what is proved and what is missing"),
    },
    positional: { kind: "tuple", parameters: [API] },
  },
  async func(this: Shell, flags: Flags, api: string) {
    const at = `/api/v1/subscriptions/${encodeURIComponent(api)}`;
    const form = flags.form === undefined ? {} : await readForm(flags.form);
    const { client } = await connect(this, flags);
    if (flags.check) return check(this, client, at);
    const view = await (flags.withdraw
      ? client<SubscriptionView>("DELETE", `${at}/submissions/current`)
      : client<SubscriptionView>("POST", `${at}/submissions`, { form }));
    print(this, view, () => [
      `✓ ${flags.withdraw ? "Withdrawn" : "Submitted"}: ${api} is in the phase ${view.phase}`,
    ]);
  },
});

async function check(shell: Shell, client: Client, at: string): Promise<Failure | undefined> {
  const [view, readiness] = await Promise.all([
    client<SubscriptionView>("GET", at),
    client<Readiness>("GET", `${at}/readiness`),
  ]);
  const { phase, plan, canSubmit, whyNot, notice } = view;
  print(shell, { phase, plan, canSubmit, whyNot, notice, readiness }, () => [
    ...pairs(shell, [
      ["phase", phase],
      ["plan", plan],
      ...(notice
        ? [["notice", `${notice.title}${notice.notes === null ? "" : `: ${notice.notes}`}`] as const]
        : []),
    ]),
    ...readiness.required.map((one) => `${one.met ? "✓" : "✗"} ${one.title}`),
  ]);
  return canSubmit || phase !== "sandbox"
    ? undefined
    : new Failure(EXIT.failed, whyNot ?? "It cannot be submitted yet.");
}

async function readForm(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new Failure(
      EXIT.usage,
      `${file} is no JSON file: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
