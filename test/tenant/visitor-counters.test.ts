// What is counted of visitors: by network, in memory, for their minute, and never more than so many.
import { env, runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { DEMO_OWNERS } from "#contract/demo.ts";
import { Counters } from "#tenant/request/counters.ts";
import { LIBRARY } from "../support/documents.ts";
import { type TestSandbox, ORIGIN, openTestSandbox, send } from "../support/test-sandbox.ts";

const MINUTE = 60_000;
type Inside = { tenant: { meter: { counts: Map<string, unknown> }; flush(): void } };

describe("counters of visitors", () => {
  let sandbox: TestSandbox;
  let api: string;
  const visit = (address: string) =>
    send(`${ORIGIN}/demo/${sandbox.slug}/v1/books`, { headers: { "cf-connecting-ip": address } });
  const inEachDemo = async <T>(look: (inside: Inside, sql: SqlStorage) => T): Promise<T[]> => {
    const seen: T[] = [];
    for (const owner of DEMO_OWNERS)
      seen.push(
        await runInDurableObject(env.TEST.getByName(`${owner}:${api}`), (instance, state) =>
          look(instance as unknown as Inside, state.storage.sql),
        ),
      );
    return seen;
  };
  const rate = (meter: Counters, visitor: string, now: number, transient = true) =>
    meter.rate({ name: "default", counter: visitor, limit: 60, window: MINUTE, transient }, now);

  beforeAll(async () => {
    sandbox = await openTestSandbox({ document: LIBRARY });
    const row = await env.DB.prepare("SELECT id FROM apis WHERE slug = ?")
      .bind(sandbox.slug)
      .first<{ id: string }>();
    api = row?.id ?? "";
    // Every one of the few objects is made.
    for (let i = 0; i < 24; i++) await visit(`192.0.2.${i}`);
  });

  it("count a /64 as one visitor, whatever address of it calls", async () => {
    const answers = await Promise.all(
      Array.from({ length: 70 }, (_, i) => visit(`2001:db8:77:99:${i.toString(16)}::1`)),
    );
    expect(answers.filter((one) => one.status === 429).length).toBeGreaterThanOrEqual(10);
    expect((await visit("2001:db8:77:9a::1")).status).toBe(200);
  });

  it("are never written down", async () => {
    await Promise.all(Array.from({ length: 300 }, (_, i) => visit(`198.51.100.${i % 256}`)));
    const rows = await inEachDemo((inside, sql) => {
      inside.tenant.flush();
      return sql.exec("SELECT name FROM counters WHERE name LIKE '%visitor%'").toArray().length;
    });
    expect(rows).toEqual(DEMO_OWNERS.map(() => 0));
  });

  it("are bounded with 50,000 of them in one minute, and those over when the minute is", async () => {
    await runInDurableObject(env.TEST.getByName(`demo-0:${api}`), (_instance, state) => {
      const meter = new Counters(state.storage.sql);
      const size = () => (meter as unknown as Inside["tenant"]["meter"]).counts.size;
      const now = 1000 * MINUTE;
      meter.rate({ name: "sandbox", counter: "\nsandbox", limit: 600, window: MINUTE }, now);
      for (let i = 0; i < 50_000; i++) rate(meter, `visitor ${i}`, now);
      expect(size()).toBeLessThanOrEqual(2000);
      // The latest is still known; what is not of a visitor was not pushed out.
      expect(rate(meter, "visitor 49999", now).remaining).toBe(58);
      const all = meter.rate({ name: "sandbox", counter: "\nsandbox", limit: 600, window: MINUTE }, now);
      expect(all.remaining).toBe(598);
      for (let i = 0; i < 1999; i++) rate(meter, `next ${i}`, now + MINUTE);
      expect(size()).toBeLessThanOrEqual(2000);
      expect(rate(meter, "next 0", now + MINUTE).remaining).toBe(58);
    });
  });
});

describe("counters of keys", () => {
  it("survive being pushed out of memory, and go from disk when their window is over", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    await sandbox.api("GET", "/v1/books");
    const row = await env.DB.prepare("SELECT id FROM apis WHERE slug = ?")
      .bind(sandbox.slug)
      .first<{ id: string }>();
    const key = await env.DB.prepare("SELECT owner FROM keys WHERE api = ?")
      .bind(row?.id)
      .first<{ owner: string }>();
    await runInDurableObject(
      env.TEST.getByName(`${key?.owner ?? ""}:${row?.id ?? ""}`),
      (_instance, state) => {
        const { sql } = state.storage;
        const meter = new Counters(sql);
        const now = Date.now();
        const take = (counter: string, at: number) =>
          meter.rate({ name: "default", counter, limit: 60, window: MINUTE }, at).remaining;
        const flush = () => state.storage.transactionSync(() => meter.flush(now));
        const rows = () =>
          sql.exec<{ n: number }>("SELECT count(*) AS n FROM counters WHERE name LIKE 'rate token%'").one().n;
        for (let i = 0; i < 5000; i++) take(`token ${i}`, now);
        flush();
        expect(rows()).toBe(5000);
        for (let i = 0; i < 5000; i++) take(`other ${i}`, now);
        flush();
        expect(take("token 0", now)).toBe(58);
        meter.forgetEnded(now + 2 * MINUTE);
        expect(rows()).toBe(0);
      },
    );
  });
});
