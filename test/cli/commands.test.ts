// Each command of the command line against a running server: the local one, and as a second profile with an account of its own.
import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type Running, newState, only, runCli, startServer } from "../support/local-server.ts";
import type { Ran, sandbar as Sandbar } from "../support/run-sandbar.ts";

let state = "";
let config = "";
let server: Running;
let base = "";
let inProcess: typeof Sandbar;

beforeAll(async () => {
  state = await newState();
  config = await mkdtemp(path.join(tmpdir(), "sandbar-config-"));
  server = await startServer(state, 0, only("embed", "smartmca"));
  base = server.local.baseUrl;
  vi.stubEnv("SANDBAR_STATE", state);
  ({ sandbar: inProcess } = await import("../support/run-sandbar.ts"));
});
afterAll(() => server.kill("SIGTERM"));

const run = (args: string[], env: Record<string, string> = {}, stdin?: string): Promise<Ran> =>
  inProcess(args, { env: { SANDBAR_CONFIG: config, ...env }, ...(stdin === undefined ? {} : { stdin }) });

/** The JSON of a command that has to succeed. */
async function ask(args: string[], env: Record<string, string> = {}): Promise<any> {
  const ran = await run([...args, "--json"], env);
  expect([args.join(" "), ran.code, ran.stderr]).toEqual([args.join(" "), 0, ""]);
  return ran.json;
}

async function write(name: string, value: unknown): Promise<string> {
  const file = path.join(state, name);
  await writeFile(file, typeof value === "string" ? value : JSON.stringify(value));
  return file;
}

describe("generate", () => {
  it("publishes once, then shows what changes, asks before a client breaks, and keeps its sandbox and key", async () => {
    const file = await write("shelf-openapi.json", LIBRARY);
    const behaviour = await write("sandbox.yaml", LIBRARY_BEHAVIOUR);
    const first = await ask(["generate", file, "--name", "shelf", "--behaviour", behaviour]);
    expect(first).toMatchObject({ api: "shelf", sandbox: "default", changes: null });
    const { "/books/{bookId}": _gone, ...paths } = LIBRARY.paths as Record<string, unknown>;
    const next = await write("next.json", { ...LIBRARY, paths });
    const args = ["generate", next, "--name", "shelf", "--behaviour", behaviour];
    const refused = await run(args);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/is gone[^]*--yes/)]);
    expect((await ask(["status", "shelf"])).release).toBe(first.release);
    const second = await ask([...args, "--yes"]);
    expect(second.changes).toContainEqual(expect.objectContaining({ breaking: true, what: "is gone" }));
    expect(second.testKey).toBe(first.testKey);
    expect((await ask(["status", "shelf"])).release).toBe(second.release);
    const { data } = await ask(["sandboxes", "list"]);
    expect(data).toHaveLength(1);
    await ask(["generate", file, "--name", "shelf", "--behaviour", behaviour, "--yes"]);
  });

  it("says what is impossible in the sandbox's records", async () => {
    const note = { type: "object", properties: { id: { type: "string" }, text: { type: "string" } } };
    const example = [{ id: "n1", text: "Corporis soluta omnis deserunt." }];
    const paths = {
      "GET /notes": { answer: { type: "array", items: note }, example },
      "GET /notes/{id}": { answer: note },
    };
    const file = await write("notes.json", documentOf(paths));
    const begun = path.join(state, "begun.yaml");
    const args = ["generate", file, "--name", "notes"];
    const { stdout } = await run([...args, "--write-behaviour", begun]);
    expect(await readFile(begun, "utf8")).toContain("#   note:");
    const again = await run([...args, "--write-behaviour", begun]);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("is there already")]);
    expect(stdout).toMatch(
      /One value in the sandbox's records is impossible[^]*\/note\/n1\/text is "Corporis/,
    );
    expect((await ask(["generate", file, "--name", "notes"])).findings).toEqual([
      expect.objectContaining({ rule: "filler", at: "/note/n1/text" }),
    ]);
  });
});

