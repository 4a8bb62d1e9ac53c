import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { Stripe } from "stripe";
import { expect, test } from "vitest";
import { verify as verifyGithub } from "@octokit/webhooks-methods";
import twilio from "twilio";
import { sign } from "#delivery/sign.ts";

const at = Date.now();
const url = "https://example.com/hooks?from=sandbox";
const body = JSON.stringify({
  id: "evt_1",
  object: "event",
  type: "customer.created",
  data: { object: { name: "Zoë 山" } },
});

test("standard-webhooks passes the standardwebhooks library", async () => {
  const secret = `whsec_${Buffer.from("0123456789abcdef01234567").toString("base64")}`;
  const { headers } = await sign("standard-webhooks", { id: "evt_1", type: "t", url, body, secret, at });
  expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
});

test("stripe passes stripe-node's constructEvent", async () => {
  const secret = "whsec_abcdefghijklmnop";
  const { headers } = await sign("stripe", { id: "evt_1", type: "t", url, body, secret, at });
  const event = new Stripe("sk_test_x").webhooks.constructEvent(
    body,
    headers["stripe-signature"] ?? "",
    secret,
  );
  expect(event.type).toBe("customer.created");
});

test("smartmca signs `timestamp.body` as its documentation says", async () => {
  const { headers } = await sign("smartmca", { id: "evt_1", type: "t", url, body, secret: "s3cret", at });
  const expected = createHmac("sha256", "s3cret")
    .update(`${headers["x-smartmca-timestamp"]}.${body}`)
    .digest("hex");
  expect(headers).toMatchObject({
    "x-smartmca-signature": `sha256=${expected}`,
    "x-smartmca-event-id": "evt_1",
  });
});

test("github passes octokit's verify", async () => {
  const secret = "It's a Secret to Everybody";
  const { headers } = await sign("github", { id: "1", type: "issues.opened", url, body, secret, at });
  expect(headers).toMatchObject({ "x-github-event": "issues", "x-github-delivery": "1" });
  expect(await verifyGithub(secret, body, headers["x-hub-signature-256"] ?? "")).toBe(true);
  expect(await verifyGithub(secret, `${body} `, headers["x-hub-signature-256"] ?? "")).toBe(false);
});

test("twilio passes twilio-node's validateRequest, as a form", async () => {
  const sms = JSON.stringify({
    MessageSid: "SM1",
    To: "+15005550006",
    Body: "Zoë & 山",
    Tags: ["a"],
    Error: null,
  });
  const signed = await sign("twilio", { id: "1", type: "t", url, body: sms, secret: "token", at });
  expect(signed.media).toBe("application/x-www-form-urlencoded");
  const form = Object.fromEntries(new URLSearchParams(signed.body));
  expect(form).toEqual({ MessageSid: "SM1", To: "+15005550006", Body: "Zoë & 山", Tags: '["a"]' });
  const signature = signed.headers["x-twilio-signature"] ?? "";
  expect(twilio.validateRequest("token", signature, url, form)).toBe(true);
  expect(twilio.validateRequest("other", signature, url, form)).toBe(false);
});

test("while a rotation overlaps, both secrets verify where the scheme can carry two signatures", async () => {
  const [now, before] = ["0123456789abcdef01234567", "abcdef0123456789abcdef01"].map(
    (text) => `whsec_${Buffer.from(text).toString("base64")}`,
  ) as [string, string];
  const message = { id: "evt_1", type: "t", url, body, secret: now, at };
  const standard = await sign("standard-webhooks", message, before);
  const striped = await sign("stripe", message, before);
  for (const secret of [now, before]) {
    expect(new Webhook(secret).verify(body, standard.headers)).toEqual(JSON.parse(body));
    const { webhooks } = new Stripe("sk_test_x");
    expect(webhooks.constructEvent(body, striped.headers["stripe-signature"] ?? "", secret).type).toBe(
      "customer.created",
    );
  }
  expect(await sign("github", message, before)).toEqual(await sign("github", message));
});

test("slack signs `v0:timestamp:body` as its documentation says", async () => {
  const { headers } = await sign("slack", { id: "1", type: "t", url, body, secret: "s3cret", at });
  const timestamp = String(Math.floor(at / 1000));
  const expected = createHmac("sha256", "s3cret").update(`v0:${timestamp}:${body}`).digest("hex");
  expect(headers).toEqual({ "x-slack-signature": `v0=${expected}`, "x-slack-request-timestamp": timestamp });
});
