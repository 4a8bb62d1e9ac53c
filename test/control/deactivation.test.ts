// Deactivating is a two-step of D1 and an object: what a failure between them leaves is done by asking again, or by cron.
import { env, evictDurableObject } from "cloudflare:test";
import { beforeEach, afterEach, describe, expect, it, vi } from "vitest";
import { Sandbox } from "#tenant/durable-object.ts";
import { edgeEnv } from "../support/edge-env.ts";
import { rowsOf } from "../support/control.ts";
import { LIBRARY } from "../support/documents.ts";
import { type House, callerOf, openHouse } from "../support/house.ts";
import { runScheduled } from "#edge/platform/run-scheduled-jobs.ts";
import { sweepAll } from "../support/sweep.ts";
import { rows, stubOf } from "../support/tenant.ts";

const lifecycle = (house: House, verb: string) =>
  house.partner.call("POST", `/api/v1/settings/api-access/sandbox/${verb}?api=${house.slug}`, {});
const run = () => runScheduled(edgeEnv);
const isActive = async (house: House): Promise<boolean | undefined> =>
  (await (await stubOf(house)).status())?.active;

/** The object's next calls of a method fail before they do anything. */
const unreachable = (method: "activate" | "deactivate" | "purge", times = 1) => {
  const spy = vi.spyOn(Sandbox.prototype, method);
  for (let i = 0; i < times; i++) spy.mockRejectedValueOnce(new Error("the object could not be reached"));
};
afterEach(() => void vi.restoreAllMocks());

/** A house whose key its object has met: it needs no D1 to answer. */
async function openWarm(): Promise<House> {
  const house = await openHouse({ document: LIBRARY });
  expect((await house.api("POST", "/v1/books", { title: "Here before" })).status).toBe(201);
  return house;
}

describe("deactivate", () => {
  it("says that it is not finished when the object cannot be reached, and succeeds when it is repeated", async () => {
    const house = await openWarm();
    unreachable("deactivate");
    const first = await lifecycle(house, "deactivate");
    expect(first).toMatchObject({ status: 503, body: { sandbox_error: "unavailable" } });
    expect(first.body.message).toMatch(/repeat/i);
    const again = await lifecycle(house, "deactivate");
    expect(again).toMatchObject({ status: 200, body: { active: false } });
    expect(await house.api("GET", "/v1/books")).toMatchObject({ status: 403 });
    expect(await isActive(house)).toBe(false);
  });

  it("is finished by cron when nobody repeats it", async () => {
    const house = await openWarm();
    unreachable("deactivate");
    await lifecycle(house, "deactivate");
    expect(await isActive(house)).toBe(true);
    await run();
    expect(await isActive(house)).toBe(false);
    expect((await house.api("GET", "/v1/books")).status).toBe(403);
  });

  it("answers the same when it is repeated, and bills and audits once", async () => {
    const house = await openWarm();
    const first = await lifecycle(house, "deactivate");
    const again = await lifecycle(house, "deactivate");
    expect(again.body).toEqual(first.body);
    expect(await rows(house, "SELECT 1 FROM audit WHERE action = 'deactivate'")).toHaveLength(1);
    const audit = (await house.partner.call("GET", "/api/v1/audit?action=sandbox.deactivate")).body.data;
    expect(audit).toHaveLength(1);
  });

  it("refuses where the API was never activated", async () => {
    const house = await openWarm();
    const other = await openHouse({ document: LIBRARY });
    const refused = await house.partner.call(
      "POST",
      `/api/v1/settings/api-access/sandbox/deactivate?api=${other.slug}`,
      {},
    );
    expect(refused).toMatchObject({ status: 403, body: { sandbox_error: "sandbox_not_active" } });
  });

  it("ends the keys of before even where an activation overtakes it on the way to the object", async () => {
    const house = await openWarm();
    unreachable("deactivate");
    await lifecycle(house, "deactivate");
    const back = await lifecycle(house, "activate");
    expect(back.status).toBe(200);
    expect((await house.api("GET", "/v1/books")).status).toBe(401);
    expect(
      (await callerOf(house.host, back.body.testApiKey.rawKey as string)("GET", "/v1/books")).status,
    ).toBe(200);
  });
});

describe("the migration that made the outbox", () => {
  it("brings objects in line that earlier failures left active, with a row or without", async () => {
    const [stuck, orphaned] = [await openWarm(), await openWarm()];
    const [stuckStub, orphanedStub] = [await stubOf(stuck), await stubOf(orphaned)];
    // Objects of that time knew of no versions.
    for (const house of [stuck, orphaned]) {
      await rows(house, "UPDATE meta SET value = json_remove(value, '$.version', '$.stoppedAt')");
      await evictDurableObject(await stubOf(house));
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
  const longAgo = (house: House) =>
    env.DB.prepare(
      "UPDATE tenants SET deactivated_at = ? WHERE owner IN (SELECT id FROM sandboxes WHERE partner = ?)",
    )
      .bind(Date.now() - 31 * 86_400_000, house.partner.partner)
      .run();

  it("ends an object that a lost deactivation left active, and only then the row", async () => {
    const house = await openWarm();
    const stub = await stubOf(house);
    unreachable("deactivate", 2);
    await lifecycle(house, "deactivate");
    await longAgo(house);
    await run();
    // The object could not be reached once more: its row stays, so that it is not forgotten.
    expect(await stub.status()).toBeDefined();
    expect((await stubOf(house)).id.equals(stub.id)).toBe(true);
    await env.DB.prepare("UPDATE outbox SET next_attempt_at = 0").run();
    await run();
    expect(await stub.status()).toBeUndefined();
    await expect(stubOf(house)).rejects.toThrow("no tenant");
  });

  it("keeps the row while the purge fails", async () => {
    const house = await openWarm();
    const stub = await stubOf(house);
    await lifecycle(house, "deactivate");
    await longAgo(house);
    unreachable("purge");
    await run();
    expect((await stubOf(house)).id.equals(stub.id)).toBe(true);
    expect(await stub.status()).toBeDefined();
  });
});
