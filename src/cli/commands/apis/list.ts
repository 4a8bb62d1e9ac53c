// `sandbar list`: the APIs that are there.
import { buildCommand } from "@stricli/core";
import type { ApiView } from "#contract/account-views.ts";
import { connect } from "../../shell/connection.ts";
import { CONNECTION, type ConnectionFlags, switchFlag } from "../../shell/flags.ts";
import { print, table } from "../../shell/output.ts";
import type { Shell } from "../../shell/shell.ts";

export const list = buildCommand({
  docs: { brief: "List APIs: those that are public, and your own" },
  parameters: { flags: { ...CONNECTION, mine: switchFlag("Only your own") } },
  async func(this: Shell, flags: ConnectionFlags & { mine: boolean }) {
    const { client, server } = await connect(this, flags);
    const { data } = await client<{ data: ApiView[] }>("GET", "/api/v1/apis");
    const shown = data
      .filter((one) => one.mine || !flags.mine)
      .map((one) => ({ ...one, url: `${server}/sandbox/${one.slug}` }))
      .sort((a, b) => a.slug.localeCompare(b.slug));
    print(this, { data: shown }, () =>
      table(
        this,
        ["api", "url", "whose", "visibility", "release", "key prefix"],
        shown.map((one) => [
          one.slug,
          one.url,
          one.mine ? "yours" : "",
          one.visibility,
          one.release.slice(0, 12),
          `${one.keyPrefix}_`,
        ]),
        "No APIs. sandbar generate <openapi.yaml> publishes one.",
      ),
    );
  },
});
