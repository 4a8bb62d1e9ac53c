import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type Api, type Sandbar, type Sandbox, startSandbar } from "sandbar/testing";
import { OrdersClient } from "../orders-client.ts";

const file = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

let sandbar: Sandbar;
let api: Api;
let sandbox: Sandbox;

before(async () => {
  sandbar = await startSandbar();
  api = await sandbar.api(file("openapi.yaml"), { behaviour: file("sandbox.yaml") });
});
after(() => sandbar.close());

beforeEach(async () => {
  sandbox = await api.sandbox();
});
afterEach(async (context) => {
  if ("passed" in context && !context.passed) console.log(await sandbox.explainRequests());
  await sandbox.close();
});

test("an order is shipped, and delivered a day later", async () => {
  const client = new OrdersClient(sandbox);
  const order = await client.create("Lamp");
  assert.equal((await client.ship(order.id)).status, "shipped");
  assert.equal((await sandbox.waitForEvent("order.shipped")).record, order.id);
  await sandbox.advance("1d");
  assert.equal((await client.get(order.id)).status, "delivered");
});

test("the client tries again when the API is busy", async () => {
  await sandbox.fault({ match: { operation: "createOrder" }, effect: { scenario: "unavailable" }, count: 2 });
  assert.equal((await new OrdersClient(sandbox).create("Chair")).item, "Chair");
  assert.deepEqual(
    (await sandbox.requests()).map((one) => one.status),
    [503, 503, 201],
  );
});
