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
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { rows, stubOf } from "../support/tenant.ts";

const HOUR = 3_600_000;
const cron = () => worker.scheduled({} as ScheduledController, edgeEnv);

/** A sandbox with one published book, which is archived by itself after an hour. */
async function open(): Promise<{
  sandbox: TestSandbox;
  book: { id: string };
  status: () => Promise<string>;
}> {
  const sandbox = await openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
  const book = (await sandbox.api("POST", "/v1/books", { title: "Ages" })).body as { id: string };
  await sandbox.api("POST", `/v1/books/${book.id}/publish`);
  const status = async () => {
    const [row] = await rows<{ state: string }>(sandbox, "SELECT state FROM records WHERE id = ?", book.id);
    return row?.state ?? "";
  };
  return { sandbox, book, status };
}
const alarmOf = async (sandbox: TestSandbox) =>
  runInDurableObject(await stubOf(sandbox), (_object, state) => state.storage.getAlarm());
const loseAlarm = async (sandbox: TestSandbox) => {
  await runInDurableObject(await stubOf(sandbox), (_object, state) => state.storage.deleteAlarm());
  expect(await alarmOf(sandbox)).toBeNull();
};
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const directory = async (sandbox: TestSandbox) => {
  const { name = "" } = (await stubOf(sandbox)).id;
  const [owner, api] = name.split(":");
  return env.DB.prepare("SELECT next_due, parked, check_at, seen_at FROM tenants WHERE owner = ? AND api = ?")
    .bind(owner, api)
    .first<{ next_due: number | null; parked: number; check_at: number | null; seen_at: number }>();
};

/** A run of cron asks so many at most, and the directory holds the tenants of other tests. */
async function askFirst(sandbox: TestSandbox): Promise<void> {
  const [owner, api] = ((await stubOf(sandbox)).id.name ?? "").split(":");
  await env.DB.prepare(
    "UPDATE tenants SET next_due = NULL, alarm_at = 0, check_at = -1 WHERE owner = ? AND api = ?",
  )
    .bind(owner, api)
    .run();
}

afterEach(() => void vi.useRealTimers());

describe("a lost alarm", () => {
  it("is set again by the next API call when it is overdue", async () => {
    const { sandbox, book, status } = await open();
    await loseAlarm(sandbox);
    vi.useFakeTimers({ toFake: ["Date"] });
    later(2 * HOUR);
    await sandbox.api("GET", `/v1/books/${book.id}`);
    expect(await alarmOf(sandbox)).not.toBeNull();
    await runDurableObjectAlarm(await stubOf(sandbox));
    expect(await status()).toBe("archived");
  });

  it("is set again by the next control call, and not before it is late", async () => {
    const { sandbox } = await open();
    await loseAlarm(sandbox);
    await sandbox.partner.call("GET", `/api/v1/sandboxes/default/${sandbox.slug}/clock`);
    expect(await alarmOf(sandbox)).toBeNull();
    vi.useFakeTimers({ toFake: ["Date"] });
    later(2 * HOUR);
    await sandbox.partner.call("GET", `/api/v1/sandboxes/default/${sandbox.slug}/clock`);
    expect(await alarmOf(sandbox)).not.toBeNull();
  });

  it("is set again by the first call after an eviction, before anything is late", async () => {
    const { sandbox, book } = await open();
    const before = await alarmOf(sandbox);
    await loseAlarm(sandbox);
    await evictDurableObject(await stubOf(sandbox));
    await sandbox.api("GET", `/v1/books/${book.id}`);
    await vi.waitFor(async () => expect(await alarmOf(sandbox)).toBe(before));
  });

  it("is set again by cron, when nobody calls and the object was evicted", async () => {
    const { sandbox, status } = await open();
    await vi.waitFor(async () => expect((await directory(sandbox))?.next_due).toBeGreaterThan(Date.now()), {
      timeout: 5000,
    });
    await loseAlarm(sandbox);
    await evictDurableObject(await stubOf(sandbox));
    vi.useFakeTimers({ toFake: ["Date"] });
    later(2 * HOUR);
    await askFirst(sandbox);
    await cron();
    expect(await alarmOf(sandbox)).not.toBeNull();
    await runDurableObjectAlarm(await stubOf(sandbox));
    expect(await status()).toBe("archived");
  });

  it("is set again by cron although the tenant never told when it is due", async () => {
    const { sandbox } = await open();
    await loseAlarm(sandbox);
    await askFirst(sandbox);
    await cron();
    expect(await alarmOf(sandbox)).not.toBeNull();
    const told = await directory(sandbox);
    expect(told?.next_due).toBeGreaterThan(Date.now());
    expect(told?.check_at).toBeGreaterThan(told?.next_due ?? 0);
  });
});

