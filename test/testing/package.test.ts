// The package as a user has it: packed, installed in an empty folder, run.
import { cp, lstat, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ended, runProcess } from "../support/run-process.ts";

const ROOT = path.join(import.meta.dirname, "../..");
const MEGABYTE = 1_048_576;
const MOST_BYTES = 250 * MEGABYTE;

let folder = "";
let environment: Record<string, string> = {};

const run = (command: string, args: string[], cwd = folder): Promise<Ended> =>
  runProcess(command, args, { cwd, env: environment });
const sandbar = (...args: string[]): Promise<Ended> =>
  run(process.execPath, [path.join(folder, "node_modules/.bin/sandbar"), ...args]);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "sandbar-package-"));
  environment = { SANDBAR_STATE: path.join(folder, "state") };
  // Built already, by this project's setup.
  const packed = await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], ROOT);
  expect(packed.code, packed.output).toBe(0);
  await writeFile(path.join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const [archive = ""] = (await readdir(folder)).filter((file) => file.endsWith(".tgz"));
  const installed = await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", archive]);
  expect(installed.code, installed.output).toBe(0);
});

afterAll(async () => {
  await sandbar("stop");
  await rm(folder, { recursive: true, force: true });
});

test("it is at most 250 MB, dependencies included", async () => {
  const bytes = await sizeOf(path.join(folder, "node_modules"));
  console.log(`The installed package has ${(bytes / MEGABYTE).toFixed(0)} MB.`);
  expect(bytes).toBeLessThan(MOST_BYTES);
});

test("it holds no sources, and what its manifest names is there", async () => {
  const at = path.join(folder, "node_modules/sandbar");
  const files = await readdir(at, { recursive: true });
  expect(files.filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))).toEqual([]);
  const manifest = JSON.parse(await readFile(path.join(at, "package.json"), "utf8")) as {
    bin: { sandbar: string };
    exports: Record<"./testing", Record<string, string>>;
  };
  for (const file of [manifest.bin.sandbar, ...Object.values(manifest.exports["./testing"])])
    expect(files).toContain(path.normalize(file));
});

test("the command line starts a server in the background, and stops it", async () => {
  expect((await sandbar("--version")).output).toMatch(/^\d+\.\d+\.\d+\n$/);
  const started = await sandbar("start", "--port", "0", "--empty", "--detach", "--wait", "--print-env");
  expect(started.code, started.output).toBe(0);
  const server = /^SANDBAR_URL=(.+)$/m.exec(started.output)?.[1];
  expect((await fetch(`${server}/healthz`)).status).toBe(200);
  const document = path.join(ROOT, "examples/openapi.yaml");
  const generated = await sandbar("generate", document, "--name", "orders");
  expect(generated.code, generated.output).toBe(0);
  const stopped = await sandbar("stop");
  expect(stopped.output).toContain("Stopped the server");
  await expect(fetch(`${server}/healthz`)).rejects.toThrow("fetch failed");
});

test("the demo serves the built-in APIs and the portal", async () => {
  const started = await sandbar("start", "--port", "0", "--detach", "--wait", "--print-env");
  expect(started.code, started.output).toBe(0);
  expect(started.output).toMatch(/^SANDBAR_STRIPE_KEY=sk_test_/m);
  const server = /^SANDBAR_URL=(.+)$/m.exec(started.output)?.[1];
  const page = await fetch(`${server}/`, { headers: { accept: "text/html" } });
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<script type="module"')]);
  await sandbar("stop");
});

describe("sandbar/testing", () => {
  test("runs in a script", async () => {
    await writeFile(
      path.join(folder, "script.js"),
      `import { startSandbar } from "sandbar/testing";
      const sandbar = await startSandbar();
      const api = await sandbar.api(${JSON.stringify(path.join(ROOT, "examples/openapi.yaml"))});
      const answer = await fetch(api.baseUrl + "/v1/orders", { headers: { authorization: "Bearer " + api.key } });
      console.log("answered", answer.status);
      await sandbar.close();`,
    );
    const ran = await run(process.execPath, ["script.js"]);
    expect(ran.output).toContain("answered 200");
    expect(ran.code).toBe(0);
  });

  test("has types that stand by themselves", async () => {
    await writeFile(
      path.join(folder, "typed.ts"),
      `import { type Sandbox, startSandbar } from "sandbar/testing";
      const sandbar = await startSandbar({ port: 0 });
      const sandbox: Sandbox = await (await sandbar.api("./openapi.yaml")).sandbox();
      const status: number = (await sandbox.requests())[0]?.status ?? 0;
      // @ts-expect-error: an effect names something
      await sandbox.fault({ effect: 503 });
      export { status };`,
    );
    const tsc = path.join(ROOT, "node_modules/.bin/tsc");
    const flags = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024", "--types", ""];
    const checked = await run(tsc, [...flags, "typed.ts"]);
    expect(checked.output).toBe("");
  });

  test("runs in Jest, which is installed beside it", async () => {
    await mkdir(path.join(folder, "examples"));
    for (const name of ["jest", "openapi.yaml", "sandbox.yaml"])
      await cp(path.join(ROOT, "examples", name), path.join(folder, "examples", name), { recursive: true });
    const at = path.join(folder, "examples/jest");
    const installed = await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline"], at);
    expect(installed.code, installed.output).toBe(0);
    const ran = await run("npm", ["test"], at);
    expect(ran.code, ran.output).toBe(0);
    expect(ran.output).toContain("2 passed");
  });
});

/** What is on the disk: workerd's install script links its program a second time, and a file of two names is one file. */
async function sizeOf(place: string, counted = new Set<number>()): Promise<number> {
  const entry = await lstat(place);
  if (counted.has(entry.ino)) return 0;
  counted.add(entry.ino);
  if (!entry.isDirectory()) return entry.size;
  let bytes = 0;
  for (const name of await readdir(place)) bytes += await sizeOf(path.join(place, name), counted);
  return bytes;
}
