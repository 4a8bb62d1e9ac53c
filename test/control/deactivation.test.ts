// Deactivating is a two-step of D1 and an object: what a failure between them leaves is done by asking again, or by cron.
import { env, evictDurableObject } from "cloudflare:test";
import { beforeEach, afterEach, describe, expect, it, vi } from "vitest";
import { Sandbox } from "#tenant/durable-object.ts";
import { edgeEnv } from "../support/edge-env.ts";
import { rowsOf } from "../support/control.ts";
import { LIBRARY } from "../support/documents.ts";
import { type TestSandbox, callerOf, openTestSandbox } from "../support/test-sandbox.ts";
import { runScheduled } from "#edge/platform/run-scheduled-jobs.ts";
import { sweepAll } from "../support/sweep.ts";
import { rows, stubOf } from "../support/tenant.ts";

const lifecycle = (sandbox: TestSandbox, verb: string) =>
  sandbox.partner.call("POST", `/api/v1/settings/api-access/sandbox/${verb}?api=${sandbox.slug}`, {});
const run = () => runScheduled(edgeEnv);
const isActive = async (sandbox: TestSandbox): Promise<boolean | undefined> =>
  (await (await stubOf(sandbox)).status())?.active;

/** The object's next calls of a method fail before they do anything. */
const unreachable = (method: "activate" | "deactivate" | "purge", times = 1) => {
  const spy = vi.spyOn(Sandbox.prototype, method);
  for (let i = 0; i < times; i++) spy.mockRejectedValueOnce(new Error("the object could not be reached"));
};
afterEach(() => void vi.restoreAllMocks());

/** A sandbox whose key its object has met: it needs no D1 to answer. */
async function openWarm(): Promise<TestSandbox> {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  expect((await sandbox.api("POST", "/v1/books", { title: "Here before" })).status).toBe(201);
  return sandbox;
}

describe("deactivate", () => {
  it("says that it is not finished when the object cannot be reached, and succeeds when it is repeated", async () => {
    const sandbox = await openWarm();
    unreachable("deactivate");
    const first = await lifecycle(sandbox, "deactivate");
    expect(first).toMatchObject({ status: 503, body: { sandbox_error: "unavailable" } });
    expect(first.body.message).toMatch(/repeat/i);
    const again = await lifecycle(sandbox, "deactivate");
    expect(again).toMatchObject({ status: 200, body: { active: false } });
    expect(await sandbox.api("GET", "/v1/books")).toMatchObject({ status: 403 });
    expect(await isActive(sandbox)).toBe(false);
  });

  it("is finished by cron when nobody repeats it", async () => {
    const sandbox = await openWarm();
    unreachable("deactivate");
    await lifecycle(sandbox, "deactivate");
    expect(await isActive(sandbox)).toBe(true);
    await run();
    expect(await isActive(sandbox)).toBe(false);
    expect((await sandbox.api("GET", "/v1/books")).status).toBe(403);
  });

  it("answers the same when it is repeated, and bills and audits once", async () => {
    const sandbox = await openWarm();
    const first = await lifecycle(sandbox, "deactivate");
    const again = await lifecycle(sandbox, "deactivate");
    expect(again.body).toEqual(first.body);
    expect(await rows(sandbox, "SELECT 1 FROM audit WHERE action = 'deactivate'")).toHaveLength(1);
    const audit = (await sandbox.partner.call("GET", "/api/v1/audit?action=sandbox.deactivate")).body.data;
    expect(audit).toHaveLength(1);
  });

  it("refuses where the API was never activated", async () => {
    const sandbox = await openWarm();
    const other = await openTestSandbox({ document: LIBRARY });
    const refused = await sandbox.partner.call(
      "POST",
      `/api/v1/settings/api-access/sandbox/deactivate?api=${other.slug}`,
      {},
    );
    expect(refused).toMatchObject({ status: 403, body: { sandbox_error: "sandbox_not_active" } });
  });

  it("ends the keys of before even where an activation overtakes it on the way to the object", async () => {
    const sandbox = await openWarm();
    unreachable("deactivate");
    await lifecycle(sandbox, "deactivate");
    const back = await lifecycle(sandbox, "activate");
    expect(back.status).toBe(200);
    expect((await sandbox.api("GET", "/v1/books")).status).toBe(401);
    expect(
      (await callerOf(sandbox.host, back.body.testApiKey.rawKey as string)("GET", "/v1/books")).status,
    ).toBe(200);
  });
});

describe("the migration that made the outbox", () => {
  it("brings objects in line that earlier failures left active, with a row or without", async () => {
    const [stuck, orphaned] = [await openWarm(), await openWarm()];
    const [stuckStub, orphanedStub] = [await stubOf(stuck), await stubOf(orphaned)];
    // Objects of that time knew of no versions.
    for (const sandbox of [stuck, orphaned]) {
      await rows(sandbox, "UPDATE meta SET value = json_remove(value, '$.version', '$.stoppedAt')");
      await evictDurableObject(await stubOf(sandbox));
    }
    const { tenant } = await rowsOf(orphaned);
    const [owner, api] = tenant.split(":");
    await env.DB.batch([
      env.DB.prepare("UPDATE tenants SET status = 'inactive', deactivated_at = ? WHERE owner = ?").bind(
        Date.now(),
        (await rowsOf(stuck)).sandbox.id,
      ),
      env.DB.prepare("DELETE FROM tenants WHERE owner = ? AND api = ?").bind(owner, api),
      env.DB.prepare(
        "INSERT INTO audit (at, actor, mode, action, target, detail) VALUES (1, 'admin', 'test', 'sandbox.purge', ?, '{}')",
      ).bind(tenant),
    ]);
    const heals = env.TEST_MIGRATIONS.find(({ name }) => name.includes("_trust"))?.queries.filter((query) =>
      query.includes("INSERT INTO `outbox`"),
    );
    expect(heals).toHaveLength(2);
    for (const query of heals ?? []) await env.DB.prepare(query).run();
    await sweepAll();
    expect((await stuckStub.status())?.active).toBe(false);
    expect(await orphanedStub.status()).toBeUndefined();
  });
});

describe("the purge after 30 days", () => {
  // What other tests left would fill a run.
  beforeEach(sweepAll);
  const longAgo = (sandbox: TestSandbox) =>
    env.DB.prepare(
      "UPDATE tenants SET deactivated_at = ? WHERE owner IN (SELECT id FROM sandboxes WHERE partner = ?)",
    )
      .bind(Date.now() - 31 * 86_400_000, sandbox.partner.partner)
      .run();

  it("ends an object that a lost deactivation left active, and only then the row", async () => {
    const sandbox = await openWarm();
    const stub = await stubOf(sandbox);
    unreachable("deactivate", 2);
    await lifecycle(sandbox, "deactivate");
    await longAgo(sandbox);
    await run();
    // The object could not be reached once more: its row stays, so that it is not forgotten.
    expect(await stub.status()).toBeDefined();
    expect((await stubOf(sandbox)).id.equals(stub.id)).toBe(true);
    await env.DB.prepare("UPDATE outbox SET next_attempt_at = 0").run();
    await run();
    expect(await stub.status()).toBeUndefined();
    await expect(stubOf(sandbox)).rejects.toThrow("no tenant");
  });

  it("keeps the row while the purge fails", async () => {
    const sandbox = await openWarm();
    const stub = await stubOf(sandbox);
    await lifecycle(sandbox, "deactivate");
    await longAgo(sandbox);
    unreachable("purge");
    await run();
    expect((await stubOf(sandbox)).id.equals(stub.id)).toBe(true);
    expect(await stub.status()).toBeDefined();
  });
});
