// A server for tests: one of its own in this process, whose state ends with it, or one that runs already.
import { randomBytes } from "node:crypto";
import { clientOf, signUp } from "#client/client.ts";
import { organisationOn } from "./organisation.ts";
import type { Connection, Sandbar, StartOptions } from "./types.ts";

const secret = (): string => randomBytes(32).toString("base64url");

/** Starts a server on a free port. Nothing leaves this machine: webhooks go to loopback addresses only. */
export async function startSandbar({ port = 0 }: StartOptions = {}): Promise<Sandbar> {
  const vars = {
    KEY_SECRETS: secret(),
    AUTH_SECRET: secret(),
    ENCRYPTION_SECRET: secret(),
    ADMIN_TOKEN: secret(),
    // It is ready without any API.
    BUILT_INS: "",
  };
  // Loaded by those who start a server, and by nobody who only connects to one.
  const { serveLocally } = await import("#cli/local/server.ts");
  const running = await serveLocally({ port, vars, state: undefined, reach: "loopback" });
  try {
    const account = { name: "Tests", email: "tests@sandbar.localhost", password: secret() };
    const token = await signUp(running.url, account);
    const { partner } = await clientOf(running.url, token)<{ partner: string }>("GET", "/api/v1/me");
    // As many sandboxes, keys and calls as tests want.
    const admin = clientOf(running.url, vars.ADMIN_TOKEN);
    await admin("PUT", `/api/v1/admin/partners/${partner}/plan`, { plan: "pro" });
    const organisation = organisationOn(running.url, token);
    return {
      ...organisation,
      async close() {
        await organisation.settle();
        await running.stop();
      },
    };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** Works on a server that runs already: that of `sandbar start`, or of `startSandbar` in another process. */
export function connectSandbar({ server, token }: Connection = {}): Sandbar {
  const at = server ?? process.env["SANDBAR_SERVER"];
  const by = token ?? process.env["SANDBAR_TOKEN"];
  if (!at || !by)
    throw new Error(
      "Say which server and by whose token: pass both, or set SANDBAR_SERVER and SANDBAR_TOKEN.",
    );
  return organisationOn(at, by);
}
