import type { Stripe } from "stripe";
import { beforeAll, describe, expect, it } from "vitest";
import { idOf, openStripe } from "./client.ts";

describe("customers, products, prices and coupons, by Stripe's SDK", () => {
  let stripe: Stripe;
  beforeAll(async () => {
    stripe = (await openStripe()).stripe;
  });

  it("a customer is made, read, changed with metadata merged by key, and deleted", async () => {
    const made = await stripe.customers.create({
      email: "ada@example.com",
      address: { city: "Graz", country: "AT" },
      metadata: { plan: "gold", seats: "3" },
    });
    expect(made).toMatchObject({
      object: "customer",
      email: "ada@example.com",
      address: { city: "Graz", line1: null },
      invoice_settings: { default_payment_method: null },
      livemode: false,
    });
    expect(made.lastResponse).toMatchObject({ statusCode: 200, apiVersion: "2026-10-28.endive" });
    expect(made.lastResponse.requestId).toMatch(/^req_/);
    expect(await stripe.customers.retrieve(made.id)).toEqual(made);
    const changed = await stripe.customers.update(made.id, { name: "Ada", metadata: { seats: "" } });
    expect(changed).toMatchObject({ name: "Ada", email: "ada@example.com", metadata: { plan: "gold" } });
    expect(changed.metadata).not.toHaveProperty("seats");
    expect(await stripe.customers.del(made.id)).toEqual({ id: made.id, object: "customer", deleted: true });
    expect(await stripe.customers.retrieve(made.id)).toMatchObject({ id: made.id, deleted: true });
    await expect(stripe.customers.update(made.id, { name: "Eve" })).rejects.toMatchObject({
      code: "resource_missing",
      statusCode: 404,
    });
  });

  it("a product comes with its default price", async () => {
    const product = await stripe.products.create({
      name: "Mug",
      default_price_data: { currency: "usd", unit_amount: 500, recurring: { interval: "month" } },
      expand: ["default_price"],
    });
    expect(product).toMatchObject({
      name: "Mug",
      active: true,
      default_price: {
        product: product.id,
        unit_amount: 500,
        type: "recurring",
        recurring: { interval_count: 1 },
      },
    });
    expect(await stripe.products.update(product.id, { active: false })).toMatchObject({ active: false });
    expect(await stripe.products.del(product.id)).toMatchObject({ deleted: true });
  });

  it("prices are of one product, one-time or recurring", async () => {
    const product = await stripe.products.create({ name: "Cup" });
    const price = await stripe.prices.create({ currency: "EUR", unit_amount: 1500, product: product.id });
    expect(price).toMatchObject({
      currency: "eur",
      type: "one_time",
      recurring: null,
      unit_amount: 1500,
      active: true,
    });
    const inline = await stripe.prices.create({
      currency: "usd",
      unit_amount: 1,
      product_data: { name: "New" },
    });
    expect(await stripe.products.retrieve(idOf(inline.product))).toMatchObject({ name: "New" });
    const { data } = await stripe.prices.list({ product: product.id });
    expect(data.map((one) => one.id)).toEqual([price.id]);
    expect(await stripe.prices.update(price.id, { nickname: "once" })).toMatchObject({ nickname: "once" });
    await expect(stripe.prices.create({ currency: "usd", unit_amount: 1 })).rejects.toMatchObject({
      code: "parameter_missing",
      param: "product",
    });
    await expect(
      stripe.prices.create({ currency: "usd", unit_amount: 1, product: "prod_none" }),
    ).rejects.toMatchObject({ code: "resource_missing", param: "product" });
  });

  it("a coupon is worth something, has a key of its maker's choice, and ends", async () => {
    const coupon = await stripe.coupons.create({ id: "SPRING", percent_off: 25, duration: "once" });
    expect(coupon).toMatchObject({ id: "SPRING", percent_off: 25, valid: true, times_redeemed: 0 });
    await expect(stripe.coupons.create({ duration: "once" })).rejects.toThrow("percent_off or amount_off");
    await expect(stripe.coupons.create({ amount_off: 5, duration: "once" })).rejects.toMatchObject({
      param: "currency",
    });
    await expect(stripe.coupons.create({ id: "SPRING", percent_off: 5 })).rejects.toMatchObject({
      code: "resource_already_exists",
    });
    expect(await stripe.coupons.del("SPRING")).toMatchObject({ deleted: true });
    await expect(stripe.coupons.retrieve("SPRING")).rejects.toMatchObject({ code: "resource_missing" });
  });

  it("lists page by cursor in both directions, and by themselves", async () => {
    const ids: string[] = [];
    for (let i = 0; i < 7; i++) ids.unshift((await stripe.coupons.create({ percent_off: 10 + i })).id);
    const seen: string[] = [];
    for await (const one of stripe.coupons.list({ limit: 3 })) seen.push(one.id);
    expect(seen).toEqual(ids);
    expect(await stripe.coupons.list({ limit: 2 }).autoPagingToArray({ limit: 5 })).toHaveLength(5);
    const before = await stripe.coupons.list({ limit: 2, ending_before: ids[3] ?? "" });
    expect(before.data.map((one) => one.id)).toEqual(ids.slice(1, 3));
  });
});
