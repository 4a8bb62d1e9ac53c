// `sandbar/testing` as it was built: what a test can do with its sandbox, and what it costs.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setImmediate as immediate, setTimeout as wait } from "node:timers/promises";
import { type Api, type Sandbar, connectSandbar, startSandbar } from "sandbar/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

const file = (name: string): string => path.join(import.meta.dirname, "../../examples", name);

let sandbar: Sandbar;
let api: Api;

beforeAll(async () => {
  const begun = performance.now();
  sandbar = await startSandbar();
  console.log(`startSandbar took ${(performance.now() - begun).toFixed(0)} ms.`);
  api = await sandbar.api(file("openapi.yaml"), { behaviour: file("sandbox.yaml"), name: "orders" });
});
afterAll(() => sandbar.close());

type Caller = { baseUrl: string; key: string };
const call = async (on: Caller, method: string, at: string, body?: object): Promise<any> => {
  const answer = await fetch(`${on.baseUrl}/v1${at}`, {
    method,
    headers: { authorization: `Bearer ${on.key}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
};

test("sandboxes share nothing", async () => {
  const [one, other] = [await api.sandbox(), await api.sandbox()];
  const {
    body: { id },
  } = await call(one, "POST", "/orders", { item: "Lamp" });
  expect((await call(one, "GET", `/orders/${id}`)).status).toBe(200);
  expect((await call(other, "GET", `/orders/${id}`)).status).toBe(404);
  expect(await other.events()).toEqual([]);
  await one.close();
  expect((await call(one, "GET", "/orders")).status).toBe(403);
});

test("one that was opened ahead is there at once, without waiting for anything", async () => {
  let isAtOnce = false;
  // The next one is opened while a test runs: how long that takes is the machine's affair.
  for (let seconds = 1; seconds <= 16 && !isAtOnce; seconds *= 2) {
    await wait(seconds * 1000);
    const begun = performance.now();
    const taken = api.sandbox().then(() => true);
    // No answer of a server comes before what is immediate.
    isAtOnce = await Promise.race([taken, immediate(false)]);
    await taken;
    console.log(`A sandbox took ${(performance.now() - begun).toFixed(1)} ms.`);
  }
  expect(isAtOnce).toBe(true);
});

test("reset begins anew", async () => {
  const sandbox = await api.sandbox();
  const {
    body: { id },
  } = await call(sandbox, "POST", "/orders", { item: "Lamp" });
  await call(sandbox, "POST", `/orders/${id}/ship`);
  await sandbox.fault({ effect: { status: 503 }, count: 10 });
  expect((await call(sandbox, "GET", "/orders")).status).toBe(503);
  expect((await sandbox.events()).map((one) => one.type)).toContain("order.shipped");
  await sandbox.reset();
  expect([await sandbox.events(), await sandbox.requests()]).toEqual([[], []]);
  expect((await call(sandbox, "GET", "/orders")).status).toBe(200);
  expect((await call(sandbox, "GET", `/orders/${id}`)).status).toBe(404);
});

test("a snapshot is come back to", async () => {
  const sandbox = await api.sandbox();
  const {
    body: { id },
  } = await call(sandbox, "POST", "/orders", { item: "Lamp" });
  const snapshot = await sandbox.snapshot();
  await call(sandbox, "POST", `/orders/${id}/ship`);
  await snapshot.restore();
  expect((await call(sandbox, "GET", `/orders/${id}`)).body).toMatchObject({ status: "open" });
  expect((await call(sandbox, "POST", `/orders/${id}/ship`)).body.status).toBe("shipped");
});

test("an event is waited for, whenever it comes; one that does not is told of with what came instead", async () => {
  const sandbox = await api.sandbox();
  const {
    body: { id },
  } = await call(sandbox, "POST", "/orders", { item: "Lamp" });
  const waiting = sandbox.waitForEvent(({ type, record }) => type === "order.delivered" && record === id);
  await call(sandbox, "POST", `/orders/${id}/ship`);
  expect(await sandbox.waitForEvent("order.shipped")).toMatchObject({ record: id, resource: "order" });
  const { fired } = await sandbox.advance("2d");
  expect(fired).toEqual([expect.objectContaining({ id, from: "shipped", to: "delivered" })]);
  expect((await waiting).payload).toBeTypeOf("object");
  await expect(sandbox.waitForEvent("order.lost", { timeoutMs: 20 })).rejects.toThrow("order.shipped");
  await expect(sandbox.advance("soon")).rejects.toThrow("no duration");
});

test("webhooks reach a receiver on this machine", async () => {
  const sandbox = await api.sandbox();
  const bodies: string[] = [];
  const receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => bodies.push(body) && response.end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const { port } = receiver.address() as AddressInfo;
  const webhook = await sandbox.webhook(`http://127.0.0.1:${port}/hook`, ["order.shipped"]);
  expect(webhook.secret).not.toBe("");
  const {
    body: { id },
  } = await call(sandbox, "POST", "/orders", { item: "Lamp" });
  await call(sandbox, "POST", `/orders/${id}/ship`);
  await expect.poll(() => bodies.length, { timeout: 30_000 }).toBe(1);
  expect(bodies[0]).toContain(id);
  await webhook.remove();
  receiver.close();
});

test("the calls of a sandbox are explained", async () => {
  const sandbox = await api.sandbox();
  expect(await sandbox.explainRequests()).toContain("No call");
  await call(sandbox, "POST", "/orders", {});
  expect(await sandbox.explainRequests()).toMatch(/POST \S+\/orders → 4\d\d {2}req_\w+\n {4}\S/);
});

test("another process works on the same server by its address and token", async () => {
  const { server, token } = sandbar;
  const connected = connectSandbar({ server, token });
  const mine = await connected.published("orders", { ttlSeconds: 60 });
  expect((await call(mine, "GET", "/orders")).status).toBe(200);
  await connected.close();
  expect((await call(mine, "GET", "/orders")).status).toBe(403);
  expect(() => connectSandbar({ server })).toThrow("SANDBAR_TOKEN");
});

test("a document that does not compile is refused with reasons", async () => {
  await expect(sandbar.api(file("sandbox.yaml"))).rejects.toThrow("does not compile");
});