describe("publish, diff, unpublish and list", () => {
  it("publish under a name that nobody gets unasked, compare, and hide", async () => {
    const file = await write("plain.json", LIBRARY);
    await ask(["publish", file, "--name", "plain", "--visibility", "public"]);
    const changed = await write("plain-next.json", { ...LIBRARY, paths: {} });
    expect((await run(["publish", changed, "--name", "plain"])).code).not.toBe(0);
    const { "/books": books } = LIBRARY.paths as Record<string, unknown>;
    const smaller = await write("smaller.json", { ...LIBRARY, paths: { "/books": books } });
    const compared = await run(["diff", "plain", "--document", smaller, "--exit-code"]);
    expect([compared.code, compared.stdout]).toEqual([1, expect.stringContaining("is gone")]);
    const next = await ask(["publish", smaller, "--name", "plain", "--alias", "next"]);
    expect(next).toMatchObject({ alias: "next" });
    const diff = await ask(["diff", "plain", "--to", "next"]);
    expect(diff.breaking).toBe(next.changes.filter((one: { breaking: boolean }) => one.breaking).length);
    expect(await ask(["unpublish", "plain", "--yes"])).toMatchObject({ visibility: "private" });
    const { data } = await ask(["list", "--mine"]);
    expect(data).toContainEqual(expect.objectContaining({ slug: "plain", visibility: "private" }));
    expect((await run(["unpublish", "plain"])).code).toBe(2);
    expect((await run(["diff", "plain"])).code).toBe(2);
  });

  it("open and schema say where and what", async () => {
    expect(await ask(["open", "shelf", "--print"])).toEqual({ url: `${base}/docs/shelf` });
    expect(await ask(["open", "--page", "status"])).toEqual({ url: `${base}/status` });
    expect((await run(["schema"])).json).toHaveProperty("properties");
  });
});

describe("a sandbox", () => {
  it("is activated, reset, undone and deactivated", async () => {
    await ask(["sandboxes", "create", "ci", "--ttl", "3600"]);
    const at = ["--sandbox", "ci"];
    const made = await ask(["activate", "shelf", "--seed-profile", "empty", ...at]);
    expect(made.testApiKey.rawKey).toMatch(/^lib_test_/);
    expect((await ask(["status", "shelf", ...at])).records).toBe(0);
    const preview = await ask(["reset", "shelf", "--dry-run", "--seed-profile", "small", ...at]);
    expect(Object.values(preview.resources)).toContainEqual({ now: 0, after: expect.any(Number) });
    expect((await ask(["reset", "shelf", "--seed-profile", "small", ...at])).records).toBeGreaterThan(0);
    expect((await ask(["undo", "shelf", ...at])).records).toBe(0);
    const daily = await ask(["reset", "shelf", "--every", "P1D", ...at]);
    expect(daily.schedule).toMatchObject({ everySeconds: 86_400, cron: null });
    expect((await run(["status", "shelf", ...at])).stdout).toContain("every day, next at");
    await ask(["reset", "shelf", "--unschedule", ...at]);
    expect((await ask(["status", "shelf", ...at])).schedule).toBeNull();
    expect((await run(["reset", "shelf", "--every", "soon", ...at])).code).toBe(2);
    expect((await run(["reset", "shelf", "--cron", "soon enough", ...at])).code).toBe(5);
    expect((await ask(["deactivate", "shelf", "--yes", ...at])).active).toBe(false);
    expect(await ask(["status", "shelf", ...at])).toMatchObject({ active: false });
    expect(await ask(["sandboxes", "delete", "ci", "--yes"])).toMatchObject({ name: "ci" });
  });

  it("has snapshots and a clock", async () => {
    const kept = await ask(["snapshot", "create", "shelf", "before"]);
    expect((await ask(["snapshot", "list", "shelf"])).data).toEqual([kept]);
    expect((await ask(["snapshot", "restore", "shelf", kept.id])).records).toBe(kept.records);
    await ask(["snapshot", "delete", "shelf", kept.id]);
    expect((await ask(["clock", "advance", "shelf", "2h"])).aheadSeconds).toBe(7200);
    expect((await ask(["clock", "freeze", "shelf"])).frozen).toBe(true);
    expect((await ask(["clock", "unfreeze", "shelf"])).frozen).toBe(false);
    const soon = new Date(Date.now() + 86_400_000).toISOString();
    expect((await ask(["clock", "set", "shelf", soon])).now.slice(0, 16)).toBe(soon.slice(0, 16));
    expect((await run(["clock", "advance", "shelf", "soon"])).code).toBe(2);
    expect((await run(["clock", "show", "shelf"])).stdout).toMatch(/\d (h|min|days?) ahead/);
  });

  it("has keys that are made, rotated and revoked", async () => {
    const made = await ask(["keys", "create", "shelf", "--manage", "--name", "robot"]);
    expect(made.scopes).toEqual(["*", "sandbox:manage"]);
    const call = (key: string): Promise<number> =>
      fetch(`${base}/sandbox/shelf/v1/books`, { headers: { authorization: `Bearer ${key}` } }).then(
        ({ status }) => status,
      );
    expect(await call(made.rawKey)).toBe(200);
    const byKey = { SANDBAR_SERVER: base, SANDBAR_TOKEN: made.rawKey as string };
    expect((await ask(["reset", "shelf"], byKey)).active).toBe(true);
    expect((await run(["keys", "create", "shelf"], byKey)).code).toBe(3);
    const rotated = await ask(["keys", "rotate", made.id, "--overlap", "0"]);
    expect([await call(made.rawKey), await call(rotated.rawKey)]).toEqual([401, 200]);
    await ask(["keys", "revoke", made.id]);
    expect((await run(["keys", "list", "shelf"])).stdout).toMatch(/robot.*revoked/);
  });
});

