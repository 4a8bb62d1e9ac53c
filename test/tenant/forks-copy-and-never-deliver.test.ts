// Forks: a sandbox of its own with these records, as they are, were in a snapshot, or were before a call.
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { expect, test } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type TestSandbox, admin, callerOf, openTestSandbox } from "../support/test-sandbox.ts";
import { receiver } from "../support/receiver.ts";
import { rows, stubOf } from "../support/tenant.ts";

/** Every fork has a key of its own: more than the free plan allows. */
const open = async () => {
  const testSandbox = await openTestSandbox({
    document: LIBRARY,
    sandboxFile: `${LIBRARY_BEHAVIOUR}\nlive: hosted`,
  });
  const { partner } = testSandbox.partner;
  await admin("POST", `/api/v1/live/${testSandbox.slug}/approvals`, { partner, plan: "pro" });
  return testSandbox;
};
const at = (testSandbox: TestSandbox, path: string, sandbox = "default") =>
  `/api/v1/sandboxes/${sandbox}/${testSandbox.slug}/${path}`;
const books = async (api: TestSandbox["api"]) =>
  (await api("GET", "/v1/books?limit=50")).body.data as { id: string; title: string }[];
const forked = async (testSandbox: TestSandbox, body: object) => {
  const answer = await testSandbox.partner.call("POST", at(testSandbox, "forks"), body);
  if (answer.status !== 201) throw new Error(answer.text);
  return { ...answer.body, api: callerOf(testSandbox.host, answer.body.testApiKey.rawKey as string) } as {
    api: TestSandbox["api"];
    records: number;
    sandbox: { id: string; name: string };
  };
};

test("a fork has the same records and ids, and what happens in one is never seen in the other", async () => {
  const testSandbox = await open();
  const mine = (await testSandbox.api("POST", "/v1/books", { title: "Mine" })).body as { id: string };
  const before = await books(testSandbox.api);
  const copy = await forked(testSandbox, { name: "trial" });
  expect(await books(copy.api)).toEqual(before);
  await copy.api("DELETE", `/v1/books/${mine.id}`);
  await testSandbox.api("POST", "/v1/books", { title: "Later" });
  expect((await testSandbox.api("GET", `/v1/books/${mine.id}`)).status).toBe(200);
  expect((await books(copy.api)).map((one) => one.title)).not.toContain("Later");
  expect(await testSandbox.partner.call("POST", at(testSandbox, "forks"), { name: "trial" })).toMatchObject({
    status: 409,
  });
  expect((await testSandbox.partner.call("GET", at(testSandbox, "audit", "trial"))).body.data[0].action).toBe(
    "activate",
  );
});

test("a fork brings no timers, keys, log or endpoints, and never delivers", async () => {
  const testSandbox = await open();
  const hook = receiver();
  await testSandbox.partner.call("POST", at(testSandbox, "endpoints"), {
    url: hook.url,
    events: ["author.deleted"],
  });
  const made = (await testSandbox.api("POST", "/v1/books", { title: "Moves" })).body as { id: string };
  await testSandbox.api("POST", `/v1/books/${made.id}/publish`);
  const copy = await forked(testSandbox, { name: "quiet" });
  const of = (path: string) => testSandbox.partner.call("GET", at(testSandbox, path, "quiet"));
  expect((await of("endpoints")).body.data).toEqual([]);
  expect((await of("log")).body.data).toEqual([]);
  const moved = await testSandbox.partner.call("POST", at(testSandbox, "clock", "quiet"), { by: "P30D" });
  expect(moved.body.fired).toEqual([]);
  expect(
    await testSandbox.partner.call("POST", at(testSandbox, "endpoints", "quiet"), {
      url: hook.url,
      events: [],
    }),
  ).toMatchObject({ status: 409 });
  await copy.api("POST", "/v1/books", { title: "Silent" });
  expect((await of("deliveries")).body.data).toEqual([]);
  expect((await testSandbox.api("GET", "/v1/books")).status).toBe(200);
});

test("a fork of a snapshot, and of the state before a logged call, bring back what was changed, made and deleted", async () => {
  const testSandbox = await open();
  const kept = (await testSandbox.api("POST", "/v1/books", { title: "Kept" })).body as { id: string };
  const snapshot = await testSandbox.partner.call("POST", at(testSandbox, "snapshots"), {});
  const before = await books(testSandbox.api);
  const renamed = await testSandbox.api("PATCH", `/v1/books/${kept.id}`, { title: "Renamed" });
  await testSandbox.api("POST", "/v1/books", { title: "Made" });
  await testSandbox.api("POST", `/v1/books/${kept.id}/publish`);
  await testSandbox.partner.call("POST", at(testSandbox, "clock"), { by: "P60D" });
  await testSandbox.api("DELETE", `/v1/books/${kept.id}`);
  await evictDurableObject(await stubOf(testSandbox));
  const request = renamed.headers.get("x-request-id");
  for (const from of [{ snapshot: snapshot.body.id }, { before: request }])
    expect(await books((await forked(testSandbox, from)).api)).toEqual(before);
  // A reset that can be undone can be forked from before, too.
  await testSandbox.partner.call(
    "POST",
    `/api/v1/settings/api-access/sandbox/reset?api=${testSandbox.slug}`,
    {},
  );
  expect(await books((await forked(testSandbox, { before: request })).api)).toEqual(before);
  const unknown = await testSandbox.partner.call("POST", at(testSandbox, "forks"), { before: "req_none" });
  expect(unknown).toMatchObject({ status: 404 });
  expect(
    (await testSandbox.partner.call("POST", at(testSandbox, "forks"), { name: "again", before: "req_none" }))
      .status,
  ).toBe(404);
  await forked(testSandbox, { name: "again" });
});

test("what a fork was copied from is forgotten afterwards", async () => {
  const testSandbox = await open();
  await forked(testSandbox, {});
  await runDurableObjectAlarm(await stubOf(testSandbox));
  expect(await rows(testSandbox, "SELECT DISTINCT generation FROM records")).toEqual([{ generation: 1 }]);
});
