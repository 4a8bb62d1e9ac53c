// Faults, scenario headers, values that call a scenario up: in that order, in the API's own shape, and over by themselves.
import { SELF } from "cloudflare:test";
import { expect, test } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { rows } from "../support/tenant.ts";

const open = () => openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
const faults = (sandbox: TestSandbox) => `/api/v1/sandboxes/default/${sandbox.slug}/faults`;
const arm = (sandbox: TestSandbox, rule: object) => sandbox.partner.call("POST", faults(sandbox), rule);
const lastWhy = async (sandbox: TestSandbox) => {
  const log = await sandbox.partner.call("GET", `/api/v1/sandboxes/default/${sandbox.slug}/log?limit=1`);
  return log.body.data.at(-1).why as string;
};

test("a header names a scenario or an error; the body is the API's own, and the log says whose failure it was", async () => {
  const sandbox = await open();
  const get = (headers: Record<string, string>) => sandbox.api("GET", "/v1/books", undefined, headers);
  const limited = await get({ "x-sandbox-scenario": "rate_limited" });
  expect(limited.status).toBe(429);
  expect(limited.headers.get("retry-after")).toBeTruthy();
  const real = await sandbox.api("GET", "/v1/nothing");
  expect(Object.keys(limited.body)).toEqual(Object.keys(real.body));
  expect((await get({ "x-sandbox-scenario": "conflict" })).status).toBe(409);
  expect(await lastWhy(sandbox)).toMatch(/^scenario conflict, by a header: /);
  expect((await get({ "x-sandbox-error": "server_error" })).status).toBe(500);
  expect((await get({ "x-sandbox-error": "418" })).status).toBe(418);
  expect((await get({ "x-sandbox-error": "auth" })).status).toBe(401);
  expect((await get({ "x-sandbox-scenario": "nonsense" })).status).toBe(400);
  const begun = Date.now();
  expect((await get({ "x-sandbox-latency": "120" })).status).toBe(200);
  expect(Date.now() - begun).toBeGreaterThanOrEqual(110);
});

test("a retry after a faulted call with the same idempotency key acts", async () => {
  const sandbox = await open();
  await arm(sandbox, { match: { operation: "POST /books" }, effect: { scenario: "unavailable" } });
  const key = { "idempotency-key": "again" };
  const refused = await sandbox.api("POST", "/v1/books", { title: "Later" }, key);
  expect(refused.status).toBe(503);
  expect(await lastWhy(sandbox)).toMatch(/^fault flt_\w+: unavailable: /);
  expect((await sandbox.api("POST", "/v1/books", { title: "Later" }, key)).status).toBe(201);
});

test("a fault matches what it says, counts what it hits, and is gone when spent or disarmed", async () => {
  const sandbox = await open();
  const books = (await sandbox.api("GET", "/v1/books")).body.data as { id: string }[];
  const id = books[0]?.id ?? "";
  await arm(sandbox, { match: { record: id }, effect: { status: 502, code: "bad_gateway" }, count: 2 });
  expect((await sandbox.api("GET", `/v1/books/${books[1]?.id ?? ""}`)).status).toBe(200);
  const seen: number[] = [];
  for (let i = 0; i < 3; i++) seen.push((await sandbox.api("GET", `/v1/books/${id}`)).status);
  expect(seen).toEqual([502, 502, 200]);
  expect((await sandbox.partner.call("GET", faults(sandbox))).body.data).toEqual([]);
  const other = await arm(sandbox, {
    match: { body: { title: "Bad" } },
    effect: { scenario: "conflict" },
    count: 50,
  });
  expect((await sandbox.api("POST", "/v1/books", { title: "Good" })).status).toBe(201);
  expect((await sandbox.api("POST", "/v1/books", { title: "Bad" })).status).toBe(409);
  expect((await sandbox.partner.call("DELETE", `${faults(sandbox)}/${other.body.id as string}`)).status).toBe(
    204,
  );
  expect((await sandbox.api("POST", "/v1/books", { title: "Bad" })).status).toBe(201);
});

test("an operation may be named with the base path, and what names nothing is refused when it is armed", async () => {
  const sandbox = await open();
  await arm(sandbox, { match: { operation: "GET /v1/books" }, effect: { scenario: "forbidden" } });
  expect((await sandbox.api("GET", "/v1/books")).status).toBe(403);
  for (const rule of [
    { match: { operation: "GET /nothing" }, effect: { status: 500 } },
    { match: { resource: "nothing" }, effect: { status: 500 } },
    { effect: { scenario: "nothing" } },
    { effect: { status: 200 } },
    { match: { colour: "red" }, effect: { status: 500 } },
  ])
    expect((await arm(sandbox, rule)).status).toBe(400);
});

