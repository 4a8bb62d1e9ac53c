// Alive and ready, for whoever runs it: without a key, and without a word of what is in the settings.
import { env } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readiness } from "#edge/health.ts";
import type { EdgeEnv } from "#edge/ports.ts";
import { deployedWith } from "../support/deployment.ts";
import { LIBRARY } from "../support/documents.ts";
import { type TestSandbox, ORIGIN, openTestSandbox } from "../support/test-sandbox.ts";

afterEach(() => vi.restoreAllMocks());

const ask = (path: string, vars: Record<string, unknown>, origin = ORIGIN) =>
  deployedWith(vars)(`${origin}${path}`);
const failing = new Proxy(
  {},
  {
    get: () => () => {
      throw new Error("D1_ERROR: no connection");
    },
  },
);
const counted = (calls: string[]) =>
  ({
    prepare(query: string) {
      calls.push(query);
      return env.DB.prepare(query);
    },
  }) as unknown as D1Database;

describe("/healthz", () => {
  it("answers while settings are missing and no binding works", async () => {
    const broken = { DOMAIN: undefined, KEY_SECRETS: undefined, DB: failing, BLOBS: failing, TEST: failing };
    expect(await ask("/healthz", broken)).toMatchObject({ status: 200, body: { ok: true } });
    expect((await ask("/anything", broken)).status).toBe(500);
  });

  it("belongs to the API on an API's own host", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    for (const path of ["/healthz", "/readyz"]) expect((await ask(path, {}, sandbox.host)).status).toBe(401);
  });
});

describe("/readyz", () => {
  it("is ready when settings, database, migrations and built-in APIs are", async () => {
    const sandbox: TestSandbox = await openTestSandbox({ document: LIBRARY });
    expect(await ask("/readyz", { BUILT_INS: sandbox.slug })).toMatchObject({
      status: 200,
      body: { ready: true, checks: { settings: "ok", database: "ok", migrations: "ok", builtIns: "ok" } },
    });
  });

  it("names the built-in APIs that are not published", async () => {
    expect(await ask("/readyz", { BUILT_INS: "not-there,nor-there" })).toMatchObject({
      status: 503,
      body: { ready: false, checks: { database: "ok", builtIns: "not published: not-there, nor-there" } },
    });
  });

  it("names the settings that are wrong and shows none of them", async () => {
    const secret = "short and secret";
    const answer = await ask("/readyz", { BUILT_INS: "", AUTH_SECRET: secret, KEY_SECRETS: undefined });
    expect(answer).toMatchObject({ status: 503, body: { ready: false } });
    expect(answer.body.checks.settings).toBe("wrong or missing: KEY_SECRETS, AUTH_SECRET");
    expect(answer.text).not.toContain(secret);
  });

  it("says that D1 cannot be reached, and logs why", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const answer = await ask("/readyz", { BUILT_INS: "", DB: failing });
    expect(answer).toMatchObject({ status: 503, body: { checks: { database: "cannot be reached" } } });
    expect(answer.text).not.toContain("D1_ERROR");
    expect(JSON.parse(String(logged.mock.calls[0]?.[0]))).toMatchObject({
      event: "readiness.check_failed",
      check: "database",
      cause: expect.stringContaining("D1_ERROR"),
    });
  });

  it("does not wait for a database that hangs", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const never = { prepare: () => ({ bind: () => ({ first: () => new Promise(() => undefined) }) }) };
    const before = Date.now();
    expect((await ask("/readyz", { BUILT_INS: "", DB: never })).status).toBe(503);
    expect(Date.now() - before).toBeLessThan(6000);
  });

  it("tells a database without the newest migration from one without any", async () => {
    const behind = { prepare: () => env.DB.prepare("SELECT 0 AS n WHERE ? = ''") };
    const empty = { prepare: () => env.DB.prepare("SELECT count(*) AS n FROM no_such_table WHERE name = ?") };
    for (const DB of [behind, empty])
      expect(await ask("/readyz", { BUILT_INS: "", DB })).toMatchObject({
        status: 503,
        body: { checks: { database: "ok", migrations: "the newest is not applied" } },
      });
  });

  it("looks once for many who ask", async () => {
    const calls: string[] = [];
    const one = { ...env, BUILT_INS: "", DB: counted(calls) } as unknown as EdgeEnv;
    expect((await readiness(one)).ready).toBe(true);
    const found = await Promise.all(Array.from({ length: 20 }, () => readiness(one)));
    expect(found.every((each) => each.ready)).toBe(true);
    expect(calls).toHaveLength(1);
  });
});

describe("a request that fails", () => {
  it("is logged with its id, its tenant and its cause, and answered with the id alone", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const TEST = { getByName: () => ({ serve: () => Promise.reject(new Error(`lost ${sandbox.key}`)) }) };
    for (const path of [`/sandbox/${sandbox.slug}/v1/books`, `/demo/${sandbox.slug}/v1/books`]) {
      logged.mockClear();
      const answer = await deployedWith({ TEST })(`${ORIGIN}${path}`, {
        headers: { authorization: `Bearer ${sandbox.key}` },
      });
      expect(answer).toMatchObject({ status: 500, body: { sandbox_error: "internal" } });
      const line = String(logged.mock.calls[0]?.[0]);
      expect(JSON.parse(line)).toMatchObject({
        level: "error",
        event: "request.failed",
        requestId: answer.headers.get("x-request-id"),
        mode: "test",
        tenant: expect.stringMatching(/^[\w-]+:\w+$/),
        cause: expect.stringContaining("lost"),
      });
      expect(line).not.toContain(sandbox.key);
      expect(answer.text).not.toContain("lost");
    }
  });

  it("of the platform is logged with the tenant it was about", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const TEST = { getByName: () => ({ faults: () => Promise.reject(new Error("lost")) }) };
    const answer = await deployedWith({ TEST })(`${ORIGIN}/api/v1/sandboxes/default/${sandbox.slug}/faults`, {
      headers: { authorization: `Bearer ${sandbox.partner.token}` },
    });
    expect(answer.status).toBe(500);
    expect(JSON.parse(String(logged.mock.calls[0]?.[0]))).toMatchObject({
      event: "request.failed",
      requestId: answer.headers.get("x-request-id"),
      mode: "test",
      tenant: expect.stringMatching(/^\w+:\w+$/),
    });
  });
});
