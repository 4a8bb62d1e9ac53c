// `npm test`: everything, in three processes at once. The Worker's tests keep one core busy; browsers and the package, and servers
// that are started and waited for, share the other. With arguments it is vitest as it is: `npm test -- test/lib`.
import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import path from "node:path";

const VITEST = path.join(import.meta.dirname, "../node_modules/vitest/vitest.mjs");
const CONFIG = ["run", "--root", ".", "--config", "test/vitest.config.ts"];
/** Hundreds of commands are run as processes of their own: what Node compiled of them is kept. */
const ENV = {
  ...process.env,
  NODE_COMPILE_CACHE: path.join(import.meta.dirname, "../.sandbar/compile-cache"),
};
const PROCESSES = [["worker"], ["browser", "package"], ["node", "sdk"]];

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

const args = process.argv.slice(2);
const codes =
  args.length > 0
    ? [await vitest(args)]
    : await Promise.all(
        PROCESSES.map((projects, i) =>
          vitest(
            projects.flatMap((name) => ["--project", name]),
            { isKept: i > 0 },
          ),
        ),
      );
process.exitCode = Math.max(...codes);
