// The guides: every command as printed, one after the other, in one shell against one server.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runProcess } from "../support/run-process.ts";

const ROOT = path.join(import.meta.dirname, "../..");
const CLI = `${process.execPath} ${path.join(ROOT, "bin/sandbar.js")}`;

/** The commands of a guide; what is `console` is only to read. */
const commandsOf = (guide: string): string =>
  [...readFileSync(path.join(ROOT, "docs", guide), "utf8").matchAll(/^```sh\n([^]*?)^```/gm)]
    .map((block) => block[1] ?? "")
    .join("\n");

let folder = "";
let env: Record<string, string> = {};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "sandbar-guides-"));
  await symlink(path.join(ROOT, "examples"), path.join(folder, "examples"));
  env = {
    PORT: "0",
    SANDBAR_STATE: path.join(folder, "state"),
    SANDBAR_CONFIG: path.join(folder, "config"),
    NO_COLOR: "1",
  };
});

afterAll(async () => {
  await runProcess(process.execPath, [path.join(ROOT, "bin/sandbar.js"), "stop"], { cwd: folder, env });
  await rm(folder, { recursive: true, force: true });
});

async function follow(guide: string): Promise<string> {
  const script = [
    "set -euo pipefail",
    `npx() { [ "$1" = sandbar ]; shift; ${CLI} "$@"; }`,
    guide === "README.md" ? "" : ". ./sandbar.env",
    commandsOf(guide),
  ];
  const ran = await runProcess("bash", ["-c", script.join("\n")], { cwd: folder, env });
  expect(ran.code, ran.output).toBe(0);
  // What a guide shows is never an error of the platform's own.
  expect(ran.output).not.toContain("sandbox_error");
  return ran.output;
}

test("a server is started", async () => {
  await follow("README.md");
});

test("a provider publishes, looks at what it became, and makes a plan", async () => {
  const output = await follow("provider.md");
  expect(output).toMatch(/stateful/);
});

test("a partner calls, asks why, moves time, arms failures, and begins anew", async () => {
  const output = await follow("partner.md");
  expect(output).toContain('"item":"desk"');
  expect(output).toMatch(/shipped → delivered/);
});

test("CI opens sandboxes, runs workflows, and has a token", async () => {
  const output = await follow("ci.md");
  expect(output).toContain("All steps passed");
});

test("a sandbox.yaml is begun, checked and published", async () => {
  await follow("sandbox-yaml.md");
});

test("links between pages lead somewhere", () => {
  const pages = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
    cwd: ROOT,
  })
    .toString()
    .trim()
    .split("\n")
    .filter((one) => !one.startsWith("test/sdk/node_modules"));
  const tracked = new Set(
    execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: ROOT })
      .toString()
      .split("\n"),
  );
  const isThere = (target: string): boolean =>
    target === "" || tracked.has(target) || [...tracked].some((one) => one.startsWith(`${target}/`));
  const broken = pages.flatMap((page) =>
    [...readFileSync(path.join(ROOT, page), "utf8").matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)[^)]*\)/g)]
      .map((link) => path.normalize(path.join(path.dirname(page), link[1] ?? "")).replace(/\/$/, ""))
      .filter((target) => target !== "." && !isThere(target))
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});
