// Evidence: what each operation did, what failures were met, and how they were got over; kept through reset and eviction.
import { evictDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { stubOf } from "../support/tenant.ts";

const facts = async (sandbox: TestSandbox, operation: string) =>
  (
    (await sandbox.partner.call("GET", `/api/v1/sandboxes/default/${sandbox.slug}/evidence`)).body.data as {
      operation: string;
      fact: string;
      request: string;
    }[]
  )
    .filter((one) => one.operation === operation)
    .map((one) => one.fact)
    .sort();

test("a failure met, a retry with the same key, a replay, each once, through reset and eviction", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const create = (headers: Record<string, string> = {}) =>
    sandbox.api("POST", "/v1/books", { title: "T" }, headers);
  expect((await create({ "x-sandbox-scenario": "unavailable", "idempotency-key": "k" })).status).toBe(503);
  expect((await create({ "idempotency-key": "k" })).status).toBe(201);
  expect((await create({ "idempotency-key": "k" })).status).toBe(201);
  await create({ "x-sandbox-scenario": "accepted_response_loss" }).catch(() => undefined);
  await create();
  const wanted = [
    "answered_503",
    "idempotency_key_reused",
    "met_accepted_response_loss",
    "met_unavailable",
    "recovered_from_503",
    "recovered_from_lost_answer",
    "retried_503_with_the_same_key",
    "succeeded",
  ];
  expect(await facts(sandbox, "createBook")).toEqual(wanted);
  await sandbox.partner.call("POST", `/api/v1/settings/api-access/sandbox/reset?api=${sandbox.slug}`, {});
  await evictDurableObject(await stubOf(sandbox));
  expect(await facts(sandbox, "createBook")).toEqual(wanted);
});

test("a retry after 429 counts as backing off only when it waited", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const list = (headers = {}) => sandbox.api("GET", "/v1/books", undefined, headers);
  await list({ "x-sandbox-error": "429" });
  await list();
  expect(await facts(sandbox, "listBooks")).toEqual(["answered_429", "recovered_from_429", "succeeded"]);
  await list({ "x-sandbox-scenario": "rate_limited" });
  await scheduler.wait(1000);
  await list();
  expect(await facts(sandbox, "listBooks")).toContain("backed_off");
});
