import { expect, test } from "vitest";
import { builtIns } from "../support/built-in.ts";
import { admin, callerOf, send, signUp } from "../support/test-sandbox.ts";

const HOST = "http://smartmca.localhost";
const SANDBOX = `${HOST}/api/v1/settings/api-access/sandbox`;

test("activate, both keys on one URL, reset, status, deactivate answer as text 003 prints", async () => {
  await builtIns();
  const { token, partner, call } = await signUp();
  const asSession = (method: string, path: string) =>
    send(`${SANDBOX}/${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      ...(method === "POST" ? { body: "{}" } : {}),
    });

  const before = await asSession("GET", "status");
  expect(before.body).toEqual({ active: false, sandboxOrgId: null, createdAt: null, keyCount: 0 });

  const activated = await asSession("POST", "activate");
  const { sandboxOrgId, testApiKey } = activated.body;
  expect(sandboxOrgId).toMatch(/^org_sandbox_\w+$/);
  expect(testApiKey.rawKey).toMatch(/^smca_test_/);

  const deals = callerOf(HOST, testApiKey.rawKey);
  const seeded = await deals("GET", "/api/public/v1/deals?limit=100");
  expect(seeded.status).toBe(200);
  expect(seeded.body.meta.pagination).toMatchObject({ page: 1, limit: 100, total: seeded.body.data.length });
  expect(new Set(seeded.body.data.map((deal: { status: string }) => deal.status)).size).toBeGreaterThan(2);

  const refusedLive = await call("POST", "/api/v1/live/smartmca/keys", {});
  expect(refusedLive.status).toBe(403);
  await admin("POST", "/api/v1/live/smartmca/approvals", { partner, plan: "pro" });
  const live = await call("POST", "/api/v1/live/smartmca/keys", {});
  expect(live.body.rawKey).toMatch(/^smca_live_/);
  const real = await callerOf(HOST, live.body.rawKey)("GET", "/api/public/v1/deals");
  expect(real.body).toEqual({
    data: [],
    meta: { pagination: { page: 1, limit: 20, total: 0, totalPages: 1 } },
  });

  const again = await asSession("POST", "activate");
  expect(again.body.sandboxOrgId).toBe(sandboxOrgId);
  const status = await asSession("GET", "status");
  expect(Object.keys(status.body).sort()).toEqual(["active", "createdAt", "keyCount", "sandboxOrgId"]);
  expect(status.body).toMatchObject({ active: true, sandboxOrgId, keyCount: 2 });
  expect(status.body.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

  const made = await deals("POST", "/api/public/v1/merchants", { businessName: "Ada's Bäckerei" });
  expect(made.status).toBe(201);
  expect((await asSession("POST", "reset")).status).toBe(200);
  expect((await deals("GET", `/api/public/v1/merchants/${made.body.data.id}`)).status).toBe(404);
  expect((await deals("GET", "/api/public/v1/deals?limit=100")).body.meta.pagination.total).toBe(
    seeded.body.meta.pagination.total,
  );

  const stopped = await asSession("POST", "deactivate");
  expect(stopped.body).toMatchObject({ active: false, sandboxOrgId });
  for (const path of ["/api/public/v1/deals", "/nothing/here"]) {
    const refused = await deals("GET", path);
    expect(refused.status).toBe(403);
    expect(refused.body).toEqual({
      code: "SANDBOX_NOT_ACTIVE",
      message: "Sandbox environment is not active. Activate it in Settings → API Access.",
    });
  }
  expect((await asSession("GET", "status")).body).toMatchObject({ active: false, sandboxOrgId, keyCount: 0 });

  const back = await asSession("POST", "activate");
  expect(back.body.sandboxOrgId).toBe(sandboxOrgId);
  expect((await deals("GET", "/api/public/v1/deals")).status).toBe(401);
  const found = await callerOf(HOST, back.body.testApiKey.rawKey)("GET", "/api/public/v1/deals?limit=100");
  expect(found.body.data).toEqual(
    (await callerOf(HOST, back.body.testApiKey.rawKey)("GET", "/api/public/v1/deals?limit=100")).body.data,
  );
  expect(found.body.meta.pagination.total).toBe(seeded.body.meta.pagination.total);
});
