// Snapshots of many records are made in steps; calls that come between them change nothing of what is kept.
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { expect, test, vi } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { rows, stubOf } from "../support/tenant.ts";

const MANY = 4000;
const at = (sandbox: TestSandbox, path: string) => `/api/v1/sandboxes/default/${sandbox.slug}/${path}`;

async function openLarge(): Promise<{ sandbox: TestSandbox; ids: string[] }> {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const like = (await sandbox.api("POST", "/v1/books", { title: "Like" })).body as { id: string };
  const ids = Array.from({ length: MANY }, (_, i) => like.id.slice(0, -6) + String(i).padStart(6, "0"));
  const book = ids.map((id, i) => ({ doc: { ...like, id, title: `Book ${i}` } }));
  const put = await sandbox.partner.call("POST", at(sandbox, "records"), { records: { book } });
  if (put.status !== 201) throw new Error(put.text);
  return { sandbox, ids };
}

const state = (sandbox: TestSandbox) =>
  rows<{ n: number; docs: number }>(
    sandbox,
    "SELECT count(*) AS n, sum(length(doc)) AS docs FROM records WHERE generation = (SELECT json_extract(value, '$.generation') FROM meta)",
  );

test("what is changed, deleted and made during a snapshot is not in it", async () => {
  const { sandbox, ids } = await openLarge();
  const before = await state(sandbox);
  // Each turn between two steps is made long enough for calls to come in.
  const wait = scheduler.wait.bind(scheduler);
  vi.stubGlobal("scheduler", { wait: (ms: number) => wait(ms + 40) });
  const copying = sandbox.partner.call("POST", at(sandbox, "snapshots"), {});
  const isCopying = "SELECT 1 FROM meta WHERE json_extract(value, '$.copying.to') IS NOT NULL";
  await vi.waitFor(async () => expect(await rows(sandbox, isCopying)).toHaveLength(1), { interval: 5 });
  const first = ids[0] ?? "";
  const last = ids.at(-1) ?? "";
  const answers = await Promise.all([
    sandbox.api("PATCH", `/v1/books/${last}`, { title: "A much longer title than it had before" }),
    sandbox.api("DELETE", `/v1/books/${ids.at(-2) ?? ""}`),
    sandbox.api("PATCH", `/v1/books/${first}`, { title: "Another title" }),
    ...Array.from({ length: 20 }, (_, i) => sandbox.api("POST", "/v1/books", { title: `New ${i}` })),
  ]);
  expect(answers.every((one) => one.status < 300)).toBe(true);
  expect(await rows(sandbox, isCopying)).toHaveLength(1);
  const snapshot = await copying;
  vi.stubGlobal("scheduler", { wait });
  expect(snapshot).toMatchObject({ status: 201, body: { records: before[0]?.n } });
  await sandbox.partner.call("POST", at(sandbox, `snapshots/${snapshot.body.id as string}/restore`));
  expect(await state(sandbox)).toEqual(before);
  expect((await sandbox.api("GET", `/v1/books/${last}`)).body.title).toBe(`Book ${MANY - 1}`);
});

test("two snapshots at once are both whole, and deleted ones leave nothing", async () => {
  const { sandbox } = await openLarge();
  const made = await Promise.all(
    [1, 2].map(() => sandbox.partner.call("POST", at(sandbox, "snapshots"), {})),
  );
  expect(made.map((one) => one.status)).toEqual([201, 201]);
  for (const one of made)
    await sandbox.partner.call("DELETE", at(sandbox, `snapshots/${one.body.id as string}`));
  for (let i = 0; i < 3; i++) await runDurableObjectAlarm(await stubOf(sandbox));
  expect(await rows(sandbox, "SELECT DISTINCT generation FROM records")).toEqual([{ generation: 1 }]);
  expect(await rows(sandbox, "SELECT 1 FROM sequences WHERE generation > 1")).toEqual([]);
});

test("a copy that was cut short is forgotten, and the next one is whole", async () => {
  const { sandbox } = await openLarge();
  const before = await state(sandbox);
  // What an eviction in the middle leaves: a half-made generation, its timer, and the note that it is being made.
  await rows(
    sandbox,
    "INSERT INTO records SELECT 7, resource, parent, id, seq, state, doc, created, updated FROM records WHERE generation = 1 LIMIT 100",
  );
  await rows(
    sandbox,
    `INSERT INTO timers (kind, due, virtual, payload) VALUES ('forget', 0, 0, '{"generation":7}')`,
  );
  await rows(
    sandbox,
    `UPDATE meta SET value = json_set(value, '$.lastGeneration', 7, '$.copying', json('{"from":1,"to":7,"upTo":9999}'))`,
  );
  await evictDurableObject(await stubOf(sandbox));
  await sandbox.partner.call("POST", at(sandbox, "clock"), { by: 1 });
  for (let i = 0; i < 3; i++) await runDurableObjectAlarm(await stubOf(sandbox));
  expect(await rows(sandbox, "SELECT DISTINCT generation FROM records")).toEqual([{ generation: 1 }]);
  const snapshot = await sandbox.partner.call("POST", at(sandbox, "snapshots"), {});
  expect(snapshot.body.records).toBe(before[0]?.n);
  expect(
    (await rows<{ n: number }>(sandbox, "SELECT count(*) AS n FROM records WHERE generation > 1"))[0]?.n,
  ).toBe(before[0]?.n);
});
