// A server in the background: a process of its own, which says when it is ready, and ends when it is told to.
import { spawn } from "node:child_process";
import { mkdir, open, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Result, fail, succeed } from "#lib/result.ts";
import { STATE } from "./paths.ts";
import { type Holder, isHeld, readHolder } from "./state-folder.ts";

export const SERVER_LOG = path.join(STATE, "server.log");
const STOP_MS = 20_000;
const STEP_MS = 50;

/** What a server tells the process that started it, where that one listens. */
export type ReadySignal = { ready: string };

export const tellReady = (baseUrl: string): void => {
  process.send?.({ ready: baseUrl } satisfies ReadySignal);
};

/** Starts `sandbar start` with these arguments; it writes to `server.log`. Waiting ends when it is ready, or has ended. */
export async function startDetached(
  args: readonly string[],
  { waits }: { waits: boolean },
): Promise<Result<{ pid: number }, string>> {
  await mkdir(STATE, { recursive: true });
  const log = await open(SERVER_LOG, "w", 0o600);
  const child = spawn(process.execPath, [process.argv[1] ?? "", "start", ...args], {
    detached: true,
    stdio: ["ignore", log.fd, log.fd, "ipc"],
  });
  const isReady = waits
    ? await new Promise<boolean>((resolve) => {
        child.once("message", () => resolve(true));
        child.once("exit", () => resolve(false));
      })
    : true;
  await log.close();
  if (!isReady || child.pid === undefined)
    return fail(`The server did not start.\n${(await readFile(SERVER_LOG, "utf8")).trim()}`);
  child.disconnect();
  child.unref();
  return succeed({ pid: child.pid });
}

/** Ends the server that has the state folder; undefined where none has. */
export async function stopServer(): Promise<Result<Holder | undefined, string>> {
  if (!(await isHeld(STATE))) return succeed(undefined);
  const holder = await readHolder(STATE);
  if (!holder) return fail(`Another process holds the state folder ${STATE}, and does not say which.`);
  process.kill(holder.pid, "SIGTERM");
  for (let waited = 0; waited < STOP_MS; waited += STEP_MS) {
    if (!(await isHeld(STATE))) return succeed(holder);
    await wait(STEP_MS);
  }
  return fail(`The server does not end. End it yourself: kill -9 ${holder.pid}`);
}
