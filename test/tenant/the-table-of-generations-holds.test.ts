// The table of src/tenant/README.md, cell by cell: what reset, restore, fork, deactivate and purge do to everything a sandbox holds.
import { expect, test } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox, publish, send } from "../support/test-sandbox.ts";
import { rows, stubOf } from "../support/tenant.ts";

/** The library with a webhook subscription of its own, so that every kind of row there is can be made. */
const json = (schema: object) => ({ content: { "application/json": { schema } } });
const hook = { $ref: "#/components/schemas/Webhook" };
const DOCUMENT = {
  ...LIBRARY,
  paths: {
    ...LIBRARY.paths,
    "/webhooks": {
      get: {
        responses: {
          "200": {
            description: "all",
            ...json({ type: "object", properties: { data: { type: "array", items: hook } } }),
          },
        },
      },
      post: {
        requestBody: json({
          type: "object",
          required: ["url"],
          properties: { url: { type: "string" }, events: { type: "array", items: { type: "string" } } },
        }),
        responses: { "201": { description: "made", ...json(hook) } },
      },
    },
  },
  components: {
    ...LIBRARY.components,
    schemas: {
      ...LIBRARY.components.schemas,
      Webhook: {
        type: "object",
        properties: {
          id: { type: "string" },
          url: { type: "string" },
          events: { type: "array", items: { type: "string" } },
          secret: { type: "string" },
        },
      },
    },
  },
};
const BEHAVIOUR = `
resources:
  webhook: { seed: 0 }
  book:
    lifecycle:
      field: status
      initial: draft
      transitions: [{ action: publish, from: [draft], to: published, event: book.published }]
      progress: [{ from: published, to: archived, after: 3600000 }]
`;

type Facts = Record<string, number | string>;

/** A sandbox with something in every row of the table, and a snapshot of a moment before most of it. */
async function full(): Promise<{ testSandbox: TestSandbox; snapshot: string; facts: () => Promise<Facts> }> {
  const testSandbox = await openTestSandbox({ document: DOCUMENT, sandboxFile: BEHAVIOUR });
  const platform = (method: string, path: string, body?: object) =>
    testSandbox.partner.call(method, `/api/v1/sandboxes/default/${testSandbox.slug}/${path}`, body);
  await testSandbox.api("POST", "/v1/webhooks", {
    url: "https://timeout.webhook.test/of-the-api",
    events: ["book.created"],
  });
  const snapshot = (await platform("POST", "snapshots", {})).body.id as string;
  await platform("POST", "endpoints", { url: "https://timeout.webhook.test/of-the-platform" });
  const book = (await testSandbox.api("POST", "/v1/books", { title: "T" }, { "idempotency-key": "k" }))
    .body as {
    id: string;
  };
  await testSandbox.api("POST", `/v1/books/${book.id}/publish`);
  await testSandbox.api("POST", "/v1/webhooks", { url: "https://timeout.webhook.test/later", events: [] });
  await platform("POST", "faults", { effect: { scenario: "conflict" }, match: { operation: "listBooks" } });
  await platform("PUT", "rate-overrides/*", { limit: 50 });
  await platform("POST", "clock", { by: 60 });
  const count = async (from: string): Promise<number> =>
    (await rows<{ n: number }>(testSandbox, `SELECT count(*) AS n FROM ${from}`))[0]?.n ?? 0;
  const facts = async (): Promise<Facts> => {
    return {
      book: (
        await send(`${testSandbox.host}/v1/books/${book.id}`, {
          headers: { authorization: `Bearer ${testSandbox.key}` },
        })
      ).status,
      idempotency: await count("idempotency"),
      faults: await count("faults"),
      squeezes: await count("squeezes"),
      "lifecycle timers": await count("timers WHERE virtual = 1"),
      "pending deliveries": await count("deliveries WHERE state = 'pending'"),
      clock: (
        await rows<{ ahead: number }>(
          testSandbox,
          "SELECT json_extract(value, '$.clock.offset') AS ahead FROM meta",
        )
      )[0]?.ahead
        ? 1
        : 0,
      "own endpoints": await count("endpoints WHERE origin = 'api'"),
      "platform endpoints": await count("endpoints WHERE origin = 'platform'"),
      keys: await count("keys WHERE revoked IS NULL"),
      quota: (await count("counters WHERE name = 'quota'")) > 0 ? 1 : 0,
      log: (await count("requests WHERE operation = 'createBook'")) > 0 ? 1 : 0,
      evidence: (await count("evidence WHERE operation = 'createBook'")) > 0 ? 1 : 0,
      audit: (await count("audit WHERE action = 'fault_armed'")) > 0 ? 1 : 0,
      snapshots: await count("snapshots"),
    };
  };
  // Counters are written within a second.
  await expect.poll(() => count("counters WHERE name = 'quota'"), { timeout: 3000 }).toBeGreaterThan(0);
  return { testSandbox, snapshot, facts };
}

const BEFORE: Facts = {
  book: 200,
  idempotency: 1,
  faults: 1,
  squeezes: 1,
  "lifecycle timers": 1,
  clock: 1,
  "own endpoints": 2,
  "platform endpoints": 1,
  keys: 1,
  quota: 1,
  log: 1,
  evidence: 1,
  audit: 1,
  snapshots: 1,
};
const CLEARED: Facts = { idempotency: 0, faults: 0, squeezes: 0, "pending deliveries": 0, clock: 0 };
const KEPT: Facts = {
  "platform endpoints": 1,
  keys: 1,
  quota: 1,
  log: 1,
  evidence: 1,
  audit: 1,
  snapshots: 1,
};

