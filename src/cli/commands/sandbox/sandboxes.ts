// `sandbar sandboxes`: the organisation's sandboxes, by name.
import { buildCommand, buildRouteMap } from "@stricli/core";
import type { DeletionView, SandboxView } from "#contract/account-views.ts";
import { connect } from "../../shell/connection.ts";
import { EXIT, Failure } from "../../shell/failures.ts";
import {
  CONNECTION,
  type ConnectionFlags,
  YES,
  numberFlag,
  switchFlag,
  textFlag,
  withExamples,
  word,
} from "../../shell/flags.ts";
import { ago, print, table } from "../../shell/output.ts";
import { requireYes } from "../../shell/prompts.ts";
import type { Shell } from "../../shell/shell.ts";

const PATH = "/api/v1/sandboxes";
const NAME = { kind: "tuple", parameters: [word("name", "The sandbox, by name or id")] } as const;

export const sandboxTable = (shell: Shell, data: readonly SandboxView[]): string[] =>
  table(
    shell,
    ["sandbox", "id", "made", "ends", "apis"],
    data.map((one) => [
      one.name,
      one.id,
      ago(one.createdAt),
      one.expiresAt ?? one.restorableUntil ?? "",
      one.apis.map(({ api, status }) => (status === "active" ? api : `(${api})`)).join(" "),
    ]),
    "No sandboxes. sandbar activate <api> opens the first.",
  );

const list = buildCommand({
  docs: { brief: "List sandboxes with the APIs in each; those in brackets are inactive" },
  parameters: { flags: { ...CONNECTION, deleted: switchFlag("Those that can be restored") } },
  async func(this: Shell, flags: ConnectionFlags & { deleted: boolean }) {
    const { client } = await connect(this, flags);
    const answer = await client<{ data: SandboxView[] }>("GET", `${PATH}?deleted=${String(flags.deleted)}`);
    print(this, answer, () => sandboxTable(this, answer.data));
  },
});

const create = buildCommand({
  docs: {
    brief: "Open another sandbox",
    fullDescription: withExamples(
      "For a developer, or for a run of CI; with --ttl it deletes itself.",
      "sandbar sandboxes create jo",
      "sandbar sandboxes create ci-4711 --ttl 3600",
    ),
  },
  parameters: {
    flags: { ...CONNECTION, ttl: numberFlag("seconds", "Delete it after so long") },
    positional: NAME,
  },
  async func(this: Shell, flags: ConnectionFlags & { ttl?: number }, name: string) {
    const { client } = await connect(this, flags);
    const made = await client<SandboxView>("POST", PATH, {
      name,
      ...(flags.ttl === undefined ? {} : { ttlSeconds: flags.ttl }),
    });
    print(this, made, () => [
      `✓ The sandbox '${made.name}' is open. Next: sandbar activate <api> --sandbox ${made.name}`,
    ]);
  },
});

const remove = buildCommand({
  docs: { brief: "Delete a sandbox with its keys and records; says what goes, and asks" },
  parameters: { flags: { ...CONNECTION, yes: YES }, positional: NAME },
  async func(this: Shell, flags: ConnectionFlags & { yes: boolean }, name: string) {
    const { client } = await connect(this, flags);
    const at = `${PATH}/${encodeURIComponent(name)}`;
    const what = await client<DeletionView>("DELETE", `${at}?dryRun=true`);
    if (what.blockedBy.length > 0)
      throw new Failure(EXIT.refused, `It is not deleted: ${what.blockedBy.join(" ")}`);
    const goes = `${what.records} records of ${what.apis.length} APIs and ${what.keys} test keys`;
    await requireYes(this, `This deletes '${what.name}' with ${goes}. Go on?`, flags.yes);
    const done = await client<DeletionView>("DELETE", `${at}?confirm=${encodeURIComponent(what.name)}`);
    print(this, done, () => [
      `✓ Deleted '${done.name}' with ${goes}`,
      ...(done.restorableUntil === null
        ? []
        : [`  until ${done.restorableUntil}: sandbar sandboxes restore ${done.id}`]),
    ]);
  },
});

const restore = buildCommand({
  docs: { brief: "Bring a deleted sandbox back, for 30 days" },
  parameters: {
    flags: { ...CONNECTION, name: textFlag("name", "Where its old name is taken") },
    positional: { kind: "tuple", parameters: [word("id", "As sandboxes list --deleted shows it")] },
  },
  async func(this: Shell, flags: ConnectionFlags & { name?: string }, id: string) {
    const { client } = await connect(this, flags);
    const body = flags.name === undefined ? {} : { name: flags.name };
    const back = await client<SandboxView>("POST", `${PATH}/${encodeURIComponent(id)}/restore`, body);
    print(this, back, () => [
      `✓ '${back.name}' is back; its APIs are inactive: sandbar activate <api> --sandbox ${back.name}`,
    ]);
  },
});

export const sandboxes = buildRouteMap({
  routes: { list, create, delete: remove, restore },
  docs: { brief: "Your organisation's sandboxes" },
});
