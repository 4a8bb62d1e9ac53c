// The endpoint of a listener: at a mock host, so nothing is sent anywhere, and each delivery is signed and kept. What happens while
// the connection is lost waits there. Its secret is kept on this machine, so that it is the same the next time.
import { createHash } from "node:crypto";
import { hostname } from "node:os";
import type { z } from "zod";
import type { EndpointView, EndpointWithSecret } from "#contract/views.ts";
import type { Client } from "#client/client.ts";
import type { Shell } from "../shell/shell.ts";
import { readSecret, storeSecret } from "./secrets.ts";

const HOST = "https://ok.webhook.test/listen";

export type Listener = { id: string; secret: string; remove(): Promise<void> };

export async function openListener(
  shell: Shell,
  client: Client,
  at: string,
  wanted: { server: string; to: URL; events: readonly string[]; secret: string | undefined },
): Promise<Listener> {
  const url = `${HOST}/${nameOf(wanted.to)}`;
  // One that was left behind by a process that was killed.
  const { data } = await client<{ data: EndpointView[] }>("GET", `${at}/endpoints`);
  for (const one of data.filter((each) => each.url === url))
    await client("DELETE", `${at}/endpoints/${one.id}`);
  const name = `${wanted.server}${at}`;
  const known = wanted.secret ?? (await readSecret(shell, name));
  const made = await client<z.infer<typeof EndpointWithSecret>>("POST", `${at}/endpoints`, {
    url,
    events: wanted.events,
    ...(known !== undefined && { secret: known }),
  });
  if (known === undefined) await storeSecret(shell, name, made.secret);
  return {
    id: made.id,
    secret: made.secret,
    remove: async () => void (await client("DELETE", `${at}/endpoints/${made.id}`)),
  };
}

/** The same for this machine and receiver, and for no other. */
const nameOf = (to: URL): string =>
  createHash("sha256").update(`${hostname()} ${to.href}`).digest("base64url").slice(0, 16);
