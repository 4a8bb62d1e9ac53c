// `npm test`: everything, in two processes at once. The Worker's tests have one core to themselves; what builds packages, opens
// browsers and starts servers has the other. With arguments it is vitest as it is: `npm test -- test/lib`.
import { spawn } from "node:child_process";
import path from "node:path";

const VITEST = path.join(import.meta.dirname, "../node_modules/vitest/vitest.mjs");
const CONFIG = ["run", "--root", ".", "--config", "test/vitest.config.ts"];
const REST = ["node", "package", "browser", "sdk"].flatMap((name) => ["--project", name]);

/** Runs vitest; a second one's output is kept until it ends, so that the two do not mix. */
function vitest(args: readonly string[], { isKept = false } = {}): Promise<number> {
  const child = spawn(process.execPath, [VITEST, ...CONFIG, ...args], {
    stdio: isKept ? ["ignore", "pipe", "pipe"] : "inherit",
  });
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
    : await Promise.all([vitest(["--project", "worker"]), vitest(REST, { isKept: true })]);
process.exitCode = Math.max(...codes);
