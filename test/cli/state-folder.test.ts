import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { type Running, freePort, newState, only, runCli, startServer } from "../support/local-server.ts";

/** Whole servers are started and killed here, on machines that may have much else to do. */
const SLOW_MS = 300_000;
/** workerd may still be closing its databases when the server that started it is gone. */
const LOCKED_MS = 10_000;
const ROOT = path.join(import.meta.dirname, "../..");

type Ran = { code: number | null; stdout: string; stderr: string };

/** `npm start`, to its end: for what is refused. */
const start = (
  state: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<Ran> & { child: ChildProcess } => {
  const child = spawn(process.execPath, ["src/cli/sandbar.ts", "start", ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env, SANDBAR_STATE: state },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ran>((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
  return Object.assign(ended, { child });
};

/** Refused in sentences: no stack, no file of ours, no line number. */
function expectSentence({ code, stderr }: Ran, status: number): void {
  expect(stderr).not.toMatch(/\n\s+at |node:internal|\.ts:\d+/);
  expect(stderr.trim()).not.toBe("");
  expect(code, stderr).toBe(status);
}

const holderOf = async (state: string): Promise<{ pid: number; port: number; workerd: { pid: number } }> =>
  JSON.parse(await readFile(path.join(state, "server.json"), "utf8"));

describe("a state folder whose server runs", { timeout: SLOW_MS }, () => {
  let state = "";
  let server: Running;
  let document = "";
  beforeAll(async () => {
    state = await newState();
    document = path.join(state, "library.json");
    await writeFile(document, JSON.stringify(LIBRARY));
    server = await startServer(state, 0, only("embed"));
  });
  afterAll(() => server.kill("SIGTERM"));

  it("has a port of its own choosing, and every address says so", async () => {
    const { port } = await holderOf(state);
    expect(port).toBeGreaterThan(1024);
    expect(server.local.baseUrl).toBe(`http://localhost:${port}`);
    expect(server.output()).toContain(`Sandbar is ready at http://localhost:${port}`);
    for (const api of Object.values(server.local.apis)) expect(api.baseUrl).toContain(`:${port}`);
    const document = (await (await fetch(`${server.local.baseUrl}/openapi.json`)).json()) as {
      servers: { url: string }[];
    };
    expect(document.servers[0]?.url).toContain(String(port));
  });

  it("refuses a second server, and --fresh, and says who holds it", async () => {
    const { pid, port } = await holderOf(state);
    const second = await start(state, ["--port", "0"]);
    expectSentence(second, 1);
    expect(second.stderr).toContain(`process ${pid}`);
    expect(second.stderr).toContain(`http://localhost:${port}`);
    const fresh = await start(state, ["--port", "0", "--fresh"]);
    expectSentence(fresh, 1);
    expect(fresh.stderr).toContain("--fresh would delete what it is using");
    expect((await stat(path.join(state, "local.json"))).isFile()).toBe(true);
    expect((await fetch(`${server.local.baseUrl}/healthz`)).status).toBe(200);
  });

  it("takes two keys of two commands at once, and both work after a SIGKILL on another port", async () => {
    const made = await Promise.all(
      ["one", "two"].map((name) => runCli(state, ["generate", document, "--name", name, "--json"])),
    );
    const keys = made.map(({ stdout, stderr }) => {
      expect(stderr).toBe("");
      return (JSON.parse(stdout) as { testKey: string }).testKey;
    });
    const before = await holderOf(state);
    process.kill(before.pid, "SIGKILL");
    await expect.poll(() => isThere(before.pid), { timeout: 5000 }).toBe(false);
    expect(await isThere(before.workerd.pid)).toBe(true);
    server = await startServer(state, 0, only("embed"));
    expect(server.output()).toContain(`workerd, process ${before.workerd.pid}`);
    expect(await isThere(before.workerd.pid)).toBe(false);
    const names = ["one", "two"];
    for (const [i, key] of keys.entries()) {
      const api = server.local.apis[names[i] ?? ""];
      expect(api?.testKey).toBe(key);
      expect(api?.pathUrl).toContain(server.local.baseUrl);
      const books = await fetch(`${api?.pathUrl}/v1/books`, { headers: { authorization: `Bearer ${key}` } });
      expect(books.status).toBe(200);
    }
  });

  it("says of production what was chosen, and refuses what is no choice", async () => {
    const silent = await runCli(state, ["generate", document, "--name", "none-yet"]);
    expect(silent.stdout).toMatch(/live\s+none – [^]*--live hosted or --live upstream=/);
    const hosted = await runCli(state, [
      "generate",
      document,
      "--name",
      "hosted",
      "--live",
      "hosted",
      "--json",
    ]);
    expect(JSON.parse(hosted.stdout)).toMatchObject({ live: "hosted" });
    const url = "https://library.example/root";
    const upstream = await runCli(state, [
      "generate",
      document,
      "--name",
      "up",
      "--live",
      `upstream=${url}`,
      "--json",
    ]);
    expect(JSON.parse(upstream.stdout)).toMatchObject({ live: { upstream: url } });
    for (const wrong of [
      "hostd",
      "upstream=nonsense",
      "upstream=https://a:b@c.example",
      "upstream=ftp://c.example",
    ]) {
      const refused = await runCli(state, ["generate", document, "--live", wrong]);
      expectSentence(refused, 2);
    }
    const answer = await fetch(`${server.local.baseUrl}/api/v1/subscriptions/none-yet`, {
      headers: { authorization: `Bearer ${server.local.sessionToken}` },
    });
    expect(((await answer.json()) as { whyNot: string }).whyNot).toContain("no production behind it yet");
  });
});

const isThere = async (pid: number): Promise<boolean> => {
  const found = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return found !== "" && !/\) Z /.test(found);
};

describe("npm start", { timeout: SLOW_MS }, () => {
  it.each([
    [["--prot", "9000"], "did you mean --port"],
    [["9000"], "npm start -- --port 9000"],
    [["--port"], "--port"],
    [["--port", "70000"], "must be a number from 0 to 65535"],
    [["--port", "1e3"], "not '1e3'"],
    [["--fresh=perhaps"], "fresh"],
  ])("refuses %j in a sentence", async (args, said) => {
    const ran = await start(await newState(), args);
    expectSentence(ran, 2);
    expect(ran.stderr).toContain(said);
  });

  it("reads the variable PORT with the same care", async () => {
    const ran = await start(await newState(), [], { PORT: "http" });
    expectSentence(ran, 2);
    expect(ran.stderr).toContain("The variable PORT");
  });

  it("says that a port is in use", async () => {
    const port = await freePort();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
    const ran = await start(await newState(), ["--port", String(port)]);
    other.close();
    expectSentence(ran, 1);
    expect(ran.stderr).toContain(`Port ${port} is in use`);
  });

  it("says that its folder cannot be written", async () => {
    const state = await newState();
    await writeFile(path.join(state, "file"), "");
    const ran = await start(path.join(state, "file", "state"), []);
    expectSentence(ran, 1);
    expect(ran.stderr).toContain("cannot be written");
  });

  it.each([
    ["format.json", '{"format":99}', "newer version of Sandbar (format 99"],
    ["format.json", "{", "is broken"],
    ["local.json", "{", "local.json is broken"],
    ["secrets.json", '{"KEY_SECRETS":"x"}', "secrets.json is broken"],
  ])("stops at %s of %s, and leaves it as it is", async (name, text, said) => {
    const state = await newState();
    await writeFile(path.join(state, name), text);
    const ran = await start(state, ["--port", "0"]);
    expectSentence(ran, 1);
    expect(ran.stderr).toContain(said);
    expect(await readFile(path.join(state, name), "utf8")).toBe(text);
  });

  it("takes over from a process that is gone, whoever has its number now", async () => {
    const state = await newState();
    await mkdir(state, { recursive: true });
    const reused = { pid: process.pid, started: "another boot 1" };
    await writeFile(
      path.join(state, "server.json"),
      JSON.stringify({ pid: process.pid, since: "2026-01-01T00:00:00.000Z", port: 8787, workerd: reused }),
    );
    const server = await startServer(state, 0, only("embed"));
    expect(server.output()).not.toContain("Ending what");
    await server.kill("SIGTERM");
    // The database itself tells of a newer version, whatever the format says.
    await rm(path.join(state, "format.json"));
    const { DatabaseSync } = await import("node:sqlite");
    const { readdir } = await import("node:fs/promises");
    const files = (await readdir(state, { recursive: true })).filter((one) => one.endsWith(".sqlite"));
    let marked = 0;
    for (const file of files) {
      const database = new DatabaseSync(path.join(state, file), { timeout: LOCKED_MS });
      const [table] = database.prepare("SELECT name FROM sqlite_master WHERE name = 'd1_migrations'").all();
      if (table) marked++;
      if (table) database.exec("INSERT INTO d1_migrations (name) VALUES ('9999_later.sql')");
      database.close();
    }
    expect(marked).toBe(1);
    const newer = await start(state, ["--port", "0"]);
    expectSentence(newer, 1);
    expect(newer.stderr).toContain("migration 9999_later.sql");
  });
});

describe("sandbar", () => {
  it.each([
    [["genrate"], "There is no command 'genrate'. Did you mean 'generate'?"],
    [["generate", "a.json", "--nmae", "x"], "did you mean --name?"],
    [["generate", "a.json", "b.json"], 'Too many arguments, expected 1 but encountered "b.json"'],
    [["generate", "--name"], "--name"],
    [["schema", "extra"], "Too many arguments"],
  ])("refuses %j in a sentence", async (args, said) => {
    const ran = await runCli(await newState(), args);
    expectSentence(ran, 2);
    expect(ran.stderr).toContain(said);
  });

  it("helps with every command, and says when no server runs", async () => {
    const state = await newState();
    for (const args of [["--help"], ["generate", "--help"], ["help", "generate"], ["schema", "--help"], []])
      expect(await runCli(state, args)).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/USAGE|Usage/),
      });
    const alone = await runCli(state, ["generate", "a.json"]);
    expectSentence(alone, 6);
    expect(alone.stderr).toContain("npm start");
    await writeFile(path.join(state, "local.json"), "nonsense");
    const broken = await runCli(state, ["generate", "a.json"]);
    expectSentence(broken, 6);
    expect(broken.stderr).toContain("local.json is broken");
  });
});
