import { evictDurableObject } from "cloudflare:test";
import { expect, test, vi } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";
import { rows, stubOf } from "../support/tenant.ts";

test("records, keys, idempotent answers and counters are there after the object left memory", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const made = await sandbox.api("POST", "/v1/books", { title: "Kept" }, { "idempotency-key": "k" });
  const remaining = Number(made.headers.get("ratelimit-remaining"));
  // Counters are written within a second.
  await vi.waitFor(async () => expect(await rows(sandbox, "SELECT 1 FROM counters")).not.toEqual([]), 3000);
  await evictDurableObject(await stubOf(sandbox));
  expect((await sandbox.api("GET", `/v1/books/${made.body.id}`)).body).toEqual(made.body);
  const repeat = await sandbox.api("POST", "/v1/books", { title: "Kept" }, { "idempotency-key": "k" });
  expect(repeat.text).toBe(made.text);
  expect(Number(repeat.headers.get("ratelimit-remaining"))).toBe(remaining - 2);
});
