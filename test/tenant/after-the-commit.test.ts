// A write that is committed is answered as such, whatever fails after it; what failed is made good later.
import { runInDurableObject } from "cloudflare:test";
import { SELF } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Sandbox } from "#tenant/durable-object.ts";
import type { Tenant } from "#tenant/tenant.ts";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type TestSandbox, ORIGIN, openTestSandbox } from "../support/test-sandbox.ts";
import { rows, stubOf } from "../support/tenant.ts";

const open = () => openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
const tenantOf = (instance: Sandbox): Tenant => (instance as unknown as { tenant: Tenant }).tenant;
const inside = async (sandbox: TestSandbox, work: (tenant: Tenant, state: DurableObjectState) => unknown) =>
  runInDurableObject(await stubOf(sandbox), async (instance: Sandbox, state) => {
    await work(tenantOf(instance), state);
  });
const fail = (): never => {
  throw new Error("this collaborator is broken");
};

async function listen(sandbox: TestSandbox): Promise<WebSocket> {
  const { body } = await sandbox.partner.call(
    "POST",
    `/api/v1/sandboxes/default/${sandbox.slug}/log/tickets`,
  );
  const response = await SELF.fetch(`${ORIGIN}/api/v1/tail?ticket=${encodeURIComponent(body.ticket)}`, {
    headers: { upgrade: "websocket" },
  });
  if (!response.webSocket) throw new Error("no socket");
  response.webSocket.accept();
  return response.webSocket;
}

/** Makes a book and publishes it, which starts a timer; both must be answered 2xx and be there. */
async function writes(sandbox: TestSandbox, thenRead = true): Promise<void> {
  const made = await sandbox.api("POST", "/v1/books", { title: "Committed" });
  expect(made.status, made.text).toBe(201);
  const published = await sandbox.api("POST", `/v1/books/${made.body.id}/publish`);
  expect(published.status, published.text).toBe(200);
  if (thenRead) expect((await sandbox.api("GET", `/v1/books/${made.body.id}`)).body.status).toBe("published");
}

afterEach(() => vi.restoreAllMocks());

describe("a committed write", () => {
  it("is answered when a listener of the tail is dead, and the dead one is dropped", async () => {
    const sandbox = await open();
    const dead = await listen(sandbox);
    const latest: number[] = [];
    const alive = await listen(sandbox);
    alive.addEventListener("message", ({ data }) => latest.push(JSON.parse(data as string).latest));
    await inside(sandbox, (tenant, state) => {
      const [first] = state.getWebSockets();
      first?.close(1011, "dead");
      expect(tenant.isWatched).toBe(true);
    });
    await writes(sandbox);
    await vi.waitFor(() => expect(latest.length).toBeGreaterThan(1));
    await sandbox.api("GET", "/v1/books");
    dead.close();
    alive.close();
    await vi.waitFor(async () => {
      await sandbox.api("GET", "/v1/books");
      await inside(sandbox, (tenant) => expect(tenant.isWatched).toBe(false));
    });
  });

  it("is answered when telling the tail throws", async () => {
    const sandbox = await open();
    await sandbox.api("GET", "/v1/books");
    await inside(sandbox, (tenant) => vi.spyOn(tenant, "tell").mockImplementation(fail));
    await writes(sandbox);
  });

  it("is answered when the counters cannot be scheduled", async () => {
    const sandbox = await open();
    await sandbox.api("GET", "/v1/books");
    await inside(sandbox, (tenant) => vi.spyOn(tenant, "flushSoon").mockImplementation(fail));
    await writes(sandbox, false);
  });

  it("is answered when the counts in memory cannot be kept, and they are counted anew", async () => {
    const sandbox = await open();
    const { total } = (await sandbox.api("GET", "/v1/books")).body;
    await inside(sandbox, (tenant) => {
      const set = tenant.counts.set.bind(tenant.counts);
      vi.spyOn(tenant.counts, "set").mockImplementation((key, n) => (n > total ? fail() : set(key, n)));
    });
    await writes(sandbox);
    vi.restoreAllMocks();
    expect((await sandbox.api("GET", "/v1/books")).body.total).toBe(total + 1);
  });

  it.each(["throws", "rejects"])(
    "is answered when setting the alarm %s, and the next request sets it",
    async (how) => {
      const sandbox = await open();
      await sandbox.api("GET", "/v1/books");
      await inside(sandbox, async (_tenant, state) => {
        await state.storage.deleteAlarm();
        vi.spyOn(state.storage, "setAlarm").mockImplementation(
          how === "throws" ? fail : async () => Promise.reject(new Error("no alarm today")),
        );
      });
      await writes(sandbox);
      await inside(sandbox, async (_tenant, state) => expect(await state.storage.getAlarm()).toBeNull());
      vi.restoreAllMocks();
      await sandbox.api("GET", "/v1/books");
      await inside(sandbox, async (_tenant, state) => expect(await state.storage.getAlarm()).not.toBeNull());
    },
  );

  it("is not undone by a flush that fails a second later, and the counters come with the next", async () => {
    const sandbox = await open();
    await sandbox.api("GET", "/v1/books");
    const rejected = vi.fn();
    globalThis.addEventListener?.("unhandledrejection", rejected);
    await inside(sandbox, (tenant) => vi.spyOn(tenant.counters, "flush").mockImplementation(fail));
    await writes(sandbox);
    const flushed = vi.spyOn(console, "error");
    await vi.waitFor(() => expect(flushed).toHaveBeenCalled(), { timeout: 3000 });
    vi.restoreAllMocks();
    await sandbox.api("GET", "/v1/books");
    await vi.waitFor(
      async () =>
        expect(await rows(sandbox, "SELECT 1 FROM requests WHERE method = 'GET'")).not.toHaveLength(0),
      { timeout: 4000 },
    );
    expect(rejected).not.toHaveBeenCalled();
  });

  it("is answered when a row of the log that waited cannot be written; that row alone is lost", async () => {
    const sandbox = await open();
    await sandbox.api("GET", "/v1/books");
    await inside(sandbox, (tenant) => {
      // No row of the log is so: it stands for whatever the table refuses.
      tenant.counters.buffer({ id: null, requestHeaders: [], responseHeaders: [], changes: [] } as never);
    });
    await writes(sandbox);
    expect(await rows(sandbox, "SELECT 1 FROM requests WHERE method = 'POST'")).toHaveLength(2);
  });
});
