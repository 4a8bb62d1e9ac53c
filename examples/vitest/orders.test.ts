import { expect } from "vitest";
import { OrdersClient } from "../orders-client.ts";
import { test } from "./fixtures.ts";

test("an order is shipped, and delivered a day later", async ({ sandbox }) => {
  const client = new OrdersClient(sandbox);
  const order = await client.create("Lamp");
  expect(await client.ship(order.id)).toMatchObject({ item: "Lamp", status: "shipped" });
  expect((await sandbox.waitForEvent("order.shipped")).record).toBe(order.id);
  await sandbox.advance("1d");
  expect(await client.get(order.id)).toMatchObject({ status: "delivered" });
});

test("the client tries again when the API is busy", async ({ sandbox }) => {
  await sandbox.fault({ match: { operation: "createOrder" }, effect: { scenario: "unavailable" }, count: 2 });
  const order = await new OrdersClient(sandbox).create("Chair");
  expect(order.item).toBe("Chair");
  expect((await sandbox.requests()).map((one) => one.status)).toEqual([503, 503, 201]);
});

test("an order is shipped once", async ({ sandbox }) => {
  const client = new OrdersClient(sandbox);
  const { id } = await client.create("Table");
  await client.ship(id);
  await expect(client.ship(id)).rejects.toThrow("409");
  expect(await sandbox.explainRequests()).toContain("shipped");
});
