// `sandbar logout`: ends the session at the server, and forgets it here.
import { buildCommand } from "@stricli/core";
import { endSession } from "#client/client.ts";
import { EXIT, Failure } from "../../shell/failures.ts";
import { CONNECTION, type ConnectionFlags } from "../../shell/flags.ts";
import { note, print } from "../../shell/output.ts";
import { changeProfiles, readProfiles } from "../../shell/profiles.ts";
import type { Shell } from "../../shell/shell.ts";

const { profile, json } = CONNECTION;

export const logout = buildCommand({
  docs: { brief: "End a profile's session, and forget the profile" },
  parameters: { flags: { profile, json } },
  async func(this: Shell, flags: Omit<ConnectionFlags, "server">) {
    const { profiles, current } = await readProfiles(this);
    const name = flags.profile ?? (this.process.env["SANDBAR_PROFILE"] || current);
    const known = profiles[name ?? ""];
    if (name === undefined || !known)
      throw new Failure(
        EXIT.notFound,
        "There is no profile to sign out of.",
        "sandbar profiles list shows what there is.",
      );
    if (known.token !== undefined) {
      const ended = await endSession(known.server, known.token);
      if (!ended) note(this, `${known.server} could not be told: the session ends there by itself.`);
    }
    await changeProfiles(this, (before) => {
      const { [name]: _gone, ...rest } = before.profiles;
      return {
        profiles: rest,
        ...(before.current === name || before.current === undefined ? {} : { current: before.current }),
      };
    });
    print(this, { profile: name, signedOut: true }, () => [`✓ Signed out of ${name} (${known.server})`]);
  },
});
