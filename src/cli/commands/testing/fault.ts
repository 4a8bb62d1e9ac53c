// `sandbar fault`: failures that wait for a call, armed for a while and disarmed again.
import { buildCommand, buildRouteMap } from "@stricli/core";
import type { Fault } from "#contract/faults.ts";
import { EXIT, Failure } from "../../shell/failures.ts";
import {
  API,
  IN_SANDBOX,
  type SandboxFlags,
  numberFlag,
  switchFlag,
  textFlag,
  withExamples,
  word,
} from "../../shell/flags.ts";
import { note, print, table } from "../../shell/output.ts";
import { inSandbox } from "../../shell/sandbox.ts";
import type { Shell } from "../../shell/shell.ts";

type ArmFlags = SandboxFlags & {
  scenario?: string;
  status?: number;
  effect?: string;
  operation?: string;
  resource?: string;
  record?: string;
  event?: string;
  key?: string;
  count?: number;
  expiresIn?: number;
};

const arm = buildCommand({
  docs: {
    brief: "Arm a fault: what it does, what it waits for, how often, how long",
    fullDescription: withExamples(
      "Say what it does with --scenario, --status or --effect. Without anything that it matches it holds for every call. It ends by itself after an hour, or --expires-in.",
      "sandbar fault arm your-api --scenario rate_limited --count 2",
      "sandbar fault arm your-api --status 503 --operation createOrder",
      `sandbar fault arm your-api --effect '[{"status":503},{"drop":true,"acts":true}]'`,
    ),
  },
  parameters: {
    flags: {
      ...IN_SANDBOX,
      scenario: textFlag("name", "A scenario, as sandbar scenarios lists them"),
      status: numberFlag("status", "Answer with this status, in the API's own shape"),
      effect: textFlag("json", "An effect, or a list of which each use takes the next"),
      operation: textFlag("operation", "Only this operation: its id, or 'METHOD /path'"),
      resource: textFlag("name", "Only calls to this resource"),
      record: textFlag("id", "Only calls that name this record"),
      event: textFlag("name", "Wait for this event, whatever brings it about"),
      key: textFlag("id", "Only calls by this key"),
      count: numberFlag("times", "How often it holds"),
      expiresIn: numberFlag("seconds", "When it ends by itself"),
    },
    positional: { kind: "tuple", parameters: [API] },
  },
  async func(this: Shell, flags: ArmFlags, api: string) {
    const { operation, resource, record, event, key, count, expiresIn } = flags;
    const effect = effectOf(flags);
    const { client, at } = await inSandbox(this, flags, api);
    const armed = await client<Fault>("POST", `${at}/faults`, {
      match: defined({ operation, resource, record, event, key }),
      effect,
      ...defined({ count, expiresIn }),
    });
    print(this, armed, () => [`✓ Armed ${armed.id} until ${new Date(armed.expires).toISOString()}`]);
    note(this, `To disarm it: sandbar fault disarm ${api} ${armed.id}`);
  },
});

function effectOf({ scenario, status, effect }: ArmFlags): unknown {
  const given = [
    ...(scenario === undefined ? [] : [{ scenario }]),
    ...(status === undefined ? [] : [{ status }]),
    ...(effect === undefined ? [] : [parse(effect)]),
  ];
  if (given.length === 1) return given[0];
  throw new Failure(EXIT.usage, "Say what the fault does: one of --scenario, --status and --effect.");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure(EXIT.usage, "--effect is not JSON.", `Such as --effect '{"status":503}'`);
  }
}

const defined = (members: Record<string, string | number | undefined>): object =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

const list = buildCommand({
  docs: { brief: "List armed faults, oldest first" },
  parameters: { flags: IN_SANDBOX, positional: { kind: "tuple", parameters: [API] } },
  async func(this: Shell, flags: SandboxFlags, api: string) {
    const { client, at } = await inSandbox(this, flags, api);
    const answer = await client<{ data: Fault[] }>("GET", `${at}/faults`);
    print(this, answer, () =>
      table(
        this,
        ["id", "waits for", "does", "left", "ends"],
        answer.data.map((one) => [
          one.id,
          Object.keys(one.match).length === 0 ? "every call" : JSON.stringify(one.match),
          JSON.stringify(one.effect),
          String(one.remaining),
          new Date(one.expires).toISOString(),
        ]),
        "No fault is armed.",
      ),
    );
  },
});

const disarm = buildCommand({
  docs: { brief: "Disarm a fault, or --all of them" },
  parameters: {
    flags: { ...IN_SANDBOX, all: switchFlag("Disarm every fault of this API") },
    positional: {
      kind: "tuple",
      parameters: [API, { ...word("id", "As fault list shows it"), optional: true }],
    },
  },
  async func(this: Shell, flags: SandboxFlags & { all: boolean }, api: string, id?: string) {
    if (flags.all === (id !== undefined))
      throw new Failure(EXIT.usage, "Name one fault, or say --all.", `sandbar fault list ${api} shows them.`);
    const { client, at } = await inSandbox(this, flags, api);
    const ids =
      id === undefined
        ? (await client<{ data: Fault[] }>("GET", `${at}/faults`)).data.map((one) => one.id)
        : [id];
    for (const one of ids) await client("DELETE", `${at}/faults/${encodeURIComponent(one)}`);
    print(this, { disarmed: ids }, () => [
      ids.length === 0 ? "No fault was armed." : `✓ Disarmed ${ids.join(", ")}`,
    ]);
  },
});

export const fault = buildRouteMap({
  routes: { arm, list, disarm },
  docs: { brief: "Failures that wait for a call" },
});
