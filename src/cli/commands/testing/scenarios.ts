// `sandbar scenarios`: everything that an API can be made to fail with, and how.
import { buildCommand } from "@stricli/core";
import type { ScenarioView } from "#blueprint/format/scenarios.ts";
import { API, IN_SANDBOX, type SandboxFlags } from "../../shell/flags.ts";
import { note, print, table } from "../../shell/output.ts";
import { inSandbox } from "../../shell/sandbox.ts";
import type { Shell } from "../../shell/shell.ts";

type Scenarios = { release: string; page: string; data: ScenarioView[]; webhookHosts: string[] };

export const scenarios = buildCommand({
  docs: { brief: "List the scenarios of an API, and what calls each one up" },
  parameters: { flags: IN_SANDBOX, positional: { kind: "tuple", parameters: [API] } },
  async func(this: Shell, flags: SandboxFlags, api: string) {
    const { client, at } = await inSandbox(this, flags, api);
    const answer = await client<Scenarios>("GET", `${at}/scenarios`);
    print(this, answer, () =>
      table(
        this,
        ["scenario", "value", "what happens"],
        answer.data.map((one) => [
          one.own ? `${one.name} *` : one.name,
          [one.triggers.value, ...one.triggers.values.map(({ value }) => String(value))].join(" "),
          one.description,
        ]),
        "No scenarios.",
      ),
    );
    note(
      this,
      `* the API's own. A value works in any text of a call; so does the header X-Sandbox-Scenario: <scenario>.\nTo read: ${answer.page}`,
    );
  },
});
