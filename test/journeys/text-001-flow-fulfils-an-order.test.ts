import { expect, test, vi } from "vitest";
import { builtIns } from "../support/built-in.ts";
import { send, signUp } from "../support/test-sandbox.ts";
import { receiver } from "../support/receiver.ts";

const HOST = "http://embed.localhost";

test("create 201, add line items 200, submit 200, then order.fulfilled arrives signed", async () => {
  await builtIns();
  const { call } = await signUp();
  const { body } = await call("POST", "/api/v1/settings/api-access/sandbox/activate?api=embed", {});
  const key = body.testApiKey.rawKey as string;
  expect(key).toMatch(/^sandbox_test_/);
  const api = (method: string, path: string, json?: unknown) =>
    send(`${HOST}${path}`, {
      method,
      headers: { "api-key": key, "content-type": "application/json" },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });

  const seeded = await api("GET", "/v1/orders");
  expect(seeded.status).toBe(200);
  expect(seeded.body.data.length).toBeGreaterThan(5);

  const hook = receiver();
  const endpoint = await call("POST", "/api/v1/sandboxes/default/embed/endpoints", {
    url: hook.url,
    events: ["order.fulfilled"],
  });
  expect(endpoint.status).toBe(201);

  const order = await api("POST", "/v1/orders", { customer_email: "ada@example.com" });
  expect(order.status).toBe(201);
  const product = (await api("GET", "/v1/products?limit=1")).body.data[0];
  expect(product).toMatchObject({ id: "prod_StarterKit001", name: "Starter kit", price: 4900 });
  const withItems = await api("POST", `/v1/orders/${order.body.id}/line-items`, {
    product_id: product.id,
    quantity: 3,
    unit_price: 250,
  });
  expect(withItems.status).toBe(200);
  expect(withItems.body).toMatchObject({ total: 750, line_items: [{ product_id: product.id, quantity: 3 }] });
  const submitted = await api("POST", `/v1/orders/${order.body.id}/submit`);
  expect(submitted.status).toBe(200);
  expect(submitted.body.status).toBe("submitted");

  await vi.waitFor(() => expect(hook.received).toHaveLength(1), { timeout: 10_000, interval: 100 });
  expect((await api("GET", `/v1/orders/${order.body.id}`)).body.status).toBe("fulfilled");
  const event = await hook.verified(0, endpoint.body.secret);
  expect(event).toMatchObject({ type: "order.fulfilled", data: { id: order.body.id, status: "fulfilled" } });
  const late = await api("POST", `/v1/orders/${order.body.id}/line-items`, { product_id: product.id });
  expect(late.status).toBe(409);
});
