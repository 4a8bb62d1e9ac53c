// Generations: snapshots, restore, reset with a preview, undo for a quarter of an hour.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { rows, stubOf } from "../support/tenant.ts";

const open = () => openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
const at = (sandbox: TestSandbox, path: string) => `/api/v1/sandboxes/default/${sandbox.slug}/${path}`;
const titles = async (sandbox: TestSandbox) =>
  ((await sandbox.api("GET", "/v1/books?limit=50")).body.data as { title: string }[])
    .map((one) => one.title)
    .sort();
const reset = (sandbox: TestSandbox, body: object = {}) =>
  sandbox.partner.call("POST", `/api/v1/settings/api-access/sandbox/reset?api=${sandbox.slug}`, body);
const generations = async (sandbox: TestSandbox) =>
  (
    await rows<{ generation: number }>(sandbox, "SELECT DISTINCT generation FROM records ORDER BY generation")
  ).map((one) => one.generation);

test("a snapshot brings back records, ids and sequences as they were, as often as wanted, after eviction too", async () => {
  const sandbox = await open();
  const kept = (await sandbox.api("POST", "/v1/books", { title: "Kept" })).body as { id: string };
  const before = await titles(sandbox);
  const snapshot = await sandbox.partner.call("POST", at(sandbox, "snapshots"), { name: "before" });
  expect(snapshot).toMatchObject({ status: 201, body: { name: "before" } });
  await sandbox.api("PATCH", `/v1/books/${kept.id}`, { title: "Changed" });
  await sandbox.api("POST", "/v1/books", { title: "Later" });
  const restore = at(sandbox, `snapshots/${snapshot.body.id as string}/restore`);
  for (let round = 0; round < 2; round++) {
    expect((await sandbox.partner.call("POST", restore)).status).toBe(200);
    await evictDurableObject(await stubOf(sandbox));
    expect(await titles(sandbox)).toEqual(before);
    expect((await sandbox.api("GET", `/v1/books/${kept.id}`)).body.title).toBe("Kept");
    await sandbox.api("DELETE", `/v1/books/${kept.id}`);
  }
  expect((await sandbox.partner.call("GET", at(sandbox, "snapshots"))).body.data).toHaveLength(1);
});

test("reset says first what it would leave, and can be undone, and the undoing too", async () => {
  const sandbox = await open();
  await sandbox.api("POST", "/v1/books", { title: "Mine" });
  const mine = await titles(sandbox);
  const preview = await sandbox.partner.call("POST", at(sandbox, "reset/preview"), { profile: "empty" });
  expect(preview.body.resources.book).toEqual({ now: mine.length, after: 0 });
  expect(await titles(sandbox)).toEqual(mine);
  await reset(sandbox, { profile: "empty" });
  expect(await titles(sandbox)).toEqual([]);
  expect((await sandbox.partner.call("POST", at(sandbox, "undo"))).status).toBe(200);
  expect(await titles(sandbox)).toEqual(mine);
  expect((await sandbox.partner.call("POST", at(sandbox, "undo"))).status).toBe(200);
  expect(await titles(sandbox)).toEqual([]);
});

test("a flip clears what the table of generations says, and keeps the key, the log and the platform's endpoints", async () => {
  const sandbox = await open();
  await sandbox.partner.call("POST", at(sandbox, "endpoints"), {
    url: "http://127.0.0.1:9/kept",
    events: [],
  });
  const published = (await sandbox.api("POST", "/v1/books", { title: "Once" }, { "idempotency-key": "k" }))
    .body as { id: string };
  await sandbox.api("POST", `/v1/books/${published.id}/publish`);
  await sandbox.partner.call("POST", at(sandbox, "faults"), {
    effect: { scenario: "conflict" },
    match: { operation: "DELETE /books/{bookId}" },
  });
  const snapshot = await sandbox.partner.call("POST", at(sandbox, "snapshots"), {});
  await sandbox.partner.call("POST", at(sandbox, "clock"), { by: 60 });
  await sandbox.partner.call("POST", at(sandbox, `snapshots/${snapshot.body.id as string}/restore`));
  expect((await sandbox.partner.call("GET", at(sandbox, "faults"))).body.data).toEqual([]);
  expect((await sandbox.partner.call("GET", at(sandbox, "clock"))).body.aheadSeconds).toBe(0);
  expect(await rows(sandbox, "SELECT key FROM idempotency")).toEqual([]);
  expect((await sandbox.partner.call("GET", at(sandbox, "endpoints"))).body.data).toHaveLength(1);
  expect((await sandbox.partner.call("GET", at(sandbox, "log"))).body.data.length).toBeGreaterThan(1);
  // A published book goes on to be archived by itself: its life begins again with it.
  expect(await rows(sandbox, "SELECT id FROM timers WHERE virtual = 1")).toHaveLength(
    (
      await rows<{ n: number }>(
        sandbox,
        "SELECT count(*) AS n FROM records WHERE resource = 'book' AND state = 'published' AND generation = (SELECT json_extract(value, '$.generation') FROM meta)",
      )
    )[0]?.n ?? -1,
  );
});

test("after a quarter of an hour there is nothing to undo, and what was before is gone; snapshots stay", async () => {
  const sandbox = await open();
  await sandbox.partner.call("POST", at(sandbox, "snapshots"), {});
  await reset(sandbox);
  expect(await generations(sandbox)).toHaveLength(3);
  await rows(sandbox, "UPDATE timers SET due = 0 WHERE kind = 'undo-ends'");
  await runInDurableObject(await stubOf(sandbox), (_instance, state) => state.storage.setAlarm(Date.now()));
  await runDurableObjectAlarm(await stubOf(sandbox));
  expect(await generations(sandbox)).toHaveLength(2);
  expect((await sandbox.partner.call("POST", at(sandbox, "undo"))).status).toBe(404);
  const [snapshot] = (await sandbox.partner.call("GET", at(sandbox, "snapshots"))).body.data as {
    id: string;
  }[];
  expect((await sandbox.partner.call("DELETE", at(sandbox, `snapshots/${snapshot?.id ?? ""}`))).status).toBe(
    204,
  );
  await runDurableObjectAlarm(await stubOf(sandbox));
  expect(await generations(sandbox)).toHaveLength(1);
});

test("a sandbox keeps so many snapshots and no more", async () => {
  const sandbox = await open();
  for (let i = 0; i < 10; i++)
    expect((await sandbox.partner.call("POST", at(sandbox, "snapshots"), {})).status).toBe(201);
  expect(await sandbox.partner.call("POST", at(sandbox, "snapshots"), {})).toMatchObject({ status: 507 });
});
