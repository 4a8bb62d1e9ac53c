import { connectSandbar } from "sandbar/testing";

const sandbar = connectSandbar();
let api;
let sandbox;

beforeAll(async () => {
  api = await sandbar.published("orders");
});
beforeEach(async () => {
  sandbox = await api.sandbox();
});
afterAll(() => sandbar.close());

const call = (method, path, body) =>
  fetch(`${sandbox.baseUrl}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.key}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });

test("an order is shipped, and delivered a day later", async () => {
  const { id } = await (await call("POST", "/orders", { item: "Lamp" })).json();
  expect(await (await call("POST", `/orders/${id}/ship`)).json()).toMatchObject({ status: "shipped" });
  expect((await sandbox.waitForEvent("order.shipped")).record).toBe(id);
  await sandbox.advance("1d");
  expect(await (await call("GET", `/orders/${id}`)).json()).toMatchObject({ status: "delivered" });
});

test("a refused call is explained", async () => {
  const { id } = await (await call("POST", "/orders", { item: "Table" })).json();
  await call("POST", `/orders/${id}/ship`);
  expect((await call("POST", `/orders/${id}/ship`)).status).toBe(409);
  expect(await sandbox.explainRequests()).toContain("→ 409");
});
