// `sandbar login`: a session, or a service token, kept in a profile.
import { buildCommand } from "@stricli/core";
import { Refusal, clientOf, openSession } from "#client/client.ts";
import { originOf, LOCAL } from "../../shell/connection.ts";
import { EXIT, Failure } from "../../shell/failures.ts";
import { CONNECTION, type ConnectionFlags, switchFlag, textFlag, withExamples } from "../../shell/flags.ts";
import { paint, print } from "../../shell/output.ts";
import { changeProfiles, readProfiles } from "../../shell/profiles.ts";
import { askSecret, askText } from "../../shell/prompts.ts";
import type { Shell } from "../../shell/shell.ts";
import { patiently } from "../../shell/waiting.ts";
import { readMe } from "./whoami.ts";

type Flags = ConnectionFlags & { email?: string; tokenStdin: boolean };

export const login = buildCommand({
  docs: {
    brief: "Sign in to a server, and make its profile the current one",
    fullDescription: withExamples(
      "Asks for e-mail address and password, and keeps the session in a profile. A machine needs no login: it sets SANDBAR_TOKEN to a service token.",
      "sandbar login --server https://sandbox.example.com",
      "sandbar login --profile staging --server https://staging.example.com --email jo@example.com",
      "echo $TOKEN | sandbar login --server https://sandbox.example.com --token-stdin",
    ),
  },
  parameters: {
    flags: {
      ...CONNECTION,
      email: textFlag("address", "The account; asked for where it is missing"),
      tokenStdin: switchFlag("Read a session or service token from stdin instead"),
    },
  },
  async func(this: Shell, flags: Flags) {
    const server = await serverOf(this, flags);
    const token = flags.tokenStdin ? await tokenFromStdin(this) : await signInAt(this, server, flags.email);
    const me = await patiently(this, `Asking ${server}`, readMe(clientOf(server, token)));
    const name = flags.profile ?? new URL(server).host;
    if (name === LOCAL)
      throw new Failure(
        EXIT.usage,
        `'${LOCAL}' is the local server's own name.`,
        "Choose another with --profile.",
      );
    await changeProfiles(this, ({ profiles }) => ({
      current: name,
      profiles: {
        ...profiles,
        [name]: {
          ...(profiles[name]?.server === server ? profiles[name] : {}),
          server,
          token,
          ...(me.email === null ? {} : { email: me.email }),
        },
      },
    }));
    print(this, { profile: name, server, ...me }, () => [
      `${paint(this, "green", "✓")} ${me.name} of ${me.organisation ?? "no organisation"}, at ${server}`,
      `  profile ${name}, now the current one`,
    ]);
  },
});

/** The address that is given, or that of the profile that is to be signed in to again. */
async function serverOf(shell: Shell, { server, profile }: Flags): Promise<string> {
  const { profiles, current } = await readProfiles(shell);
  const known = profiles[profile ?? current ?? ""]?.server;
  const given = server ?? (shell.process.env["SANDBAR_SERVER"] || known);
  return originOf(given ?? (await askText(shell, "Which server?", "--server")));
}

async function signInAt(shell: Shell, server: string, given: string | undefined): Promise<string> {
  const email = given ?? (await askText(shell, "E-mail address?", "--email"));
  const password =
    shell.process.env["SANDBAR_PASSWORD"] ??
    (await askSecret(shell, "Password?", "the variable SANDBAR_PASSWORD"));
  try {
    return await patiently(shell, `Signing in at ${server}`, openSession(server, { email, password }));
  } catch (error) {
    if (error instanceof Refusal && error.status === 401)
      throw new Failure(EXIT.notAllowed, `${server} does not know this address with this password.`);
    throw error;
  }
}

async function tokenFromStdin({ input }: Shell): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  const token = Buffer.concat(chunks).toString("utf8").trim();
  if (token === "") throw new Failure(EXIT.usage, "There was no token on stdin.");
  return token;
}
