// A card number is in the caller's own records and nowhere else: after each kind of call all tables are searched for it.
import { describe, expect, it } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { type TestSandbox, openTestSandbox, send } from "../support/test-sandbox.ts";
import { receiver } from "../support/receiver.ts";
import { placesOfCard, storedState } from "../support/stored-state.ts";
import { rows } from "../support/tenant.ts";

const CARD = "4111111111111111";
const MASKED = "[card 411111******1111]";
const DECLINED = "4000000000000002";
/** Of the same first six and last four digits as the declined one, and a card's too. */
const LIKE_DECLINED = "4000001230000002";

const text = { type: "string" };
const charge = {
  type: "object",
  required: ["id", "number"],
  properties: { id: text, number: text, order_id: text },
};
const given = {
  type: "object",
  required: ["number"],
  properties: { number: { ...text, pattern: "^[0-9]{13,19}$" }, order_id: text, plain: { type: "integer" } },
};
const document = documentOf({
  "POST /charges": { body: given, answer: charge, status: 201 },
  "GET /charges": { answer: { type: "array", items: charge }, query: { number: text } },
  "GET /charges/{id}": { answer: charge },
  "PATCH /charges/{id}": { body: { ...given, required: [] }, answer: charge },
  "DELETE /charges/{id}": {},
});
(document["paths"] as any)["/charges"].post.requestBody.content["application/x-www-form-urlencoded"] = {
  schema: given,
};
const sandboxFile = `
scenarios:
  declined:
    description: The card is declined.
    effect: { code: conflict, message: Declined. }
    when: [{ member: number, value: "${DECLINED}" }]
`;

const open = () => openTestSandbox({ document, sandboxFile });
/** Places of a number beside what is the caller's own: its records, and the answer that a repeat gets for a day. */
async function search(sandbox: TestSandbox, card = CARD): Promise<string[]> {
  await sandbox.partner.call("GET", `/api/v1/sandboxes/default/${sandbox.slug}/log`);
  return placesOfCard(await storedState(sandbox), card);
}
const at = (sandbox: TestSandbox, path: string) => `/api/v1/sandboxes/default/${sandbox.slug}/${path}`;
const bodyOf = async (sandbox: TestSandbox): Promise<string> =>
  (
    await rows<{ body: string }>(
      sandbox,
      "SELECT CAST(request_body AS TEXT) AS body FROM requests ORDER BY seq DESC LIMIT 1",
    )
  )[0]?.body ?? "";

describe("the stored state", () => {
  it("has the number of a record in that record, in what is sent of it, and in what it was", async () => {
    const sandbox = await open();
    const made = await sandbox.api("POST", "/charges", { number: CARD });
    expect(made).toMatchObject({ status: 201, body: { number: CARD } });
    expect(await search(sandbox)).toEqual(["events.body", "records.doc"]);
    expect(await bodyOf(sandbox)).toBe(`{"number":"${MASKED}"}`);
    await sandbox.api("PATCH", `/charges/${made.body.id}`, { number: "5555555555554444" });
    expect(await search(sandbox)).toEqual(["events.body", "requests.changes"]);
    const explained = await sandbox.partner.call(
      "GET",
      at(sandbox, `log/${made.headers.get("x-request-id")}`),
    );
    expect(explained.body.changes[0].after.number).toBe("[card 555555******4444]");
    expect(placesOfCard([{ where: "answer", text: explained.text }], CARD)).toEqual([]);
  });

  it("has none after calls that make nothing, wherever the number stood and however it was written", async () => {
    const sandbox = await open();
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      authorization: `Bearer ${sandbox.key}`,
    };
    const form = (body: string) => send(`${sandbox.host}/charges`, { method: "POST", headers, body });
    expect((await sandbox.api("POST", "/charges", { number: `x ${CARD}` })).status).toBe(400);
    expect((await sandbox.api("POST", "/charges", { number: Number(CARD) })).status).toBe(400);
    expect((await form("number=4111+1111+1111+1111")).status).toBe(400);
    expect((await form("number=4111%201111%201111%201111")).status).toBe(400);
    expect((await form("number=4111-1111-1111-1111")).status).toBe(400);
    expect((await sandbox.api("POST", "/charges", `{"number":"${CARD}`)).status).toBe(400);
    expect((await sandbox.api("GET", `/charges?number=${CARD}`, undefined, { "x-pan": CARD })).status).toBe(
      200,
    );
    expect((await sandbox.api("GET", `/charges/${CARD}`)).status).toBe(404);
    expect((await sandbox.api("GET", `/nowhere/${CARD}`)).status).toBe(404);
    const scenario = { "x-sandbox-scenario": "conflict" };
    expect((await sandbox.api("POST", "/charges", { number: CARD }, scenario)).status).toBe(409);
    expect(await search(sandbox)).toEqual([]);
  });

  it("has the answer for a repeat whole, and the repeat gets it", async () => {
    const sandbox = await open();
    const headers = { "idempotency-key": "k" };
    const first = await sandbox.api("POST", "/charges", { number: CARD }, headers);
    expect((await sandbox.api("POST", "/charges", { number: CARD }, headers)).text).toBe(first.text);
    expect(await search(sandbox)).toEqual(["events.body", "idempotency.body", "records.doc"]);
  });

  it("shows no number in a support link, whose deliveries were sent whole", async () => {
    const sandbox = await open();
    const hook = receiver(() => new Response(`charged ${CARD}`));
    await sandbox.partner.call("POST", at(sandbox, "endpoints"), { url: hook.url, events: [] });
    const made = await sandbox.api("POST", "/charges", { number: CARD });
    await expect.poll(() => rows(sandbox, "SELECT * FROM attempts"), { timeout: 5000 }).toHaveLength(1);
    expect(hook.received[0]?.body).toContain(CARD);
    const link = await sandbox.partner.call(
      "POST",
      at(sandbox, `log/${made.headers.get("x-request-id")}/bundle`),
      {},
    );
    const shown = await send(link.body.url as string);
    expect(shown.body.deliveries[0].body).toContain(MASKED);
    expect(placesOfCard([{ where: "answer", text: shown.text }], CARD)).toEqual([]);
    expect(await search(sandbox)).toEqual(["events.body", "records.doc"]);
  });
});

