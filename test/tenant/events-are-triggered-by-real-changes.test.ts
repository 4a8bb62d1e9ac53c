// `trigger`: the change that brings an event about is made, so that what the event says is true afterwards.
import { expect, test, vi } from "vitest";
import { builtIns } from "../support/built-in.ts";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type TestSandbox, activateTestSandbox, openTestSandbox, signUp } from "../support/test-sandbox.ts";
import { receiver } from "../support/receiver.ts";

const at = (sandbox: TestSandbox, path: string) => `/api/v1/sandboxes/default/${sandbox.slug}/${path}`;
const trigger = (sandbox: TestSandbox, body: object) =>
  sandbox.partner.call("POST", at(sandbox, "trigger"), body);

async function open() {
  const sandbox = await openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
  const hook = receiver();
  await sandbox.partner.call("POST", at(sandbox, "endpoints"), { url: hook.url, events: [] });
  return { sandbox, hook };
}

test("a record is made, changed and deleted, and its event arrives", async () => {
  const { sandbox, hook } = await open();
  const created = await trigger(sandbox, { event: "book.created", data: { title: "On request" } });
  expect(created).toMatchObject({
    status: 201,
    body: { resource: "book", by: "POST /books", events: ["book.created"] },
  });
  const id = created.body.record as string;
  expect((await sandbox.api("GET", `/v1/books/${id}`)).body.title).toBe("On request");
  const updated = await trigger(sandbox, { event: "book.updated", record: id, data: { title: "Changed" } });
  expect(updated.body.record).toBe(id);
  expect((await sandbox.api("GET", `/v1/books/${id}`)).body.title).toBe("Changed");
  await trigger(sandbox, { event: "book.deleted", record: id });
  expect((await sandbox.api("GET", `/v1/books/${id}`)).status).toBe(404);
  await vi.waitFor(() => expect(hook.received).toHaveLength(3), { timeout: 5000 });
  const log = (await sandbox.partner.call("GET", at(sandbox, "log"))).body.data as { method: string }[];
  expect(log.filter((one) => one.method === "TRIGGER")).toHaveLength(3);
});

test("a state is walked to, step by step; where no way leads it is said", async () => {
  const { sandbox } = await open();
  const book = (await sandbox.api("POST", "/v1/books", { title: "Walks" })).body as { id: string };
  const archived = await trigger(sandbox, { event: "book.archived", record: book.id });
  expect(archived.body.by).toContain("→ archived");
  expect((archived.body.events as string[]).at(-1)).toBe("book.archived");
  expect((await sandbox.api("GET", `/v1/books/${book.id}`)).body.status).toBe("archived");
  expect(await trigger(sandbox, { event: "book.archived", record: book.id })).toMatchObject({ status: 409 });
  expect(
    await trigger(sandbox, { event: "book.created", record: "none", data: { title: 5 } }),
  ).not.toMatchObject({ status: 500 });
});

test("what is unknown is refused with what there is", async () => {
  const { sandbox } = await open();
  const unknown = await trigger(sandbox, { event: "ship.sunk" });
  expect(unknown.status).toBe(404);
  expect(unknown.body.message).toContain("book.");
  expect(await trigger(sandbox, { event: "book.updated", record: "none" })).toMatchObject({ status: 409 });
  expect((await trigger(sandbox, {})).status).toBe(400);
});

test("events of built-in APIs come about by their own changes", async () => {
  await builtIns();
  const sandbox = await activateTestSandbox(await signUp(), "stripe");
  const made = await trigger(sandbox, { event: "customer.created" });
  expect(made).toMatchObject({ status: 201, body: { resource: "customer" } });
  expect((await sandbox.api("GET", `/v1/customers/${made.body.record as string}`)).status).toBe(200);
});
