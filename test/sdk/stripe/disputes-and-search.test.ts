import type { Stripe } from "stripe";
import { beforeAll, describe, expect, it } from "vitest";
import { idOf, openStripe } from "./client.ts";

describe("disputes, search and payouts, by Stripe's SDK", () => {
  let stripe: Stripe;
  beforeAll(async () => {
    stripe = (await openStripe()).stripe;
  });
  const pay = (payment_method: string, more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    stripe.paymentIntents.create({ amount: 5000, currency: "usd", payment_method, confirm: true, ...more });
  const disputeOf = async (payment_intent: string): Promise<Stripe.Dispute> => {
    const [dispute] = (await stripe.disputes.list({ payment_intent })).data;
    if (!dispute) throw new Error("no dispute");
    return dispute;
  };

  it("a disputed payment has a dispute, which takes evidence and is closed", async () => {
    const { id, latest_charge } = await pay("pm_card_createDispute");
    expect(await stripe.charges.retrieve(idOf(latest_charge))).toMatchObject({ disputed: true, paid: true });
    const dispute = await disputeOf(id);
    expect(dispute).toMatchObject({
      amount: 5000,
      status: "needs_response",
      reason: "fraudulent",
      charge: idOf(latest_charge),
      balance_transactions: [{ net: -6500, type: "adjustment" }],
    });
    await expect(stripe.refunds.create({ payment_intent: id })).rejects.toMatchObject({
      code: "charge_disputed",
    });
    const evidence = { product_description: "A thing" };
    expect(await stripe.disputes.update(dispute.id, { evidence, submit: false })).toMatchObject({
      status: "needs_response",
      evidence,
      evidence_details: { has_evidence: true, submission_count: 0 },
    });
    expect(await stripe.disputes.update(dispute.id, { evidence: { customer_name: "Jo" } })).toMatchObject({
      status: "under_review",
      evidence: { ...evidence, customer_name: "Jo" },
      evidence_details: { submission_count: 1 },
    });
    expect(await stripe.disputes.close(dispute.id)).toMatchObject({ status: "lost" });
    await expect(stripe.disputes.close(dispute.id)).rejects.toThrow("already closed");
    const types = (await stripe.events.list({ type: "charge.dispute.*" })).data.map(({ type }) => type);
    expect(types.reverse()).toEqual([
      "charge.dispute.created",
      "charge.dispute.funds_withdrawn",
      "charge.dispute.updated",
      "charge.dispute.updated",
      "charge.dispute.closed",
    ]);
  });

  it("a dispute is won by winning evidence, and an inquiry is closed", async () => {
    const { id } = await stripe.charges.create({ amount: 800, currency: "usd", source: "tok_createDispute" });
    const [dispute] = (await stripe.disputes.list({ charge: id })).data;
    const evidence = { uncategorized_text: "winning_evidence" };
    expect(await stripe.disputes.update(dispute?.id ?? "", { evidence })).toMatchObject({ status: "won" });
    const inquiry = await disputeOf((await pay("pm_card_createDisputeInquiry")).id);
    expect(inquiry.status).toBe("warning_needs_response");
    expect(await stripe.disputes.close(inquiry.id)).toMatchObject({ status: "warning_closed" });
  });

  it("customers are searched by what they are", async () => {
    const people = [
      { email: "amy@example.com", name: "Amy Pond", metadata: { color: "blue", "user.id": "6" } },
      { email: "rory@example.com", name: "Rory", metadata: { color: "red" } },
    ];
    for (const one of people) await stripe.customers.create(one);
    const search = async (query: string) =>
      (await stripe.customers.search({ query })).data.map(({ name }) => name);
    expect(await search("email:'amy@example.com'")).toEqual(["Amy Pond"]);
    expect(await search("metadata['user.id']:'6' AND email~'amy'")).toEqual(["Amy Pond"]);
    expect(await search("name~'pond' OR email:'rory@example.com'")).toEqual(["Rory", "Amy Pond"]);
    expect(await search('email~"example" AND -metadata["color"]:"blue"')).toEqual(["Rory"]);
    expect(await search("created>0 AND metadata['color']:null")).toEqual([]);
    const found: string[] = [];
    for await (const { id } of stripe.customers.search({ query: "email~'example.com'", limit: 1 }))
      found.push(id);
    expect(new Set(found).size).toBe(2);
    await expect(stripe.customers.search({ query: undefined as unknown as string })).rejects.toMatchObject({
      param: "query",
      code: "parameter_missing",
    });
  });

  it("payments and charges are searched by ranges, states and metadata", async () => {
    const { id } = await pay("pm_card_visa", { amount: 2345, metadata: { order: "77" } });
    for (const query of ["status:'succeeded' AND metadata['order']:'77'", "amount>2300 AND amount<2400"])
      expect((await stripe.paymentIntents.search({ query })).data).toMatchObject([{ id }]);
    const charges = await stripe.charges.search({
      query: "payment_method_details.card.last4:4242 AND amount>=2345 AND amount<=2345",
    });
    expect(charges).toMatchObject({ object: "search_result", data: [{ payment_intent: id }] });
  });

  it("a payout takes what is available, and no more", async () => {
    await pay("pm_card_bypassPending", { amount: 50_000 });
    expect(await stripe.payouts.create({ amount: 1000, currency: "usd" })).toMatchObject({
      status: "pending",
    });
    const { id } = await stripe.payouts.create({ amount: 500, currency: "usd" });
    expect(await stripe.payouts.cancel(id)).toMatchObject({ status: "canceled" });
    await expect(stripe.payouts.create({ amount: 9_999_999, currency: "usd" })).rejects.toMatchObject({
      code: "balance_insufficient",
      doc_url: "https://stripe.com/docs/error-codes/balance-insufficient",
    });
  });

  it("a customer has tax ids and a balance, and their deletion ends what they have", async () => {
    const { id } = await stripe.customers.create({});
    const tax = await stripe.customers.createTaxId(id, { type: "eu_vat", value: "DE123456789" });
    expect(tax).toMatchObject({ country: "DE", customer: id });
    expect(await stripe.customers.deleteTaxId(id, tax.id)).toMatchObject({ deleted: true });
    expect(
      await stripe.customers.createBalanceTransaction(id, { amount: -500, currency: "usd" }),
    ).toMatchObject({ ending_balance: -500 });
    expect(await stripe.customers.del(id)).toMatchObject({ deleted: true });
    expect(await stripe.customers.retrieve(id)).toMatchObject({ deleted: true });
  });
});
