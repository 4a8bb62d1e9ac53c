// What goes wrong in the soak beside killed servers: alarms that are lost, and listeners of the live log that vanish.
import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

const OBJECTS = ["sandbar-Sandbox", "sandbar-Live"];

/**
 * Takes a share of the alarms away while the server is down, as after the platform has given up on a handler: from the
 * list that workerd keeps, and from the objects' own storage. Answers how many.
 */
export function loseAlarms(state: string, share: number): number {
  let lost = 0;
  for (const kind of OBJECTS) {
    const folder = path.join(state, "state/do", kind);
    if (!existsSync(path.join(folder, "metadata.sqlite"))) continue;
    // The server that was killed may let go of its files a moment after it is gone.
    const list = new DatabaseSync(path.join(folder, "metadata.sqlite"), { timeout: 10_000 });
    const rows = list.prepare("SELECT actor_id AS actor FROM _cf_ALARM").all() as { actor: string }[];
    for (const { actor } of rows) {
      if (Math.random() > share) continue;
      list.prepare("DELETE FROM _cf_ALARM WHERE actor_id = ?").run(actor);
      const file = path.join(folder, `${actor}.sqlite`);
      if (existsSync(file)) {
        const object = new DatabaseSync(file, { timeout: 10_000 });
        object.prepare("DELETE FROM _cf_METADATA WHERE key = 1").run();
        object.close();
      }
      lost++;
    }
    list.close();
  }
  return lost;
}

/** Opens a WebSocket by hand and drops its connection without a closing frame after a while: a listener that dies. */
export async function listenAndDie(url: string, lives: number): Promise<boolean> {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  const opened = await new Promise<boolean>((resolve) => {
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
    socket.once("data", (head: Buffer) => resolve(head.toString().startsWith("HTTP/1.1 101")));
    socket.once("connect", () =>
      socket.write(
        `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      ),
    );
  });
  if (opened) await new Promise((resolve) => setTimeout(resolve, lives));
  socket.on("error", () => undefined);
  socket.resetAndDestroy();
  return opened;
}

/** Files of the stopped server in which one of these texts stands as it is. */
export async function filesWith(state: string, secrets: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const folder = path.join(state, "state");
  for (const name of await readdir(folder, { recursive: true })) {
    if (!/\.sqlite(-wal)?$/.test(name)) continue;
    const bytes = await readFile(path.join(folder, name));
    if (secrets.some((secret) => bytes.includes(secret))) found.push(name);
  }
  return found;
}
