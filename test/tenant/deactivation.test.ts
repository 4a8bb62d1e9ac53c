// What a tenant makes of what is under way when it is stopped, and of the directory's words when they come late or twice.
import {
  createExecutionContext,
  createMessageBatch,
  env,
  waitOnExecutionContext,
  runInDurableObject,
} from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import type { BlobStore } from "#contract/blobs.ts";
import type { Activation, CallRequest } from "#contract/call.ts";
import { utf8 } from "#lib/bytes.ts";
import { realNow } from "#lib/clock.ts";
import { activate, deactivate, purge } from "#tenant/state/lifecycle.ts";
import { serve } from "#tenant/request/serve.ts";
import { Tenant, type TenantEnv } from "#tenant/tenant.ts";
import worker from "#worker.ts";
import { edgeEnv } from "../support/edge-env.ts";
import { rowsOf } from "../support/control.ts";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { receiver } from "../support/receiver.ts";
import { rows, stubOf } from "../support/tenant.ts";

let releases = 0;
/** A release that no object of this isolate has loaded yet. */
const openFresh = (): Promise<TestSandbox> =>
  openTestSandbox({
    document: {
      ...LIBRARY,
      info: { ...(LIBRARY as { info: object }).info, version: `${Date.now()}.${releases++}` },
    },
    sandboxFile: LIBRARY_BEHAVIOUR,
  });

/** A blob store that holds back what is asked of one part of a blueprint. */
function slowStore(part: string) {
  let arrive = (): void => undefined;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (arrive = resolve));
  const gate = new Promise<void>((resolve) => (release = resolve));
  const store: BlobStore = {
    async get(key) {
      if (key.includes(part)) {
        arrive();
        await gate;
      }
      return env.BLOBS.get(key);
    },
    put: (key, value) => env.BLOBS.put(key, value),
  };
  return { store, held, release };
}

const tenantWith = (storage: DurableObjectStorage, store: BlobStore): Tenant =>
  new Tenant(storage, { ...(env as unknown as TenantEnv), BLOBS: store }, realNow);

describe("deactivating", () => {
  it("lets a call that is under way write nothing", async () => {
    const testSandbox = await openFresh();
    const { sandbox, api } = await rowsOf(testSandbox);
    const key = await env.DB.prepare("SELECT id, hash FROM keys WHERE owner = ?")
      .bind(sandbox.id)
      .first<{ id: string; hash: string }>();
    const request: CallRequest = {
      requestId: "req_underway",
      method: "POST",
      path: "/v1/books",
      query: "",
      headers: [
        ["content-type", "application/json"],
        ["idempotency-key", "underway"],
      ],
      body: utf8(JSON.stringify({ title: "Too late" })),
      key: {
        prefix: api.keyPrefix,
        mode: "test",
        owner: sandbox.id,
        api: api.id,
        keyId: key?.id ?? "",
        hash: key?.hash ?? "",
      },
      place: { kind: "bearer" },
      base: testSandbox.host,
      address: "",
    };
    await runInDurableObject(await stubOf(testSandbox), async (_instance, state) => {
      const count = (table: string): number =>
        state.storage.sql.exec<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).one().n;
      const before = count("records");
      const { store, held, release } = slowStore("/details-");
      const tenant = tenantWith(state.storage, store);
      const answering = serve(tenant, request);
      await held;
      deactivate(tenant);
      release();
      expect((await answering).status).toBe(403);
      expect([count("records"), count("idempotency"), count("events")]).toEqual([before, 0, 0]);
    });
  });

  it("lets a queue message that comes after it deliver nothing", async () => {
    const testSandbox = await openFresh();
    const hook = receiver(() => new Response("no", { status: 500 }));
    await testSandbox.partner.call("POST", `/api/v1/sandboxes/default/${testSandbox.slug}/endpoints`, {
      url: hook.url,
      events: [],
    });
    await testSandbox.api("POST", "/v1/books", { title: "Heard once" });
    await vi.waitFor(() => expect(hook.received).toHaveLength(1), { timeout: 5000 });
    await vi.waitFor(
      async () =>
        expect(await rows(testSandbox, "SELECT 1 FROM deliveries WHERE attempts = 1")).toHaveLength(1),
      { timeout: 5000 },
    );
    const { tenant } = await rowsOf(testSandbox);
    await testSandbox.partner.call(
      "POST",
      `/api/v1/settings/api-access/sandbox/deactivate?api=${testSandbox.slug}`,
      {},
    );
    await rows(testSandbox, "UPDATE deliveries SET due = 0, queued = NULL, lease = NULL");
    const [delivery] = await rows<{ id: number }>(testSandbox, "SELECT id FROM deliveries");
    const message = (): MessageBatch =>
      createMessageBatch("deliveries", [
        {
          id: "late",
          timestamp: new Date(),
          attempts: 1,
          body: { mode: "test", tenant, delivery: delivery?.id },
        },
      ]);
    const consume = async (): Promise<void> => {
      const context = createExecutionContext();
      await worker.queue(message(), edgeEnv, context);
      await waitOnExecutionContext(context);
    };
    await consume();
    expect(hook.received).toHaveLength(1);
    expect(await rows(testSandbox, "SELECT attempts FROM deliveries")).toEqual([{ attempts: 1 }]);
    // The same message would be delivered if it were active.
    await testSandbox.partner.call(
      "POST",
      `/api/v1/settings/api-access/sandbox/activate?api=${testSandbox.slug}`,
      {},
    );
    await rows(testSandbox, "UPDATE deliveries SET due = 0, queued = NULL, lease = NULL");
    await consume();
    expect(hook.received.length).toBeGreaterThan(1);
  });
});

