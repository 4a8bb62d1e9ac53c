// Sandboxes by name, with a time to live; deleting one ends everything in it; idle ones stop; audit and billing tell.
import { env } from "cloudflare:test";
import { expect, test } from "vitest";
import { callerOf } from "../support/test-sandbox.ts";
import { sweepAll } from "../support/sweep.ts";
import { mailTo, openBothSides } from "../support/pipeline.ts";

const run = sweepAll;

test("a sandbox for CI is opened, used apart from the others, and deleted with all that is in it", async () => {
  const { sandbox, slug } = await openBothSides();
  const { call } = sandbox.partner;
  const made = await call("POST", "/api/v1/sandboxes", { name: "ci-42" });
  expect(made.status).toBe(201);
  expect((await call("POST", "/api/v1/sandboxes", { name: "ci-42" })).status).toBe(409);
  const activated = await call(
    "POST",
    `/api/v1/settings/api-access/sandbox/activate?api=${slug}&sandbox=ci-42`,
    {},
  );
  const api = callerOf(sandbox.host, activated.body.testApiKey.rawKey as string);
  const book = await api("POST", "/v1/books", { title: "Only in CI" });
  expect((await sandbox.api("GET", `/v1/books/${book.body.id as string}`)).status).toBe(404);
  const listed = (await call("GET", "/api/v1/sandboxes")).body.data as { name: string; apis: object[] }[];
  expect(listed.map((one) => one.name)).toEqual(["default", "ci-42"]);
  expect(listed[1]?.apis).toEqual([{ api: slug, status: "active" }]);
  expect((await call("DELETE", "/api/v1/sandboxes/ci-42?confirm=ci-42")).status).toBe(200);
  expect([401, 403]).toContain((await api("GET", "/v1/books")).status);
  expect((await call("GET", `/api/v1/sandboxes/ci-42/${slug}`)).status).toBe(404);
  expect((await sandbox.api("GET", "/v1/books")).status).toBe(200);
  const audit = (await call("GET", "/api/v1/audit?limit=3")).body.data as { action: string; id: number }[];
  expect(audit[0]?.action).toBe("sandbox.delete");
  const older = (await call("GET", `/api/v1/audit?before=${audit[0]?.id ?? 0}&action=key.create`)).body
    .data as { action: string }[];
  expect(older.every((one) => one.action === "key.create")).toBe(true);
  expect(
    (await call("GET", "/api/v1/billing")).body.periods.filter(
      (one: { endedAt: string | null }) => one.endedAt === null,
    ),
  ).toHaveLength(1);
});

test("the free plan has three sandboxes; two made at once do not slip past", async () => {
  const { sandbox } = await openBothSides();
  const open = (name: string) => sandbox.partner.call("POST", "/api/v1/sandboxes", { name });
  await Promise.all(["a", "b", "c", "d"].map(open));
  const listed = (await sandbox.partner.call("GET", "/api/v1/sandboxes")).body.data as object[];
  expect(listed.length).toBeLessThanOrEqual(3);
  expect((await open("e")).status === 429 || listed.length < 3).toBe(true);
});

test("a sandbox whose time is over is deleted by the sweep, one that nobody called for 90 days is stopped and its partner told", async () => {
  const { sandbox, slug } = await openBothSides();
  const { call } = sandbox.partner;
  await call("POST", "/api/v1/sandboxes", { name: "short", ttlSeconds: 60 });
  await env.DB.prepare("UPDATE sandboxes SET expires_at = 1 WHERE name = 'short' AND partner = ?")
    .bind(sandbox.partner.partner)
    .run();
  const before = await env.DB.prepare(
    "SELECT owner FROM tenants t JOIN sandboxes s ON s.id = t.owner WHERE s.partner = ?",
  )
    .bind(sandbox.partner.partner)
    .first<{ owner: string }>();
  await sandbox.api("GET", "/v1/books");
  // Looked at for the first time: it was called just now, so it stays.
  await env.DB.prepare("UPDATE tenants SET seen_at = 0, activated_at = 1 WHERE owner = ?")
    .bind(before?.owner ?? "")
    .run();
  await run();
  expect(
    ((await call("GET", "/api/v1/sandboxes")).body.data as { name: string }[]).map((one) => one.name),
  ).toEqual(["default"]);
  expect((await sandbox.api("GET", "/v1/books")).status).toBe(200);
  const { runInDurableObject } = await import("cloudflare:test");
  const { stubOf } = await import("../support/tenant.ts");
  await expect.poll(async () => Object.keys(await (await stubOf(sandbox)).keyUses()).length).toBe(1);
  await runInDurableObject(await stubOf(sandbox), (_instance, state) => {
    state.storage.sql.exec("UPDATE keys SET last_used = 1");
  });
  await env.DB.prepare("UPDATE tenants SET seen_at = 0, activated_at = 1 WHERE owner = ?")
    .bind(before?.owner ?? "")
    .run();
  await run();
  expect((await sandbox.api("GET", "/v1/books")).status).toBeGreaterThanOrEqual(401);
  expect((await call("GET", `/api/v1/settings/api-access/sandbox/status?api=${slug}`)).body.active).toBe(
    false,
  );
  expect(await mailTo(sandbox.partner, "idle")).toMatchObject({ api: slug });
});
