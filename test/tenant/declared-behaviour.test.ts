// sandbox.yaml gives an API a behaviour of its own: cases with conditions, effects on other records, refusals that act.
import { beforeAll, describe, expect, it } from "vitest";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { PAYMENTS, PAYMENTS_FILE } from "../support/payments.ts";

describe("behaviour that sandbox.yaml declares", () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await openTestSandbox({ document: PAYMENTS, sandboxFile: PAYMENTS_FILE });
  });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    sandbox.api("POST", path, body, headers);

  it("takes the first case of a create whose condition holds", async () => {
    expect((await post("/payments", { amount: 5 })).body.status).toBe("requires_card");
    expect((await post("/payments", { amount: 5, card: "card_good" })).body.status).toBe(
      "requires_confirmation",
    );
  });

  it("goes on with an action's cases, whose effects make records and link them", async () => {
    const made = await post("/payments", { amount: 500, card: "card_good", confirm: true });
    expect(made).toMatchObject({ status: 200, body: { status: "succeeded", amount_received: 500 } });
    expect(made.body.client_secret).toMatch(new RegExp(`^${made.body.id}_secret_\\w{8}$`));
    const charge = await sandbox.api("GET", `/charges/${made.body.latest_charge}`);
    expect(charge.body).toMatchObject({ payment: made.body.id, amount: 500, status: "succeeded" });
  });

  it("refuses and keeps what the refusal changed, once for its idempotency key", async () => {
    const key = { "idempotency-key": "declined-1" };
    const body = { amount: 70, card: "card_declined", confirm: true };
    const declined = await post("/payments", body, key);
    expect(declined).toMatchObject({
      status: 402,
      body: {
        error: {
          type: "card_error",
          code: "card_declined",
          message: "Your card was declined (generic_decline).",
          decline_code: "generic_decline",
          payment: { status: "requires_card", amount: 70 },
        },
      },
    });
    const again = await post("/payments", body, key);
    expect(again.text).toBe(declined.text);
    const { id } = declined.body.error.payment;
    expect((await sandbox.api("GET", `/payments/${id}`)).body.status).toBe("requires_card");
    const charges = await sandbox.api("GET", `/charges?payment=${id}`);
    expect(charges.body.data).toMatchObject([{ status: "failed" }]);
  });

  it("changes nothing by a refusal that is not kept", async () => {
    const made = await post("/payments", { amount: 5 });
    const refused = await post(`/payments/${made.body.id}/confirm`, {});
    expect(refused).toMatchObject({ status: 400, body: { error: { code: "payment_unexpected_state" } } });
    expect((await sandbox.api("GET", `/payments/${made.body.id}`)).body).toEqual(made.body);
  });

  it("refuses an action that no case allows in the record's state", async () => {
    const made = await post("/payments", { amount: 5, card: "card_good", confirm: true });
    const again = await post(`/payments/${made.body.id}/confirm`, {});
    expect(again.body.error.message).toContain("is succeeded; it cannot confirm");
  });

  it("updates other records, and refuses by what they say", async () => {
    const { body } = await post("/payments", { amount: 100, card: "card_good", confirm: true });
    const refund = await post("/refunds", { charge: body.latest_charge, amount: 60 });
    expect(refund).toMatchObject({ status: 200, body: { amount: 60 } });
    expect((await sandbox.api("GET", `/charges/${body.latest_charge}`)).body.amount_refunded).toBe(60);
    const more = await post("/refunds", { charge: body.latest_charge });
    expect(more).toMatchObject({ status: 400, body: { error: { code: "amount_too_large" } } });
  });

  it("announces the named events in their order, of the records they are about", async () => {
    const base = `/api/v1/sandboxes/default/${sandbox.slug}`;
    await sandbox.partner.call("POST", `${base}/endpoints`, { url: "https://ok.webhook.test/payments" });
    const { body } = await post("/payments", { amount: 9, card: "card_good", confirm: true });
    const { body: sent } = await sandbox.partner.call("GET", `${base}/deliveries?limit=20`);
    const types = sent.data.map((one: { type: string }) => one.type).reverse();
    expect(types).toEqual(["charge.succeeded", "payment.succeeded"]);
    expect(body.status).toBe("succeeded");
  });

  it("makes one record for each item, counts them at every read, and finds records by a further key", async () => {
    const made = await post("/people", { email: "Ann@Example.com", tags: ["a", "b"] });
    expect(made.body.tag_count).toBe(2);
    // md5 of ann@example.com
    const found = await sandbox.api("GET", "/people/257c57037d384ae37ea27a07e8a01665");
    expect(found.status === 200 ? found.body.id : found.text).toBe(made.body.id);
  });

  it("does what an operation's own cases say, and returns what its template makes of it", async () => {
    const { body } = await post("/people", { email: "cid@example.com" });
    const copied = await post(`/people/${body.id}/copies`, {});
    expect(copied).toMatchObject({
      status: 200,
      body: { of: body.id, copies: ["1cid@example.com", "2cid@example.com"] },
    });
    const other = await post("/people", { email: "no-copy@example.com" });
    expect((await post(`/people/${other.body.id}/copies`, {})).body.error.code).toBe("amount_too_large");
  });

  it("chooses the rows of a list one by one", async () => {
    for (const email of ["dee1@example.com", "dee2@example.com", "eve@example.com"])
      await post("/people", { email });
    const { body } = await sandbox.api("GET", "/namesakes/dee");
    expect(body.data.map((one: { email: string }) => one.email).sort()).toEqual([
      "dee1@example.com",
      "dee2@example.com",
    ]);
  });

  it("runs a timer's effects in the timer's own transaction", async () => {
    const { body } = await post("/payments", { amount: 33, card: "card_3ds", confirm: true });
    expect(body.status).toBe("requires_action");
    await sandbox.partner.call("POST", `/api/v1/sandboxes/default/${sandbox.slug}/clock`, { by: "PT2M" });
    const later = await sandbox.api("GET", `/payments/${body.id}`);
    expect(later.body).toMatchObject({ status: "succeeded", amount_received: 33 });
    expect((await sandbox.api("GET", `/charges/${later.body.latest_charge}`)).body.amount).toBe(33);
  });

  it("keeps a record that its delete leaves in another state", async () => {
    const { body } = await post("/payments", { amount: 5 });
    expect((await sandbox.api("DELETE", `/payments/${body.id}`)).body.status).toBe("canceled");
    expect((await sandbox.api("GET", `/payments/${body.id}`)).body.status).toBe("canceled");
  });

  it("says a violation as declared, and carries its headers on every answer", async () => {
    const wrong = await post("/payments", {});
    expect(wrong.body.error).toMatchObject({
      code: "parameter_missing",
      message: "Missing required param: amount.",
    });
    expect(wrong.headers.get("payments-version")).toBe("2026-01-01");
  });
});

