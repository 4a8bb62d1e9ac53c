// The examples as their READMEs run them.
import { mkdtemp, rm } from "node:fs/promises";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { runProcess } from "../support/run-process.ts";

const ROOT = path.join(import.meta.dirname, "../..");
const NODE = process.execPath;

const testsOf = (folder: string): string[] =>
  readdirSync(path.join(ROOT, "examples", folder))
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => path.join("examples", folder, file));

test("Vitest", async () => {
  const vitest = path.join(ROOT, "node_modules/vitest/vitest.mjs");
  const ran = await runProcess(NODE, [vitest, "run", "--root", "examples/vitest"], { cwd: ROOT });
  expect(ran.code, ran.output).toBe(0);
  expect(ran.output).toContain("3 passed");
});

test.each(["node-test", "playwright"])("%s", async (folder) => {
  const ran = await runProcess(NODE, ["--test", ...testsOf(folder)], { cwd: ROOT });
  expect(ran.code, ran.output).toBe(0);
});

test("Python", async () => {
  const state = await mkdtemp(path.join(tmpdir(), "sandbar-python-"));
  const ran = await runProcess("python3", ["-m", "unittest", "discover", "examples/python"], {
    cwd: ROOT,
    env: { SANDBAR: `${NODE} ${path.join(ROOT, "bin/sandbar.js")}`, PYTHONPYCACHEPREFIX: state },
  });
  await rm(state, { recursive: true, force: true });
  expect(ran.code, ran.output).toBe(0);
  expect(ran.output).toContain("Ran 2 tests");
});
