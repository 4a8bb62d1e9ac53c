import { expect, test } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox, send } from "../support/test-sandbox.ts";

const total = async (sandbox: TestSandbox): Promise<number> =>
  (await sandbox.api("GET", "/v1/books")).body.total;

test("R28: a repeat answers the first answer and does not act again", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const before = await total(sandbox);
  const first = await sandbox.api("POST", "/v1/books", { title: "Once" }, { "idempotency-key": "k1" });
  const repeat = await sandbox.api("POST", "/v1/books", { title: "Once" }, { "idempotency-key": "k1" });
  expect(repeat.status).toBe(201);
  expect(repeat.text).toBe(first.text);
  expect(await total(sandbox)).toBe(before + 1);
});

test("R28: the same key with another payload is refused in the API's shape", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  await sandbox.api("POST", "/v1/books", { title: "One" }, { "idempotency-key": "k1" });
  const other = await sandbox.api("POST", "/v1/books", { title: "Two" }, { "idempotency-key": "k1" });
  expect(other.status).toBe(409);
  expect(other.body.code).toBe("idempotency_mismatch");
});

test("R28: two equal keys at once act once", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const before = await total(sandbox);
  const answers = await Promise.all(
    Array.from({ length: 12 }, () =>
      sandbox.api("POST", "/v1/books", { title: "Race" }, { "idempotency-key": "race" }),
    ),
  );
  expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  expect(await total(sandbox)).toBe(before + 1);
});

test("R28: a refusal is not stored: the corrected call succeeds with the same key", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  expect((await sandbox.api("POST", "/v1/books", { pages: 3 }, { "idempotency-key": "k" })).status).toBe(422);
  expect(
    (await sandbox.api("POST", "/v1/books", { title: "Right", pages: 3 }, { "idempotency-key": "k" })).status,
  ).toBe(201);
});

test("R28: an equal payload is equal when decoded, whatever the order of its members", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const first = await sandbox.api("POST", "/v1/books", '{"title":"A","pages":1}', { "idempotency-key": "k" });
  const same = await sandbox.api("POST", "/v1/books", '{ "pages": 1, "title": "A" }', {
    "idempotency-key": "k",
  });
  expect(same.body.id).toBe(first.body.id);
});

test("R28: another key of the same sandbox has idempotency keys of its own", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const second = await sandbox.partner.call("POST", "/api/v1/sandboxes/default/keys", { api: sandbox.slug });
  const mine = await sandbox.api("POST", "/v1/books", { title: "A" }, { "idempotency-key": "k" });
  const theirs = await send(`${sandbox.host}/v1/books`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${second.body.rawKey}`,
      "content-type": "application/json",
      "idempotency-key": "k",
    },
    body: '{"title":"A"}',
  });
  expect(theirs.status).toBe(201);
  expect(theirs.body.id).not.toBe(mine.body.id);
});

test("R28: a key longer than 255 characters is refused", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  expect(
    (await sandbox.api("POST", "/v1/books", { title: "A" }, { "idempotency-key": "x".repeat(256) })).status,
  ).toBe(422);
});

test("R28: a repeat thirteen hours later is answered the first answer; a day later it acts", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const clock = (by: string) =>
    sandbox.partner.call("POST", `/api/v1/sandboxes/default/${sandbox.slug}/clock`, { by });
  const post = () => sandbox.api("POST", "/v1/books", { title: "Once" }, { "idempotency-key": "k" });
  const first = await post();
  await clock("PT13H");
  expect((await post()).text).toBe(first.text);
  await clock("PT10H59M");
  expect((await post()).text).toBe(first.text);
  await clock("PT2M");
  expect((await post()).body.id).not.toBe(first.body.id);
});

test("R28: the same key with another query is refused", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const post = (query: string) =>
    sandbox.api("POST", `/v1/books${query}`, { title: "One" }, { "idempotency-key": "k" });
  expect((await post("?a=1")).status).toBe(201);
  expect((await post("?a=2")).body.code).toBe("idempotency_mismatch");
  expect((await post("")).status).toBe(409);
  expect((await post("?a=1")).status).toBe(201);
});
