// sandbox.yaml says what operations answer: with which status, showing which records, whether or not the path names one.
import { beforeAll, describe, expect, it } from "vitest";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";

const shelf = {
  type: "object",
  properties: {
    id: { type: "string" },
    name: { type: "string" },
    books: { type: "integer" },
    url: { type: "string" },
  },
};
const book = {
  type: "object",
  properties: {
    number: { type: "integer" },
    title: { type: "string" },
    lent: { type: "boolean" },
    shelf_name: { type: "string" },
  },
};
const loan = { type: "object", properties: { id: { type: "string" }, note: { type: "string" } } };
const json = (schema: object) => ({ content: { "application/json": { schema } } });
const ok = (status: number, schema: object) => ({ [status]: { description: "ok", ...json(schema) } });
const inPath = (name: string, type = "string") => ({ name, in: "path", required: true, schema: { type } });

const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "Shelves", version: "1" },
  paths: {
    "/shelves": {
      post: { requestBody: json(shelf), responses: ok(201, shelf) },
      get: { responses: ok(200, { type: "array", items: shelf }) },
    },
    "/shelves/{shelf}": { get: { parameters: [inPath("shelf")], responses: ok(200, shelf) } },
    "/shelves/{shelf}/books": {
      post: { parameters: [inPath("shelf")], requestBody: json(book), responses: ok(201, book) },
    },
    "/shelves/{shelf}/books/{number}": {
      get: { parameters: [inPath("shelf"), inPath("number", "integer")], responses: ok(200, book) },
    },
    "/shelves/{shelf}/books/{number}/lend": {
      put: { parameters: [inPath("shelf"), inPath("number", "integer")], responses: ok(200, book) },
    },
    "/loans": { get: { responses: ok(200, { type: "array", items: loan }) } },
    "/loans/{loan}": { get: { parameters: [inPath("loan")], responses: ok(200, loan) } },
    "/shelves/{shelf}/titles": {
      get: {
        parameters: [inPath("shelf")],
        responses: ok(200, { type: "object", additionalProperties: { type: "integer" } }),
      },
    },
    "/rooms/{room}": {
      get: {
        parameters: [inPath("room")],
        responses: ok(200, { type: "object", properties: { id: { type: "string" } } }),
      },
    },
    "/rooms": {
      post: { responses: ok(201, { type: "object", properties: { id: { type: "string" } } }) },
    },
  },
};

const FILE = {
  errors: { cases: { not_found: {} } },
  resources: {
    shelf: {
      members: {
        books: { computed: "records.count('book', {'shelf_id': next.id})" },
        url: { computed: "base + '/shelves/' + next.id" },
      },
    },
    book: {
      members: {
        shelf_id: { value: "named.shelf.id" },
        shelf_name: { computed: "records.get('shelf', next.shelf_id).name" },
      },
    },
    room: { on_first_access: true },
    loan: { seed: 0 },
  },
  operations: {
    "PUT /shelves/{shelf}/books/{number}/lend": {
      optional: ["number"],
      cases: [
        { when: "!has(named.number)", refuse: "not_found" },
        { when: "has(record.lent) && record.lent", status: 200 },
        {
          status: 201,
          effects: [
            {
              update: "book",
              where: { shelf_id: "named.shelf.id", number: "record.number" },
              set: { lent: true },
            },
            { create: "loan", set: { note: "named.shelf.name + ' ' + string(next.number)" } },
          ],
        },
      ],
      returns:
        "records.shown('book', records.find('book', {'shelf_id': named.shelf.id, 'number': record.number})[0])",
    },
    "GET /shelves/{shelf}/titles": {
      cases: [{}],
      returns: "object(records.find('book', {'shelf_id': record.id}).map(b, [b.title, b.number]))",
    },
  },
};

describe("answers that sandbox.yaml declares", () => {
  let sandbox: TestSandbox;
  let first: string;
  let second: string;
  beforeAll(async () => {
    sandbox = await openTestSandbox({
      document: JSON.stringify(DOCUMENT),
      sandboxFile: JSON.stringify(FILE),
    });
    first = (await sandbox.api("POST", "/shelves", { name: "Poems" })).body.id;
    second = (await sandbox.api("POST", "/shelves", { name: "Plays" })).body.id;
    for (const [id, title] of [
      [first, "Odes"],
      [second, "Faust"],
      [second, "Egmont"],
    ])
      await sandbox.api("POST", `/shelves/${id}/books`, { title });
  });

  it("have the status of the case that is taken", async () => {
    const lend = () => sandbox.api("PUT", `/shelves/${second}/books/1/lend`);
    expect(await lend()).toMatchObject({ status: 201, body: { number: 1, title: "Faust", lent: true } });
    expect((await lend()).status).toBe(200);
  });

  it("show records as their readers see them, each below its own parent", async () => {
    const lent = await sandbox.api("PUT", `/shelves/${first}/books/1/lend`);
    expect(lent.body).toMatchObject({ title: "Odes", shelf_name: "Poems" });
  });

  it("are for the cases to choose where the path names nothing", async () => {
    expect((await sandbox.api("PUT", `/shelves/${first}/books/9/lend`)).status).toBe(404);
  });

  it("know where links begin, and make maps of pairs", async () => {
    const { body } = await sandbox.api("GET", `/shelves/${second}`);
    expect(body).toMatchObject({
      books: 2,
      url: expect.stringMatching(new RegExp(`^https?://.*/shelves/${second}$`)),
    });
    expect((await sandbox.api("GET", `/shelves/${second}/titles`)).body).toEqual({ Faust: 1, Egmont: 2 });
  });

  it("have records that effects make, and no others", async () => {
    const { body } = await sandbox.api("GET", "/loans");
    expect(body.map((one: { note: string }) => one.note).sort()).toEqual(["Plays 1", "Poems 1"]);
    expect((await sandbox.api("GET", "/loans/never")).status).toBe(404);
  });

  it("have records on first access where the file says so", async () => {
    expect(await sandbox.api("GET", "/rooms/attic")).toMatchObject({ status: 200, body: { id: "attic" } });
  });
});
