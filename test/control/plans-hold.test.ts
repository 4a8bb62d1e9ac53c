// Plans: the built-in free one has three keys and a thousand calls a month; a provider's own holds from the next call on.
import { expect, test } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";
import { openBothSides } from "../support/pipeline.ts";
import { rows } from "../support/tenant.ts";

test("on the free plan the fourth key and the 1,001st call of the month are refused, and another plan lets them in", async () => {
  const { provider, sandbox: testSandbox, slug } = await openBothSides();
  const key = () => testSandbox.partner.call("POST", "/api/v1/sandboxes/default/keys", { api: slug });
  expect([(await key()).status, (await key()).status]).toEqual([201, 201]);
  const fourth = await key();
  expect(fourth).toMatchObject({ status: 429, body: { sandbox_error: "quota_exceeded" } });
  expect(
    (await testSandbox.partner.call("GET", `/api/v1/sandboxes/default/keys?api=${slug}`)).body.data,
  ).toHaveLength(3);
  // Two at once where there is room for one.
  const [first] = (await testSandbox.partner.call("GET", `/api/v1/sandboxes/default/keys?api=${slug}`)).body
    .data as { id: string }[];
  await testSandbox.partner.call("DELETE", `/api/v1/sandboxes/default/keys/${first?.id ?? ""}`);
  await Promise.all([key(), key(), key()]);
  const working = (await testSandbox.partner.call("GET", `/api/v1/sandboxes/default/keys?api=${slug}`)).body
    .data as { revoked: boolean }[];
  expect(working.filter((one) => !one.revoked).length).toBeLessThanOrEqual(3);
  // 999 calls of the month are behind it.
  await testSandbox.api("GET", "/v1/books");
  await expect
    .poll(() => rows(testSandbox, "SELECT 1 FROM counters WHERE name = 'quota'"), { timeout: 3000 })
    .toHaveLength(1);
  await rows(testSandbox, "UPDATE counters SET count = 999 WHERE name = 'quota'");
  const { evictDurableObject } = await import("cloudflare:test");
  const { stubOf } = await import("../support/tenant.ts");
  await evictDurableObject(await stubOf(testSandbox));
  expect((await testSandbox.api("GET", "/v1/books")).status).toBe(200);
  const over = await testSandbox.api("GET", "/v1/books");
  expect(over.status).toBe(429);
  expect(over.body.sandbox_error).toBe("quota_exceeded");
  await provider.call("PUT", `/api/v1/apis/${slug}/partners/${testSandbox.partner.partner}/plan`, {
    plan: "pro",
  });
  expect((await testSandbox.api("GET", "/v1/books")).status).toBe(200);
  expect((await key()).status).toBe(201);
});

test("a plan's limits reach the tenants when it is chosen; partners do not give themselves pro", async () => {
  const { provider, sandbox: testSandbox, slug } = await openBothSides();
  await provider.call("PUT", `/api/v1/apis/${slug}/plans/slow`, { name: "Slow", limits: { perMinute: 7 } });
  const chosen = await testSandbox.partner.call("PUT", `/api/v1/subscriptions/${slug}/plan`, {
    plan: "slow",
  });
  expect(chosen.body.plan).toBe("slow");
  expect((await testSandbox.api("GET", "/v1/books")).headers.get("ratelimit-limit")).toBe("7");
  expect(
    (await testSandbox.partner.call("PUT", `/api/v1/subscriptions/${slug}/plan`, { plan: "pro" })).status,
  ).toBe(403);
  expect(
    (await testSandbox.partner.call("PUT", `/api/v1/subscriptions/${slug}/plan`, { plan: "none" })).status,
  ).toBe(404);
  await provider.call("DELETE", `/api/v1/apis/${slug}/plans/slow`);
  expect((await testSandbox.partner.call("GET", `/api/v1/subscriptions/${slug}`)).body.plan).toBe("slow");
});

test("plans are their provider's: others are refused, and what is no plan is too", async () => {
  const { sandbox: testSandbox, provider, slug } = await openBothSides();
  expect(
    (await testSandbox.partner.call("PUT", `/api/v1/apis/${slug}/plans/mine`, { name: "Mine" })).status,
  ).toBe(403);
  expect((await testSandbox.partner.call("GET", `/api/v1/apis/${slug}/submissions`)).status).toBe(403);
  expect((await testSandbox.partner.call("GET", `/api/v1/apis/${slug}/partners`)).status).toBe(403);
  const save = (body: object) => provider.call("PUT", `/api/v1/apis/${slug}/plans/x`, body);
  expect((await save({ name: "X", owner: "me" })).status).toBe(400);
  expect((await save({ name: "X", limits: { perMonth: -1 } })).status).toBe(400);
  expect((await save({ name: "X", form: [{ title: "T", schema: { type: "nonsense" } }] })).status).toBe(400);
  const other = await openTestSandbox({ document: LIBRARY });
  expect((await provider.call("GET", `/api/v1/apis/${slug}/partners/${other.partner.partner}`)).status).toBe(
    404,
  );
});

test("a plan says in how many sandboxes its API may be open at once", async () => {
  const { sandbox: testSandbox, slug } = await openBothSides({ limits: { sandboxes: 1, keys: 10 } });
  const { call } = testSandbox.partner;
  await call("POST", "/api/v1/sandboxes", { name: "second" });
  const activate = (sandbox: string) =>
    call("POST", `/api/v1/settings/api-access/sandbox/activate?api=${slug}&sandbox=${sandbox}`, {});
  expect((await activate("default")).status).toBe(200);
  expect(await activate("second")).toMatchObject({ status: 429, body: { sandbox_error: "quota_exceeded" } });
  await call("POST", `/api/v1/settings/api-access/sandbox/deactivate?api=${slug}`, {});
  expect((await activate("second")).status).toBe(200);
});
