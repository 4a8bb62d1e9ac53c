// A write that is committed is answered as such, whatever fails after it; what failed is made good later.
import { runInDurableObject } from "cloudflare:test";
import { SELF } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Sandbox } from "#tenant/durable-object.ts";
import type { Tenant } from "#tenant/tenant.ts";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type House, ORIGIN, openHouse } from "../support/house.ts";
import { rows, stubOf } from "../support/tenant.ts";

const open = () => openHouse({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
const tenantOf = (instance: Sandbox): Tenant => (instance as unknown as { tenant: Tenant }).tenant;
const inside = async (house: House, work: (tenant: Tenant, state: DurableObjectState) => unknown) =>
  runInDurableObject(await stubOf(house), async (instance: Sandbox, state) => {
    await work(tenantOf(instance), state);
  });
const fail = (): never => {
  throw new Error("this collaborator is broken");
};

async function listen(house: House): Promise<WebSocket> {
  const { body } = await house.partner.call("POST", `/api/v1/sandboxes/default/${house.slug}/log/tickets`);
  const response = await SELF.fetch(`${ORIGIN}/api/v1/tail?ticket=${encodeURIComponent(body.ticket)}`, {
    headers: { upgrade: "websocket" },
  });
  if (!response.webSocket) throw new Error("no socket");
  response.webSocket.accept();
  return response.webSocket;
}

/** Makes a book and publishes it, which starts a timer; both must be answered 2xx and be there. */
async function writes(house: House, thenRead = true): Promise<void> {
  const made = await house.api("POST", "/v1/books", { title: "Committed" });
  expect(made.status, made.text).toBe(201);
  const published = await house.api("POST", `/v1/books/${made.body.id}/publish`);
  expect(published.status, published.text).toBe(200);
  if (thenRead) expect((await house.api("GET", `/v1/books/${made.body.id}`)).body.status).toBe("published");
}

afterEach(() => vi.restoreAllMocks());

describe("a committed write", () => {
  it("is answered when a listener of the tail is dead, and the dead one is dropped", async () => {
    const house = await open();
    const dead = await listen(house);
    const latest: number[] = [];
    const alive = await listen(house);
    alive.addEventListener("message", ({ data }) => latest.push(JSON.parse(data as string).latest));
    await inside(house, (tenant, state) => {
      const [first] = state.getWebSockets();
      first?.close(1011, "dead");
      expect(tenant.isWatched).toBe(true);
    });
    await writes(house);
    await vi.waitFor(() => expect(latest.length).toBeGreaterThan(1));
    await house.api("GET", "/v1/books");
    dead.close();
    alive.close();
    await vi.waitFor(async () => {
      await house.api("GET", "/v1/books");
      await inside(house, (tenant) => expect(tenant.isWatched).toBe(false));
    });
  });

  it("is answered when telling the tail throws", async () => {
    const house = await open();
    await house.api("GET", "/v1/books");
    await inside(house, (tenant) => vi.spyOn(tenant, "tell").mockImplementation(fail));
    await writes(house);
  });

  it("is answered when the counters cannot be scheduled", async () => {
    const house = await open();
    await house.api("GET", "/v1/books");
    await inside(house, (tenant) => vi.spyOn(tenant, "flushSoon").mockImplementation(fail));
    await writes(house, false);
  });

  it("is answered when the counts in memory cannot be kept, and they are counted anew", async () => {
    const house = await open();
    const { total } = (await house.api("GET", "/v1/books")).body;
    await inside(house, (tenant) => {
      const set = tenant.counts.set.bind(tenant.counts);
      vi.spyOn(tenant.counts, "set").mockImplementation((key, n) => (n > total ? fail() : set(key, n)));
    });
    await writes(house);
    vi.restoreAllMocks();
    expect((await house.api("GET", "/v1/books")).body.total).toBe(total + 1);
  });

  it.each(["throws", "rejects"])(
    "is answered when setting the alarm %s, and the next request sets it",
    async (how) => {
      const house = await open();
      await house.api("GET", "/v1/books");
      await inside(house, async (_tenant, state) => {
        await state.storage.deleteAlarm();
        vi.spyOn(state.storage, "setAlarm").mockImplementation(
          how === "throws" ? fail : async () => Promise.reject(new Error("no alarm today")),
        );
      });
      await writes(house);
      await inside(house, async (_tenant, state) => expect(await state.storage.getAlarm()).toBeNull());
      vi.restoreAllMocks();
      await house.api("GET", "/v1/books");
      await inside(house, async (_tenant, state) => expect(await state.storage.getAlarm()).not.toBeNull());
    },
  );

  it("is not undone by a flush that fails a second later, and the counters come with the next", async () => {
    const house = await open();
    await house.api("GET", "/v1/books");
    const rejected = vi.fn();
    globalThis.addEventListener?.("unhandledrejection", rejected);
    await inside(house, (tenant) => vi.spyOn(tenant.counters, "flush").mockImplementation(fail));
    await writes(house);
    const flushed = vi.spyOn(console, "error");
    await vi.waitFor(() => expect(flushed).toHaveBeenCalled(), { timeout: 3000 });
    vi.restoreAllMocks();
    await house.api("GET", "/v1/books");
    await vi.waitFor(
      async () =>
        expect(await rows(house, "SELECT 1 FROM requests WHERE method = 'GET'")).not.toHaveLength(0),
      { timeout: 4000 },
    );
    expect(rejected).not.toHaveBeenCalled();
  });

  it("is answered when a row of the log that waited cannot be written; that row alone is lost", async () => {
    const house = await open();
    await house.api("GET", "/v1/books");
    await inside(house, (tenant) => {
      // No row of the log is so: it stands for whatever the table refuses.
      tenant.counters.buffer({ id: null, requestHeaders: [], responseHeaders: [], changes: [] } as never);
    });
    await writes(house);
    expect(await rows(house, "SELECT 1 FROM requests WHERE method = 'POST'")).toHaveLength(2);
  });
});
