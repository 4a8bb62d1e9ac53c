// Which server a command calls, and by whose token. Flags win over environment variables, and those over profiles; without any
// it is the local server. A token goes to no server but the one it was made for.
import { didYouMean } from "#lib/nearest.ts";
import { type Client, clientOf } from "#client/client.ts";
import { type LocalFile, findServer } from "../local/local-file.ts";
import { EXIT, Failure } from "./failures.ts";
import type { ConnectionFlags } from "./flags.ts";
import { readProfiles } from "./profiles.ts";
import type { Shell } from "./shell.ts";
import { patiently } from "./waiting.ts";

/** Where the address and the token come from. */
export type Origin =
  | { kind: "local"; local: LocalFile }
  | { kind: "profile"; name: string }
  | { kind: "address" };

export type Target = { server: string; token: string | undefined; origin: Origin };
export type Connection = Target & { token: string; client: Client };

/** The server, with a token: what nearly every command begins with. */
export async function connect(shell: Shell, flags: ConnectionFlags): Promise<Connection> {
  const target = await findTarget(shell, flags);
  const { server, token } = target;
  if (token === undefined)
    throw new Failure(
      EXIT.notAllowed,
      `Nobody is signed in at ${server}.`,
      `Sign in with sandbar login --server ${server}, or set SANDBAR_TOKEN.`,
    );
  const call = clientOf(server, token);
  const client: Client = (method, path, body) =>
    patiently(shell, `Waiting for ${server}`, call(method, path, body));
  return { ...target, token, client };
}

/** The server and the token, whether there is one or not. */
export async function findTarget(shell: Shell, flags: ConnectionFlags): Promise<Target> {
  const target = await findServerOf(shell, flags);
  return { ...target, token: shell.process.env["SANDBAR_TOKEN"] || target.token };
}

async function findServerOf(shell: Shell, flags: ConnectionFlags): Promise<Target> {
  const { env } = shell.process;
  const address = flags.server ?? (flags.profile === undefined ? env["SANDBAR_SERVER"] : undefined);
  if (address) return targetAt(shell, address);
  const { profiles, current } = await readProfiles(shell);
  const name = flags.profile ?? (env["SANDBAR_PROFILE"] || current);
  if (name !== undefined && name !== LOCAL) {
    const profile = profiles[name];
    if (!profile)
      throw new Failure(
        EXIT.usage,
        `There is no profile '${name}'.${didYouMean(name, Object.keys(profiles))}`,
        `Make it with sandbar login --profile ${name} --server <url>; sandbar profiles list shows those that are there.`,
      );
    return { server: profile.server, token: profile.token, origin: { kind: "profile", name } };
  }
  const found = await findServer();
  if (!found.ok) throw new Failure(EXIT.unreachable, found.failure);
  return { server: found.value.baseUrl, token: found.value.sessionToken, origin: local(found.value) };
}

/** The name by which the local server is meant where another profile is the current one. */
export const LOCAL = "local";

/** An address as it was given: with the session of the profile, or of the local server, that is at the same one. */
async function targetAt(shell: Shell, address: string): Promise<Target> {
  const server = originOf(address);
  const { profiles } = await readProfiles(shell);
  const [name, profile] = Object.entries(profiles).find(([, one]) => one.server === server) ?? [];
  if (name !== undefined && profile)
    return { server, token: profile.token, origin: { kind: "profile", name } };
  const found = await findServer();
  if (found.ok && found.value.baseUrl === server)
    return { server, token: found.value.sessionToken, origin: local(found.value) };
  return { server, token: undefined, origin: { kind: "address" } };
}

const local = (file: LocalFile): Origin => ({ kind: "local", local: file });

/** `sandbox.example.com` is https; a path or a query is not part of a server. */
export function originOf(address: string): string {
  const text = /^https?:\/\//i.test(address) ? address : `https://${address}`;
  if (!URL.canParse(text))
    throw new Failure(
      EXIT.usage,
      `'${address}' is no server's address.`,
      "Give one such as https://sandbox.example.com",
    );
  return new URL(text).origin;
}
