// One run of vitest as a process of its own, ended with all its children when its time is over.
import { type ChildProcess, spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

export type Run = { failed: string[]; passed: boolean; timedOut: boolean; tail: string };

const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

const running = new Set<ChildProcess>();

/** `bail`: it ends after so many failures; 0 runs everything. */
export async function runTests(
  folder: string,
  tests: readonly string[],
  { bail, timeout }: { bail: number; timeout: number },
): Promise<Run> {
  const report = path.join(folder, "report.json");
  await rm(report, { force: true });
  const child = spawn(
    process.execPath,
    [
      // Of the project: the copy has no node_modules of its own.
      path.resolve(import.meta.dirname, "../../node_modules/vitest/vitest.mjs"),
      "run",
      "--root",
      ".",
      "--config",
      "test/vitest.config.ts",
      "--reporter",
      "json",
      "--outputFile",
      report,
      "--bail",
      String(bail),
      ...tests,
    ],
    { cwd: folder, detached: true, stdio: ["ignore", "pipe", "pipe"] },
  );
  running.add(child);
  let tail = "";
  const keep = (chunk: Buffer): void => void (tail = (tail + chunk.toString()).slice(-4000));
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    end(child);
  }, timeout);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  running.delete(child);
  return { failed: await failedIn(report, folder), passed: code === 0, timedOut, tail };
}

/** Ends what is still running: the process group, so that no runtime is left behind. */
export function endRuns(): void {
  for (const child of running) end(child);
}

function end({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

async function failedIn(report: string, folder: string): Promise<string[]> {
  const text = await readFile(report, "utf8").catch(() => undefined);
  if (text === undefined) return [];
  return Report.parse(JSON.parse(text)).testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.flatMap(({ status, fullName }) =>
      status === "failed" ? [`${path.relative(folder, name)} > ${fullName}`] : [],
    ),
  );
}
