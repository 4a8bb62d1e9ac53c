import {
  createExecutionContext,
  createMessageBatch,
  getQueueResult,
  runDurableObjectAlarm,
} from "cloudflare:test";
import { expect, test, vi } from "vitest";
import worker from "#worker.ts";
import { edgeEnv } from "../support/edge-env.ts";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { receiver } from "../support/receiver.ts";
import { rows, stubOf } from "../support/tenant.ts";

const open = (): Promise<TestSandbox> =>
  openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
const endpoint = (sandbox: TestSandbox, url: string, events: string[] = []) =>
  sandbox.partner.call("POST", `/api/v1/sandboxes/default/${sandbox.slug}/endpoints`, { url, events });
const deliveries = (sandbox: TestSandbox) =>
  rows<{ id: number; state: string; attempts: number }>(
    sandbox,
    "SELECT id, state, attempts FROM deliveries ORDER BY id",
  );

test("R51: a write and its event commit together, and the delivery log shows the attempt", async () => {
  const sandbox = await open();
  const hook = receiver();
  await endpoint(sandbox, hook.url);
  const made = await sandbox.api("POST", "/v1/books", { title: "Heard" });
  await vi.waitFor(() => expect(hook.received).toHaveLength(1), { timeout: 5000 });
  expect(JSON.parse(hook.received[0]?.body ?? "")).toMatchObject({
    type: "book.created",
    data: { id: made.body.id, title: "Heard" },
  });
  await vi.waitFor(async () => {
    const log = await sandbox.partner.call("GET", `/api/v1/sandboxes/default/${sandbox.slug}/deliveries`);
    expect(log.body.data[0]).toMatchObject({
      type: "book.created",
      state: "delivered",
      attempts: [{ attempt: 1, status: 200, response: "ok" }],
    });
  });
});

test("R51: a message delivered twice finds nothing to claim the second time", async () => {
  const sandbox = await open();
  const hook = receiver();
  await endpoint(sandbox, hook.url);
  await sandbox.api("POST", "/v1/books", { title: "Once" });
  await vi.waitFor(() => expect(hook.received).toHaveLength(1), { timeout: 5000 });
  const name = (await rows<{ value: string }>(sandbox, "SELECT value FROM meta"))[0]?.value ?? "{}";
  const message = {
    mode: "test",
    tenant: JSON.parse(name).tenant,
    delivery: (await deliveries(sandbox))[0]?.id,
  };
  const batch = createMessageBatch("deliveries", [
    { id: "again", timestamp: new Date(), attempts: 1, body: message },
  ]);
  const context = createExecutionContext();
  await worker.queue(batch, edgeEnv, context);
  expect((await getQueueResult(batch, context)).explicitAcks).toEqual(["again"]);
  expect(hook.received).toHaveLength(1);
});

test("R51: a failing endpoint is tried again on the schedule, and 410 ends it", async () => {
  const sandbox = await open();
  const hook = receiver((n) => new Response("no", { status: n === 1 ? 500 : 410 }));
  const made = await endpoint(sandbox, hook.url);
  await sandbox.api("POST", "/v1/books", { title: "Again" });
  await vi.waitFor(
    async () => expect((await deliveries(sandbox))[0]).toMatchObject({ state: "pending", attempts: 1 }),
    { timeout: 5000 },
  );
  const due = (await rows<{ due: number }>(sandbox, "SELECT due FROM deliveries"))[0]?.due ?? 0;
  expect(due - Date.now()).toBeGreaterThan(1000);
  await rows(sandbox, "UPDATE deliveries SET due = 0");
  await runDurableObjectAlarm(await stubOf(sandbox));
  await vi.waitFor(
    async () => expect((await deliveries(sandbox))[0]).toMatchObject({ state: "failed", attempts: 2 }),
    { timeout: 5000 },
  );
  const listed = await sandbox.partner.call("GET", `/api/v1/sandboxes/default/${sandbox.slug}/endpoints`);
  expect(listed.body.data.find((one: { id: string }) => one.id === made.body.id).active).toBe(false);
});

test("R51: a later event of a record waits for the first attempt of the earlier one", async () => {
  const sandbox = await open();
  const gate = { held: true };
  const hook = receiver(async (n) => {
    if (n === 1) while (gate.held) await scheduler.wait(20);
    return new Response("ok");
  });
  await endpoint(sandbox, hook.url);
  const book = await sandbox.api("POST", "/v1/books", { title: "Order" });
  await vi.waitFor(() => expect(hook.received).toHaveLength(1), { timeout: 5000 });
  await sandbox.api("POST", `/v1/books/${book.body.id}/publish`);
  await runDurableObjectAlarm(await stubOf(sandbox));
  expect(hook.received).toHaveLength(1);
  gate.held = false;
  await vi.waitFor(
    () =>
      expect(hook.received.map((one) => JSON.parse(one.body).type)).toEqual([
        "book.created",
        "book.published",
      ]),
    { timeout: 5000 },
  );
});

test("R51: an expired lease gives the delivery to the next consumer, and the late report changes nothing", async () => {
  const sandbox = await open();
  const gate = { held: true };
  const hook = receiver(async () => {
    while (gate.held) await scheduler.wait(20);
    return new Response("ok");
  });
  await endpoint(sandbox, hook.url);
  await sandbox.api("POST", "/v1/books", { title: "Lease" });
  await vi.waitFor(() => expect(hook.received).toHaveLength(1), { timeout: 5000 });
  const stub = await stubOf(sandbox);
  const id = (await deliveries(sandbox))[0]?.id ?? 0;
  expect(await stub.claim(id)).toBeUndefined();
  await rows(sandbox, "UPDATE deliveries SET lease = 1, queued = NULL");
  expect(await stub.claim(id)).toMatchObject({ attempt: 2 });
  await stub.report({
    delivery: id,
    attempt: 1,
    status: 200,
    error: null,
    latency: 1,
    response: "",
    at: Date.now(),
  });
  expect((await deliveries(sandbox))[0]).toMatchObject({ state: "pending", attempts: 2 });
  await stub.report({
    delivery: id,
    attempt: 2,
    status: 200,
    error: null,
    latency: 1,
    response: "",
    at: Date.now(),
  });
  expect((await deliveries(sandbox))[0]).toMatchObject({ state: "delivered" });
  gate.held = false;
});

test("R51: an endpoint on a private or foreign scheme is refused before any connection", async () => {
  const sandbox = await open();
  for (const url of [
    "https://10.0.0.1/x",
    "https://192.168.1.1/",
    "http://example.com/",
    "https://user:pw@example.com/",
    "https://169.254.169.254/",
    "https://[fd00::1]/",
    "ftp://example.com/",
    "not a url",
  ]) {
    expect((await endpoint(sandbox, url)).status, url).toBe(400);
  }
});
