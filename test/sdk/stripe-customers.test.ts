import { Stripe } from "stripe";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { type Sandbox, openSandbox } from "../support/sdk-sandbox.ts";

describe("customers, by Stripe's SDK", () => {
  let sandbox: Sandbox;
  let stripe: Stripe;
  beforeAll(async () => {
    sandbox = await openSandbox(inject("server"), "stripe");
    stripe = new Stripe(sandbox.key, {
      host: "localhost",
      port: sandbox.port,
      protocol: "http",
      maxNetworkRetries: 0,
    });
  });

  it("are made, read, changed and deleted", async () => {
    const made = await stripe.customers.create({ email: "ada@example.com", metadata: { plan: "gold" } });
    expect(made).toMatchObject({ object: "customer", email: "ada@example.com", metadata: { plan: "gold" } });
    expect((await stripe.customers.retrieve(made.id)).id).toBe(made.id);
    const changed = await stripe.customers.update(made.id, { name: "Ada", metadata: { plan: "" } });
    expect(changed).toMatchObject({ name: "Ada", metadata: {} });
    expect(await stripe.customers.del(made.id)).toMatchObject({ id: made.id, deleted: true });
    expect(await stripe.customers.retrieve(made.id)).toEqual(
      expect.objectContaining({ id: made.id, object: "customer", deleted: true }),
    );
  });
});