describe("a logged call sent once more", () => {
  const replay = async (sandbox: TestSandbox, call: { headers: Headers }) =>
    (await sandbox.partner.call("POST", at(sandbox, `log/${call.headers.get("x-request-id")}/replay`))).body
      .status as number;

  it("meets the scenario that its number calls up, for that number stays", async () => {
    const sandbox = await open();
    const declined = await sandbox.api("POST", "/charges", { number: DECLINED });
    expect(declined.status).toBe(409);
    expect(await search(sandbox, DECLINED)).toEqual(["requests.request_body"]);
    expect(await replay(sandbox, declined)).toBe(409);
  });

  it("has another number of the same form, which no scenario means", async () => {
    const sandbox = await open();
    const made = await sandbox.api("POST", "/charges", { number: LIKE_DECLINED });
    expect(made.status).toBe(201);
    expect(await replay(sandbox, made)).toBe(201);
    const numbers = ((await sandbox.api("GET", "/charges")).body as { number: string }[]).map(
      (one) => one.number,
    );
    expect(numbers.filter((one) => /^400000\d{6}0002$/.test(one))).toHaveLength(2);
    expect(numbers).not.toContain(DECLINED);
  });

  it("is rehearsed with that number too", async () => {
    const sandbox = await open();
    await sandbox.api("POST", "/charges", { number: CARD });
    await sandbox.api("POST", "/charges", { number: DECLINED });
    await sandbox.api("POST", "/charges", { number: LIKE_DECLINED });
    await sandbox.api("GET", `/charges?number=${CARD}`);
    const rehearsed = await sandbox.partner.call("POST", at(sandbox, "release-replay"), {
      release: "latest",
    });
    expect(rehearsed.body).toMatchObject({ replayed: 3, breaking: 0 });
  });
});

describe("an id that reads like a card number", () => {
  it("stays in the log, so that the call finds its record when it is sent once more", async () => {
    const sandbox = await open();
    const put = await sandbox.partner.call("POST", at(sandbox, "records"), {
      records: { charge: [{ doc: { id: CARD, number: "1" } }] },
    });
    expect([put.status, put.text]).toEqual([201, expect.anything()]);
    const found = await sandbox.api("GET", `/charges/${CARD}`);
    expect(found.status).toBe(200);
    const request = found.headers.get("x-request-id");
    const again = await sandbox.partner.call("POST", at(sandbox, `log/${request}/replay`));
    expect(again.body.status).toBe(200);
    const gone = await sandbox.api("DELETE", `/charges/${CARD}`, { order_id: CARD });
    expect(gone.status).toBe(204);
    await sandbox.partner.call("GET", at(sandbox, "log"));
    expect(
      (await rows<{ path: string }>(sandbox, "SELECT path FROM requests ORDER BY seq DESC LIMIT 1"))[0]?.path,
    ).toBe(`/charges/${CARD}`);
  });
});
