// GET /api/v1/admin/overview: what the administrator sees of the installation, and that nobody else does.
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { runJobs } from "#control/jobs/job-runs.ts";
import { drizzle } from "drizzle-orm/d1";
import worker from "#worker.ts";
import { edgeEnv } from "../support/edge-env.ts";
import { LIBRARY } from "../support/documents.ts";
import { requireDescribed } from "../support/described.ts";
import { ORIGIN, admin, openTestSandbox, send } from "../support/test-sandbox.ts";
import { teammate } from "../support/pipeline.ts";

const PATH = "/api/v1/admin/overview";

describe("the administrator's overview", () => {
  it("counts what waits, what failed and what is parked, and names the worst tenants", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    // The directory is shared with other tests: what they left waiting and overdue is not this test's to count.
    await env.DB.batch([
      env.DB.prepare("DELETE FROM dead_letters"),
      env.DB.prepare("DELETE FROM pushes"),
      env.DB.prepare("DELETE FROM outbox"),
      env.DB.prepare("UPDATE tenants SET next_due = NULL, parked = 0"),
    ]);
    const before = (await admin("GET", PATH)).body;
    const now = Date.now();
    await env.DB.batch([
      env.DB.prepare(
        "INSERT INTO tenants (mode, owner, api, release, status, created_at, activated_at, parked, next_due, check_at) SELECT 'test', 'sad', id, 'r', 'active', 1, 1, 7, ?, NULL FROM apis WHERE slug = ?",
      ).bind(now - 600_000, sandbox.slug),
      env.DB.prepare(
        "INSERT INTO dead_letters (at, mode, tenant, delivery, requeued) VALUES (?, 'test', 'sad:x', 3, 0), (?, 'live', 'sad:x', 4, 1)",
      ).bind(now - 7_200_000, now - 1000),
      env.DB.prepare(
        "INSERT INTO pushes (id, mode, tenant, key, at) VALUES ('p', 'test', 'nobody:x', '{}', ?)",
      ).bind(now - 5000),
      env.DB.prepare(
        "INSERT INTO outbox (kind, mode, owner, api, version, payload, created_at, next_attempt_at, attempts) VALUES ('policy', 'test', 'nobody', 'x', 1, '{}', ?, ?, 2)",
      ).bind(now - 7000, now + 60_000),
    ]);
    const { status, body } = await admin("GET", PATH);
    requireDescribed("GET", `${ORIGIN}${PATH}`, status, body);
    const active = (view: { tenants: { mode: string; status: string; count: number }[] }) =>
      view.tenants.find((one) => one.mode === "test" && one.status === "active")?.count ?? 0;
    expect(active(body)).toBe(active(before) + 1);
    expect(body).toMatchObject({
      overdue: { count: 1, longest: new Date(now - 600_000).toISOString() },
      parkedTimers: { count: 7, tenants: [{ api: sandbox.slug, count: 7 }] },
      deadLetters: {
        lastHour: 1,
        lastDay: 2,
        latest: [
          { mode: "live", delivery: 4, requeued: true },
          { mode: "test", delivery: 3, requeued: false },
        ],
      },
      keySyncs: { count: 1, oldest: new Date(now - 5000).toISOString() },
      outbox: { waiting: 1, failing: 1, oldest: new Date(now - 7000).toISOString() },
    });
    await env.DB.batch([
      env.DB.prepare("DELETE FROM tenants WHERE owner = 'sad'"),
      env.DB.prepare("DELETE FROM dead_letters"),
      env.DB.prepare("DELETE FROM pushes"),
      env.DB.prepare("DELETE FROM outbox WHERE owner = 'nobody'"),
    ]);
  });

  it("tells how cron went: one step that fails ends no other", async () => {
    const ran: string[] = [];
    await runJobs(drizzle(env.DB), Date.now, {
      first: () => Promise.reject(new Error("no mail")),
      second: async () => ran.push("second"),
    });
    expect(ran).toEqual(["second"]);
    await new Promise((resolve) => setTimeout(resolve, 2));
    await worker.scheduled({} as ScheduledController, edgeEnv);
    const { cron } = (await admin("GET", PATH)).body;
    expect(cron.lastFailed.steps).toMatchObject([
      { step: "first", error: "Error: no mail" },
      { step: "second", error: null, result: 1 },
    ]);
    expect((cron.last.steps as { step: string }[]).map((one) => one.step)).toContain("alarms");
    expect((cron.last.steps as { error: string | null }[]).every((one) => one.error === null)).toBe(true);
  });

  it("is refused to every other role, to keys and to strangers", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const viewer = await teammate(sandbox.partner, "viewer");
    expect((await sandbox.partner.call("GET", PATH)).status).toBe(403);
    expect((await viewer.call("GET", PATH)).status).toBe(403);
    // A key of an API means a call of that API, which has no such path.
    expect(
      (await send(`${ORIGIN}${PATH}`, { headers: { authorization: `Bearer ${sandbox.key}` } })).status,
    ).toBe(404);
    for (const token of ["nonsense", `${env.ADMIN_TOKEN}x`])
      expect((await send(`${ORIGIN}${PATH}`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(
        401,
      );
    expect((await send(`${ORIGIN}${PATH}`)).status).toBe(401);
  });
});
