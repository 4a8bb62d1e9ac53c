import { createServer } from "node:http";
import type { Stripe } from "stripe";
import { beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../../support/sdk-sandbox.ts";
import { openStripe, stripeWith } from "./client.ts";

describe("errors, idempotency, events and webhooks, by Stripe's SDK", () => {
  let stripe: Stripe;
  let sandbox: Sandbox;
  beforeAll(async () => {
    ({ stripe, sandbox } = await openStripe());
  });
  const types = async (limit: number) => (await stripe.events.list({ limit })).data.map((one) => one.type);

  it("names what is wrong with a request", async () => {
    const amount = 1000;
    const wrong = [
      [stripe.paymentIntents.create({ currency: "usd" } as never), "parameter_missing", "amount"],
      [stripe.paymentIntents.create({ amount: 10, currency: "usd" }), "amount_too_small", "amount"],
      [
        stripe.paymentIntents.create({ amount, currency: "usd", customer: "cus_none" }),
        "resource_missing",
        "customer",
      ],
      [stripe.customers.create({ nick: "x" } as never), "parameter_unknown", "nick"],
      [
        stripe.customers.create({ metadata: { note: "x".repeat(501) } }),
        "parameter_invalid",
        "metadata[note]",
      ],
      [stripe.refunds.create({ charge: "ch_none" }), "resource_missing", "charge"],
    ] as const;
    for (const [call, code, param] of wrong)
      await expect(call).rejects.toMatchObject({
        type: "StripeInvalidRequestError",
        statusCode: 400,
        code,
        param,
        requestId: expect.stringMatching(/^req_/),
      });
    await expect(stripe.paymentIntents.retrieve("pi_none")).rejects.toThrow(
      "No such payment_intent: 'pi_none'",
    );
  });

  it("says who may not call, or too often", async () => {
    const url = `${sandbox.pathUrl}/v1/customers`;
    const refused = await fetch(url, { headers: { authorization: "Bearer sk_test_none" } });
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ error: { type: "invalid_request_error" } });
    const key = stripeWith(sandbox.key, sandbox.port);
    const limited = key.customers.create({ name: "sandbox_rate_limited" });
    await expect(limited).rejects.toMatchObject({ type: "StripeRateLimitError", statusCode: 429 });
  });

  it("answers a repeated idempotency key as it did, and refuses another payload", async () => {
    const options = { idempotencyKey: "order-1" };
    const first = await stripe.customers.create({ name: "Once" }, options);
    const again = await stripe.customers.create({ name: "Once" }, options);
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
    await expect(stripe.customers.create({ name: "Twice" }, options)).rejects.toMatchObject({
      type: "StripeIdempotencyError",
    });
  });

  it("keeps its events in the order in which they happened", async () => {
    const { id } = await stripe.customers.create({ name: "Eve" });
    await stripe.customers.update(id, { name: "Eva" });
    const [changed, made] = (await stripe.events.list({ limit: 2 })).data;
    expect(changed).toMatchObject({
      type: "customer.updated",
      data: { object: { id, name: "Eva" }, previous_attributes: { name: "Eve" } },
      request: { id: expect.stringMatching(/^req_/) },
    });
    expect(await stripe.events.retrieve(made?.id ?? "")).toMatchObject({ type: "customer.created" });
    const { data } = await stripe.events.list({ type: "customer.created", limit: 1 });
    expect(data).toMatchObject([{ data: { object: { id } } }]);
    const payment = { amount: 2000, currency: "usd", confirm: true };
    await stripe.paymentIntents.create({ ...payment, payment_method: "pm_card_visa" });
    expect(await types(3)).toEqual([
      "payment_intent.succeeded",
      "charge.succeeded",
      "payment_intent.created",
    ]);
    const declined = stripe.paymentIntents.create({ ...payment, payment_method: "pm_card_chargeDeclined" });
    await expect(declined).rejects.toMatchObject({ type: "StripeCardError" });
    expect(await types(3)).toEqual([
      "payment_intent.payment_failed",
      "charge.failed",
      "payment_intent.created",
    ]);
  });

  it("delivers what an endpoint asks for, signed as constructEvent verifies it", async () => {
    const arrived: { body: string; signature: string }[] = [];
    let tell: () => void = () => undefined;
    const two = new Promise<void>((resolve) => (tell = resolve));
    const receiver = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        arrived.push({ body, signature: String(request.headers["stripe-signature"]) });
        response.end();
        if (arrived.length === 2) tell();
      });
    });
    const port = await new Promise<number>((resolve) =>
      receiver.listen(0, "127.0.0.1", () => resolve(Number(Object(receiver.address()).port))),
    );
    const endpoint = await stripe.webhookEndpoints.create({
      url: `http://127.0.0.1:${port}/hook`,
      enabled_events: ["product.created", "charge.succeeded"],
    });
    expect(endpoint).toMatchObject({ status: "enabled", secret: expect.stringMatching(/^whsec_/) });
    expect(await stripe.webhookEndpoints.retrieve(endpoint.id)).not.toHaveProperty("secret");
    await stripe.products.create({ name: "Told" });
    await stripe.customers.create({ name: "Not told" });
    await stripe.charges.create({ amount: 500, currency: "usd", source: "tok_visa" });
    await two;
    const events = arrived.map(({ body, signature }) =>
      stripe.webhooks.constructEvent(body, signature, endpoint.secret ?? ""),
    );
    expect(events.map((one) => one.type).sort()).toEqual(["charge.succeeded", "product.created"]);
    expect(() =>
      stripe.webhooks.constructEvent(arrived[0]?.body ?? "", arrived[0]?.signature ?? "", "whsec_no"),
    ).toThrow("No signatures found");
    expect(await stripe.webhookEndpoints.update(endpoint.id, { disabled: true })).toMatchObject({
      status: "disabled",
    });
    expect(await stripe.webhookEndpoints.del(endpoint.id)).toMatchObject({ deleted: true });
    receiver.close();
  });
});
