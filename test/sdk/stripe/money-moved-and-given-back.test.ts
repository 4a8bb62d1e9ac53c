import type { Stripe } from "stripe";
import { beforeAll, describe, expect, it } from "vitest";
import { openAccount, openStripe, stripeWith } from "./client.ts";

describe("tokens, credit notes, transfers, files and links, by Stripe's SDK", () => {
  let stripe: Stripe;
  let port: number;
  beforeAll(async () => {
    const opened = await openStripe();
    ({ stripe } = opened);
    ({ port } = opened.sandbox);
  });
  const invoiceOf = async (amount: number) => {
    const { customer } = await openAccount(stripe);
    await stripe.invoiceItems.create({ customer, amount, currency: "usd" });
    const invoice = await stripe.invoices.create({ customer, pending_invoice_items_behavior: "include" });
    await stripe.invoices.finalizeInvoice(invoice.id);
    return { customer, invoice: invoice.id };
  };

  it("a wrong key is shown masked, on the bare host as anywhere", async () => {
    await expect(stripeWith("sk_test_nonsense1234", port).customers.list()).rejects.toMatchObject({
      type: "StripeAuthenticationError",
      statusCode: 401,
      message: "Invalid API Key provided: sk_test_********1234",
    });
    const bare = await fetch(`http://localhost:${port}/v1/customers`);
    expect(bare.status).toBe(401);
    expect(await bare.json()).toMatchObject({
      error: {
        type: "invalid_request_error",
        message: expect.stringContaining("You did not provide an API key"),
      },
    });
  });

  it("a token stands for a card, once as a source and once as a card of a customer", async () => {
    const card = { number: "5555555555554444", exp_month: "12", exp_year: "2034", cvc: "123" };
    const token = await stripe.tokens.create({ card });
    expect(token).toMatchObject({ type: "card", used: false, card: { brand: "MasterCard", last4: "4444" } });
    expect(await stripe.charges.create({ amount: 500, currency: "usd", source: token.id })).toMatchObject({
      status: "succeeded",
    });
    const customer = await stripe.customers.create({ source: "tok_visa" });
    expect(customer.default_source).toMatch(/^card_/);
    const second = await stripe.customers.createSource(customer.id, { source: "tok_mastercard" });
    expect((await stripe.customers.listSources(customer.id, { object: "card" })).data).toHaveLength(2);
    await stripe.customers.deleteSource(customer.id, second.id);
    await expect(
      stripe.tokens.create({ card: { ...card, number: "4242424242424241" } }),
    ).rejects.toMatchObject({ code: "incorrect_number" });
  });

  it("a paid invoice is credited to the customer's balance or refunded", async () => {
    const { customer, invoice } = await invoiceOf(2500);
    await stripe.invoices.pay(invoice);
    const note = await stripe.creditNotes.create({
      invoice,
      amount: 1000,
      credit_amount: 1000,
      reason: "order_change",
    });
    expect(note).toMatchObject({
      object: "credit_note",
      type: "post_payment",
      status: "issued",
      total: 1000,
    });
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: -1000 });
    const refunded = await stripe.creditNotes.create({ invoice, amount: 500, refund_amount: 500 });
    expect(refunded.refunds).toMatchObject([{ amount_refunded: 500 }]);
    expect((await stripe.creditNotes.list({ invoice })).data.map((one) => one.id)).toEqual([
      refunded.id,
      note.id,
    ]);
    await expect(
      stripe.creditNotes.create({ invoice, amount: 9999, credit_amount: 9999 }),
    ).rejects.toMatchObject({
      type: "StripeInvalidRequestError",
      param: "amount",
    });
  });

  it("an open invoice is worth less by its credit notes until they are void", async () => {
    const { invoice } = await invoiceOf(2500);
    const note = await stripe.creditNotes.create({ invoice, amount: 1000 });
    expect(note.type).toBe("pre_payment");
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ amount_remaining: 1500 });
    expect(await stripe.creditNotes.voidCreditNote(note.id)).toMatchObject({ status: "void" });
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ amount_remaining: 2500 });
  });

  it("money is transferred to accounts and taken back", async () => {
    const account = await stripe.accounts.create({
      type: "express",
      country: "US",
      email: "shop@example.com",
    });
    const link = { account: account.id, refresh_url: "https://e.co", return_url: "https://e.co" };
    expect((await stripe.accountLinks.create({ ...link, type: "account_onboarding" })).url).toContain(
      account.id,
    );
    const transfer = { amount: 4000, currency: "usd", destination: account.id };
    await expect(stripe.transfers.create(transfer)).rejects.toMatchObject({ code: "balance_insufficient" });
    await stripe.charges.create({ amount: 90_000, currency: "usd", source: "tok_bypassPending" });
    const made = await stripe.transfers.create(transfer);
    await stripe.transfers.createReversal(made.id, { amount: 1500 });
    expect(await stripe.transfers.retrieve(made.id)).toMatchObject({
      amount_reversed: 1500,
      reversed: false,
    });
    await expect(stripe.transfers.createReversal(made.id, { amount: 3000 })).rejects.toMatchObject({
      param: "amount",
    });
    expect(await stripe.accounts.del(account.id)).toMatchObject({ deleted: true });
  });

  it("a file is uploaded, listed and linked", async () => {
    const data = Buffer.from("evidence");
    const file = await stripe.files.create({
      purpose: "dispute_evidence",
      file: { data, name: "receipt.pdf", type: "application/pdf" },
    });
    expect(file).toMatchObject({
      object: "file",
      purpose: "dispute_evidence",
      size: 8,
      filename: "receipt.pdf",
    });
    expect((await stripe.files.list({ purpose: "dispute_evidence" })).data).toHaveLength(1);
    expect(await stripe.fileLinks.create({ file: file.id })).toMatchObject({ file: file.id, expired: false });
  });

  it("a payment link sells what its lines say", async () => {
    const price = await stripe.prices.create({
      currency: "usd",
      unit_amount: 2000,
      product_data: { name: "Cup" },
    });
    const link = await stripe.paymentLinks.create({ line_items: [{ price: price.id, quantity: 2 }] });
    expect(link).toMatchObject({
      active: true,
      currency: "usd",
      url: expect.stringContaining("https://buy."),
    });
    expect((await stripe.paymentLinks.listLineItems(link.id)).data).toMatchObject([{ quantity: 2 }]);
    expect(await stripe.paymentLinks.update(link.id, { active: false })).toMatchObject({ active: false });
  });

  it("what is named is opened however deep it stands", async () => {
    const { customer, price } = await openAccount(stripe);
    const method = "invoice_settings.default_payment_method";
    const opened = await stripe.customers.retrieve(customer, { expand: [method, "subscriptions"] });
    expect(opened).toMatchObject({
      invoice_settings: { default_payment_method: { card: { brand: "visa" } } },
      subscriptions: { object: "list", data: [] },
    });
    await stripe.subscriptions.create({ customer, items: [{ price }] });
    const { data } = await stripe.subscriptions.list({ customer, expand: [`data.customer.${method}`] });
    expect(data).toMatchObject([
      { customer: { invoice_settings: { default_payment_method: { type: "card" } } } },
    ]);
    await expect(
      stripe.customers.retrieve(customer, { expand: ["invoice_settings.nothing"] }),
    ).rejects.toMatchObject({
      message: "This property cannot be expanded (nothing).",
    });
  });

  it("an item of a subscription is gone in the very answer that removes it", async () => {
    const { customer, price } = await openAccount(stripe);
    const second = await stripe.prices.create({
      currency: "usd",
      unit_amount: 500,
      recurring: { interval: "month" },
      product_data: { name: "Seat" },
    });
    const made = await stripe.subscriptions.create({ customer, items: [{ price }, { price: second.id }] });
    const id = made.items.data.find((item) => item.price.id === second.id)?.id ?? "";
    const left = await stripe.subscriptions.update(made.id, { items: [{ id, deleted: true }] });
    expect(left.items.data.map((item) => item.price.id)).toEqual([price]);
  });
});
