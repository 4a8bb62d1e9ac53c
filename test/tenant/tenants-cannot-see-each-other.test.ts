import { expect, test } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { activateTestSandbox, openTestSandbox, signUp } from "../support/test-sandbox.ts";
import { rows } from "../support/tenant.ts";

test("records, counters, idempotency, log and events of one partner are invisible to another", async () => {
  const mine = await openTestSandbox({ document: LIBRARY });
  const theirs = await activateTestSandbox(await signUp(), mine.slug);
  const made = await mine.api("POST", "/v1/books", { title: "Mine" }, { "idempotency-key": "shared" });
  expect((await theirs.api("GET", `/v1/books/${made.body.id}`)).status).toBe(404);
  expect((await theirs.api("GET", "/v1/books?limit=50")).text).not.toContain(made.body.id);
  const other = await theirs.api("POST", "/v1/books", { title: "Mine" }, { "idempotency-key": "shared" });
  expect(other.body.id).not.toBe(made.body.id);
  const before = Number((await theirs.api("GET", "/v1/books")).headers.get("ratelimit-remaining"));
  for (let i = 0; i < 5; i++) await mine.api("GET", "/v1/books");
  expect(Number((await theirs.api("GET", "/v1/books")).headers.get("ratelimit-remaining"))).toBe(before - 1);
  const log = await theirs.partner.call("GET", `/api/v1/sandboxes/default/${mine.slug}/log`);
  expect(log.body.data.length).toBeGreaterThan(0);
  expect(log.text).not.toContain(made.headers.get("x-request-id"));
  expect(await rows(theirs, "SELECT 1 FROM events WHERE record = ?", made.body.id)).toEqual([]);
  expect(await rows(mine, "SELECT 1 FROM events WHERE record = ?", made.body.id)).toHaveLength(1);
});

test("a session of one partner cannot name another's sandbox", async () => {
  const mine = await openTestSandbox({ document: LIBRARY });
  const status = await mine.partner.call(
    "GET",
    `/api/v1/settings/api-access/sandbox/status?api=${mine.slug}`,
  );
  const stranger = await signUp();
  const asked = await stranger.call("GET", `/api/v1/sandboxes/${status.body.sandboxOrgId}/${mine.slug}/log`);
  expect(asked.status).toBe(404);
});
