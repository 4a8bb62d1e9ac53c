// `sandbar snapshot`: records as they were, kept to come back to.
import { buildCommand, buildRouteMap } from "@stricli/core";
import type { SnapshotView, TenantStatus } from "#contract/views.ts";
import { API, IN_SANDBOX, type SandboxFlags, word } from "../../shell/flags.ts";
import { ago, note, print, table } from "../../shell/output.ts";
import { inSandbox } from "../../shell/sandbox.ts";
import type { Shell } from "../../shell/shell.ts";

const ONE = { kind: "tuple", parameters: [API, word("id", "As snapshot list shows it")] } as const;

const create = buildCommand({
  docs: { brief: "Keep the records as they are now" },
  parameters: {
    flags: IN_SANDBOX,
    positional: { kind: "tuple", parameters: [API, { ...word("name", "What to call it"), optional: true }] },
  },
  async func(this: Shell, flags: SandboxFlags, api: string, name?: string) {
    const { client, at } = await inSandbox(this, flags, api);
    const made = await client<SnapshotView>("POST", `${at}/snapshots`, name === undefined ? {} : { name });
    print(this, made, () => [`✓ ${made.id}: ${made.records} records`]);
    note(this, `To go back to them: sandbar snapshot restore ${api} ${made.id}`);
  },
});

const list = buildCommand({
  docs: { brief: "List snapshots, newest first" },
  parameters: { flags: IN_SANDBOX, positional: { kind: "tuple", parameters: [API] } },
  async func(this: Shell, flags: SandboxFlags, api: string) {
    const { client, at } = await inSandbox(this, flags, api);
    const answer = await client<{ data: SnapshotView[] }>("GET", `${at}/snapshots`);
    print(this, answer, () =>
      table(
        this,
        ["id", "name", "records", "made"],
        answer.data.map((one) => [one.id, one.name, String(one.records), ago(one.createdAt)]),
        `No snapshots. sandbar snapshot create ${api} makes one.`,
      ),
    );
  },
});

const restore = buildCommand({
  docs: { brief: "Bring the records back as a snapshot has them" },
  parameters: { flags: IN_SANDBOX, positional: ONE },
  async func(this: Shell, flags: SandboxFlags, api: string, id: string) {
    const { client, at } = await inSandbox(this, flags, api);
    const status = await client<TenantStatus>(
      "POST",
      `${at}/snapshots/${encodeURIComponent(id)}/restore`,
      {},
    );
    print(this, status, () => [`✓ ${api} in '${flags.sandbox}' has ${status.records} records`]);
    note(this, `For 15 minutes it can be undone: sandbar undo ${api}`);
  },
});

const remove = buildCommand({
  docs: { brief: "Delete a snapshot" },
  parameters: { flags: IN_SANDBOX, positional: ONE },
  async func(this: Shell, flags: SandboxFlags, api: string, id: string) {
    const { client, at } = await inSandbox(this, flags, api);
    await client("DELETE", `${at}/snapshots/${encodeURIComponent(id)}`);
    print(this, { id, deleted: true }, () => [`✓ Deleted ${id}`]);
  },
});

export const snapshot = buildRouteMap({
  routes: { create, list, restore, delete: remove },
  docs: { brief: "Records as they were, to come back to" },
});