describe("what an effect and an error case may say", () => {
  const file = `
resources:
  payment:
    on: { delete: [{ effects: [{ for_each: "records.find('payment', {'card': record.card}).filter(one, one.id != record.id)", update: payment, where: { id: item.id }, action: settle }] }] }
    lifecycle: { field: status, initial: requires_card, transitions: [{ action: settle, from: [succeeded], refuse: settled }, { action: settle, to: succeeded }] }
errors:
  template: { error: { code: "{code}", doc: "/errors/{code:dashed}", message: "{message}" } }
  cases: { settled: { status: 409, code: null, message: "It was settled." }, not_found: { message: "None." } }
`;

  it("takes an action of other records; its refusal refuses the call and has no code", async () => {
    const sandbox = await openTestSandbox({ document: PAYMENTS, sandboxFile: file });
    const pay = async () => (await sandbox.api("POST", "/payments", { amount: 5, card: "card_1" })).body.id;
    const [first, second, third] = [await pay(), await pay(), await pay()];
    const statusOf = async (id: string) => (await sandbox.api("GET", `/payments/${id}`)).body.status;
    expect((await sandbox.api("DELETE", `/payments/${first}`)).status).toBe(200);
    expect(await statusOf(second)).toBe("succeeded");
    expect(await sandbox.api("DELETE", `/payments/${third}`)).toMatchObject({
      status: 409,
      body: { error: { message: "It was settled." } },
    });
    expect((await sandbox.api("DELETE", `/payments/${third}`)).body.error).not.toHaveProperty("code");
    expect(await statusOf(third)).toBe("succeeded");
  });

  it("tells a code in dashes", async () => {
    const sandbox = await openTestSandbox({ document: PAYMENTS, sandboxFile: file });
    expect((await sandbox.api("GET", "/people/none")).body).toEqual({
      error: { code: "not_found", doc: "/errors/not-found", message: "None." },
    });
  });
});

describe("an expression that fails at run time", () => {
  it("is a platform error that says which, changes nothing, and stands in the log", async () => {
    const file = `resources: { payment: { on: { create: [{ when: "body.amount / (body.amount - 5) > 1", to: canceled }] } } }`;
    const sandbox = await openTestSandbox({ document: PAYMENTS, sandboxFile: file });
    const failed = await sandbox.api("POST", "/payments", { amount: 5 });
    expect(failed).toMatchObject({ status: 500, body: { sandbox_error: "behaviour_failed" } });
    expect(failed.body.message).toContain("body.amount / (body.amount - 5) > 1");
    const rows = await sandbox.partner.call(
      "GET",
      `/api/v1/sandboxes/default/${sandbox.slug}/log?status=5xx`,
    );
    expect(rows.body.data).toHaveLength(1);
    const made = await sandbox.api("POST", "/payments", { amount: 6 });
    expect(made.status).toBe(200);
  });

  it("fails where cases lead to one another without an end", async () => {
    const file = `resources: { payment: { lifecycle: { field: status, transitions: [{ action: confirm, to: succeeded, continue: confirm }] } } }`;
    const sandbox = await openTestSandbox({ document: PAYMENTS, sandboxFile: file });
    const { body } = await sandbox.api("POST", "/payments", { amount: 6 });
    const failed = await sandbox.api("POST", `/payments/${body.id}/confirm`, {});
    expect(failed).toMatchObject({ status: 500, body: { sandbox_error: "behaviour_failed" } });
    expect(failed.body.message).toContain("cases continue one another: 'action confirm'");
    expect((await sandbox.api("GET", `/payments/${body.id}`)).body.status).toBe(body.status);
  });
});
