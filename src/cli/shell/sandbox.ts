// A sandbox of one API, as commands address it.
import type { Client } from "#client/client.ts";
import { sandboxPathOf } from "#client/sandbox.ts";
import { type Connection, connect } from "./connection.ts";
import type { SandboxFlags } from "./flags.ts";
import type { Shell } from "./shell.ts";

export type InSandbox = Connection & {
  client: Client;
  /** The path of everything that belongs to the sandbox of this API. */
  at: string;
  /** What lifecycle routes are asked with. */
  query: string;
};

export async function inSandbox(shell: Shell, flags: SandboxFlags, api: string): Promise<InSandbox> {
  const connection = await connect(shell, flags);
  return {
    ...connection,
    at: sandboxPathOf(flags.sandbox, api),
    query: new URLSearchParams({ api, sandbox: flags.sandbox }).toString(),
  };
}
