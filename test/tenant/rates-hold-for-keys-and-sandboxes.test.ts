// Rates: by key and by sandbox as the plan says, and what a tester lowered a key to; told in headers, the same after eviction.
import { evictDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { type TestSandbox, callerOf, openTestSandbox } from "../support/test-sandbox.ts";
import { makeKey } from "../support/keys.ts";
import { openBothSides } from "../support/pipeline.ts";
import { stubOf } from "../support/tenant.ts";

const at = (sandbox: TestSandbox, path: string) => `/api/v1/sandboxes/default/${sandbox.slug}/${path}`;
const keyId = async (sandbox: TestSandbox): Promise<string> =>
  (await sandbox.partner.call("GET", `/api/v1/sandboxes/default/keys?api=${sandbox.slug}`)).body.data[0]
    .id as string;
const list = (sandbox: TestSandbox) => sandbox.api("GET", "/v1/books");

test("a key with a rate override meets 429 in the API's shape at its limit, sees it in the headers, and others do not", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const id = await keyId(sandbox);
  const other = await sandbox.partner.call("POST", "/api/v1/sandboxes/default/keys", { api: sandbox.slug });
  const overridden = await sandbox.partner.call("PUT", at(sandbox, `rate-overrides/${id}`), {
    limit: 2,
    window: 86_400,
  });
  expect(overridden).toMatchObject({ status: 200, body: { key: id, limit: 2, window: 86_400 } });
  const first = await list(sandbox);
  expect(first.headers.get("ratelimit-policy")).toContain('"override";q=2;w=86400');
  expect(first.headers.get("ratelimit")).toMatch(/^"override";r=1;t=\d+$/);
  expect((await list(sandbox)).status).toBe(200);
  await evictDurableObject(await stubOf(sandbox));
  const third = await Promise.all([list(sandbox), list(sandbox)]);
  // What an eviction may lose is a second of counting, never the rate override itself.
  for (let i = 0; i < 2; i++) await list(sandbox);
  const refused = await list(sandbox);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(60);
  expect(refused.body.sandbox_error).toBeUndefined();
  expect(third.every((one) => one.headers.get("ratelimit-policy")?.includes("override"))).toBe(true);
  expect((await callerOf(sandbox.host, other.body.rawKey as string)("GET", "/v1/books")).status).toBe(200);
  expect((await sandbox.partner.call("GET", at(sandbox, "rate-overrides"))).body.data).toHaveLength(1);
  expect((await sandbox.partner.call("DELETE", at(sandbox, `rate-overrides/${id}`))).status).toBe(204);
  expect((await list(sandbox)).status).toBe(200);
  const audit = (await sandbox.partner.call("GET", at(sandbox, "audit"))).body.data as { action: string }[];
  expect(audit.map((one) => one.action)).toEqual(["key_released", "rate_override_set", "activate"]);
});

test("parallel calls share one count, `*` holds for every key by itself, unknown keys are refused, reset ends it", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  await list(sandbox);
  await sandbox.partner.call("PUT", at(sandbox, "rate-overrides/*"), { limit: 5, window: 86_400 });
  const answers = await Promise.all(Array.from({ length: 12 }, () => list(sandbox)));
  expect(answers.filter((one) => one.status === 200)).toHaveLength(5);
  expect((await sandbox.partner.call("PUT", at(sandbox, "rate-overrides/nobody"), { limit: 5 })).status).toBe(
    404,
  );
  await sandbox.partner.call("POST", `/api/v1/settings/api-access/sandbox/reset?api=${sandbox.slug}`, {});
  expect((await list(sandbox)).status).toBe(200);
  expect((await sandbox.partner.call("GET", at(sandbox, "rate-overrides"))).body.data).toEqual([]);
});

test("all keys of a sandbox together have a limit of their own", async () => {
  const sandbox = await openTestSandbox({
    document: LIBRARY,
    sandboxFile: "limits: { per_minute: 4, per_minute_in_all: 6 }",
  });
  const second = await sandbox.partner.call("POST", "/api/v1/sandboxes/default/keys", { api: sandbox.slug });
  const other = callerOf(sandbox.host, second.body.rawKey as string);
  await earlyInAMinute();
  const mine = [];
  for (let i = 0; i < 5; i++) mine.push((await list(sandbox)).status);
  expect(mine).toEqual([200, 200, 200, 200, 429]);
  const last = await other("GET", "/v1/books");
  expect(last.status).toBe(200);
  expect(last.headers.get("ratelimit")).toMatch(/^"sandbox";r=0;/);
  expect((await other("GET", "/v1/books")).status).toBe(429);
});

/** A window is a minute of the clock: begin early in one. */
async function earlyInAMinute(): Promise<void> {
  const wait = 60_000 - (Date.now() % 60_000);
  if (wait < 4000) await scheduler.wait(wait);
}

test("a key's own limit never lifts the plan's: 100 a minute on a plan of 3 meets 429 at the fourth", async () => {
  const { sandbox } = await openBothSides({ limits: { keys: 10, perMinute: 3 } });
  const statuses = async (perMinute: number) => {
    const { rawKey } = await makeKey(sandbox, { perMinute });
    const met = [];
    for (let i = 0; i < 4; i++) met.push((await callerOf(sandbox.host, rawKey)("GET", "/v1/books")).status);
    return met;
  };
  await earlyInAMinute();
  expect(await statuses(100)).toEqual([200, 200, 200, 429]);
  expect(await statuses(2)).toEqual([200, 200, 429, 429]);
});
