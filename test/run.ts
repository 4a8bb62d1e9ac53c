// `npm test`: everything, in four processes at once, after what they share is built. The Worker's tests keep one core busy; browsers, the package and servers that
// are started and waited for share the other. With arguments it is vitest as it is: `npm test -- test/lib`.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, statfsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { constants, setPriority } from "node:os";
import path from "node:path";

const VITEST = path.join(import.meta.dirname, "../node_modules/vitest/vitest.mjs");
const CONFIG = ["run", "--root", ".", "--config", "test/vitest.config.ts"];
/** Hundreds of commands are run as processes of their own: what Node compiled of them is kept. */
const ENV: NodeJS.ProcessEnv = {
  ...process.env,
  NODE_COMPILE_CACHE: path.join(import.meta.dirname, "../.sandbar/compile-cache"),
};
/** Hundreds of databases come and go: in memory, where the system has room for files there. */
const MEMORY = "/dev/shm";
const ENOUGH_BYTES = 4 * 1024 ** 3;
const PROCESSES = [["worker"], ["browser"], ["package", "sdk"], ["node"]];
/** What the servers of all but the first are built of. Each would build it, all at the same time. */
const BUILDS = ["src/cli/build.ts", "src/cli/portal-build/build.ts", "src/cli/publishing/built-ins.ts"];

/** Runs vitest; the output of all but the first is kept until they end, so that they do not mix. */
function vitest(args: readonly string[], { isKept = false } = {}): Promise<number> {
  const child = spawn(process.execPath, [VITEST, ...CONFIG, ...args], {
    env: ENV,
    stdio: isKept ? ["ignore", "pipe", "pipe"] : "inherit",
  });
  // The Worker's tests take longest, and run on one core at most: they go first.
  if (isKept && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const kept: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part: Buffer) => kept.push(part));
  return new Promise((resolve) => {
    child.on("close", (code) => {
      process.stdout.write(Buffer.concat(kept));
      resolve(code ?? 1);
    });
  });
}

/** Runs a script of the repository to its end. */
function run(script: string): Promise<number> {
  const child = spawn(process.execPath, [script], { env: ENV, stdio: "inherit" });
  return new Promise((resolve) => child.on("close", (code) => resolve(code ?? 1)));
}

/** In containers this place is often small. */
function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > ENOUGH_BYTES;
}

const args = process.argv.slice(2);
const scratch =
  ENV["TMPDIR"] === undefined && hasRoom(MEMORY) ? mkdtempSync(path.join(MEMORY, "sandbar-")) : undefined;
if (scratch !== undefined) ENV["TMPDIR"] = scratch;
const codes = args.length > 0 ? [await vitest(args)] : await everything();
process.exitCode = Math.max(...codes);
// What is still written to at this moment stays until the next start of the machine.
if (scratch !== undefined) await rm(scratch, { recursive: true, force: true }).catch(() => undefined);

async function everything(): Promise<number[]> {
  const built = Promise.all(BUILDS.map(run));
  const tests = PROCESSES.map(async (projects, i) => {
    if (i > 0) await built;
    return vitest(
      projects.flatMap((name) => ["--project", name]),
      { isKept: i > 0 },
    );
  });
  return [...(await built), ...(await Promise.all(tests))];
}