describe("the rollup", () => {
  it("says when the tenant is next due, of one that only its alarm has woken, which is not in use for that", async () => {
    const { sandbox } = await open();
    await vi.waitFor(async () => expect((await directory(sandbox))?.next_due).toBeGreaterThan(Date.now()), {
      timeout: 5000,
    });
    await evictDurableObject(await stubOf(sandbox));
    await env.DB.prepare("UPDATE tenants SET seen_at = 5, answered_at = 5").run();
    await rows(sandbox, "UPDATE timers SET due = 1, payload = '{}'");
    await runDurableObjectAlarm(await stubOf(sandbox));
    const due = await rows<{ retry: number }>(sandbox, "SELECT retry FROM timers");
    await vi.waitFor(
      async () => expect(await directory(sandbox)).toMatchObject({ next_due: due[0]?.retry, seen_at: 5 }),
      { timeout: 5000 },
    );
  });
});

describe("checkAlarms", () => {
  it("asks every tenant that is to be asked, whatever one of them does, and asks again who did not answer", async () => {
    const { sandbox } = await open();
    const good = (await stubOf(sandbox)).id.name ?? "";
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
    expect(await directory(sandbox)).toMatchObject({ next_due: now + HOUR, parked: 3 });
    expect(
      await env.DB.prepare("SELECT next_due, check_at FROM tenants WHERE owner = 'broken'").first(),
    ).toEqual({ next_due: null, check_at: now + 15 * 60_000 });
    expect(await checkAlarms(control)).toEqual({ asked: 0, unreachable: [] });
    await env.DB.prepare("DELETE FROM tenants WHERE api = 'x'").run();
  });
});

describe("the alarm", () => {
  it("does every other step and rings again later when one fails, and never throws", async () => {
    const { sandbox, status } = await open();
    await sandbox.partner.call("POST", `/api/v1/sandboxes/default/${sandbox.slug}/endpoints`, {
      url: "http://127.0.0.1:9/nobody",
    });
    await sandbox.api("POST", "/v1/books", { title: "Told" });
    await rows(sandbox, "UPDATE timers SET due = due - 7200000");
    await rows(sandbox, "UPDATE deliveries SET queued = NULL, lease = NULL, due = 1, state = 'pending'");
    const stub = await stubOf(sandbox);
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
      sandbox,
      "SELECT step, failures, retry FROM alarm_steps",
    );
    expect(step).toMatchObject({ step: "deliveries", failures: 1 });
    expect((await alarmOf(sandbox)) ?? 0).toBe(step?.retry);
    expect(await rows(sandbox, "SELECT queued FROM deliveries WHERE queued IS NOT NULL")).toEqual([]);
    await rows(sandbox, "UPDATE alarm_steps SET retry = 1");
    await evictDurableObject(stub);
    await runDurableObjectAlarm(await stubOf(sandbox));
    expect(await rows(sandbox, "SELECT step FROM alarm_steps")).toEqual([]);
  });

  it("does not ring on and on for a delivery that waits for an earlier one of its record", async () => {
    const { sandbox, book } = await open();
    await sandbox.partner.call("POST", `/api/v1/sandboxes/default/${sandbox.slug}/endpoints`, {
      url: "http://127.0.0.1:9/nobody",
    });
    await sandbox.api(
      "PATCH",
      `/v1/books/${book.id}`,
      { title: "Late" },
      { "x-sandbox-scenario": "webhook_delayed" },
    );
    await sandbox.api("PATCH", `/v1/books/${book.id}`, { title: "Waits" });
    await runDurableObjectAlarm(await stubOf(sandbox));
    expect(
      await rows(sandbox, "SELECT id FROM deliveries WHERE attempts = 0 AND state = 'pending'"),
    ).toHaveLength(2);
    expect((await alarmOf(sandbox)) ?? 0).toBeGreaterThan(Date.now() + 20_000);
  });

  it("loads each schema once", async () => {
    const { sandbox } = await open();
    const read: string[] = [];
    const ring = async () => {
      await rows(sandbox, "UPDATE timers SET due = 1");
      await runInDurableObject(await stubOf(sandbox), async (object) => {
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
      const { id } = (await sandbox.api("POST", "/v1/books", { title })).body as { id: string };
      await sandbox.api("POST", `/v1/books/${id}/publish`);
    }
    await ring();
    expect(await rows(sandbox, "SELECT id FROM requests WHERE method = 'TIMER'")).toHaveLength(3);
    expect(read.filter((key, i) => read.indexOf(key) !== i)).toEqual([]);
    const { id } = (await sandbox.api("POST", "/v1/books", { title: "Four" })).body as { id: string };
    await sandbox.api("POST", `/v1/books/${id}/publish`);
    const before = read.length;
    await ring();
    expect(read.slice(before)).toEqual([]);
  });
});
