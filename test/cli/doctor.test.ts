// What `sandbar doctor` finds when it is broken on purpose: Node, profiles, state folder and port. What it finds at a running
// server is in commands.test.ts.
import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { checkNode, checkProfiles } from "#cli/doctor/machine.ts";
import { shellOf } from "#cli/shell/shell.ts";
import { freePort, newState } from "../support/local-server.ts";

afterEach(() => vi.resetModules());

/** The checks of a state folder: the folder is read from the environment when the module is loaded. */
async function checkState(state: string, port: number): Promise<string[]> {
  vi.stubEnv("SANDBAR_STATE", state);
  const { checkLocalServer } = await import("#cli/doctor/local-server.ts");
  const findings = await checkLocalServer({ PORT: String(port) });
  return findings.filter(({ state: how }) => how !== "fine").map((one) => `${one.check}: ${one.message}`);
}

const local = (baseUrl: string): string => JSON.stringify({ baseUrl, sessionToken: "x", apis: {} });

/** Answers as a server would, on a port of its own. */
async function listening(): Promise<{ url: string; port: number; close(): void }> {
  const server = createServer((_request, response) => response.end("{}"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}`, port, close: () => void server.close() };
}

it("an old Node", () => {
  expect(checkNode("v20.20.2")).toMatchObject({ state: "problem" });
  expect(checkNode("v22.12.0")).toMatchObject({ state: "problem" });
  expect(checkNode("v22.13.0")).toMatchObject({ state: "fine" });
  expect(checkNode("v24.1.0")).toMatchObject({ state: "fine" });
});

it("profiles that are broken, that others can read, or of which the current one is gone", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "sandbar-config-"));
  const file = path.join(folder, "profiles.json");
  const check = (): ReturnType<typeof checkProfiles> =>
    checkProfiles(
      shellOf({
        args: [],
        env: { SANDBAR_CONFIG: folder },
        input: process.stdin,
        output: process.stdout,
        messages: process.stderr,
        signal: new AbortController().signal,
      }),
    );
  expect(await check()).toMatchObject({ state: "fine" });
  await writeFile(file, "{");
  expect(await check()).toMatchObject({ state: "problem", message: expect.stringContaining("is broken") });
  const profiles = { a: { server: "https://a.example", token: "t" } };
  await writeFile(file, JSON.stringify({ profiles, current: "b" }));
  expect(await check()).toMatchObject({ state: "problem", message: expect.stringContaining("'b'") });
  await writeFile(file, JSON.stringify({ profiles, current: "a" }));
  await chmod(file, 0o644);
  expect(await check()).toMatchObject({ state: "warning", next: `chmod 600 ${file}` });
});

it("no server, and a port that another program has taken", async () => {
  const state = await newState();
  const free = await freePort();
  expect(await checkState(state, free)).toEqual(["local server: No local server is running."]);
  const other = await listening();
  vi.resetModules();
  expect(await checkState(state, other.port)).toEqual([
    expect.stringContaining(`port ${other.port} is taken`),
  ]);
  other.close();
});

it("state of a newer version, by its format and by its migrations", async () => {
  const port = await freePort();
  const byFormat = await newState();
  await writeFile(path.join(byFormat, "format.json"), JSON.stringify({ format: 99 }));
  expect(await checkState(byFormat, port)).toContainEqual(
    expect.stringContaining("newer version of Sandbar (format 99)"),
  );
  vi.resetModules();
  const byMigration = await newState();
  const folder = path.join(byMigration, "state/v3/d1/database");
  await mkdir(folder, { recursive: true });
  const database = new DatabaseSync(path.join(folder, "one.sqlite"));
  database.exec(
    "CREATE TABLE d1_migrations (name TEXT); INSERT INTO d1_migrations VALUES ('9999_later.sql')",
  );
  database.close();
  expect(await checkState(byMigration, port)).toContainEqual(
    expect.stringContaining("(migration 9999_later.sql)"),
  );
});

it("two servers on one state folder, and what a killed server left running", async () => {
  const [one, other] = [await listening(), await listening()];
  const state = await newState();
  await writeFile(path.join(state, "local.json"), local(one.url));
  const holder = { pid: process.pid, since: new Date().toISOString(), port: other.port };
  await writeFile(path.join(state, "server.json"), JSON.stringify(holder));
  expect(await checkState(state, one.port)).toEqual([expect.stringContaining(`Two servers answer`)]);
  one.close();
  other.close();
  vi.resetModules();
  const left = spawn("sleep", ["30"]);
  const { findChild } = await import("#cli/local/processes.ts");
  const workerd = await findChild("sleep");
  const gone = spawn("true");
  await new Promise((resolve) => gone.once("close", resolve));
  await writeFile(path.join(state, "server.json"), JSON.stringify({ ...holder, pid: gone.pid, workerd }));
  expect(await checkState(state, await freePort())).toContainEqual(expect.stringContaining("left workerd"));
  left.kill();
});
