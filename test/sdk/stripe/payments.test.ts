import type { Stripe } from "stripe";
import { beforeAll, describe, expect, it } from "vitest";
import { idOf, openStripe } from "./client.ts";

const DECLINES = [
  ["pm_card_chargeDeclined", "card_declined", "generic_decline"],
  ["pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"],
  ["pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card"],
  ["pm_card_visa_chargeDeclinedStolenCard", "card_declined", "stolen_card"],
  ["pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"],
  ["pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"],
  ["pm_card_chargeDeclinedProcessingError", "processing_error", "processing_error"],
] as const;

describe("payments, by Stripe's SDK", () => {
  let stripe: Stripe;
  beforeAll(async () => {
    stripe = (await openStripe()).stripe;
  });
  const pay = (more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    stripe.paymentIntents.create({
      amount: 2000,
      currency: "usd",
      payment_method: "pm_card_visa",
      confirm: true,
      ...more,
    });

  it("a test card becomes a payment method of its own wherever it is named", async () => {
    const { id: customer } = await stripe.customers.create({});
    const card = await stripe.paymentMethods.attach("pm_card_visa", { customer });
    expect(card).toMatchObject({ customer, type: "card", card: { brand: "visa", last4: "4242" } });
    expect(card.id).toMatch(/^pm_\w{24}$/);
    for (const list of [
      await stripe.paymentMethods.list({ customer, type: "card" }),
      await stripe.customers.listPaymentMethods(customer),
    ])
      expect(list.data.map((one) => one.id)).toEqual([card.id]);
    expect(await stripe.paymentMethods.detach(card.id)).toMatchObject({ customer: null });
    await expect(stripe.paymentMethods.detach(card.id)).rejects.toThrow("not attached to a customer");
    await expect(stripe.paymentMethods.attach("pm_card_chargeDeclined", { customer })).rejects.toMatchObject({
      type: "StripeCardError",
      code: "card_declined",
    });
  });

  it("a card number is known by what it is for, and refused where it is none", async () => {
    const card = { number: "5555555555554444", exp_month: 8, exp_year: 2040, cvc: "123" };
    const made = await stripe.paymentMethods.create({ type: "card", card, billing_details: { name: "Jo" } });
    expect(made).toMatchObject({
      card: { brand: "mastercard", last4: "4444", exp_month: 8 },
      customer: null,
    });
    expect(JSON.stringify(made)).not.toContain("5555555555554444");
    const create = (more: object) =>
      stripe.paymentMethods.create({ type: "card", card: { ...card, ...more } });
    await expect(create({ number: "4242424242424241" })).rejects.toMatchObject({ code: "incorrect_number" });
    await expect(create({ exp_year: 2020 })).rejects.toMatchObject({ code: "invalid_expiry_year" });
    await expect(create({ exp_month: 13 })).rejects.toMatchObject({ code: "invalid_expiry_month" });
  });

  it("a payment that is confirmed at once makes its charge, and opens into what it names", async () => {
    const paid = await pay({ expand: ["latest_charge.balance_transaction", "payment_method"] });
    expect(paid).toMatchObject({
      status: "succeeded",
      amount_received: 2000,
      latest_charge: { paid: true, balance_transaction: { amount: 2000, fee: 88, net: 1912 } },
      payment_method: { card: { last4: "4242" } },
    });
    await expect(stripe.paymentIntents.cancel(paid.id)).rejects.toMatchObject({
      code: "payment_intent_unexpected_state",
      payment_intent: { id: paid.id },
    });
  });

  it("a payment goes through its steps", async () => {
    const made = await stripe.paymentIntents.create({ amount: 2000, currency: "usd" });
    expect(made).toMatchObject({ status: "requires_payment_method", payment_method_types: ["card"] });
    expect(made.client_secret).toMatch(new RegExp(`^${made.id}_secret_`));
    await expect(stripe.paymentIntents.confirm(made.id)).rejects.toMatchObject({
      code: "payment_intent_unexpected_state",
    });
    const given = await stripe.paymentIntents.update(made.id, {
      payment_method: "pm_card_visa",
      amount: 2500,
    });
    expect(given).toMatchObject({ status: "requires_confirmation", amount: 2500 });
    expect(await stripe.paymentIntents.confirm(made.id)).toMatchObject({
      status: "succeeded",
      amount_received: 2500,
    });
  });

  it("funds are held, captured in part or released", async () => {
    const held = await pay({ capture_method: "manual" });
    expect(held).toMatchObject({ status: "requires_capture", amount_capturable: 2000, amount_received: 0 });
    await expect(stripe.paymentIntents.capture(held.id, { amount_to_capture: 3000 })).rejects.toMatchObject({
      param: "amount_to_capture",
    });
    const captured = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 1500 });
    expect(captured).toMatchObject({ status: "succeeded", amount_received: 1500, amount_capturable: 0 });
    expect(await stripe.charges.retrieve(idOf(captured.latest_charge))).toMatchObject({
      captured: true,
      amount_captured: 1500,
    });
    const other = await pay({ capture_method: "manual" });
    expect(await stripe.paymentIntents.cancel(other.id, { cancellation_reason: "abandoned" })).toMatchObject({
      status: "canceled",
      cancellation_reason: "abandoned",
    });
  });

  it.each(DECLINES)(
    "%s is declined with %s (%s), kept, and paid with another card",
    async (card, code, why) => {
      const declined = await pay({ payment_method: card }).catch((error: unknown) => error);
      expect(declined).toMatchObject({
        type: "StripeCardError",
        statusCode: 402,
        code,
        decline_code: why,
        payment_intent: { status: "requires_payment_method", payment_method: null },
      });
      const { payment_intent: kept, charge } = declined as Stripe.errors.StripeCardError;
      const id = kept?.id ?? "";
      expect(await stripe.charges.retrieve(charge ?? "")).toMatchObject({
        status: "failed",
        failure_code: code,
      });
      expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
        last_payment_error: { code, decline_code: why, payment_method: { card: { brand: "visa" } } },
      });
      expect(await stripe.paymentIntents.confirm(id, { payment_method: "pm_card_visa" })).toMatchObject({
        status: "succeeded",
        last_payment_error: null,
      });
    },
  );

  it("3D Secure asks for an action, and declines when nobody is there", async () => {
    const asked = await pay({
      payment_method: "pm_card_threeDSecure2Required",
      return_url: "https://example.com/back",
    });
    expect(asked).toMatchObject({
      status: "requires_action",
      latest_charge: null,
      next_action: { type: "redirect_to_url", redirect_to_url: { return_url: "https://example.com/back" } },
    });
    await expect(
      pay({ payment_method: "pm_card_authenticationRequired", off_session: true }),
    ).rejects.toMatchObject({ code: "authentication_required" });
  });

  it("a charge is refunded in parts, never more than it has", async () => {
    const { id, latest_charge } = await pay();
    const charge = idOf(latest_charge);
    const part = await stripe.refunds.create({ payment_intent: id, amount: 500 });
    expect(part).toMatchObject({ amount: 500, status: "succeeded", charge, currency: "usd" });
    expect(await stripe.charges.retrieve(charge, { expand: ["refunds"] })).toMatchObject({
      amount_refunded: 500,
      refunded: false,
      refunds: { data: [{ id: part.id }] },
    });
    await expect(stripe.refunds.create({ charge, amount: 1501 })).rejects.toMatchObject({ param: "amount" });
    expect(await stripe.refunds.create({ charge })).toMatchObject({ amount: 1500, payment_intent: id });
    await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({
      code: "charge_already_refunded",
    });
    await expect(stripe.refunds.create({})).rejects.toThrow("payment_intent or charge");
    expect((await stripe.refunds.list({ payment_intent: id })).data).toHaveLength(2);
  });

  it("a card is set up for later", async () => {
    const { id: customer } = await stripe.customers.create({});
    const set = await stripe.setupIntents.create({ customer, payment_method: "pm_card_visa", confirm: true });
    expect(set).toMatchObject({ status: "succeeded", usage: "off_session" });
    expect(await stripe.paymentMethods.retrieve(idOf(set.payment_method))).toMatchObject({ customer });
    const { id } = await stripe.setupIntents.create({});
    expect(await stripe.setupIntents.cancel(id)).toMatchObject({ status: "canceled" });
    await expect(stripe.setupIntents.confirm(id, { payment_method: "pm_card_visa" })).rejects.toMatchObject({
      code: "setup_intent_unexpected_state",
    });
    await expect(
      stripe.setupIntents.create({ payment_method: "pm_card_chargeDeclined", confirm: true }),
    ).rejects.toMatchObject({ code: "card_declined", setup_intent: { status: "requires_payment_method" } });
  });

  it("charges are made and captured directly, and the balance tells of all", async () => {
    const charge = { amount: 999, currency: "usd", source: "tok_visa" };
    expect(await stripe.charges.create(charge)).toMatchObject({ paid: true, captured: true });
    const { id } = await stripe.charges.create({ ...charge, capture: false });
    expect(await stripe.charges.capture(id)).toMatchObject({ captured: true });
    await expect(stripe.charges.capture(id)).rejects.toMatchObject({ code: "charge_already_captured" });
    expect(await stripe.balance.retrieve()).toMatchObject({
      object: "balance",
      available: [{ currency: "usd" }],
    });
    expect((await stripe.balanceTransactions.list({ type: "charge", limit: 1 })).data).toHaveLength(1);
  });
});
