// Stripe's SDK as anybody uses it: only the key and the host are other ones.
import { Stripe } from "stripe";
import { inject } from "vitest";
import { type Sandbox, openSandbox } from "../../support/sdk-sandbox.ts";

export async function openStripe(): Promise<{ stripe: Stripe; sandbox: Sandbox }> {
  const sandbox = await openSandbox(inject("server"), "stripe");
  return { stripe: stripeWith(sandbox.key, sandbox.port), sandbox };
}

export const stripeWith = (key: string, port: number): Stripe =>
  new Stripe(key, { host: "localhost", port, protocol: "http", maxNetworkRetries: 0 });

/** A customer who pays with this card, and a monthly price of 10 dollars. */
export async function openAccount(stripe: Stripe): Promise<{ customer: string; price: string }> {
  const customer = await stripe.customers.create({
    email: "ann@example.com",
    payment_method: "pm_card_visa",
    invoice_settings: { default_payment_method: "pm_card_visa" },
  });
  const price = await stripe.prices.create({
    product_data: { name: "Gold plan" },
    currency: "usd",
    unit_amount: 1000,
    recurring: { interval: "month" },
  });
  return { customer: customer.id, price: price.id };
}

/** The key of what a member names, opened or not. */
export const idOf = (named: string | { id: string } | null): string =>
  typeof named === "string" ? named : (named?.id ?? "");
