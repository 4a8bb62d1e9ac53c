// `trigger`: the change that brings an event about is made, so that what the event says is true afterwards.
import { expect, test, vi } from "vitest";
import { builtIns } from "../support/built-in.ts";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type House, activateHouse, openHouse, signUp } from "../support/house.ts";
import { receiver } from "../support/receiver.ts";

const at = (house: House, path: string) => `/api/v1/sandboxes/default/${house.slug}/${path}`;
const trigger = (house: House, body: object) => house.partner.call("POST", at(house, "trigger"), body);

async function open() {
  const house = await openHouse({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
  const hook = receiver();
  await house.partner.call("POST", at(house, "endpoints"), { url: hook.url, events: [] });
  return { house, hook };
}

test("a record is made, changed and deleted, and its event arrives", async () => {
  const { house, hook } = await open();
  const created = await trigger(house, { event: "book.created", data: { title: "On request" } });
  expect(created).toMatchObject({
    status: 201,
    body: { resource: "book", by: "POST /books", events: ["book.created"] },
  });
  const id = created.body.record as string;
  expect((await house.api("GET", `/v1/books/${id}`)).body.title).toBe("On request");
  const updated = await trigger(house, { event: "book.updated", record: id, data: { title: "Changed" } });
  expect(updated.body.record).toBe(id);
  expect((await house.api("GET", `/v1/books/${id}`)).body.title).toBe("Changed");
  await trigger(house, { event: "book.deleted", record: id });
  expect((await house.api("GET", `/v1/books/${id}`)).status).toBe(404);
  await vi.waitFor(() => expect(hook.received).toHaveLength(3), { timeout: 5000 });
  const log = (await house.partner.call("GET", at(house, "log"))).body.data as { method: string }[];
  expect(log.filter((one) => one.method === "TRIGGER")).toHaveLength(3);
});

test("a state is walked to, step by step; where no way leads it is said", async () => {
  const { house } = await open();
  const book = (await house.api("POST", "/v1/books", { title: "Walks" })).body as { id: string };
  const archived = await trigger(house, { event: "book.archived", record: book.id });
  expect(archived.body.by).toContain("→ archived");
  expect((archived.body.events as string[]).at(-1)).toBe("book.archived");
  expect((await house.api("GET", `/v1/books/${book.id}`)).body.status).toBe("archived");
  expect(await trigger(house, { event: "book.archived", record: book.id })).toMatchObject({ status: 409 });
  expect(
    await trigger(house, { event: "book.created", record: "none", data: { title: 5 } }),
  ).not.toMatchObject({ status: 500 });
});

test("what is unknown is refused with what there is", async () => {
  const { house } = await open();
  const unknown = await trigger(house, { event: "ship.sunk" });
  expect(unknown.status).toBe(404);
  expect(unknown.body.message).toContain("book.");
  expect(await trigger(house, { event: "book.updated", record: "none" })).toMatchObject({ status: 409 });
  expect((await trigger(house, {})).status).toBe(400);
});

test("events of built-in APIs come about by their own changes", async () => {
  await builtIns();
  const house = await activateHouse(await signUp(), "stripe");
  const made = await trigger(house, { event: "customer.created" });
  expect(made).toMatchObject({ status: 201, body: { resource: "customer" } });
  expect((await house.api("GET", `/v1/customers/${made.body.record as string}`)).status).toBe(200);
});
