// Snapshots of many records are made in steps; calls that come between them change nothing of what is kept.
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { expect, test, vi } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { type House, openHouse } from "../support/house.ts";
import { rows, stubOf } from "../support/tenant.ts";

const MANY = 4000;
const at = (house: House, path: string) => `/api/v1/sandboxes/default/${house.slug}/${path}`;

async function openLarge(): Promise<{ house: House; ids: string[] }> {
  const house = await openHouse({ document: LIBRARY });
  const like = (await house.api("POST", "/v1/books", { title: "Like" })).body as { id: string };
  const ids = Array.from({ length: MANY }, (_, i) => like.id.slice(0, -6) + String(i).padStart(6, "0"));
  const book = ids.map((id, i) => ({ doc: { ...like, id, title: `Book ${i}` } }));
  const put = await house.partner.call("POST", at(house, "records"), { records: { book } });
  if (put.status !== 201) throw new Error(put.text);
  return { house, ids };
}

const state = (house: House) =>
  rows<{ n: number; docs: number }>(
    house,
    "SELECT count(*) AS n, sum(length(doc)) AS docs FROM records WHERE generation = (SELECT json_extract(value, '$.generation') FROM meta)",
  );

test("what is changed, deleted and made during a snapshot is not in it", async () => {
  const { house, ids } = await openLarge();
  const before = await state(house);
  // Each turn between two steps is made long enough for calls to come in.
  const wait = scheduler.wait.bind(scheduler);
  vi.stubGlobal("scheduler", { wait: (ms: number) => wait(ms + 40) });
  const copying = house.partner.call("POST", at(house, "snapshots"), {});
  const isCopying = "SELECT 1 FROM meta WHERE json_extract(value, '$.copying.to') IS NOT NULL";
  await vi.waitFor(async () => expect(await rows(house, isCopying)).toHaveLength(1), { interval: 5 });
  const first = ids[0] ?? "";
  const last = ids.at(-1) ?? "";
  const answers = await Promise.all([
    house.api("PATCH", `/v1/books/${last}`, { title: "A much longer title than it had before" }),
    house.api("DELETE", `/v1/books/${ids.at(-2) ?? ""}`),
    house.api("PATCH", `/v1/books/${first}`, { title: "Another title" }),
    ...Array.from({ length: 20 }, (_, i) => house.api("POST", "/v1/books", { title: `New ${i}` })),
  ]);
  expect(answers.every((one) => one.status < 300)).toBe(true);
  expect(await rows(house, isCopying)).toHaveLength(1);
  const snapshot = await copying;
  vi.stubGlobal("scheduler", { wait });
  expect(snapshot).toMatchObject({ status: 201, body: { records: before[0]?.n } });
  await house.partner.call("POST", at(house, `snapshots/${snapshot.body.id as string}/restore`));
  expect(await state(house)).toEqual(before);
  expect((await house.api("GET", `/v1/books/${last}`)).body.title).toBe(`Book ${MANY - 1}`);
});

test("two snapshots at once are both whole, and deleted ones leave nothing", async () => {
  const { house } = await openLarge();
  const made = await Promise.all([1, 2].map(() => house.partner.call("POST", at(house, "snapshots"), {})));
  expect(made.map((one) => one.status)).toEqual([201, 201]);
  for (const one of made) await house.partner.call("DELETE", at(house, `snapshots/${one.body.id as string}`));
  for (let i = 0; i < 3; i++) await runDurableObjectAlarm(await stubOf(house));
  expect(await rows(house, "SELECT DISTINCT generation FROM records")).toEqual([{ generation: 1 }]);
  expect(await rows(house, "SELECT 1 FROM sequences WHERE generation > 1")).toEqual([]);
});

test("a copy that was cut short is forgotten, and the next one is whole", async () => {
  const { house } = await openLarge();
  const before = await state(house);
  // What an eviction in the middle leaves: a half-made generation, its timer, and the note that it is being made.
  await rows(
    house,
    "INSERT INTO records SELECT 7, resource, parent, id, seq, state, doc, created, updated FROM records WHERE generation = 1 LIMIT 100",
  );
  await rows(
    house,
    `INSERT INTO timers (kind, due, virtual, payload) VALUES ('forget', 0, 0, '{"generation":7}')`,
  );
  await rows(
    house,
    `UPDATE meta SET value = json_set(value, '$.lastGeneration', 7, '$.copying', json('{"from":1,"to":7,"upTo":9999}'))`,
  );
  await evictDurableObject(await stubOf(house));
  await house.partner.call("POST", at(house, "clock"), { by: 1 });
  for (let i = 0; i < 3; i++) await runDurableObjectAlarm(await stubOf(house));
  expect(await rows(house, "SELECT DISTINCT generation FROM records")).toEqual([{ generation: 1 }]);
  const snapshot = await house.partner.call("POST", at(house, "snapshots"), {});
  expect(snapshot.body.records).toBe(before[0]?.n);
  expect(
    (await rows<{ n: number }>(house, "SELECT count(*) AS n FROM records WHERE generation > 1"))[0]?.n,
  ).toBe(before[0]?.n);
});
