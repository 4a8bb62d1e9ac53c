import { expect, test, vi } from "vitest";
import { builtIns } from "../support/built-in.ts";
import { callerOf, signUp } from "../support/test-sandbox.ts";
import { receiver } from "../support/receiver.ts";

test("R50: the API's own webhook resource starts real deliveries, signed its way, and pause stops them", async () => {
  await builtIns();
  const { call } = await signUp();
  const { body } = await call("POST", "/api/v1/settings/api-access/sandbox/activate?api=smartmca", {});
  const api = callerOf("http://smartmca.localhost/api/public/v1", body.testApiKey.rawKey);
  const hook = receiver();
  const webhook = await api("POST", "/webhooks", {
    url: hook.url,
    events: ["merchant.created", "deal.funded"],
  });
  expect(webhook.status).toBe(201);
  expect(webhook.body.data).toMatchObject({ status: "active", secret: expect.stringMatching(/^whsec_/) });
  expect((await api("GET", `/webhooks/${webhook.body.data.id}`)).body.data).not.toHaveProperty("secret");

  const merchant = await api("POST", "/merchants", { businessName: "Łódź Café" });
  await vi.waitFor(() => expect(hook.received).toHaveLength(1), { timeout: 5000 });
  const [first] = hook.received;
  expect(JSON.parse(first?.body ?? "")).toMatchObject({
    eventType: "merchant.created",
    eventId: expect.any(String),
    createdAt: expect.any(String),
    data: { id: merchant.body.data.id, businessName: "Łódź Café" },
  });
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(webhook.body.data.secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const mac = await crypto.subtle.sign(
    "HMAC",
    key,
    new TextEncoder().encode(`${first?.headers["x-smartmca-timestamp"]}.${first?.body}`),
  );
  expect(first?.headers["x-smartmca-signature"]).toBe(
    `sha256=${[...new Uint8Array(mac)].map((b) => b.toString(16).padStart(2, "0")).join("")}`,
  );

  const deal = await api("POST", "/deals", { merchantId: merchant.body.data.id, amount: 25000 });
  const path = `/deals/${deal.body.data.id}`;
  expect((await api("PATCH", path, { status: "funded" })).status).toBe(409);
  await api("PATCH", path, { status: "approved" });
  const funded = await api("PATCH", path, { status: "funded" });
  expect(funded.body.data).toMatchObject({ status: "funded", fundedAt: expect.stringMatching(/Z$/) });
  await vi.waitFor(
    () =>
      expect(hook.received.map((one) => JSON.parse(one.body).eventType)).toEqual([
        "merchant.created",
        "deal.funded",
      ]),
    { timeout: 5000 },
  );

  expect((await api("POST", `/webhooks/${webhook.body.data.id}/pause`)).body.data.status).toBe("paused");
  await api("POST", "/merchants", { businessName: "Unheard" });
  const sent = await api("GET", `/webhooks/${webhook.body.data.id}/deliveries?limit=1`);
  expect(sent.body).toMatchObject({
    data: [
      {
        eventType: "deal.funded",
        status: "success",
        attempts: 1,
        responseStatus: 200,
        eventId: JSON.parse(hook.received[1]?.body ?? "").eventId,
      },
    ],
    meta: { pagination: { page: 1, limit: 1, total: 2, totalPages: 2 } },
  });
  expect((await api("GET", "/webhooks/wh_none/deliveries")).status).toBe(404);
  const log = await call("GET", "/api/v1/sandboxes/default/smartmca/deliveries");
  expect((log.body.data as { state: string }[]).map((one) => one.state)).toEqual([
    "held",
    "delivered",
    "delivered",
  ]);
});