describe("words of the directory", () => {
  async function open() {
    const testSandbox = await openFresh();
    const { api } = await rowsOf(testSandbox);
    const name = `late${releases++}${Date.now()}:${api.id}`;
    const activation: Activation = {
      tenant: name,
      mode: "test",
      owner: name.split(":")[0] ?? "",
      api: api.id,
      slug: api.slug,
      release: api.release,
      policy: { plan: "free", perMinute: null, perMonth: null },
      seed: { profile: "small", number: 1 },
    };
    return { stub: env.TEST.getByName(name), activation };
  }

  it("make no tenant when it was stopped while its records were made", async () => {
    const { stub, activation } = await open();
    await runInDurableObject(stub, async (_instance, state) => {
      const { store, held, release } = slowStore("/seed");
      const tenant = tenantWith(state.storage, store);
      const waking = activate(tenant, { ...activation, version: 1 });
      await held;
      expect(deactivate(tenant, 2)).toMatchObject({ ok: false, failure: { code: "sandbox_not_active" } });
      release();
      expect(await waking).toBeUndefined();
      expect(tenant.meta).toBeUndefined();
      // A later word makes it.
      expect((await activate(tenant, { ...activation, version: 3 }))?.active).toBe(true);
    });
  });

  it("make no tenant when it was purged while its records were made", async () => {
    const { stub, activation } = await open();
    await runInDurableObject(stub, async (_instance, state) => {
      const { store, held, release } = slowStore("/seed");
      const tenant = tenantWith(state.storage, store);
      const waking = activate(tenant, { ...activation, version: 1 });
      await held;
      expect(await purge(tenant, 2)).toBe(true);
      release();
      await waking;
      expect(tenant.meta).toBeUndefined();
    });
  });

  it("change nothing when they are older than what it was told, and nothing more when they are repeated", async () => {
    const { stub, activation } = await open();
    await stub.activate({ ...activation, version: 5 });
    expect((await stub.deactivate(4)).ok).toBe(true);
    expect((await stub.status())?.active).toBe(true);
    const policy = { plan: "older", perMinute: 1, perMonth: null };
    await stub.activate({ ...activation, policy, version: 4 });
    expect(await stub.purge(9)).toBe(false);
    await stub.deactivate(6);
    await stub.deactivate(6);
    await stub.activate({ ...activation, version: 5 });
    expect((await stub.status())?.active).toBe(false);
    expect(await stub.purge(5)).toBe(false);
    await stub.activate({ ...activation, version: 7 });
    await stub.activate({ ...activation, version: 7 });
    const told = await runInDurableObject(stub, (_instance, state) => ({
      audit: state.storage.sql.exec<{ action: string }>("SELECT action FROM audit ORDER BY seq").toArray(),
      meta: state.storage.sql.exec<{ value: string }>("SELECT value FROM meta").one().value,
    }));
    expect(told.audit.map(({ action }) => action)).toEqual(["activate", "deactivate", "activate"]);
    expect(JSON.parse(told.meta)).toMatchObject({ policy: { plan: "free" }, version: 7, status: "active" });
    await stub.deactivate(8);
    expect(await stub.purge(8)).toBe(true);
    expect(await stub.status()).toBeUndefined();
    expect(await stub.purge(8)).toBe(true);
  });

  it("outlive an eviction", async () => {
    const { stub, activation } = await open();
    await stub.activate({ ...activation, version: 5 });
    await stub.deactivate(6);
    const { evictDurableObject } = await import("cloudflare:test");
    await evictDurableObject(stub);
    await stub.activate({ ...activation, version: 5 });
    expect((await stub.status())?.active).toBe(false);
  });
});

describe("a key that opens every API of its sandbox", () => {
  it("works again where one API was stopped and woken, as D1 says", async () => {
    const testSandbox = await openFresh();
    const other = await openTestSandbox({ document: LIBRARY });
    const call = (verb: string, slug: string) =>
      testSandbox.partner.call("POST", `/api/v1/settings/api-access/sandbox/${verb}?api=${slug}`, {});
    await call("activate", other.slug);
    const { body } = await testSandbox.partner.call("POST", "/api/v1/sandboxes/default/keys", {
      name: "wide",
    });
    const { callerOf } = await import("../support/test-sandbox.ts");
    const wide = callerOf(testSandbox.host, body.rawKey as string);
    expect((await wide("GET", "/v1/books")).status).toBe(200);
    await call("deactivate", testSandbox.slug);
    expect((await wide("GET", "/v1/books")).status).toBe(403);
    await call("activate", testSandbox.slug);
    expect((await wide("GET", "/v1/books")).status).toBe(200);
    // With its last active API it ends.
    await call("deactivate", testSandbox.slug);
    await call("deactivate", other.slug);
    await call("activate", testSandbox.slug);
    expect((await wide("GET", "/v1/books")).status).toBe(401);
  });
});
