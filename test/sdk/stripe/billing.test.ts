import type { Stripe } from "stripe";
import { beforeAll, describe, expect, it } from "vitest";
import { openAccount, openStripe } from "./client.ts";

describe("subscriptions, invoices and checkout, by Stripe's SDK", () => {
  let stripe: Stripe;
  let customer: string;
  let price: string;
  beforeAll(async () => {
    stripe = (await openStripe()).stripe;
    ({ customer, price } = await openAccount(stripe));
  });
  const subscribe = (more: Partial<Stripe.SubscriptionCreateParams> = {}) =>
    stripe.subscriptions.create({ customer, items: [{ price }], expand: ["latest_invoice"], ...more });

  it("a subscription is paid at once, changed, ended at its period's end or now", async () => {
    const made = await subscribe({
      items: [{ price, quantity: 2 }],
      expand: ["latest_invoice.payment_intent"],
    });
    expect(made).toMatchObject({
      status: "active",
      items: { data: [{ price: { id: price }, quantity: 2 }] },
      latest_invoice: { status: "paid", amount_paid: 2000, payment_intent: { status: "succeeded" } },
    });
    const [item] = made.items.data;
    expect(item?.current_period_end).toBeGreaterThan(item?.current_period_start ?? 0);
    expect(await stripe.subscriptions.update(made.id, { cancel_at_period_end: true })).toMatchObject({
      cancel_at_period_end: true,
      cancel_at: item?.current_period_end,
      status: "active",
    });
    const changed = await stripe.subscriptions.update(made.id, {
      cancel_at_period_end: false,
      items: [{ id: item?.id ?? "", quantity: 5 }],
    });
    expect(changed).toMatchObject({ cancel_at: null, items: { data: [{ quantity: 5 }] } });
    expect(await stripe.subscriptions.cancel(made.id)).toMatchObject({ status: "canceled" });
    await expect(stripe.subscriptions.cancel(made.id)).rejects.toMatchObject({ code: "resource_missing" });
  });

  it("a trial costs nothing yet", async () => {
    const trial = await subscribe({ trial_period_days: 14 });
    expect(trial).toMatchObject({ status: "trialing", latest_invoice: { total: 0, status: "paid" } });
    expect(Number(trial.trial_end) - Number(trial.trial_start)).toBe(14 * 86_400);
    expect(await stripe.subscriptions.update(trial.id, { trial_end: "now" })).toMatchObject({
      status: "active",
    });
  });

  it("a coupon lowers the invoice and is counted", async () => {
    const { id } = await stripe.coupons.create({ percent_off: 25, duration: "once" });
    expect(await subscribe({ discounts: [{ coupon: id }] })).toMatchObject({
      latest_invoice: { subtotal: 1000, total: 750, amount_paid: 750 },
    });
    expect(await stripe.coupons.retrieve(id)).toMatchObject({ times_redeemed: 1 });
  });

  it("a subscription that cannot be paid is incomplete until its invoice is", async () => {
    const { id: other } = await stripe.customers.create({});
    await expect(subscribe({ customer: other })).rejects.toThrow("no attached payment source");
    const card = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: other });
    const failing = { customer: other, default_payment_method: card.id };
    await expect(subscribe({ ...failing, payment_behavior: "error_if_incomplete" })).rejects.toMatchObject({
      type: "StripeCardError",
    });
    const made = await subscribe(failing);
    expect(made).toMatchObject({ status: "incomplete", latest_invoice: { status: "open" } });
    const { id } = made.latest_invoice as Stripe.Invoice;
    expect(await stripe.invoices.pay(id, { payment_method: "pm_card_visa" })).toMatchObject({
      status: "paid",
      amount_remaining: 0,
    });
    expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({ status: "active" });
  });

  it("says what a subscription lacks", async () => {
    await expect(stripe.subscriptions.create({ customer })).rejects.toMatchObject({ param: "items" });
    await expect(subscribe({ items: [{ price: "price_none" }] })).rejects.toMatchObject({
      code: "resource_missing",
      param: "items[0][price]",
      message: "No such price: 'price_none'",
    });
  });

  it("an invoice is drafted, finalized and paid, and then stays as it is", async () => {
    const { id } = await stripe.invoices.create({ customer });
    await stripe.invoiceItems.create({
      customer,
      invoice: id,
      amount: 1500,
      currency: "usd",
      description: "Work",
    });
    expect(await stripe.invoices.retrieve(id)).toMatchObject({
      status: "draft",
      amount_due: 1500,
      lines: { data: [{ amount: 1500, description: "Work" }] },
    });
    expect(await stripe.invoices.finalizeInvoice(id)).toMatchObject({
      status: "open",
      amount_remaining: 1500,
    });
    await expect(stripe.invoices.finalizeInvoice(id)).rejects.toThrow("already finalized");
    await expect(stripe.invoices.del(id)).rejects.toThrow("draft invoices");
    expect(await stripe.invoices.pay(id)).toMatchObject({ status: "paid", amount_paid: 1500 });
    await expect(stripe.invoices.pay(id)).rejects.toThrow("already paid");
    expect((await stripe.invoices.listLineItems(id)).data).toMatchObject([{ amount: 1500 }]);
  });

  it("an invoice takes what is pending, is voided, given up or deleted", async () => {
    await stripe.invoiceItems.create({ customer, amount: 700, currency: "usd" });
    const made = await stripe.invoices.create({ customer, pending_invoice_items_behavior: "include" });
    expect(made.total).toBe(700);
    await stripe.invoices.finalizeInvoice(made.id);
    expect(await stripe.invoices.voidInvoice(made.id)).toMatchObject({ status: "void" });
    await expect(stripe.invoices.pay(made.id)).rejects.toThrow("status of void");
    const draft = await stripe.invoices.create({ customer });
    expect(await stripe.invoices.del(draft.id)).toMatchObject({ deleted: true });
  });

  it("taxes are added, and what the customer has to their credit is off", async () => {
    const { id: other } = await stripe.customers.create({});
    await stripe.customers.createBalanceTransaction(other, { amount: -500, currency: "usd" });
    const rate = await stripe.taxRates.create({ display_name: "VAT", percentage: 20, inclusive: false });
    const item = { customer: other, amount: 1000, currency: "usd", tax_rates: [rate.id] };
    await stripe.invoiceItems.create(item);
    const { id } = await stripe.invoices.create({
      customer: other,
      pending_invoice_items_behavior: "include",
    });
    expect(await stripe.invoices.finalizeInvoice(id)).toMatchObject({
      total: 1200,
      total_excluding_tax: 1000,
      total_taxes: [{ amount: 200, tax_behavior: "exclusive" }],
      starting_balance: -500,
      ending_balance: 0,
      amount_due: 700,
    });
    expect(await stripe.customers.retrieve(other)).toMatchObject({ balance: 0 });
  });

  it("a declined invoice stays open", async () => {
    const { id: other } = await stripe.customers.create({});
    const card = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: other });
    const { id } = await stripe.invoices.create({ customer: other, default_payment_method: card.id });
    await stripe.invoiceItems.create({ customer: other, invoice: id, amount: 900, currency: "usd" });
    await expect(stripe.invoices.pay(id)).rejects.toMatchObject({
      type: "StripeCardError",
      code: "card_declined",
    });
    expect(await stripe.invoices.retrieve(id)).toMatchObject({ status: "open", attempted: true });
  });

  it("a schedule subscribes at its beginning, and a meter adds up what was used", async () => {
    const phases = [{ items: [{ price, quantity: 1 }] }];
    const schedule = await stripe.subscriptionSchedules.create({ customer, start_date: "now", phases });
    expect(schedule).toMatchObject({ status: "active", customer, end_behavior: "release" });
    const { subscription } = schedule;
    expect(await stripe.subscriptionSchedules.release(schedule.id)).toMatchObject({
      status: "released",
      released_subscription: subscription,
    });
    await expect(stripe.subscriptionSchedules.create({ phases })).rejects.toMatchObject({
      param: "customer",
    });
    const meter = await stripe.billing.meters.create({
      display_name: "Calls",
      event_name: "call",
      default_aggregation: { formula: "sum" },
    });
    for (const value of ["25", "5"])
      await stripe.billing.meterEvents.create({
        event_name: "call",
        payload: { stripe_customer_id: customer, value },
      });
    const now = Math.floor(Date.now() / 1000);
    const { data } = await stripe.billing.meters.listEventSummaries(meter.id, {
      customer,
      start_time: now - 3600,
      end_time: now + 3600,
    });
    expect(data[0]?.aggregated_value).toBe(30);
  });

  it("a checkout session adds up its lines and expires", async () => {
    const made = await stripe.checkout.sessions.create({
      mode: "subscription",
      success_url: "https://example.com/ok",
      line_items: [{ price, quantity: 3 }],
      customer,
    });
    expect(made).toMatchObject({
      status: "open",
      payment_status: "unpaid",
      amount_total: 3000,
      currency: "usd",
    });
    expect(made.id).toMatch(/^cs_test_/);
    const { data } = await stripe.checkout.sessions.listLineItems(made.id);
    expect(data).toMatchObject([{ quantity: 3, amount_total: 3000, description: "Gold plan" }]);
    const paid = await stripe.checkout.sessions.create({
      mode: "subscription",
      success_url: "https://example.com/ok",
      line_items: [{ price, quantity: 1 }],
      customer,
    });
    await stripe.rawRequest("POST", `/v1/test_helpers/checkout/sessions/${paid.id}/complete`, {});
    expect(await stripe.checkout.sessions.retrieve(paid.id, { expand: ["subscription"] })).toMatchObject({
      status: "complete",
      payment_status: "paid",
      subscription: { status: "active", customer },
    });
    expect(await stripe.checkout.sessions.expire(made.id)).toMatchObject({ status: "expired", url: null });
    await expect(stripe.checkout.sessions.expire(made.id)).rejects.toThrow("status of expired");
    await expect(
      stripe.checkout.sessions.create({ mode: "payment", line_items: [{ price, quantity: 1 }] }),
    ).rejects.toMatchObject({ param: "success_url" });
  });
});