test("parallel calls use a count no more often than it is", async () => {
  const sandbox = await open();
  await arm(sandbox, { effect: { scenario: "server_error" }, count: 5 });
  const answers = await Promise.all(Array.from({ length: 20 }, () => sandbox.api("GET", "/v1/books")));
  expect(answers.filter((one) => one.status === 500)).toHaveLength(5);
  expect(answers.filter((one) => one.status === 200)).toHaveLength(15);
});

test("a sequence takes its effects in turn", async () => {
  const sandbox = await open();
  await arm(sandbox, {
    effect: [{ scenario: "unavailable" }, { status: 500 }, { scenario: "rate_limited" }],
  });
  const seen: number[] = [];
  for (let i = 0; i < 4; i++) seen.push((await sandbox.api("GET", "/v1/books")).status);
  expect(seen).toEqual([503, 500, 429, 200]);
});

test("an answer is lost after the call acted, and its key finds what it did", async () => {
  const sandbox = await open();
  const send = (headers: Record<string, string>) =>
    SELF.fetch(`${sandbox.host}/v1/books`, {
      method: "POST",
      body: JSON.stringify({ title: "Lost" }),
      headers: {
        authorization: `Bearer ${sandbox.key}`,
        "content-type": "application/json",
        "idempotency-key": "lost",
        ...headers,
      },
    });
  await expect(
    send({ "x-sandbox-scenario": "accepted_response_loss" }).then((response) => response.text()),
  ).rejects.toThrow();
  const titles = await rows<{ n: number }>(
    sandbox,
    "SELECT count(*) AS n FROM records WHERE json_extract(doc, '$.title') = 'Lost'",
  );
  expect(titles).toEqual([{ n: 1 }]);
  const again = await send({});
  expect(again.status).toBe(201);
  expect(
    await rows(sandbox, "SELECT id FROM records WHERE json_extract(doc, '$.title') = 'Lost'"),
  ).toHaveLength(1);
});

test("values of the call call scenarios up: in the path, a member, an e-mail address, an idempotency key", async () => {
  const sandbox = await open();
  expect((await sandbox.api("GET", "/v1/books/sandbox_server_error")).status).toBe(500);
  expect((await sandbox.api("POST", "/v1/books", { title: "sandbox_conflict" })).status).toBe(409);
  expect((await sandbox.api("POST", "/v1/books", { title: "forbidden@sandbox.test" })).status).toBe(403);
  expect(
    (await sandbox.api("POST", "/v1/books", { title: "x" }, { "idempotency-key": "sandbox_unavailable-1" }))
      .status,
  ).toBe(503);
  expect((await sandbox.api("POST", "/v1/books", { title: "sandbox_nothing" })).status).toBe(201);
});

test("a recovery fails as often as it says for one call of one key, then works, and can be had again", async () => {
  const sandbox = await open();
  const seen: number[] = [];
  for (let i = 0; i < 6; i++)
    seen.push(
      (await sandbox.api("GET", "/v1/books", undefined, { "x-sandbox-scenario": "recovery_unavailable" }))
        .status,
    );
  expect(seen).toEqual([503, 503, 200, 503, 503, 200]);
});

test("an API's own scenarios are listed with the universal ones, each with its triggers", async () => {
  const sandboxFile = `${LIBRARY_BEHAVIOUR}\nscenarios:\n  title_banned:\n    description: The title is banned.\n    effect: { status: 451, code: banned, message: Banned. }\n    when: [{ member: title, value: Forbidden }]\n`;
  const sandbox = await openTestSandbox({ document: LIBRARY, sandboxFile });
  expect(await sandbox.api("POST", "/v1/books", { title: "Forbidden" })).toMatchObject({ status: 451 });
  const listed = await sandbox.partner.call("GET", `/api/v1/sandboxes/default/${sandbox.slug}/scenarios`);
  const names = (listed.body.data as { name: string }[]).map((one) => one.name);
  expect(names).toEqual(
    expect.arrayContaining([
      "rate_limited",
      "timeout",
      "accepted_response_loss",
      "recovery_timeout",
      "title_banned",
    ]),
  );
  expect(listed.body.data.find((one: any) => one.name === "title_banned")).toMatchObject({
    own: true,
    triggers: {
      header: "X-Sandbox-Scenario: title_banned",
      value: "sandbox_title_banned",
      values: [{ member: "title", value: "Forbidden" }],
    },
  });
});
