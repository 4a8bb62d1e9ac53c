// Playwright's request context against a sandbox. In a project of @playwright/test the same stands in a fixture.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type APIRequestContext, request } from "playwright-core";
import { type Api, type Sandbar, startSandbar } from "sandbar/testing";

const file = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

let sandbar: Sandbar;
let api: Api;
let orders: APIRequestContext;

before(async () => {
  sandbar = await startSandbar();
  api = await sandbar.api(file("openapi.yaml"), { behaviour: file("sandbox.yaml") });
  orders = await request.newContext({
    // With a slash at its end, paths without one at their beginning follow it.
    baseURL: `${api.baseUrl}/v1/`,
    extraHTTPHeaders: { authorization: `Bearer ${api.key}` },
  });
});
after(async () => {
  await orders.dispose();
  await sandbar.close();
});

test("an order that was made is listed", async () => {
  const made = await orders.post("orders", { data: { item: "Lamp" } });
  assert.equal(made.status(), 201);
  const { id } = (await made.json()) as { id: string };
  const { data } = (await (await orders.get("orders")).json()) as { data: { id: string }[] };
  assert.ok(data.some((one) => one.id === id));
});

test("a limit of the API is a 429", async () => {
  const fault = await api.fault({ effect: { scenario: "rate_limited" } });
  const refused = await orders.get("orders");
  assert.equal(refused.status(), 429);
  assert.ok(refused.headers()["retry-after"]);
  await fault.disarm();
  assert.equal((await orders.get("orders")).status(), 200);
});
