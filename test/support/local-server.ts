// `npm start` as a process of its own, with state of its own; ended by its id.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { LocalFile } from "#cli/local/local-file.ts";

const ROOT = path.join(import.meta.dirname, "../..");

export type Running = { local: LocalFile; output: () => string; kill(signal: NodeJS.Signals): Promise<void> };

export const newState = (): Promise<string> => mkdtemp(path.join(tmpdir(), "sandbar-state-"));

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/** Publishes these of the built-in APIs alone: most of a first start is their compilation. */
export const only = (...apis: string[]): string[] => apis.flatMap((api) => ["--only", api]);

export async function startServer(state: string, port: number, args: string[] = []): Promise<Running> {
  const child = spawn(process.execPath, ["src/cli/sandbar.ts", "start", "--port", String(port), ...args], {
    cwd: ROOT,
    env: { ...process.env, SANDBAR_STATE: state },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    const check = setInterval(() => {
      if (!output.includes("Sandbar is ready") && child.exitCode === null) return;
      clearInterval(check);
      if (child.exitCode === null) resolve();
      else reject(new Error(output));
    }, 50);
  });
  const local = JSON.parse(await readFile(path.join(state, "local.json"), "utf8")) as LocalFile;
  return { local, output: () => output, kill: (signal) => end(child, signal) };
}

/** Ends the server and the workerd it started: they are one process group, made for this test. */
function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  if (child.pid !== undefined) process.kill(-child.pid, signal);
  return gone;
}

export function runCli(
  state: string,
  args: string[],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["src/cli/sandbar.ts", ...args], {
      cwd: ROOT,
      env: { ...process.env, SANDBAR_STATE: state },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
