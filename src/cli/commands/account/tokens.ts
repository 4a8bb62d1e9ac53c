// `sandbar tokens`: service tokens, which are all that CI needs.
import { buildCommand, buildRouteMap } from "@stricli/core";
import type { CreatedServiceToken, ServiceTokenView } from "#contract/service-tokens.ts";
import { connect } from "../../shell/connection.ts";
import { CONNECTION, type ConnectionFlags, numberFlag, withExamples, word } from "../../shell/flags.ts";
import { ago, note, print, table } from "../../shell/output.ts";
import type { Shell } from "../../shell/shell.ts";

const PATH = "/api/v1/service-tokens";
const DAY_MS = 86_400_000;
const SCOPES = ["read", "test", "publish", "admin"] as const;
type Scope = (typeof SCOPES)[number];

const create = buildCommand({
  docs: {
    brief: "Make a service token; it is shown once",
    fullDescription: withExamples(
      `A service token acts for the organisation, is made by a person, and opens the platform to machines by SANDBAR_TOKEN alone.
Every token reads. test changes sandboxes, keys, faults and clocks; publish publishes APIs; admin does all that an owner does.`,
      "sandbar tokens create ci --scope test",
      "sandbar tokens create release --scope publish --scope test --expires-in 90",
    ),
  },
  parameters: {
    flags: {
      ...CONNECTION,
      scope: { kind: "enum", values: SCOPES, variadic: true, brief: "What it may do; may be given again" },
      expiresIn: numberFlag("days", "Ends after so many days; never if nothing is said"),
    },
    positional: { kind: "tuple", parameters: [word("name", "What it is for")] },
  },
  async func(this: Shell, flags: ConnectionFlags & { scope: Scope[]; expiresIn?: number }, name: string) {
    const { client } = await connect(this, flags);
    const expires = flags.expiresIn === undefined ? undefined : Date.now() + flags.expiresIn * DAY_MS;
    const made = await client<CreatedServiceToken>("POST", PATH, {
      name,
      scopes: flags.scope,
      ...(expires === undefined ? {} : { expiresAt: new Date(expires).toISOString() }),
    });
    print(this, made, () => [made.token]);
    note(this, `Shown once. In CI: SANDBAR_TOKEN=<it>. To end it: sandbar tokens revoke ${made.id}`);
  },
});

const list = buildCommand({
  docs: { brief: "List the organisation's service tokens" },
  parameters: { flags: CONNECTION },
  async func(this: Shell, flags: ConnectionFlags) {
    const { client } = await connect(this, flags);
    const answer = await client<{ data: ServiceTokenView[] }>("GET", PATH);
    print(this, answer, () =>
      table(
        this,
        ["id", "name", "scopes", "state", "last used", "ends"],
        answer.data.map((one) => [
          one.id,
          one.name,
          one.scopes.join(","),
          one.state,
          one.lastUsedAt === null ? "never" : ago(one.lastUsedAt),
          one.expiresAt ?? "never",
        ]),
        "No service tokens. sandbar tokens create <name> --scope test makes one.",
      ),
    );
  },
});

const revoke = buildCommand({
  docs: { brief: "End a service token at once" },
  parameters: {
    flags: CONNECTION,
    positional: { kind: "tuple", parameters: [word("id", "As sandbar tokens list shows it")] },
  },
  async func(this: Shell, flags: ConnectionFlags, id: string) {
    const { client } = await connect(this, flags);
    const ended = await client<ServiceTokenView>("DELETE", `${PATH}/${encodeURIComponent(id)}`);
    print(this, ended, () => [`✓ ${ended.name} is revoked`]);
  },
});

export const tokens = buildRouteMap({
  routes: { create, list, revoke },
  docs: { brief: "Service tokens for machines" },
});
