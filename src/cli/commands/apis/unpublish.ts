// `sandbar unpublish`: takes an API out of everybody's sight.
import { buildCommand } from "@stricli/core";
import type { ApiView } from "#contract/account-views.ts";
import { connect } from "../../shell/connection.ts";
import { API, CONNECTION, type ConnectionFlags, YES, switchFlag } from "../../shell/flags.ts";
import { print } from "../../shell/output.ts";
import { requireYes } from "../../shell/prompts.ts";
import type { Shell } from "../../shell/shell.ts";

export const unpublish = buildCommand({
  docs: {
    brief: "Hide an API from everybody but your organisation",
    fullDescription:
      "Its releases are kept, and open sandboxes go on answering with the keys they have. --unlist only takes it off the list: who knows its name still finds it. sandbar publish --visibility public brings it back.",
  },
  parameters: {
    flags: { ...CONNECTION, unlist: switchFlag("Only take it off the list"), yes: YES },
    positional: { kind: "tuple", parameters: [API] },
  },
  async func(this: Shell, flags: ConnectionFlags & { unlist: boolean; yes: boolean }, api: string) {
    const { client } = await connect(this, flags);
    if (!flags.unlist)
      await requireYes(this, `Partners can open and manage no sandbox of ${api} then. Go on?`, flags.yes);
    const visibility = flags.unlist ? "unlisted" : "private";
    const hidden = await client<ApiView>("PATCH", `/api/v1/apis/${encodeURIComponent(api)}`, { visibility });
    print(this, hidden, () => [`✓ ${hidden.slug} is ${hidden.visibility}`]);
  },
});
