import type { Stripe } from "stripe";
import { beforeAll, describe, expect, it } from "vitest";
import { idOf, openAccount, openStripe } from "./client.ts";

const DAY = 86_400;

describe("subscriptions over time, by Stripe's SDK", () => {
  let stripe: Stripe;
  let advance: (seconds: number) => Promise<unknown>;
  let price: string;
  let larger: string;
  beforeAll(async () => {
    const opened = await openStripe();
    stripe = opened.stripe;
    advance = (seconds) => opened.sandbox.platform("POST", "./clock", { by: `PT${seconds}S` });
    ({ price } = await openAccount(stripe));
    const made = await stripe.prices.create({
      product_data: { name: "Platinum plan" },
      currency: "usd",
      unit_amount: 3000,
      recurring: { interval: "month" },
    });
    larger = made.id;
  });

  const customerWith = async (card: string): Promise<string> => {
    const { id } = await stripe.customers.create({});
    await payWith(id, card);
    return id;
  };
  const payWith = async (customer: string, card: string): Promise<void> => {
    const method = await stripe.paymentMethods.attach(card, { customer });
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
  };
  /** Until just after the subscription's period has ended. */
  const endPeriod = async ({ items }: Stripe.Subscription): Promise<void> => {
    const { created: now } = await stripe.customers.create({});
    await advance((items.data[0]?.current_period_end ?? 0) - now + 60);
  };
  const invoicesOf = async (customer: string) => (await stripe.invoices.list({ customer })).data;

  it("a period ends with an invoice, the last one with the subscription", async () => {
    const customer = await customerWith("pm_card_visa");
    const made = await stripe.subscriptions.create({ customer, items: [{ price, quantity: 2 }] });
    await endPeriod(made);
    expect(await invoicesOf(customer)).toMatchObject([
      { status: "paid", billing_reason: "subscription_cycle", amount_paid: 2000 },
      { status: "paid", billing_reason: "subscription_create", amount_paid: 2000 },
    ]);
    const renewed = await stripe.subscriptions.update(made.id, { cancel_at_period_end: true });
    expect(renewed.items.data[0]?.current_period_start).toBe(made.items.data[0]?.current_period_end);
    await endPeriod(renewed);
    expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({ status: "canceled" });
    expect(await invoicesOf(customer)).toHaveLength(2);
    const { data } = await stripe.events.list({ type: "customer.subscription.deleted", limit: 1 });
    expect(data).toMatchObject([{ data: { object: { id: made.id } } }]);
  });

  it("a failed renewal is past due, tried again, and canceled in the end", async () => {
    const customer = await customerWith("pm_card_visa");
    const made = await stripe.subscriptions.create({ customer, items: [{ price }] });
    await payWith(customer, "pm_card_chargeCustomerFail");
    await endPeriod(made);
    const due = await stripe.subscriptions.retrieve(made.id, { expand: ["latest_invoice"] });
    expect(due).toMatchObject({ status: "past_due", latest_invoice: { status: "open", attempt_count: 1 } });
    await advance(3 * DAY);
    expect(await stripe.invoices.retrieve(idOf(due.latest_invoice))).toMatchObject({ attempt_count: 2 });
    await advance(20 * DAY);
    expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({
      status: "canceled",
      cancellation_details: { reason: "payment_failed" },
    });
  });

  it("a subscription that is past due goes on when its invoice is paid", async () => {
    const customer = await customerWith("pm_card_visa");
    const made = await stripe.subscriptions.create({ customer, items: [{ price }] });
    await payWith(customer, "pm_card_chargeCustomerFail");
    await endPeriod(made);
    const { latest_invoice } = await stripe.subscriptions.retrieve(made.id);
    await expect(stripe.invoices.pay(idOf(latest_invoice))).rejects.toMatchObject({ code: "card_declined" });
    await payWith(customer, "pm_card_visa");
    expect(await stripe.invoices.pay(idOf(latest_invoice))).toMatchObject({ status: "paid" });
    expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({ status: "active" });
  });

  it("a trial ends with its first payment, by itself or at once", async () => {
    const customer = await customerWith("pm_card_visa");
    const create = () => stripe.subscriptions.create({ customer, items: [{ price }], trial_period_days: 7 });
    const { id } = await create();
    await advance(8 * DAY);
    expect(await stripe.subscriptions.retrieve(id, { expand: ["latest_invoice"] })).toMatchObject({
      status: "active",
      latest_invoice: { status: "paid", amount_paid: 1000 },
    });
    const other = await create();
    expect(await stripe.subscriptions.update(other.id, { trial_end: "now" })).toMatchObject({
      status: "active",
    });
  });

  it("a change is prorated: previewed, on the next invoice, or invoiced at once", async () => {
    const customer = await customerWith("pm_card_visa");
    const made = await stripe.subscriptions.create({ customer, items: [{ price }] });
    const items = [{ id: made.items.data[0]?.id ?? "", price: larger }];
    const preview = await stripe.invoices.createPreview({
      subscription: made.id,
      subscription_details: { items },
    });
    expect(preview).toMatchObject({ total: 5000, lines: { data: [{}, {}, { amount: 3000 }] } });
    await stripe.subscriptions.update(made.id, { items });
    const pending = (await stripe.invoiceItems.list({ customer })).data;
    expect(pending).toMatchObject([{ proration: true }, { proration: true }]);
    await endPeriod(made);
    expect((await invoicesOf(customer))[0]).toMatchObject({ status: "paid", amount_paid: 5000 });
    const other = await stripe.subscriptions.create({ customer, items: [{ price }] });
    const changed = await stripe.subscriptions.update(other.id, {
      items: [{ id: other.items.data[0]?.id ?? "", price: larger }],
      proration_behavior: "always_invoice",
      expand: ["latest_invoice"],
    });
    expect(changed.latest_invoice).toMatchObject({
      billing_reason: "subscription_update",
      amount_paid: 2000,
    });
  });

  it("a test clock moves what its customers have", async () => {
    const start = 1_893_456_000;
    const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start, name: "Renewal" });
    const { id: customer } = await stripe.customers.create({
      test_clock: clock.id,
      payment_method: "pm_card_visa",
      invoice_settings: { default_payment_method: "pm_card_visa" },
    });
    const made = await stripe.subscriptions.create({ customer, items: [{ price }] });
    expect(made).toMatchObject({ start_date: start, test_clock: clock.id });
    await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: start + 32 * DAY });
    expect(await stripe.testHelpers.testClocks.retrieve(clock.id)).toMatchObject({ status: "ready" });
    expect(await invoicesOf(customer)).toMatchObject([
      { status: "paid", billing_reason: "subscription_cycle" },
      { status: "paid" },
    ]);
    await expect(
      stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: start }),
    ).rejects.toMatchObject({ param: "frozen_time" });
    expect(await stripe.testHelpers.testClocks.del(clock.id)).toMatchObject({ deleted: true });
  });

  it("a promotion code is redeemed as often as it may be", async () => {
    const customer = await customerWith("pm_card_visa");
    const coupon = await stripe.coupons.create({ percent_off: 20, duration: "forever" });
    const promotion = { type: "coupon" as const, coupon: coupon.id };
    const made = await stripe.promotionCodes.create({ promotion, code: "HELLO20", max_redemptions: 1 });
    await expect(stripe.promotionCodes.create({ promotion, code: "hello20" })).rejects.toMatchObject({
      param: "code",
    });
    const subscribe = () =>
      stripe.subscriptions.create({
        customer,
        items: [{ price }],
        discounts: [{ promotion_code: made.id }],
        expand: ["latest_invoice"],
      });
    expect(await subscribe()).toMatchObject({ latest_invoice: { total: 800, amount_paid: 800 } });
    await expect(subscribe()).rejects.toThrow("cannot be redeemed");
    expect((await stripe.promotionCodes.list({ code: "HELLO20" })).data).toMatchObject([
      { times_redeemed: 1 },
    ]);
  });
});