describe("failures, requests and webhooks", () => {
  it("are armed, seen, explained, replayed, triggered and tested", async () => {
    const key = JSON.parse(await readFile(path.join(state, "local.json"), "utf8")).apis.shelf
      .testKey as string;
    const call = (): Promise<Response> =>
      fetch(`${base}/sandbox/shelf/v1/books`, { headers: { authorization: `Bearer ${key}` } });
    expect((await run(["scenarios", "shelf"])).stdout).toContain("rate_limited");
    expect((await run(["fault", "arm", "shelf"])).code).toBe(2);
    const fault = await ask(["fault", "arm", "shelf", "--status", "503", "--count", "5"]);
    expect((await call()).status).toBe(503);
    expect((await ask(["fault", "list", "shelf"])).data).toMatchObject([{ id: fault.id, remaining: 4 }]);
    expect(await ask(["fault", "disarm", "shelf", "--all"])).toEqual({ disarmed: [fault.id] });
    expect((await call()).status).toBe(200);
    const { data } = await ask(["requests", "list", "shelf", "--status", "5xx"]);
    const id = data[0].id as string;
    expect(await ask(["requests", "explain", "shelf", id])).toMatchObject({ whose: "simulated failure" });
    expect((await run(["requests", "show", "shelf", id])).stdout).toContain("GET /v1/books");
    expect(await ask(["requests", "replay", "shelf", id])).toMatchObject({ status: 200 });
    expect((await run(["requests", "explain", "shelf", "req_none"])).code).toBe(4);

    const heard: string[] = [];
    const hook = createServer((request, response) => {
      request.on("data", (chunk: Buffer) => heard.push(chunk.toString()));
      request.on("end", () => response.writeHead(204).end());
    });
    await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
    try {
      const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
      const endpoint = await ask(["webhooks", "add", "shelf", url]);
      expect((await ask(["webhooks", "endpoints", "shelf"])).data).toMatchObject([{ id: endpoint.id, url }]);
      const triggered = await ask(["webhooks", "trigger", "shelf", "book.published"]);
      expect(triggered.events).toContain("book.published");
      await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0), 10_000);
      const [delivery] = (await ask(["webhooks", "deliveries", "shelf"])).data;
      const before = heard.length;
      await ask(["webhooks", "resend", "shelf", String(delivery.id)]);
      await vi.waitFor(() => expect(heard.length).toBeGreaterThan(before), 10_000);
      // It takes everything, and should not.
      expect((await run(["webhooks", "test", "shelf", endpoint.id])).code).toBe(1);
      await ask(["webhooks", "remove", "shelf", endpoint.id]);
    } finally {
      hook.close();
    }
  });

  it("tail shows calls as they come, until it is ended", async () => {
    const end = new AbortController();
    const { testKey } = server.local.apis["embed"] ?? { testKey: "" };
    const tailing = inProcess(["requests", "tail", "embed", "--json"], {
      env: { SANDBAR_CONFIG: config },
      signal: end.signal,
    });
    const timer = setInterval(
      () => void fetch(`${base}/sandbox/embed/v1/products`, { headers: { "api-key": testKey } }),
      300,
    );
    setTimeout(() => end.abort(), 3000);
    const { code, stdout } = await tailing.finally(() => clearInterval(timer));
    expect(code).toBe(0);
    const rows = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { seq: number; path: string });
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.map((row) => row.seq)).toEqual([...new Set(rows.map((row) => row.seq))]);
    expect(rows[0]?.path).toContain("/v1/products");
  });
});

