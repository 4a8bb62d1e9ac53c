// `sandbar keys`: test keys of a sandbox.
import { buildCommand, buildRouteMap } from "@stricli/core";
import type { CreatedKey, KeyView } from "#contract/account-views.ts";
import { connect } from "../../shell/connection.ts";
import {
  API,
  IN_SANDBOX,
  type SandboxFlags,
  manyFlag,
  numberFlag,
  switchFlag,
  textFlag,
  withExamples,
  word,
} from "../../shell/flags.ts";
import { ago, note, print, table } from "../../shell/output.ts";
import type { Shell } from "../../shell/shell.ts";

const MANAGE = "sandbox:manage";
const DAY_MS = 86_400_000;
const KEY = { kind: "tuple", parameters: [word("id", "As sandbar keys list shows it")] } as const;
const OPTIONAL_API = { kind: "tuple", parameters: [{ ...API, optional: true }] } as const;

const pathOf = ({ sandbox }: SandboxFlags): string => `/api/v1/sandboxes/${encodeURIComponent(sandbox)}/keys`;

const list = buildCommand({
  docs: { brief: "List the test keys of a sandbox" },
  parameters: { flags: IN_SANDBOX, positional: OPTIONAL_API },
  async func(this: Shell, flags: SandboxFlags, api?: string) {
    const { client } = await connect(this, flags);
    const query = api === undefined ? "" : `?api=${encodeURIComponent(api)}`;
    const answer = await client<{ data: KeyView[] }>("GET", pathOf(flags) + query);
    print(this, answer, () =>
      table(
        this,
        ["id", "name", "key", "scopes", "state", "last used"],
        answer.data.map((one) => [
          one.id,
          one.name,
          `${one.start}…${one.last4}`,
          one.scopes.join(" ") || "all operations",
          one.revoked
            ? "revoked"
            : one.expiresAt !== null && Date.parse(one.expiresAt) < Date.now()
              ? "expired"
              : "working",
          one.lastUsedAt === null ? "never" : ago(one.lastUsedAt),
        ]),
        "No keys. sandbar keys create <api> makes one.",
      ),
    );
  },
});

type CreateFlags = SandboxFlags & {
  name?: string;
  scope?: readonly string[];
  manage: boolean;
  allow?: readonly string[];
  expiresIn?: number;
};

const create = buildCommand({
  docs: {
    brief: "Make a test key; it is shown once",
    fullDescription: withExamples(
      "Opens one API, or without one all of the sandbox. --manage lets the key reset, arm faults and move the clock as well as call the API.",
      "sandbar keys create your-api",
      "sandbar keys create your-api --manage --name ci",
      "sandbar keys create your-api --scope orders:read --expires-in 30",
    ),
  },
  parameters: {
    flags: {
      ...IN_SANDBOX,
      name: textFlag("name", "What it is for"),
      scope: manyFlag("scope", "<entity>:read, <entity>:write, <entity>:* or *; may be given again"),
      manage: switchFlag("It may manage its own sandbox, too"),
      allow: manyFlag("address", "An IP address it may be used from; may be given again"),
      expiresIn: numberFlag("days", "Ends after so many days"),
    },
    positional: OPTIONAL_API,
  },
  async func(this: Shell, flags: CreateFlags, api?: string) {
    const { client } = await connect(this, flags);
    const scopes = flags.scope ?? [];
    const made = await client<CreatedKey>("POST", pathOf(flags), {
      ...(api === undefined ? {} : { api }),
      ...(flags.name === undefined ? {} : { name: flags.name }),
      // A key that manages calls the API as well, unless its scopes say otherwise.
      scopes: flags.manage ? [...(scopes.length === 0 ? ["*"] : scopes), MANAGE] : scopes,
      allow: flags.allow ?? [],
      ...(flags.expiresIn === undefined
        ? {}
        : { expiresAt: new Date(Date.now() + flags.expiresIn * DAY_MS).toISOString() }),
    });
    print(this, made, () => [made.rawKey]);
    note(this, `Shown once. To end it: sandbar keys revoke ${made.id}`);
  },
});

const revoke = buildCommand({
  docs: { brief: "End a test key at once" },
  parameters: { flags: IN_SANDBOX, positional: KEY },
  async func(this: Shell, flags: SandboxFlags, id: string) {
    const { client } = await connect(this, flags);
    const ended = await client<KeyView>("DELETE", `${pathOf(flags)}/${encodeURIComponent(id)}`);
    print(this, ended, () => [`✓ ${ended.name} (${ended.start}…${ended.last4}) is revoked`]);
  },
});

const rotate = buildCommand({
  docs: {
    brief: "Give a test key a new value; the old one stays good for a day, or for --overlap seconds",
  },
  parameters: {
    flags: { ...IN_SANDBOX, overlap: numberFlag("seconds", "0 ends the old value at once") },
    positional: KEY,
  },
  async func(this: Shell, flags: SandboxFlags & { overlap?: number }, id: string) {
    const { client } = await connect(this, flags);
    const at = `${pathOf(flags)}/${encodeURIComponent(id)}`;
    const { overlap } = flags;
    const made = await (overlap === 0
      ? client<CreatedKey>("POST", `${at}/regenerate`)
      : client<CreatedKey>("POST", `${at}/rotate`, overlap === undefined ? {} : { overlapSeconds: overlap }));
    print(this, made, () => [made.rawKey]);
    note(
      this,
      made.previousUntil === null
        ? "Shown once. The old value has ended."
        : `Shown once. The old value is good until ${made.previousUntil}.`,
    );
  },
});

export const keys = buildRouteMap({
  routes: { list, create, revoke, rotate },
  docs: { brief: "Test keys" },
});
