// Generations: snapshots, restore, reset with a preview, undo for a quarter of an hour.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type House, openHouse } from "../support/house.ts";
import { rows, stubOf } from "../support/tenant.ts";

const open = () => openHouse({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
const at = (house: House, path: string) => `/api/v1/sandboxes/default/${house.slug}/${path}`;
const titles = async (house: House) =>
  ((await house.api("GET", "/v1/books?limit=50")).body.data as { title: string }[])
    .map((one) => one.title)
    .sort();
const reset = (house: House, body: object = {}) =>
  house.partner.call("POST", `/api/v1/settings/api-access/sandbox/reset?api=${house.slug}`, body);
const generations = async (house: House) =>
  (
    await rows<{ generation: number }>(house, "SELECT DISTINCT generation FROM records ORDER BY generation")
  ).map((one) => one.generation);

test("a snapshot brings back records, ids and sequences as they were, as often as wanted, after eviction too", async () => {
  const house = await open();
  const kept = (await house.api("POST", "/v1/books", { title: "Kept" })).body as { id: string };
  const before = await titles(house);
  const snapshot = await house.partner.call("POST", at(house, "snapshots"), { name: "before" });
  expect(snapshot).toMatchObject({ status: 201, body: { name: "before" } });
  await house.api("PATCH", `/v1/books/${kept.id}`, { title: "Changed" });
  await house.api("POST", "/v1/books", { title: "Later" });
  const restore = at(house, `snapshots/${snapshot.body.id as string}/restore`);
  for (let round = 0; round < 2; round++) {
    expect((await house.partner.call("POST", restore)).status).toBe(200);
    await evictDurableObject(await stubOf(house));
    expect(await titles(house)).toEqual(before);
    expect((await house.api("GET", `/v1/books/${kept.id}`)).body.title).toBe("Kept");
    await house.api("DELETE", `/v1/books/${kept.id}`);
  }
  expect((await house.partner.call("GET", at(house, "snapshots"))).body.data).toHaveLength(1);
});

test("reset says first what it would leave, and can be undone, and the undoing too", async () => {
  const house = await open();
  await house.api("POST", "/v1/books", { title: "Mine" });
  const mine = await titles(house);
  const preview = await house.partner.call("POST", at(house, "reset/preview"), { profile: "empty" });
  expect(preview.body.resources.book).toEqual({ now: mine.length, after: 0 });
  expect(await titles(house)).toEqual(mine);
  await reset(house, { profile: "empty" });
  expect(await titles(house)).toEqual([]);
  expect((await house.partner.call("POST", at(house, "undo"))).status).toBe(200);
  expect(await titles(house)).toEqual(mine);
  expect((await house.partner.call("POST", at(house, "undo"))).status).toBe(200);
  expect(await titles(house)).toEqual([]);
});

test("a flip clears what the table of generations says, and keeps the key, the log and the platform's endpoints", async () => {
  const house = await open();
  await house.partner.call("POST", at(house, "endpoints"), { url: "http://127.0.0.1:9/kept", events: [] });
  const published = (await house.api("POST", "/v1/books", { title: "Once" }, { "idempotency-key": "k" }))
    .body as { id: string };
  await house.api("POST", `/v1/books/${published.id}/publish`);
  await house.partner.call("POST", at(house, "faults"), {
    effect: { scenario: "conflict" },
    match: { operation: "DELETE /books/{bookId}" },
  });
  const snapshot = await house.partner.call("POST", at(house, "snapshots"), {});
  await house.partner.call("POST", at(house, "clock"), { by: 60 });
  await house.partner.call("POST", at(house, `snapshots/${snapshot.body.id as string}/restore`));
  expect((await house.partner.call("GET", at(house, "faults"))).body.data).toEqual([]);
  expect((await house.partner.call("GET", at(house, "clock"))).body.aheadSeconds).toBe(0);
  expect(await rows(house, "SELECT key FROM idempotency")).toEqual([]);
  expect((await house.partner.call("GET", at(house, "endpoints"))).body.data).toHaveLength(1);
  expect((await house.partner.call("GET", at(house, "log"))).body.data.length).toBeGreaterThan(1);
  // A published book goes on to be archived by itself: its life begins again with it.
  expect(await rows(house, "SELECT id FROM timers WHERE virtual = 1")).toHaveLength(
    (
      await rows<{ n: number }>(
        house,
        "SELECT count(*) AS n FROM records WHERE resource = 'book' AND state = 'published' AND generation = (SELECT json_extract(value, '$.generation') FROM meta)",
      )
    )[0]?.n ?? -1,
  );
});

test("after a quarter of an hour there is nothing to undo, and what was before is gone; snapshots stay", async () => {
  const house = await open();
  await house.partner.call("POST", at(house, "snapshots"), {});
  await reset(house);
  expect(await generations(house)).toHaveLength(3);
  await rows(house, "UPDATE timers SET due = 0 WHERE kind = 'undo-ends'");
  await runInDurableObject(await stubOf(house), (_instance, state) => state.storage.setAlarm(Date.now()));
  await runDurableObjectAlarm(await stubOf(house));
  expect(await generations(house)).toHaveLength(2);
  expect((await house.partner.call("POST", at(house, "undo"))).status).toBe(404);
  const [snapshot] = (await house.partner.call("GET", at(house, "snapshots"))).body.data as { id: string }[];
  expect((await house.partner.call("DELETE", at(house, `snapshots/${snapshot?.id ?? ""}`))).status).toBe(204);
  await runDurableObjectAlarm(await stubOf(house));
  expect(await generations(house)).toHaveLength(1);
});

test("a sandbox keeps so many snapshots and no more", async () => {
  const house = await open();
  for (let i = 0; i < 10; i++)
    expect((await house.partner.call("POST", at(house, "snapshots"), {})).status).toBe(201);
  expect(await house.partner.call("POST", at(house, "snapshots"), {})).toMatchObject({ status: 507 });
});