describe("webhooks listen", () => {
  type Heard = { headers: Record<string, string>; body: string };
  const heard: Heard[] = [];
  let answer = 204;
  const hook = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      heard.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(answer).end();
    });
  });
  beforeAll(() => new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve)));
  afterAll(() => hook.close());

  const verified = (secret: string, { headers, body }: Heard): unknown =>
    new Webhook(secret).verify(body, headers);

  it("sends each delivery on as it was signed, resends and faults too, by the same secret every time", async () => {
    const port = (hook.address() as AddressInfo).port;
    const secrets: string[] = [];
    for (let round = 0; round < 2; round++) {
      heard.length = 0;
      answer = 204;
      const end = new AbortController();
      const listening = inProcess(["webhooks", "listen", "shelf", `${port}/hooks`, "--json"], {
        env: { SANDBAR_CONFIG: config },
        signal: end.signal,
      });
      await vi.waitFor(async () => {
        const { data } = await ask(["webhooks", "endpoints", "shelf"]);
        expect(data).toMatchObject([{ url: expect.stringContaining("webhook.test/listen/") }]);
      }, 10_000);
      await ask(["webhooks", "trigger", "shelf", "book.created"]);
      await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0), 15_000);
      const known = heard.length;
      answer = 500;
      const [delivery] = (await ask(["webhooks", "deliveries", "shelf"])).data;
      await ask(["webhooks", "resend", "shelf", String(delivery.id)]);
      await vi.waitFor(() => expect(heard.length).toBe(known + 1), 15_000);
      const effect = JSON.stringify({ webhook: "bad_signature" });
      await ask(["fault", "arm", "shelf", "--effect", effect, "--event", "book.created"]);
      await ask(["webhooks", "trigger", "shelf", "book.created"]);
      await vi.waitFor(() => expect(heard.length).toBeGreaterThan(known + 1), 15_000);
      await new Promise((resolve) => setTimeout(resolve, 500));
      end.abort();
      const { code, stdout } = await listening;
      expect(code).toBe(0);
      const [first = "", ...rest] = stdout.trim().split("\n");
      const { secret } = JSON.parse(first) as { secret: string };
      secrets.push(secret);
      for (const one of heard.slice(0, known + 1)) expect(verified(secret, one)).toMatchObject({});
      expect(() => heard.slice(known + 1).map((one) => verified(secret, one))).toThrow();
      const lines = rest.map((line) => JSON.parse(line) as { delivery: number; status: number });
      expect(lines.map(({ status }) => status).slice(0, known + 1)).toEqual([...Array(known).fill(204), 500]);
      expect(new Set(lines.map((one) => one.delivery)).size).toBe(heard.length);
      expect((await ask(["webhooks", "endpoints", "shelf"])).data).toEqual([]);
    }
    expect(secrets[0]).toMatch(/^whsec_/);
    expect(secrets[1]).toBe(secrets[0]);
  });

  it("says what is no receiver, and shows one that does not answer", async () => {
    const wrong = await run(["webhooks", "listen", "shelf", "nowhere"]);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("'nowhere' is no URL")]);
    const end = new AbortController();
    const listening = inProcess(["webhooks", "listen", "shelf", "http://127.0.0.1:9/hooks"], {
      env: { SANDBAR_CONFIG: config },
      signal: end.signal,
    });
    await vi.waitFor(
      async () => expect((await ask(["webhooks", "endpoints", "shelf"])).data.length).toBe(1),
      10_000,
    );
    await ask(["webhooks", "trigger", "shelf", "book.created"]);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    end.abort();
    expect((await listening).stdout).toMatch(/--- book\.created/);
  });
});

