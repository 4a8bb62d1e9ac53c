// Processes identified by number and start time: numbers are reused, the pair is not.
import { execFile } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import { promisify } from "node:util";

export type Process = { pid: number; started: string };

const run = promisify(execFile);
const PATIENCE_MS = 10_000;

type Seen = Process & { parent: number; name: string };

/** The running process of this number; undefined when there is none, or when this machine does not say. */
async function see(pid: number): Promise<Seen | undefined> {
  try {
    if (process.platform === "linux") {
      const [stat, boot] = await Promise.all([
        readFile(`/proc/${pid}/stat`, "utf8"),
        readFile("/proc/sys/kernel/random/boot_id", "utf8"),
      ]);
      // The name stands in brackets and may hold anything; the fields after it are numbered from 3 (proc(5)).
      const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (fields[0] === "Z") return undefined;
      return { pid, name, parent: Number(fields[1]), started: `${boot.trim()} ${fields[19] ?? ""}` };
    }
    const { stdout } = await run("ps", ["-o", "ppid=,lstart=,comm=", "-p", String(pid)]);
    const [, parent, started, name] = /^\s*(\d+)\s+(.{24})\s+(.*?)\s*$/.exec(stdout) ?? [];
    return started === undefined ? undefined : { pid, parent: Number(parent), started, name: name ?? "" };
  } catch {
    return undefined;
  }
}

/** The child of this process that is called so. */
export async function findChild(name: string): Promise<Process | undefined> {
  const pids = await (
    process.platform === "linux"
      ? readdir("/proc").then((entries) => entries.map(Number).filter(Number.isInteger))
      : run("ps", ["-A", "-o", "pid="]).then(({ stdout }) => stdout.trim().split(/\s+/).map(Number))
  ).catch(() => []);
  for (const pid of pids) {
    const one = await see(pid);
    if (one && one.parent === process.pid && one.name.endsWith(name)) return { pid, started: one.started };
  }
  return undefined;
}

export const isRunning = async ({ pid, started }: Process): Promise<boolean> =>
  (await see(pid))?.started === started;

/** Ends exactly this process, and answers whether it is gone. */
export async function end(one: Process): Promise<boolean> {
  const begun = performance.now();
  for (let signal: NodeJS.Signals = "SIGTERM"; await isRunning(one);) {
    if (performance.now() - begun > PATIENCE_MS) return false;
    if (performance.now() - begun > PATIENCE_MS / 2) signal = "SIGKILL";
    try {
      process.kill(one.pid, signal);
    } catch {
      return !(await isRunning(one));
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}
