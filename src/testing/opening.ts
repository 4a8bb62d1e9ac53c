// Opening sandboxes of one API. Some are opened ahead, while tests are busy with others, so that a test waits for none.
import { randomBytes } from "node:crypto";
import type { Client } from "#client/client.ts";
import { activateSandbox, createSandbox, deleteSandbox } from "#client/sandbox.ts";
import { controlsOf } from "./controls.ts";
import type { Sandbox, SandboxOptions } from "./types.ts";

const HOUR_SECONDS = 3600;

export type Opening = {
  next(): Promise<Sandbox>;
  /** Resolves when nothing is under way any more. */
  settle(): Promise<void>;
  /** Deletes every sandbox that was opened and is still there. */
  closeAll(): Promise<void>;
};

export function openingSandboxes(
  client: Client,
  server: string,
  api: string,
  { ttlSeconds = HOUR_SECONDS, ahead = 1 }: SandboxOptions,
): Opening {
  const open = new Set<Sandbox>();
  const spares: Promise<Sandbox>[] = [];
  const make = async (): Promise<Sandbox> => {
    const made = await openSandbox(client, server, api, ttlSeconds);
    const sandbox: Sandbox = {
      ...made,
      async close() {
        open.delete(sandbox);
        await made.close();
      },
    };
    open.add(sandbox);
    return sandbox;
  };
  const settle = async (): Promise<void> => void (await Promise.allSettled(spares));
  return {
    async next() {
      const sandbox = await (spares.shift() ?? make());
      while (spares.length < ahead) {
        const spare = make();
        // Whoever takes it learns why it could not be opened; nobody else has to.
        spare.catch(() => undefined);
        spares.push(spare);
      }
      return sandbox;
    },
    settle,
    async closeAll() {
      await settle();
      await Promise.all([...open].map((sandbox) => sandbox.close()));
    },
  };
}

async function openSandbox(
  client: Client,
  server: string,
  api: string,
  ttlSeconds: number,
): Promise<Sandbox> {
  const name = `test-${randomBytes(6).toString("hex")}`;
  await createSandbox(client, name, ttlSeconds);
  const { at, baseUrl, key } = await activateSandbox({ client, server }, api, name);
  return { id: name, baseUrl, key, ...controlsOf(client, at), close: () => deleteSandbox(client, name) };
}