test("reset reseeds and clears, and keeps what outlives it", async () => {
  const { testSandbox, facts } = await full();
  expect(await facts()).toMatchObject(BEFORE);
  await testSandbox.partner.call(
    "POST",
    `/api/v1/settings/api-access/sandbox/reset?api=${testSandbox.slug}`,
    {},
  );
  expect(await facts()).toMatchObject({ ...CLEARED, ...KEPT, book: 404, "own endpoints": 0 });
});

test("restore brings the snapshot's records and endpoints, clears, and keeps what outlives it", async () => {
  const { testSandbox, snapshot, facts } = await full();
  await testSandbox.partner.call(
    "POST",
    `/api/v1/sandboxes/default/${testSandbox.slug}/snapshots/${snapshot}/restore`,
  );
  expect(await facts()).toMatchObject({ ...CLEARED, ...KEPT, book: 404, "own endpoints": 1 });
});

test("a fork has the records and, paused, their endpoints; nothing else, and a new key", async () => {
  const { testSandbox } = await full();
  const made = await testSandbox.partner.call("POST", `/api/v1/sandboxes/default/${testSandbox.slug}/forks`, {
    name: "f",
  });
  const sandbox = made.body.sandbox.id as string;
  const row = await rows<{ tenant: string }>(
    testSandbox,
    "SELECT json_extract(value, '$.tenant') AS tenant FROM meta",
  );
  const { env, runInDurableObject } = await import("cloudflare:test");
  const api = row[0]?.tenant.split(":")[1] ?? "";
  const stub = env.TEST.getByName(`${sandbox}:${api}`);
  const counts = await runInDurableObject(stub, (_instance, state) =>
    Object.fromEntries(
      [
        "idempotency",
        "faults",
        "squeezes",
        "counters",
        "keys",
        "requests",
        "evidence",
        "snapshots",
        "deliveries",
      ].map((table) => [
        table,
        state.storage.sql.exec<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).one().n,
      ]),
    ),
  );
  expect(Object.values(counts).every((n) => n === 0)).toBe(true);
  const endpoints = await testSandbox.partner.call(
    "GET",
    `/api/v1/sandboxes/f/${testSandbox.slug}/endpoints`,
  );
  expect((endpoints.body.data as { active: boolean }[]).map((one) => one.active)).toEqual([false, false]);
  expect(made.body.testApiKey.rawKey).not.toBe(testSandbox.key);
});

test("deactivate keeps the data and revokes the keys; purge leaves nothing", async () => {
  const { testSandbox, facts } = await full();
  const stub = await stubOf(testSandbox);
  await testSandbox.partner.call(
    "POST",
    `/api/v1/settings/api-access/sandbox/deactivate?api=${testSandbox.slug}`,
    {},
  );
  expect(await facts()).toMatchObject({ ...BEFORE, book: 403, keys: 0 });
  await stub.purge();
  expect(await rows(testSandbox, "SELECT name FROM sqlite_master WHERE name = 'records'")).toEqual([]);
  expect(await stub.status()).toBeUndefined();
});

test("reset keeps the sandbox's release unless the latest is asked for; a dry run changes nothing", async () => {
  const testSandbox = await openTestSandbox({ document: LIBRARY });
  const reset = (body: object) =>
    testSandbox.partner.call(
      "POST",
      `/api/v1/settings/api-access/sandbox/reset?api=${testSandbox.slug}`,
      body,
    );
  const release = async () =>
    (await testSandbox.partner.call("GET", `/api/v1/sandboxes/default/${testSandbox.slug}`)).body
      .release as string;
  const first = await release();
  const { answer } = await publish(
    testSandbox.partner,
    { document: { ...LIBRARY, info: { title: "Library", version: "2" } } },
    testSandbox.slug,
  );
  const latest = answer.body.release as string;
  await reset({});
  expect(await release()).toBe(first);
  await testSandbox.api("POST", "/v1/books", { title: "Mine" });
  const preview = await reset({ dryRun: true, profile: "empty" });
  expect(preview.body.resources.book.after).toBe(0);
  expect(preview.body.resources.book.now).toBeGreaterThan(0);
  await reset({ release: "latest" });
  expect(await release()).toBe(latest);
  expect((await testSandbox.api("GET", "/v1/books")).status).toBe(200);
});

test("an API whose document names its own rate headers gets them, a moment as a moment", async () => {
  const headers = {
    "X-RateLimit-Limit": { schema: { type: "integer" } },
    "X-RateLimit-Remaining": { schema: { type: "integer" } },
    "X-RateLimit-Reset": {
      description: "When the window ends, in UTC epoch seconds",
      schema: { type: "integer" },
    },
  };
  const testSandbox = await openTestSandbox({
    document: {
      openapi: "3.1.0",
      info: { title: "Rated", version: "1" },
      paths: {
        "/things": {
          get: {
            responses: {
              "200": {
                description: "ok",
                headers,
                ...json({ type: "array", items: { type: "object", properties: { id: { type: "string" } } } }),
              },
            },
          },
        },
      },
    },
  });
  const answer = await testSandbox.api("GET", "/things");
  expect(answer.headers.get("x-ratelimit-limit")).toBe("6000");
  expect(Number(answer.headers.get("x-ratelimit-reset"))).toBeGreaterThan(1_700_000_000);
  expect(answer.headers.get("ratelimit-policy")).not.toBeNull();
});
