import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { Stripe } from "stripe";
import { expect, test } from "vitest";
import { signerOf } from "../../src/delivery/sign.ts";

const at = Date.now();
const body = JSON.stringify({
  id: "evt_1",
  object: "event",
  type: "customer.created",
  data: { object: { name: "Zoë 山" } },
});

test("standard-webhooks passes the standardwebhooks library", async () => {
  const secret = `whsec_${Buffer.from("0123456789abcdef01234567").toString("base64")}`;
  const headers = await signerOf("standard-webhooks")({ id: "evt_1", type: "t", body, secret, at });
  expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
});

test("stripe passes stripe-node's constructEvent", async () => {
  const secret = "whsec_abcdefghijklmnop";
  const headers = await signerOf("stripe")({ id: "evt_1", type: "t", body, secret, at });
  const event = new Stripe("sk_test_x").webhooks.constructEvent(
    body,
    headers["stripe-signature"] ?? "",
    secret,
  );
  expect(event.type).toBe("customer.created");
});

test("smartmca signs `timestamp.body` as its documentation says", async () => {
  const headers = await signerOf("smartmca")({ id: "evt_1", type: "t", body, secret: "s3cret", at });
  const expected = createHmac("sha256", "s3cret")
    .update(`${headers["x-smartmca-timestamp"]}.${body}`)
    .digest("hex");
  expect(headers).toMatchObject({
    "x-smartmca-signature": `sha256=${expected}`,
    "x-smartmca-event-id": "evt_1",
  });
});

test("github signs the body, and its published example comes out the same", async () => {
  const example = await signerOf("github")({
    id: "1",
    type: "issues.opened",
    body: "Hello, World!",
    secret: "It's a Secret to Everybody",
    at,
  });
  expect(example).toEqual({
    "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    "x-github-event": "issues",
    "x-github-delivery": "1",
  });
});

test("slack signs `v0:timestamp:body` as its documentation says", async () => {
  const headers = await signerOf("slack")({ id: "1", type: "t", body, secret: "s3cret", at });
  const timestamp = String(Math.floor(at / 1000));
  const expected = createHmac("sha256", "s3cret").update(`v0:${timestamp}:${body}`).digest("hex");
  expect(headers).toEqual({ "x-slack-signature": `v0=${expected}`, "x-slack-request-timestamp": timestamp });
});
