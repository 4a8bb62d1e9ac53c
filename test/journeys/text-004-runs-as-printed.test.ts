import { expect, test } from "vitest";
import { builtIns } from "../support/built-in.ts";
import { ORIGIN, send, signUp } from "../support/test-sandbox.ts";

const lifecycle = "/api/v1/settings/api-access/sandbox";

test("one sandbox_test_ key creates a Stripe customer and lists Mailchimp lists", async () => {
  await builtIns();
  const { call } = await signUp();
  for (const api of ["stripe", "mailchimp"]) await call("POST", `${lifecycle}/activate?api=${api}`, {});
  const { body } = await call("POST", "/api/v1/sandboxes/default/keys", { name: "all services" });
  expect(body.rawKey).toMatch(/^sandbox_test_[0-9A-Za-z]+$/);

  const customer = await send(`${ORIGIN}/sandbox/stripe/v1/customers`, {
    method: "POST",
    headers: { Authorization: `Bearer ${body.rawKey}`, "content-type": "application/x-www-form-urlencoded" },
    body: "email=test@example.com",
  });
  expect(customer.status).toBe(200);
  expect(customer.body).toMatchObject({ object: "customer", email: "test@example.com", livemode: false });
  expect(customer.body.id).toMatch(/^cus_[0-9A-Za-z]{14}$/);

  const lists = await send(`${ORIGIN}/sandbox/mailchimp/3.0/lists`, {
    headers: { Authorization: `Basic ${btoa(`anyuser:${body.rawKey}`)}` },
  });
  expect(lists.status).toBe(200);
  expect(lists.body.total_items).toBe(lists.body.lists.length);
  expect(lists.body.lists.length).toBeGreaterThan(0);
});

test("a missing or invalid key gets the printed platform error beside the API's own members", async () => {
  await builtIns();
  for (const headers of [{}, { Authorization: "Bearer sandbox_test_abc123" }] as Record<string, string>[]) {
    const refused = await send(`${ORIGIN}/sandbox/stripe/v1/customers`, { headers });
    expect(refused.status).toBe(401);
    expect(refused.body).toMatchObject({
      sandbox_error: "unauthorized",
      message: "Invalid or missing API key. Keys must start with 'sandbox_test_'.",
    });
    expect(refused.body.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(refused.body.error.type).toBe("invalid_request_error");
  }
});

test("each key with a sandbox of its own has state that no other key sees", async () => {
  await builtIns();
  const { call } = await signUp();
  const keyOf = async () =>
    (await call("POST", "/api/v1/sandboxes/default/keys", { api: "stripe", ownSandbox: true })).body
      .rawKey as string;
  const [one, two] = [await keyOf(), await keyOf()];
  const as = (key: string, path: string, body?: string) =>
    send(`${ORIGIN}/sandbox/stripe${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
      },
      ...(body === undefined ? {} : { body }),
    });
  const { id } = (await as(one, "/v1/customers", "name=Only mine")).body;
  expect((await as(one, `/v1/customers/${id}`)).status).toBe(200);
  expect((await as(two, `/v1/customers/${id}`)).status).toBe(404);
});

test("the 1,001st request of a month on the free plan is a platform error", async () => {
  await builtIns();
  const { call } = await signUp();
  const { body } = await call("POST", `${lifecycle}/activate?api=smartmca`, {});
  const ask = () =>
    send("http://smartmca.localhost/api/public/v1/deals?limit=1", {
      headers: { authorization: `Bearer ${body.testApiKey.rawKey}` },
    });
  let last = await ask();
  for (let i = 1; i < 1001; i++) last = await ask();
  expect(last.status).toBe(429);
  expect(last.body.sandbox_error).toBe("quota_exceeded");
});
