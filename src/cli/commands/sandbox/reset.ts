// `sandbar reset`: fresh seed records. What goes is said; undo brings it back.
import { buildCommand } from "@stricli/core";
import type { z } from "zod";
import type { WasReset } from "#contract/account-views.ts";
import type { Preview } from "#contract/views.ts";
import { API, IN_SANDBOX, type SandboxFlags, switchFlag, withExamples } from "../../shell/flags.ts";
import { note, print, table } from "../../shell/output.ts";
import { inSandbox } from "../../shell/sandbox.ts";
import { SEED, type SeedFlags, seedBody } from "../../shell/seed-flags.ts";
import type { Shell } from "../../shell/shell.ts";

type Flags = SandboxFlags & SeedFlags & { latest: boolean; dryRun: boolean };

export const reset = buildCommand({
  docs: {
    brief: "Put fresh seed records in; keys, endpoints, log and evidence stay",
    fullDescription: withExamples(
      "Says what goes, by resource. It can be undone for 15 minutes: sandbar undo <api>. A test key with sandbox:manage may do it, too.",
      "sandbar reset your-api",
      "sandbar reset your-api --dry-run",
      "sandbar reset your-api --latest --seed-profile rich",
    ),
  },
  parameters: {
    flags: {
      ...IN_SANDBOX,
      ...SEED,
      latest: switchFlag("Go over to the API's latest release"),
      dryRun: switchFlag("Only say what would go"),
    },
    positional: { kind: "tuple", parameters: [API] },
  },
  async func(this: Shell, flags: Flags, api: string) {
    const { client, at } = await inSandbox(this, flags, api);
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