describe("a second profile", () => {
  const second = ["--profile", "second"];

  it("signs in, works on its own sandboxes, and signs out", async () => {
    const account = {
      name: "Second Partner",
      email: "second@example.com",
      password: "a long enough password",
    };
    await fetch(`${base}/api/auth/sign-up/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: base },
      body: JSON.stringify(account),
    });
    const login = ["login", ...second, "--server", base, "--email", account.email];
    expect((await run(login, { SANDBAR_PASSWORD: "not this one at all" })).code).toBe(3);
    expect((await run(login)).stderr).toContain("SANDBAR_PASSWORD");
    expect(await ask(login, { SANDBAR_PASSWORD: account.password })).toMatchObject({
      profile: "second",
      email: account.email,
      role: "owner",
    });
    expect((await stat(path.join(config, "profiles.json"))).mode & 0o777).toBe(0o600);
    expect(await ask(["whoami"])).toMatchObject({ email: account.email, credential: "profile second" });
    expect(await ask(["whoami", "--profile", "local"])).toMatchObject({ email: "demo@sandbar.localhost" });
    expect((await run(["whoami"], { SANDBAR_PROFILE: "secnd" })).stderr).toContain("Did you mean 'second'?");
    await ask(["profiles", "use", "local"]);
    expect((await ask(["profiles", "list"])).data).toMatchObject([{ name: "second", current: false }]);

    const { testApiKey } = await ask(["activate", "shelf", ...second]);
    expect((await ask(["keys", "list", "shelf", ...second])).data).toMatchObject([{ id: testApiKey.id }]);
    for (const args of [
      ["list"],
      ["status"],
      ["status", "shelf"],
      ["reset", "shelf"],
      ["undo", "shelf"],
      ["sandboxes", "list"],
      ["scenarios", "shelf"],
      ["fault", "list", "shelf"],
      ["clock", "show", "shelf"],
      ["snapshot", "list", "shelf"],
      ["requests", "list", "shelf"],
      ["webhooks", "endpoints", "shelf"],
      ["webhooks", "deliveries", "shelf"],
      ["tokens", "list"],
      ["diff", "shelf", "--to", "latest"],
      ["open", "shelf", "--print"],
      ["sandboxes", "create", "other"],
      ["sandboxes", "delete", "other", "--yes"],
      ["keys", "create", "shelf", "--name", "ci"],
      ["fault", "arm", "shelf", "--status", "500"],
      ["fault", "disarm", "shelf", "--all"],
      ["clock", "advance", "shelf", "1h"],
      ["snapshot", "create", "shelf", "mine"],
      ["webhooks", "trigger", "shelf", "book.published"],
      ["workflows", "list", "shelf"],
      ["run", "shelf", "create-and-delete-book", "--receipt"],
      ["receipts", "list", "shelf"],
      ["doctor"],
      ["deactivate", "shelf", "--yes"],
    ])
      await ask([...args, ...second]);
    // What is another provider's stays that.
    const file = await write("other.json", LIBRARY);
    for (const args of [
      ["generate", file, "--name", "shelf"],
      ["unpublish", "shelf", "--yes"],
      ["reviews", "list", "shelf"],
    ])
      expect([args[0], (await run([...args, ...second])).code]).toEqual([args[0], 3]);
    expect(await ask(["generate", file, "--name", "others", ...second])).toMatchObject({
      baseUrl: `${base}/sandbox/others`,
    });
    expect((await ask(["generate", file, "--name", "others", ...second])).changes).toEqual([]);
  });

  it("publishes, and has keys, requests and webhooks of its own", async () => {
    const file = await write("seconds.json", LIBRARY);
    await ask(["publish", file, "--name", "seconds", "--visibility", "private", ...second]);
    expect((await ask(["list", "--mine", ...second])).data).toContainEqual(
      expect.objectContaining({ slug: "seconds", visibility: "private" }),
    );
    expect((await run(["status", "seconds"])).code).not.toBe(0);
    const { testApiKey } = await ask(["activate", "shelf", ...second]);
    const made = await ask(["keys", "create", "shelf", ...second]);
    const rotated = await ask(["keys", "rotate", made.id, "--overlap", "0", ...second]);
    await ask(["keys", "revoke", rotated.id, ...second]);
    const call = (key: string): Promise<number> =>
      fetch(`${base}/sandbox/shelf/v1/books`, { headers: { authorization: `Bearer ${key}` } }).then(
        ({ status }) => status,
      );
    expect([await call(rotated.rawKey), await call(testApiKey.rawKey)]).toEqual([401, 200]);

    const { data: requests } = await ask(["requests", "list", "shelf", "--status", "200", ...second]);
    const id = requests[0].id as string;
    expect(await ask(["requests", "explain", "shelf", id, ...second])).toMatchObject({ status: 200 });
    expect(await ask(["requests", "replay", "shelf", id, ...second])).toMatchObject({ status: 200 });
    expect((await run(["requests", "explain", "shelf", id])).code).toBe(4);
    const until = async (args: string[], meanwhile: () => Promise<void>): Promise<string> => {
      const end = new AbortController();
      const ran = inProcess([...args, ...second, "--json"], {
        env: { SANDBAR_CONFIG: config },
        signal: end.signal,
      });
      await meanwhile().finally(() => end.abort());
      const { code, stdout } = await ran;
      expect(code).toBe(0);
      return stdout;
    };
    const tailed = await until(["requests", "tail", "shelf"], async () => {
      for (let n = 0; n < 8; n++) {
        await call(testApiKey.rawKey);
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    });
    expect(tailed).toContain("/v1/books");

    let heard = 0;
    const hook = createServer((request, response) => {
      request.resume().on("end", () => {
        heard++;
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
    const trigger = ["webhooks", "trigger", "shelf", "book.created", ...second];
    try {
      const endpoint = await ask(["webhooks", "add", "shelf", url, ...second]);
      await ask(trigger);
      await vi.waitFor(() => expect(heard).toBeGreaterThan(0), 10_000);
      const [delivery] = (await ask(["webhooks", "deliveries", "shelf", ...second])).data;
      const before = heard;
      await ask(["webhooks", "resend", "shelf", String(delivery.id), ...second]);
      await vi.waitFor(() => expect(heard).toBeGreaterThan(before), 10_000);
      expect((await run(["webhooks", "test", "shelf", endpoint.id, ...second])).code).toBe(1);
      await ask(["webhooks", "remove", "shelf", endpoint.id, ...second]);
      const known = heard;
      const listened = await until(["webhooks", "listen", "shelf", url], async () => {
        await vi.waitFor(async () => {
          const { data } = await ask(["webhooks", "endpoints", "shelf", ...second]);
          expect(data).toHaveLength(1);
        }, 10_000);
        await ask(trigger);
        await vi.waitFor(() => expect(heard).toBeGreaterThan(known), 15_000);
        await new Promise((resolve) => setTimeout(resolve, 500));
      });
      expect(listened).toContain("book.created");
    } finally {
      hook.close();
    }
  });

  it("submits for review, and the provider decides", async () => {
    await ask(["activate", "smartmca", ...second]);
    const checked = await run(["submit", "smartmca", "--check", ...second]);
    expect(checked.stdout).toContain("sandbox");
    expect(await ask(["submit", "smartmca", ...second])).toMatchObject({ phase: "in_review" });
    expect(await ask(["submit", "smartmca", "--withdraw", ...second])).toMatchObject({ phase: "sandbox" });
    await ask(["submit", "smartmca", ...second]);
    const { data } = await ask(["reviews", "list", "smartmca", "--status", "in_review"]);
    const id = data[0].id as string;
    expect(await ask(["reviews", "show", "smartmca", id])).toMatchObject({
      partner: { name: "Second Partner" },
    });
    expect((await run(["reviews", "reject", "smartmca", id])).code).toBe(2);
    const asked = await ask(["reviews", "request-changes", "smartmca", id, "--notes", "Handle 429."]);
    expect(asked).toMatchObject({ status: "changes_requested" });
    expect((await run(["reviews", "approve", "smartmca", id])).code).toBe(5);
  });

  it("hands CI a token that needs nothing else, and is refused once it is revoked", async () => {
    const made = await ask(["tokens", "create", "ci", "--scope", "test", "--expires-in", "30", ...second]);
    const env = { SANDBAR_SERVER: base, SANDBAR_TOKEN: made.token as string };
    expect(await ask(["whoami"], env)).toMatchObject({ scopes: ["test"], credential: "SANDBAR_TOKEN" });
    await ask(["activate", "embed"], env);
    await ask(["reset", "embed"], env);
    expect((await run(["tokens", "list"], env)).code).toBe(3);
    await ask(["tokens", "revoke", made.id, ...second]);
    const refused = await run(["list", "--json"], env);
    expect([refused.code, JSON.parse(refused.stderr)]).toMatchObject([
      3,
      { error: { exitCode: 3, status: 401 } },
    ]);
    const agent = await mcpClient(second);
    const { content } = await agent.callTool({ name: "list_apis", arguments: {} });
    // A private API of its own, which nobody else is shown.
    expect(JSON.stringify(content)).toContain("seconds");
    await agent.close();
    expect(await ask(["logout", ...second])).toMatchObject({ signedOut: true });
    expect((await run(["whoami", ...second])).code).toBe(2);
  });
});

describe("doctor", () => {
  const doctor = async (
    args: string[] = [],
    env: Record<string, string> = {},
  ): Promise<[number, string[]]> => {
    const ran = await run(["doctor", "--json", ...args], env);
    const { data } = ran.json as { data: { check: string; state: string; message: string }[] };
    const wrong = data.filter(({ state: how }) => how !== "fine");
    return [ran.code, wrong.map((one) => `${one.check}: ${one.message}`)];
  };

  it("finds faults and clocks that are left armed, as warnings", async () => {
    await ask(["sandboxes", "create", "messy"]);
    await ask(["activate", "embed", "--sandbox", "messy"]);
    await ask(["fault", "arm", "embed", "--status", "500", "--sandbox", "messy"]);
    await ask(["clock", "freeze", "embed", "--sandbox", "messy"]);
    const [code, wrong] = await doctor();
    expect(code).toBe(0);
    expect(wrong).toEqual(
      expect.arrayContaining([
        "faults: embed in 'messy': 1 armed.",
        expect.stringContaining("clock: embed in 'messy': the clock stands still"),
      ]),
    );
    await ask(["sandboxes", "delete", "messy", "--yes"]);
  });

  it("finds a credential that has ended, a profile that is not there, and a server that is down", async () => {
    const token = `sandbar_service_${"0".repeat(43)}`;
    expect(await doctor([], { SANDBAR_TOKEN: token })).toEqual([
      1,
      ["credential: This service token is not known here."],
    ]);
    const expiresAt = new Date(Date.now() + 1000).toISOString();
    const made = await fetch(`${base}/api/v1/service-tokens`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${server.local.sessionToken}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ name: "short", scopes: ["read"], expiresAt }),
    });
    const { token: short } = (await made.json()) as { token: string };
    await vi.waitFor(
      async () =>
        expect(await doctor([], { SANDBAR_TOKEN: short })).toEqual([
          1,
          [expect.stringContaining(`credential: The service token 'short' expired at ${expiresAt}`)],
        ]),
      10_000,
    );
    expect(await doctor([], { SANDBAR_TOKEN: "a-session-that-was" })).toEqual([
      1,
      [expect.stringMatching(/^credential: .*this session has ended, or is of another server/)],
    ]);
    expect(await doctor(["--profile", "nobody"])).toEqual([
      1,
      [expect.stringContaining("no profile 'nobody'")],
    ]);
    expect(await doctor(["--server", "http://127.0.0.1:9"])).toEqual([
      1,
      [expect.stringContaining("http://127.0.0.1:9 does not answer")],
    ]);
  });
});

describe("the command line itself", () => {
  it("says what to do next, suggests the near name, and shows no stack", async () => {
    const unknown = await run(["publsh"]);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("Did you mean 'publish'?")]);
    expect((await run(["status", "nothing-here"])).stderr).toContain("sandbar list");
    const down = await run(["list", "--server", "http://127.0.0.1:9", "--json"], { SANDBAR_TOKEN: "x" });
    expect([down.code, JSON.parse(down.stderr).error.next]).toEqual([
      6,
      expect.stringContaining("npm start"),
    ]);
    expect((await run(["list", "--server", "http://127.0.0.1:9"])).stderr).toContain("sandbar login");
    for (const { stderr } of [unknown, down]) expect(stderr).not.toMatch(/\n\s+at /);
  });

  it("has help for every command, with colours for nobody but a terminal", async () => {
    const { stdout } = await run(["--help"]);
    const names = [...stdout.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(([, name]) => name ?? "");
    expect(names.length).toBeGreaterThan(25);
    for (const name of names) {
      const help = await run([name, "--help"]);
      expect([name, help.code, help.stdout]).toEqual([name, 0, expect.stringContaining("USAGE")]);
      expect(help.stdout).not.toContain("\u001B");
    }
    expect((await run(["help", "generate"])).stdout).toContain("Examples:");
  });

  it("proposes completions, and prints the scripts that ask for them", async () => {
    for (const shell of ["bash", "zsh", "fish"])
      expect((await run(["completion", shell])).stdout).toContain("sandbar __complete");
    expect((await run(["__complete", "fault", "a"])).stdout).toBe("arm\n");
    expect((await run(["__complete", "reset", "x", "--dry"])).stdout).toBe("--dry-run\n");
    expect((await run(["completion", "tcsh"])).code).toBe(2);
  });

  it("runs as a process of its own", async () => {
    const { code, stdout } = await runCli(state, ["list", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).data.length).toBeGreaterThanOrEqual(4);
  });
});

async function mcpClient(args: string[] = []): Promise<Client> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ["bin/sandbar.js", "mcp", ...args],
    env: { ...(process.env as Record<string, string>), SANDBAR_STATE: state, SANDBAR_CONFIG: config },
    stderr: "pipe",
  });
  const client = new Client({ name: "test", version: "1" });
  await client.connect(transport);
  return client;
}

describe("backup", () => {
  it("copies accounts and APIs into a folder and puts them back, for the administrator alone", async () => {
    const folder = path.join(state, "backup");
    const { release, records } = await ask(["status", "embed"]);
    const made = await ask(["backup", "create", folder]);
    expect(made).toMatchObject({ folder, tables: expect.any(Number), rows: expect.any(Number) });
    expect((await stat(path.join(folder, "backup.json"))).mode & 0o777).toBe(0o600);
    expect((await run(["backup", "create", folder])).stderr).toMatch(/is not empty/);
    expect((await run(["backup", "restore", state])).stderr).toMatch(/no complete backup/);
    expect((await run(["backup", "restore", folder])).stderr).toMatch(/--yes/);
    expect((await run(["backup", "restore", folder, "--yes"])).stderr).toMatch(
      /accounts or APIs here already/,
    );
    const asStranger = { SANDBAR_ADMIN_TOKEN: "nobody".repeat(8) };
    expect((await run(["backup", "create", `${folder}-2`], asStranger)).code).toBe(3);
    expect((await run(["backup", "create", `${folder}-3`, "--server", "http://127.0.0.1:9"])).code).toBe(3);
    const restored = await ask(["backup", "restore", folder, "--replace", "--yes"]);
    expect([restored.rows, restored.files]).toEqual([made.rows, made.files]);
    expect(await ask(["status", "embed"])).toMatchObject({ release, records, active: true });
  });
});

describe("mcp", () => {
  it("serves the tools on stdin and stdout, and ends with its input", async () => {
    const client = await mcpClient();
    const { content } = await client.callTool({ name: "list_apis", arguments: {} });
    expect(JSON.stringify(content)).toContain("shelf");
    const { isError } = await client.callTool({ name: "describe_api", arguments: { api: "nothing-here" } });
    expect(isError).toBe(true);
    await client.close();
  });
});
