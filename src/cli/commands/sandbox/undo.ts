// `sandbar undo`: takes the last reset or restore back.
import { buildCommand } from "@stricli/core";
import type { TenantStatus } from "#contract/views.ts";
import { API, IN_SANDBOX, type SandboxFlags } from "../../shell/flags.ts";
import { print } from "../../shell/output.ts";
import { inSandbox } from "../../shell/sandbox.ts";
import type { Shell } from "../../shell/shell.ts";

export const undo = buildCommand({
  docs: { brief: "Take the last reset or restore back, for 15 minutes; once more undoes the undoing" },
  parameters: { flags: IN_SANDBOX, positional: { kind: "tuple", parameters: [API] } },
  async func(this: Shell, flags: SandboxFlags, api: string) {
    const { client, at } = await inSandbox(this, flags, api);
    const status = await client<TenantStatus>("POST", `${at}/undo`, {});
    print(this, status, () => [`✓ ${api} in '${flags.sandbox}' has the ${status.records} records of before`]);
  },
});
