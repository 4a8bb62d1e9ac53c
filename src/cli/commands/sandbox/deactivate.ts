// `sandbar deactivate`: stops the sandbox of an API and ends its test keys.
import { buildCommand } from "@stricli/core";
import type { z } from "zod";
import type { Deactivated } from "#contract/account-views.ts";
import { API, IN_SANDBOX, type SandboxFlags, YES } from "../../shell/flags.ts";
import { print } from "../../shell/output.ts";
import { requireYes } from "../../shell/prompts.ts";
import { LIFECYCLE_PATH } from "#contract/gateway-config.ts";
import { inSandbox } from "../../shell/sandbox.ts";
import type { Shell } from "../../shell/shell.ts";

export const deactivate = buildCommand({
  docs: { brief: "Stop the sandbox of an API; its test keys end, its data is kept for 30 days" },
  parameters: { flags: { ...IN_SANDBOX, yes: YES }, positional: { kind: "tuple", parameters: [API] } },
  async func(this: Shell, flags: SandboxFlags & { yes: boolean }, api: string) {
    const { client, query } = await inSandbox(this, flags, api);
    await requireYes(this, `This ends all test keys of ${api} in '${flags.sandbox}'. Go on?`, flags.yes);
    const done = await client<z.infer<typeof Deactivated>>(
      "POST",
      `${LIFECYCLE_PATH}/deactivate?${query}`,
      {},
    );
    print(this, done, () => [
      `✓ The sandbox '${flags.sandbox}' of ${api} is stopped`,
      `  its data is kept until ${done.dataRetainedUntil}; sandbar activate ${api} wakes it`,
    ]);
  },
});
