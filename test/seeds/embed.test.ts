import { beforeAll, describe, expect, it } from "vitest";
import { type Answer, type SeedApi, openSeedApi } from "../support/seed-api.ts";

describe("embed", () => {
  let api: SeedApi;
  beforeAll(async () => void (api = await openSeedApi("embed", "rich")));
  const call = (method: string, path: string, body?: unknown, headers = {}): Promise<Answer> =>
    api.open(method, `${api.sandbox.pathUrl}/v1${path}`, body, { "api-key": api.sandbox.key, ...headers });
  const make = async (path: string, body: unknown) => (await call("POST", path, body)).body;
  const order = () => make("/orders", { customer_email: "jo@example.com" });
  const pay = async (card?: string) =>
    call("POST", "/payments", { order_id: (await order()).id, amount: 4900, ...(card === undefined ? {} : { card }) });

  it("an order goes from its draft to its fulfillment", async () => {
    const { id } = await order();
    const lines = [{ product_id: "prod_StarterKit001", quantity: 2, unit_price: 4900 }];
    expect(await call("POST", `/orders/${id}/line-items`, { line_items: lines })).toMatchObject({ status: 200, body: { status: "draft", total: 9800 } });
    expect(await call("POST", `/orders/${id}/submit`)).toMatchObject({ status: 200, body: { status: "submitted" } });
    await api.later("PT10S");
    expect((await call("GET", `/orders/${id}`)).body).toMatchObject({ status: "fulfilled", fulfilled_at: expect.any(String) });
  });

  it("what is fulfilled is not changed or canceled any more", async () => {
    const { id } = await order();
    await call("POST", `/orders/${id}/submit`);
    await api.later("PT10S");
    expect((await call("POST", `/orders/${id}/line-items`, { product_id: "prod_StarterKit001" })).status).toBe(409);
    expect((await call("POST", `/orders/${id}/cancel`)).status).toBe(409);
    expect((await call("POST", `/orders/${id}/submit`)).status).toBe(409);
  });

  it("products that are not there, or not sold any more, are no line items", async () => {
    const { id } = await order();
    const add = (product_id: string) => call("POST", `/orders/${id}/line-items`, { product_id });
    expect(await add("prod_Nothing000001")).toMatchObject({ status: 422, body: { message: expect.stringContaining("does not exist") } });
    expect(await add("prod_Legacy0000001")).toMatchObject({ status: 422, body: { message: expect.stringContaining("not sold") } });
    const whole = { line_items: [{ product_id: "prod_Nothing000001" }] };
    expect((await call("POST", "/orders", whole)).status).toBe(422);
    expect((await call("GET", `/orders/${id}`)).body.line_items).toEqual([]);
  });

  it.each([
    ["card_declined", "generic_decline"],
    ["4000000000000002", "generic_decline"],
    ["card_insufficient_funds", "insufficient_funds"],
    ["card_expired", "expired_card"],
  ])("a payment with %s is declined, and kept", async (card, decline_code) => {
    const refused = await pay(card);
    expect(refused).toMatchObject({ status: 402, body: { code: "card_declined", decline_code } });
    const kept = await call("GET", `/payments/${refused.body.payment_id}`);
    expect(kept.body).toMatchObject({ status: "failed" });
    expect(kept.body).not.toHaveProperty("card");
    expect((await call("POST", `/payments/${kept.body.id}/capture`)).status).toBe(409);
  });

  it("a payment is captured and refunded", async () => {
    for (const card of [undefined, "4242424242424242"]) {
      const { body } = await pay(card);
      expect(body.status).toBe("authorized");
      expect((await call("POST", `/payments/${body.id}/refund`)).status).toBe(409);
      expect((await call("POST", `/payments/${body.id}/capture`)).body.status).toBe("captured");
      expect((await call("POST", `/payments/${body.id}/refund`)).body.status).toBe("refunded");
    }
  });

  it("a card may ask its holder first", async () => {
    const { body } = await pay("4000002760003184");
    expect(body.status).toBe("requires_action");
    expect((await call("POST", `/payments/${body.id}/capture`)).status).toBe(409);
    expect((await call("POST", `/payments/${body.id}/confirm`)).body.status).toBe("authorized");
  });

  it("a canceled order takes no payment", async () => {
    const { id } = await order();
    await call("POST", `/orders/${id}/cancel`);
    expect((await call("POST", "/payments", { order_id: id, amount: 1 })).status).toBe(409);
    expect((await call("POST", "/payments", { order_id: "ord_Nothing0000001", amount: 1 })).status).toBe(422);
  });

  it("people are verified and businesses approved, or rejected", async () => {
    const people = { first_name: "Jo", last_name: "Doe" };
    const good = await make("/identity-verifications", people);
    const bad = await make("/identity-verifications", { ...people, email: "rejected@embed.test" });
    const fine = await make("/applications", { business_name: "Corner Shop" });
    const poor = await make("/applications", { business_name: "Shady", contact_email: "rejected@embed.test" });
    for (const { id } of [fine, poor])
      expect((await call("POST", `/applications/${id}/submit`)).body.status).toBe("in_review");
    await api.later("PT10S");
    const states = await Promise.all(
      [`/identity-verifications/${good.id}`, `/identity-verifications/${bad.id}`, `/applications/${fine.id}`, `/applications/${poor.id}`].map(
        async (path) => (await call("GET", path)).body.status,
      ),
    );
    expect(states).toEqual(["verified", "rejected", "approved", "rejected"]);
    expect((await call("POST", `/applications/${fine.id}/submit`)).status).toBe(409);
  });

  it("the key is in `api-key`; countries need none, and visitors may look around", async () => {
    expect((await api.open("GET", `${api.sandbox.pathUrl}/v1/orders`)).status).toBe(401);
    expect(api.sandbox.key).toMatch(/^sandbox_test_/);
    const status = await api.sandbox.platform("GET", ".");
    const { sandboxPath } = status as { sandboxPath: string };
    expect((await api.open("GET", `${api.sandbox.origin}${sandboxPath}/v1/countries`)).body.countries).toContain("DE");
    expect((await api.visit("GET", "/v1/products")).body.data.length).toBeGreaterThan(2);
  });
});
