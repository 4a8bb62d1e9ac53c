// Forks: a sandbox of its own with these records, as they are, were in a snapshot, or were before a call.
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { expect, test } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type House, admin, callerOf, openHouse } from "../support/house.ts";
import { receiver } from "../support/receiver.ts";
import { rows, stubOf } from "../support/tenant.ts";

/** Every fork has a key of its own: more than the free plan allows. */
const open = async () => {
  const house = await openHouse({ document: LIBRARY, sandboxFile: `${LIBRARY_BEHAVIOUR}\nlive: hosted` });
  const { partner } = house.partner;
  await admin("POST", `/api/v1/live/${house.slug}/approvals`, { partner, plan: "pro" });
  return house;
};
const at = (house: House, path: string, sandbox = "default") =>
  `/api/v1/sandboxes/${sandbox}/${house.slug}/${path}`;
const books = async (api: House["api"]) =>
  (await api("GET", "/v1/books?limit=50")).body.data as { id: string; title: string }[];
const forked = async (house: House, body: object) => {
  const answer = await house.partner.call("POST", at(house, "forks"), body);
  if (answer.status !== 201) throw new Error(answer.text);
  return { ...answer.body, api: callerOf(house.host, answer.body.testApiKey.rawKey as string) } as {
    api: House["api"];
    records: number;
    sandbox: { id: string; name: string };
  };
};

test("a fork has the same records and ids, and what happens in one is never seen in the other", async () => {
  const house = await open();
  const mine = (await house.api("POST", "/v1/books", { title: "Mine" })).body as { id: string };
  const before = await books(house.api);
  const copy = await forked(house, { name: "trial" });
  expect(await books(copy.api)).toEqual(before);
  await copy.api("DELETE", `/v1/books/${mine.id}`);
  await house.api("POST", "/v1/books", { title: "Later" });
  expect((await house.api("GET", `/v1/books/${mine.id}`)).status).toBe(200);
  expect((await books(copy.api)).map((one) => one.title)).not.toContain("Later");
  expect(await house.partner.call("POST", at(house, "forks"), { name: "trial" })).toMatchObject({
    status: 409,
  });
  expect((await house.partner.call("GET", at(house, "audit", "trial"))).body.data[0].action).toBe("activate");
});

test("a fork brings no timers, keys, log or endpoints, and never delivers", async () => {
  const house = await open();
  const hook = receiver();
  await house.partner.call("POST", at(house, "endpoints"), { url: hook.url, events: ["author.deleted"] });
  const made = (await house.api("POST", "/v1/books", { title: "Moves" })).body as { id: string };
  await house.api("POST", `/v1/books/${made.id}/publish`);
  const copy = await forked(house, { name: "quiet" });
  const of = (path: string) => house.partner.call("GET", at(house, path, "quiet"));
  expect((await of("endpoints")).body.data).toEqual([]);
  expect((await of("log")).body.data).toEqual([]);
  const moved = await house.partner.call("POST", at(house, "clock", "quiet"), { by: "P30D" });
  expect(moved.body.fired).toEqual([]);
  expect(
    await house.partner.call("POST", at(house, "endpoints", "quiet"), { url: hook.url, events: [] }),
  ).toMatchObject({ status: 409 });
  await copy.api("POST", "/v1/books", { title: "Silent" });
  expect((await of("deliveries")).body.data).toEqual([]);
  expect((await house.api("GET", "/v1/books")).status).toBe(200);
});

test("a fork of a snapshot, and of the state before a logged call, bring back what was changed, made and deleted", async () => {
  const house = await open();
  const kept = (await house.api("POST", "/v1/books", { title: "Kept" })).body as { id: string };
  const snapshot = await house.partner.call("POST", at(house, "snapshots"), {});
  const before = await books(house.api);
  const renamed = await house.api("PATCH", `/v1/books/${kept.id}`, { title: "Renamed" });
  await house.api("POST", "/v1/books", { title: "Made" });
  await house.api("POST", `/v1/books/${kept.id}/publish`);
  await house.partner.call("POST", at(house, "clock"), { by: "P60D" });
  await house.api("DELETE", `/v1/books/${kept.id}`);
  await evictDurableObject(await stubOf(house));
  const request = renamed.headers.get("x-request-id");
  for (const from of [{ snapshot: snapshot.body.id }, { before: request }])
    expect(await books((await forked(house, from)).api)).toEqual(before);
  // A reset that can be undone can be forked from before, too.
  await house.partner.call("POST", `/api/v1/settings/api-access/sandbox/reset?api=${house.slug}`, {});
  expect(await books((await forked(house, { before: request })).api)).toEqual(before);
  const unknown = await house.partner.call("POST", at(house, "forks"), { before: "req_none" });
  expect(unknown).toMatchObject({ status: 404 });
  expect(
    (await house.partner.call("POST", at(house, "forks"), { name: "again", before: "req_none" })).status,
  ).toBe(404);
  await forked(house, { name: "again" });
});

test("what a fork was copied from is forgotten afterwards", async () => {
  const house = await open();
  await forked(house, {});
  await runDurableObjectAlarm(await stubOf(house));
  expect(await rows(house, "SELECT DISTINCT generation FROM records")).toEqual([{ generation: 1 }]);
});
