// An alarm that is lost is found out and set again: by the next call of any kind, and by cron for a tenant that nobody calls.
import { env, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { drizzle } from "drizzle-orm/d1";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { TenantPort } from "#contract/tenant.ts";
import { checkAlarms } from "#control/jobs/alarm-check.ts";
import type { Control } from "#control/context.ts";
import worker from "#worker.ts";
import { edgeEnv } from "../support/edge-env.ts";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type House, openHouse } from "../support/house.ts";
import { rows, stubOf } from "../support/tenant.ts";

const HOUR = 3_600_000;
const cron = () => worker.scheduled({} as ScheduledController, edgeEnv);

/** A sandbox with one published book, which is archived by itself after an hour. */
async function open(): Promise<{ house: House; book: { id: string }; status: () => Promise<string> }> {
  const house = await openHouse({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
  const book = (await house.api("POST", "/v1/books", { title: "Ages" })).body as { id: string };
  await house.api("POST", `/v1/books/${book.id}/publish`);
  const status = async () => {
    const [row] = await rows<{ state: string }>(house, "SELECT state FROM records WHERE id = ?", book.id);
    return row?.state ?? "";
  };
  return { house, book, status };
}
const alarmOf = async (house: House) =>
  runInDurableObject(await stubOf(house), (_object, state) => state.storage.getAlarm());
const loseAlarm = async (house: House) => {
  await runInDurableObject(await stubOf(house), (_object, state) => state.storage.deleteAlarm());
  expect(await alarmOf(house)).toBeNull();
};
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const directory = async (house: House) => {
  const { name = "" } = (await stubOf(house)).id;
  const [owner, api] = name.split(":");
  return env.DB.prepare("SELECT next_due, parked, check_at, seen_at FROM tenants WHERE owner = ? AND api = ?")
    .bind(owner, api)
    .first<{ next_due: number | null; parked: number; check_at: number | null; seen_at: number }>();
};

/** A run of cron asks so many at most, and the directory holds the tenants of other tests. */
async function askFirst(house: House): Promise<void> {
  const [owner, api] = ((await stubOf(house)).id.name ?? "").split(":");
  await env.DB.prepare(
    "UPDATE tenants SET next_due = NULL, alarm_at = 0, check_at = -1 WHERE owner = ? AND api = ?",
  )
    .bind(owner, api)
    .run();
}

afterEach(() => void vi.useRealTimers());

describe("a lost alarm", () => {
  it("is set again by the next API call when it is overdue", async () => {
    const { house, book, status } = await open();
    await loseAlarm(house);
    vi.useFakeTimers({ toFake: ["Date"] });
    later(2 * HOUR);
    await house.api("GET", `/v1/books/${book.id}`);
    expect(await alarmOf(house)).not.toBeNull();
    await runDurableObjectAlarm(await stubOf(house));
    expect(await status()).toBe("archived");
  });

  it("is set again by the next control call, and not before it is late", async () => {
    const { house } = await open();
    await loseAlarm(house);
    await house.partner.call("GET", `/api/v1/sandboxes/default/${house.slug}/clock`);
    expect(await alarmOf(house)).toBeNull();
    vi.useFakeTimers({ toFake: ["Date"] });
    later(2 * HOUR);
    await house.partner.call("GET", `/api/v1/sandboxes/default/${house.slug}/clock`);
    expect(await alarmOf(house)).not.toBeNull();
  });

  it("is set again by the first call after an eviction, before anything is late", async () => {
    const { house, book } = await open();
    const before = await alarmOf(house);
    await loseAlarm(house);
    await evictDurableObject(await stubOf(house));
    await house.api("GET", `/v1/books/${book.id}`);
    await vi.waitFor(async () => expect(await alarmOf(house)).toBe(before));
  });

  it("is set again by cron, when nobody calls and the object was evicted", async () => {
    const { house, status } = await open();
    await vi.waitFor(async () => expect((await directory(house))?.next_due).toBeGreaterThan(Date.now()), {
      timeout: 5000,
    });
    await loseAlarm(house);
    await evictDurableObject(await stubOf(house));
    vi.useFakeTimers({ toFake: ["Date"] });
    later(2 * HOUR);
    await askFirst(house);
    await cron();
    expect(await alarmOf(house)).not.toBeNull();
    await runDurableObjectAlarm(await stubOf(house));
    expect(await status()).toBe("archived");
  });

  it("is set again by cron although the tenant never told when it is due", async () => {
    const { house } = await open();
    await loseAlarm(house);
    await askFirst(house);
    await cron();
    expect(await alarmOf(house)).not.toBeNull();
    const told = await directory(house);
    expect(told?.next_due).toBeGreaterThan(Date.now());
    expect(told?.check_at).toBeGreaterThan(told?.next_due ?? 0);
  });
});

describe("the rollup", () => {
  it("says when the tenant is next due, of one that only its alarm has woken, which is not in use for that", async () => {
    const { house } = await open();
    await vi.waitFor(async () => expect((await directory(house))?.next_due).toBeGreaterThan(Date.now()), {
      timeout: 5000,
    });
    await evictDurableObject(await stubOf(house));
    await env.DB.prepare("UPDATE tenants SET seen_at = 5, answered_at = 5").run();
    await rows(house, "UPDATE timers SET due = 1, payload = '{}'");
    await runDurableObjectAlarm(await stubOf(house));
    const due = await rows<{ retry: number }>(house, "SELECT retry FROM timers");
    await vi.waitFor(
      async () => expect(await directory(house)).toMatchObject({ next_due: due[0]?.retry, seen_at: 5 }),
      { timeout: 5000 },
    );
  });
});

describe("checkAlarms", () => {
  it("asks every tenant that is to be asked, whatever one of them does, and asks again who did not answer", async () => {
    const { house } = await open();
    const good = (await stubOf(house)).id.name ?? "";
    const now = Date.now();
    await env.DB.batch([
      env.DB.prepare("UPDATE tenants SET check_at = NULL"),
      env.DB.prepare("UPDATE tenants SET check_at = 2, alarm_at = 1 WHERE owner = ?").bind(
        good.split(":")[0],
      ),
      env.DB.prepare(
        "INSERT INTO tenants (mode, owner, api, release, status, created_at, activated_at, check_at) VALUES ('test', 'broken', 'x', 'r', 'active', 1, 1, 1), ('test', 'stopped', 'x', 'r', 'inactive', 1, 1, 1)",
      ),
    ]);
    const asked: string[] = [];
    const control = {
      db: drizzle(env.DB),
      now,
      tenant: (_mode: string, name: string) => {
        asked.push(name);
        return {
          checkAlarm: async () => {
            if (name.startsWith("broken")) throw new Error("gone");
            return { nextDue: now + HOUR, parked: 3 };
          },
        } as unknown as TenantPort;
      },
    } as unknown as Control;
    expect(await checkAlarms(control)).toEqual({ asked: 2, unreachable: ["broken:x"] });
    expect(asked).toEqual(["broken:x", good]);
    expect(await directory(house)).toMatchObject({ next_due: now + HOUR, parked: 3 });
    expect(
      await env.DB.prepare("SELECT next_due, check_at FROM tenants WHERE owner = 'broken'").first(),
    ).toEqual({ next_due: null, check_at: now + 15 * 60_000 });
    expect(await checkAlarms(control)).toEqual({ asked: 0, unreachable: [] });
    await env.DB.prepare("DELETE FROM tenants WHERE api = 'x'").run();
  });
});

describe("the alarm", () => {
  it("does every other step and rings again later when one fails, and never throws", async () => {
    const { house, status } = await open();
    await house.partner.call("POST", `/api/v1/sandboxes/default/${house.slug}/endpoints`, {
      url: "http://127.0.0.1:9/nobody",
    });
    await house.api("POST", "/v1/books", { title: "Told" });
    await rows(house, "UPDATE timers SET due = due - 7200000");
    await rows(house, "UPDATE deliveries SET queued = NULL, lease = NULL, due = 1, state = 'pending'");
    const stub = await stubOf(house);
    const failed = await runInDurableObject(stub, async (object) => {
      const { opened } = object as unknown as { opened: { env: { DELIVERIES: object } } };
      const queue = opened.env.DELIVERIES;
      const broken = {
        sendBatch: () => Promise.reject(new Error("no queue")),
        send: () => Promise.resolve(),
      };
      Object.assign(opened, { env: { ...opened.env, DELIVERIES: broken } });
      await object.alarm();
      Object.assign(opened, { env: { ...opened.env, DELIVERIES: queue } });
      return true;
    });
    expect(failed).toBe(true);
    expect(await status()).toBe("archived");
    const [step] = await rows<{ step: string; failures: number; retry: number }>(
      house,
      "SELECT step, failures, retry FROM alarm_steps",
    );
    expect(step).toMatchObject({ step: "deliveries", failures: 1 });
    expect((await alarmOf(house)) ?? 0).toBe(step?.retry);
    expect(await rows(house, "SELECT queued FROM deliveries WHERE queued IS NOT NULL")).toEqual([]);
    await rows(house, "UPDATE alarm_steps SET retry = 1");
    await evictDurableObject(stub);
    await runDurableObjectAlarm(await stubOf(house));
    expect(await rows(house, "SELECT step FROM alarm_steps")).toEqual([]);
  });

  it("does not ring on and on for a delivery that waits for an earlier one of its record", async () => {
    const { house, book } = await open();
    await house.partner.call("POST", `/api/v1/sandboxes/default/${house.slug}/endpoints`, {
      url: "http://127.0.0.1:9/nobody",
    });
    await house.api(
      "PATCH",
      `/v1/books/${book.id}`,
      { title: "Late" },
      { "x-sandbox-scenario": "webhook_delayed" },
    );
    await house.api("PATCH", `/v1/books/${book.id}`, { title: "Waits" });
    await runDurableObjectAlarm(await stubOf(house));
    expect(
      await rows(house, "SELECT id FROM deliveries WHERE attempts = 0 AND state = 'pending'"),
    ).toHaveLength(2);
    expect((await alarmOf(house)) ?? 0).toBeGreaterThan(Date.now() + 20_000);
  });

  it("loads each schema once", async () => {
    const { house } = await open();
    const read: string[] = [];
    const ring = async () => {
      await rows(house, "UPDATE timers SET due = 1");
      await runInDurableObject(await stubOf(house), async (object) => {
        const { opened } = object as unknown as { opened: { env: { BLOBS: R2Bucket } } };
        const blobs = opened.env.BLOBS;
        const counting = {
          get: (key: string) => {
            read.push(key);
            return blobs.get(key);
          },
        };
        Object.assign(opened, { env: { ...opened.env, BLOBS: counting } });
        await object.alarm();
        Object.assign(opened, { env: { ...opened.env, BLOBS: blobs } });
      });
    };
    for (const title of ["Two", "Three"]) {
      const { id } = (await house.api("POST", "/v1/books", { title })).body as { id: string };
      await house.api("POST", `/v1/books/${id}/publish`);
    }
    await ring();
    expect(await rows(house, "SELECT id FROM requests WHERE method = 'TIMER'")).toHaveLength(3);
    expect(read.filter((key, i) => read.indexOf(key) !== i)).toEqual([]);
    const { id } = (await house.api("POST", "/v1/books", { title: "Four" })).body as { id: string };
    await house.api("POST", `/v1/books/${id}/publish`);
    const before = read.length;
    await ring();
    expect(read.slice(before)).toEqual([]);
  });
});
