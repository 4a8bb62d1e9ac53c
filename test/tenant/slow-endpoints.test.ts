// Deliveries on the real queue: what one tenant's endpoint does is no other tenant's business, and a message that comes early,
// twice or never loses and doubles nothing.
import { createExecutionContext, createMessageBatch, env, runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import worker from "#worker.ts";
import { edgeEnv } from "../support/edge-env.ts";
import { LIBRARY } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { receiver } from "../support/receiver.ts";
import { rows, stubOf } from "../support/tenant.ts";

const addEndpoint = (sandbox: TestSandbox, url: string) =>
  sandbox.partner.call("POST", `/api/v1/sandboxes/default/${sandbox.slug}/endpoints`, { url });
const write = (sandbox: TestSandbox, title: string) => sandbox.api("POST", "/v1/books", { title });

describe("a hanging endpoint", () => {
  it("of one tenant does not hold up the deliveries of another", async () => {
    const [slow, quick] = [
      await openTestSandbox({ document: LIBRARY }),
      await openTestSandbox({ document: LIBRARY }),
    ];
    const gate = { held: true };
    const hanging = receiver(async () => {
      while (gate.held) await scheduler.wait(20);
      return new Response("ok");
    });
    const hook = receiver();
    await addEndpoint(slow, hanging.url);
    await addEndpoint(quick, hook.url);
    for (let i = 0; i < 12; i++) await write(slow, `Slow ${i}`);
    await vi.waitFor(() => expect(hanging.received.length).toBeGreaterThanOrEqual(5), { timeout: 5000 });
    const begun = Date.now();
    for (let i = 0; i < 3; i++) await write(quick, `Quick ${i}`);
    await vi.waitFor(() => expect(hook.received).toHaveLength(3), { timeout: 4000 });
    expect(Date.now() - begun).toBeLessThan(4000);
    gate.held = false;
    await vi.waitFor(
      async () =>
        expect(await rows(slow, "SELECT id FROM deliveries WHERE state = 'delivered'")).toHaveLength(12),
      { timeout: 10_000 },
    );
    expect(hanging.received).toHaveLength(12);
  });
});

describe("the mark that a message is under way", () => {
  it("does not turn a retry of 5 s into one of 60 s when the consumer is faster than the send", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    await addEndpoint(sandbox, "http://127.0.0.1:9/none");
    await write(sandbox, "Fast");
    await rows(
      sandbox,
      "UPDATE deliveries SET state = 'pending', attempts = 0, queued = NULL, lease = NULL, due = 1",
    );
    await runInDurableObject(await stubOf(sandbox), async (object) => {
      const { opened } = object as unknown as { opened: { env: object } };
      const before = opened.env;
      const sendBatch = async (messages: { body: { delivery: number } }[]) => {
        for (const { body } of messages) {
          const claim = await object.claim(body.delivery);
          await object.report({
            delivery: body.delivery,
            attempt: claim?.attempt ?? 0,
            status: 500,
            error: null,
            latency: 1,
            response: "",
            at: Date.now(),
          });
        }
      };
      Object.assign(opened, { env: { ...before, DELIVERIES: { sendBatch, send: async () => undefined } } });
      await object.alarm();
      Object.assign(opened, { env: before });
    });
    const [row] = await rows<{ due: number; queued: number | null; attempts: number }>(
      sandbox,
      "SELECT due, queued, attempts FROM deliveries",
    );
    expect(row).toMatchObject({ queued: null, attempts: 1 });
    expect((row?.due ?? 0) - Date.now()).toBeLessThanOrEqual(5000);
  });
});

describe("a dead letter", () => {
  it("is counted and its delivery is sent again", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const hook = receiver();
    await addEndpoint(sandbox, hook.url);
    await write(sandbox, "Given up");
    await vi.waitFor(() => expect(hook.received).toHaveLength(1), { timeout: 5000 });
    await rows(
      sandbox,
      "UPDATE deliveries SET state = 'pending', attempts = 0, lease = NULL, due = 1, queued = 9e14",
    );
    const stub = await stubOf(sandbox);
    const [{ id } = { id: 0 }] = await rows<{ id: number }>(sandbox, "SELECT id FROM deliveries");
    const body = { mode: "test", tenant: stub.id.name, delivery: id };
    const batch = createMessageBatch("deliveries-dead", [
      { id: "dead", timestamp: new Date(), attempts: 1, body },
    ]);
    await worker.queue(batch, edgeEnv, createExecutionContext());
    expect(
      await env.DB.prepare("SELECT mode, delivery, requeued FROM dead_letters WHERE tenant = ?")
        .bind(stub.id.name)
        .first(),
    ).toEqual({ mode: "test", delivery: id, requeued: 1 });
    const [row] = await rows<{ queued: number }>(sandbox, "SELECT queued FROM deliveries");
    expect(row?.queued).toBeLessThanOrEqual(Date.now() + 60_000);
    const alarm = await runInDurableObject(stub, (_object, state) => state.storage.getAlarm());
    expect(alarm).toBe(row?.queued);
  });
});
