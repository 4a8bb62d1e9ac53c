import { expect, test } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";
import { rows } from "../support/tenant.ts";

test("reset reseeds records and sequences, clears idempotency, timers, windows and pending deliveries, keeps the rest", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
  const platform = (method: string, path: string, body?: unknown) =>
    sandbox.partner.call(method, `/api/v1/sandboxes/default/${sandbox.slug}${path}`, body);
  const endpoint = await platform("POST", "/endpoints", { url: "http://127.0.0.1:9/never-answers" });
  const made = await sandbox.api("POST", "/v1/books", { title: "Gone" }, { "idempotency-key": "k" });
  await sandbox.api("POST", `/v1/books/${made.body.id}/publish`);
  const count = async (table: string): Promise<number> =>
    (await rows<{ n: number }>(sandbox, `SELECT count(*) AS n FROM ${table}`))[0]?.n ?? -1;
  const before = {
    events: await count("events"),
    evidence: await count("evidence"),
    keys: await count("keys"),
    audit: await count("audit"),
  };
  expect(await count("timers")).toBe(1);

  const reset = await sandbox.partner.call(
    "POST",
    `/api/v1/settings/api-access/sandbox/reset?api=${sandbox.slug}`,
    {},
  );
  expect(reset.status).toBe(200);

  expect((await sandbox.api("GET", `/v1/books/${made.body.id}`)).status).toBe(404);
  expect(await count("idempotency")).toBe(0);
  expect(await count("timers WHERE virtual = 1")).toBe(0);
  expect(
    (await rows<{ state: string }>(sandbox, "SELECT DISTINCT state FROM deliveries")).map((row) => row.state),
  ).not.toContain("pending");
  expect(Number((await sandbox.api("GET", "/v1/books")).headers.get("ratelimit-remaining"))).toBeGreaterThan(
    595,
  );
  expect(await count("keys")).toBe(before.keys);
  expect(await count("events")).toBe(before.events);
  expect(await count("evidence")).toBeGreaterThanOrEqual(before.evidence);
  expect(await count("audit")).toBe(before.audit + 1);
  expect((await platform("GET", "/endpoints")).body.data).toMatchObject([
    { id: endpoint.body.id, active: true },
  ]);
  expect(
    (await platform("GET", "/log")).body.data.some(
      (row: { operation: string }) => row.operation === "createBook",
    ),
  ).toBe(true);
  // The generation before is kept for undo; nothing reads it until then.
  expect(await rows(sandbox, "SELECT DISTINCT generation FROM records ORDER BY 1")).toEqual([
    { generation: 1 },
    { generation: 2 },
  ]);
  expect(await rows(sandbox, "SELECT json_extract(value, '$.generation') AS generation FROM meta")).toEqual([
    { generation: 2 },
  ]);
  const again = await sandbox.api("POST", "/v1/books", { title: "Gone" }, { "idempotency-key": "k" });
  expect(again.status).toBe(201);
  expect(again.body.id).not.toBe(made.body.id);
});

test("a reset takes a seed profile, and an empty one leaves nothing", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  await sandbox.partner.call("POST", `/api/v1/settings/api-access/sandbox/reset?api=${sandbox.slug}`, {
    profile: "empty",
  });
  expect((await sandbox.api("GET", "/v1/books")).body).toEqual({ data: [], has_more: false, total: 0 });
  const bad = await sandbox.partner.call(
    "POST",
    `/api/v1/settings/api-access/sandbox/reset?api=${sandbox.slug}`,
    { profile: "huge" },
  );
  expect(bad.status).toBe(400);
  expect(bad.body.message).toContain("profile");
});
