// R14: what a list shows of a record: its key alone, the record inside the member that carries it, the record below its parent, and what a create of many tells.
import { expect, test } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";
import { list, objectOf, ref, text } from "../support/schemas.ts";

const moment = { ...text, format: "date-time" };
const day = { ...text, format: "date" };
const document = documentOf(
  {
    "GET /filters": { answer: objectOf({ filterNames: list(text) }) },
    "POST /filters": { body: objectOf({ name: text, rank: text }), answer: objectOf({ name: text }) },
    "GET /filters/{filterName}": { answer: objectOf({ name: text, rank: text }) },
    "GET /plans": { answer: objectOf({ data: list(objectOf({ origin: text, plan: ref("Plan") })) }) },
    "POST /plans": { body: objectOf({ title: text }), answer: ref("Plan"), status: 201 },
    "GET /plans/{id}": { answer: ref("Plan") },
    "GET /targets": { answer: list(ref("Target")) },
    "POST /targets": { body: objectOf({ name: text }), answer: ref("Target"), status: 201 },
    "GET /targets/{id}": { answer: ref("Target") },
    "GET /targets/{target_id}/scans": { answer: list(ref("Scan")) },
    "POST /targets/{target_id}/scans": { body: objectOf({ mode: text }), answer: ref("Scan"), status: 201 },
    "GET /targets/{target_id}/scans/{id}": { answer: ref("Scan") },
    "POST /users": { body: objectOf({ username: text }), answer: objectOf({ users: list(ref("User")) }) },
    "POST /tags": {
      body: list(objectOf({ name: text })),
      answer: objectOf({ items: list(objectOf({ id: text })) }),
    },
    "GET /tags/{id}": { answer: ref("Tag") },
    "GET /logs": {
      query: { limit: { type: "integer" }, page: { type: "integer" } },
      answer: objectOf({ logs: { ...list(ref("Log")), minItems: 1 } }, ["logs"]),
    },
    "POST /logs": { body: ref("NewLog"), answer: ref("Log"), status: 201 },
    "GET /logs/{id}": { answer: ref("Log") },
    "GET /users/{username}": { answer: objectOf({ users: list(ref("User")) }) },
  },
  {
    components: {
      schemas: {
        Plan: objectOf({ id: text, title: text }, ["id"]),
        Target: objectOf({ id: text, name: text }, ["id"]),
        Scan: objectOf({ id: text, mode: text, target: objectOf({ id: text, name: text }) }, ["id"]),
        Tag: objectOf({ id: text, name: text }, ["id"]),
        Log: objectOf({ id: text, date_created: moment, born: moment, due: day }, ["id"]),
        NewLog: objectOf({ DateCreated: moment, born: day, due: moment }),
        User: objectOf({ username: text, role: text }),
      },
    },
  },
);

test("R14: rows that are texts are keys", async () => {
  const { api } = await openTestSandbox({ document });
  const made = (await api("POST", "/filters", { name: "night", rank: "1" })).body;
  expect((await api("GET", "/filters")).body.filterNames).toContain(made.name);
});

test("R14: a row that carries the record in one of its members has it there", async () => {
  const { api } = await openTestSandbox({ document });
  const { id } = (await api("POST", "/plans", { title: "one" })).body;
  const { data } = (await api("GET", "/plans")).body as { data: { plan: unknown }[] };
  expect(data.map(({ plan }) => plan)).toContainEqual({ id, title: "one" });
});

test("R14: records that hold the whole record above are listed below it", async () => {
  const { api } = await openTestSandbox({ document });
  const { id: target } = (await api("POST", "/targets", { name: "a" })).body;
  const { id } = (await api("POST", `/targets/${target as string}/scans`, { mode: "fast" })).body;
  const scans = (await api("GET", `/targets/${target as string}/scans`)).body;
  expect(scans).toMatchObject([{ id, mode: "fast", target: { id: target } }]);
});

test("R14: a read may answer a list of the one", async () => {
  const { api } = await openTestSandbox({ document });
  expect((await api("POST", "/users", { username: "ada" })).body.users).toMatchObject([{ username: "ada" }]);
  expect((await api("GET", "/users/ada")).body.users).toMatchObject([{ username: "ada" }]);
  expect((await api("GET", "/users/nobody")).status).toBe(404);
});

test("R14: a page past the last has no rows, however many the document promises", async () => {
  const { api } = await openTestSandbox({ document });
  const rows = async (page: number) =>
    ((await api("GET", `/logs?limit=1&page=${page}`)).body.logs as unknown[]).length;
  await api("POST", "/logs", {});
  expect(await rows(1)).toBe(1);
  expect(await rows(500)).toBe(0);
});

test("a list of records is answered by the list of what was made", async () => {
  const { api } = await openTestSandbox({ document });
  const { items } = (await api("POST", "/tags", [{ name: "a" }, { name: "b" }])).body as {
    items: { id: string }[];
  };
  expect(items).toHaveLength(2);
  expect((await api("GET", `/tags/${items[1]?.id ?? ""}`)).body).toMatchObject({ name: "b" });
});

test("times that a request takes under another spelling are kept; a day stands for a moment, and a moment for its day", async () => {
  const { api } = await openTestSandbox({ document });
  const sent = { DateCreated: "2026-02-06T19:07:09Z", born: "2001-02-03", due: "2026-03-04T05:06:07Z" };
  const { id } = (await api("POST", "/logs", sent)).body;
  expect((await api("GET", `/logs/${id as string}`)).body).toMatchObject({
    date_created: sent.DateCreated,
    born: "2001-02-03T00:00:00Z",
    due: "2026-03-04",
  });
});
