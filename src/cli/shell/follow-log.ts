// Following a tenant's log over its WebSocket. The socket only says that there is more; what is more is read by the caller from
// where it was, so that a lost connection loses nothing.
import { setTimeout as wait } from "node:timers/promises";
import { type Client, Refusal } from "#client/client.ts";

export type Following = {
  client: Client;
  at: string;
  signal: AbortSignal;
  /** Says that the connection was lost, and that it is there again. */
  tell: (line: string) => void;
};

const RETRY_MS = 1000;
const MAX_RETRY_MS = 15_000;
const PING_MS = 20_000;

/** Calls `read` at once, and whenever the log has grown, one at a time, until the signal. */
export async function followLog(following: Following, read: () => Promise<void>): Promise<void> {
  const { signal, tell } = following;
  for (let failures = 0; !signal.aborted;) {
    try {
      await followOnce(following, read, () => {
        if (failures > 0) tell("Connected again.");
        failures = 0;
      });
    } catch (error) {
      // What the server refuses it will refuse again; a lost connection it will not.
      if (error instanceof Refusal && error.status < 500) throw error;
    }
    if (signal.aborted) return;
    if (failures++ === 0) tell("The connection was lost; trying again …");
    await wait(Math.min(RETRY_MS * 2 ** (failures - 1), MAX_RETRY_MS), undefined, { signal }).catch(
      () => undefined,
    );
  }
}

/** One connection, until it closes. */
async function followOnce(
  { client, at, signal }: Following,
  read: () => Promise<void>,
  connected: () => void,
): Promise<void> {
  const { url } = await client<{ url: string }>("POST", `${at}/log/tickets`, {});
  const socket = new WebSocket(url);
  const close = (): void => socket.close();
  signal.addEventListener("abort", close, { once: true });
  const ping = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send("ping"), PING_MS);
  let reading = Promise.resolve();
  let failure: unknown;
  try {
    await new Promise<void>((resolve) => {
      socket.addEventListener("open", connected);
      socket.addEventListener("message", ({ data }) => {
        if (data === "pong") return;
        reading = reading.then(read).catch((error: unknown) => {
          failure ??= error;
          close();
        });
      });
      socket.addEventListener("close", () => resolve());
      socket.addEventListener("error", () => resolve());
    });
    await reading;
    if (failure !== undefined) throw failure;
  } finally {
    clearInterval(ping);
    signal.removeEventListener("abort", close);
  }
}
