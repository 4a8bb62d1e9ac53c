// `sandbar whoami`: whose credential is used, and where it comes from.
import { buildCommand } from "@stricli/core";
import type { Me } from "#contract/account-views.ts";
import type { Client } from "#client/client.ts";
import { type Connection, connect } from "../../shell/connection.ts";
import { CONNECTION, type ConnectionFlags } from "../../shell/flags.ts";
import { pairs, print } from "../../shell/output.ts";
import type { Shell } from "../../shell/shell.ts";

export const readMe = (client: Client): Promise<Me> => client<Me>("GET", "/api/v1/me");

export const whoami = buildCommand({
  docs: { brief: "Who is signed in, for which organisation, at which server" },
  parameters: { flags: CONNECTION },
  async func(this: Shell, flags: ConnectionFlags) {
    const connection = await connect(this, flags);
    const me = await readMe(connection.client);
    const { server } = connection;
    const from = sourceOf(this, connection);
    print(this, { server, credential: from, ...me }, () =>
      pairs(this, [
        ["name", me.email === null ? me.name : `${me.name} <${me.email}>`],
        ["organisation", me.organisation ?? "none"],
        [me.scopes ? "scopes" : "role", me.scopes?.join(", ") ?? me.role],
        ["server", server],
        ["credential", from],
        ["ends", me.expiresAt ?? "never"],
      ]),
    );
  },
});

function sourceOf({ process }: Shell, { origin }: Connection): string {
  if (process.env["SANDBAR_TOKEN"]) return "SANDBAR_TOKEN";
  return origin.kind === "profile" ? `profile ${origin.name}` : "the local server's demo account";
}
