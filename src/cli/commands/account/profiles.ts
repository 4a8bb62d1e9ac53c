// `sandbar profiles`: the servers that are known here, and which is meant where none is named.
import { buildCommand, buildRouteMap } from "@stricli/core";
import { didYouMean } from "#lib/nearest.ts";
import { LOCAL } from "../../shell/connection.ts";
import { EXIT, Failure } from "../../shell/failures.ts";
import { CONNECTION, word } from "../../shell/flags.ts";
import { print, table } from "../../shell/output.ts";
import { changeProfiles, profilesFile, readProfiles } from "../../shell/profiles.ts";
import type { Shell } from "../../shell/shell.ts";

type Flags = { json: boolean };
const flags = { json: CONNECTION.json };

const list = buildCommand({
  docs: { brief: "List profiles" },
  parameters: { flags },
  async func(this: Shell, _flags: Flags) {
    const { profiles, current } = await readProfiles(this);
    const data = Object.entries(profiles).map(([name, { server, email, token }]) => ({
      name,
      server,
      email: email ?? null,
      signedIn: token !== undefined,
      current: name === current,
    }));
    print(this, { file: profilesFile(this), data }, () =>
      table(
        this,
        ["", "name", "server", "account"],
        data.map((one) => [one.current ? "*" : "", one.name, one.server, one.email ?? ""]),
        "No profile: commands go to the local server. sandbar login --server <url> makes one.",
      ),
    );
  },
});

const use = buildCommand({
  docs: { brief: "Make a profile the current one; `local` goes back to the local server" },
  parameters: { flags, positional: { kind: "tuple", parameters: [word("profile", "Its name")] } },
  async func(this: Shell, _flags: Flags, name: string) {
    await changeProfiles(this, ({ profiles }) => {
      if (name === LOCAL) return { profiles };
      if (!profiles[name])
        throw new Failure(
          EXIT.notFound,
          `There is no profile '${name}'.${didYouMean(name, Object.keys(profiles))}`,
        );
      return { profiles, current: name };
    });
    print(this, { current: name }, () => [`✓ ${name} is the current profile`]);
  },
});

export const profiles = buildRouteMap({
  routes: { list, use },
  docs: { brief: "Servers that are known here" },
});
