import { evictDurableObject } from "cloudflare:test";
import { expect, test, vi } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { openHouse } from "../support/house.ts";
import { rows, stubOf } from "../support/tenant.ts";

test("records, keys, idempotent answers and counters are there after the object left memory", async () => {
  const house = await openHouse({ document: LIBRARY });
  const made = await house.api("POST", "/v1/books", { title: "Kept" }, { "idempotency-key": "k" });
  const remaining = Number(made.headers.get("ratelimit-remaining"));
  // Counters are written within a second.
  await vi.waitFor(async () => expect(await rows(house, "SELECT 1 FROM counters")).not.toEqual([]), 3000);
  await evictDurableObject(await stubOf(house));
  expect((await house.api("GET", `/v1/books/${made.body.id}`)).body).toEqual(made.body);
  const repeat = await house.api("POST", "/v1/books", { title: "Kept" }, { "idempotency-key": "k" });
  expect(repeat.text).toBe(made.text);
  expect(Number(repeat.headers.get("ratelimit-remaining"))).toBe(remaining - 2);
});
