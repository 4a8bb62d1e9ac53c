// R45, R47, R26, R27, R43: opened references, chosen members, entity tags, JSON Patch, XML, stubs of the deleted.
import { expect, test } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";
import { list, objectOf } from "../support/schemas.ts";

const text = { type: "string" };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const expand = { type: "array", items: text };
const gone = {
  type: "object",
  required: ["id", "deleted"],
  properties: { id: text, deleted: { type: "boolean", enum: [true] } },
};
const base = documentOf(
  {
    "POST /authors": {
      body: { type: "object", properties: { name: text } },
      answer: ref("Author"),
      status: 201,
    },
    "GET /authors/{id}": { answer: { anyOf: [ref("Author"), ref("Gone")] }, query: { fields: text } },
    "DELETE /authors/{id}": { answer: ref("Gone"), status: 200 },
    "POST /books": {
      body: {
        type: "object",
        required: ["title"],
        properties: { title: text, author: text, tags: { type: "array", items: text } },
      },
      answer: ref("Book"),
      status: 201,
    },
    "GET /books": {
      answer: { type: "object", properties: { data: { type: "array", items: ref("Book") } } },
      query: { expand, fields: text },
    },
    "GET /books/{id}": { answer: ref("Book"), query: { expand }, headers: ["ETag"] },
    "PATCH /books/{id}": { body: { type: "object" }, answer: ref("Book") },
    "DELETE /books/{id}": {},
  },
  {
    components: {
      schemas: {
        Author: { type: "object", required: ["id"], properties: { id: text, name: text } },
        Gone: gone,
        Book: {
          type: "object",
          required: ["id", "title", "author", "tags"],
          properties: {
            id: { ...text, xml: { attribute: true } },
            title: text,
            author: { anyOf: [text, ref("Author")] },
            tags: { type: "array", items: { ...text, xml: { name: "tag" } }, xml: { wrapped: true } },
            notes: list({
              ...objectOf({ by: { ...text, xml: { attribute: true } } }),
              xml: { name: "note" },
            }),
            parts: list({
              anyOf: [objectOf({ page: { type: "integer" } }), objectOf({ chapter: { type: "integer" } })],
              xml: { name: "part" },
            }),
            options: objectOf({ size: text }),
          },
        },
      },
    },
  },
);
const paths = base["paths"] as Record<string, any>;
const xml = { "application/xml": { schema: ref("Book") } };
Object.assign(paths["/books"].post.requestBody.content, { "application/xml": { schema: ref("Book") } });
Object.assign(paths["/books/{id}"].get.responses["200"].content, xml);
Object.assign(paths["/books/{id}"].patch.requestBody.content, {
  "application/json-patch+json": { schema: { type: "array" } },
});

const made = async () => {
  const { api } = await openTestSandbox({ document: base });
  const author = (await api("POST", "/authors", { name: "Ursula" })).body as { id: string };
  const book = (await api("POST", "/books", { title: "Lathe", author: author.id, tags: ["a", "b"] }))
    .body as { id: string };
  return { api, author, book };
};

test("R45: expand opens ids into records, in one and in lists, and refuses what is none", async () => {
  const { api, author, book } = await made();
  expect((await api("GET", `/books/${book.id}`)).body.author).toBe(author.id);
  expect((await api("GET", `/books/${book.id}?expand[]=author`)).body.author).toEqual({
    id: author.id,
    name: "Ursula",
  });
  const listed = await api("GET", "/books?expand[]=data.author");
  expect((listed.body.data as any[]).find((one) => one.id === book.id).author).toMatchObject({
    name: "Ursula",
  });
  expect((await api("GET", `/books/${book.id}?expand[]=title`)).status).toBe(400);
});

test("R45: fields leaves out the other members, of the record or from the body's root", async () => {
  const { api, author, book } = await made();
  expect((await api("GET", `/authors/${author.id}?fields=name`)).body).toEqual({
    id: author.id,
    name: "Ursula",
  });
  const rows = (await api("GET", "/books?fields=data.title")).body.data as object[];
  expect(rows.at(-1)).toEqual({ title: "Lathe" });
  expect((await api("GET", "/books?fields=title")).body.data.at(-1)).toEqual({ id: book.id, title: "Lathe" });
});

test("R47: an entity tag spares a read and guards a change", async () => {
  const { api, book } = await made();
  const read = await api("GET", `/books/${book.id}`);
  const tag = read.headers.get("etag") ?? "";
  expect(tag).toMatch(/^"[0-9a-f]{16}"$/);
  expect(await api("GET", `/books/${book.id}`, undefined, { "if-none-match": tag })).toMatchObject({
    status: 304,
    text: "",
  });
  expect((await api("PATCH", `/books/${book.id}`, { title: "Heaven" }, { "if-match": tag })).status).toBe(
    200,
  );
  expect((await api("PATCH", `/books/${book.id}`, { title: "x" }, { "if-match": tag })).status).toBe(412);
  expect((await api("DELETE", `/books/${book.id}`, undefined, { "if-match": tag })).status).toBe(412);
  expect((await api("GET", `/books/${book.id}`)).body.title).toBe("Heaven");
});

test("R26: JSON Patch takes all of its steps or none", async () => {
  const { api, book } = await made();
  const patch = (steps: unknown) =>
    api("PATCH", `/books/${book.id}`, steps, { "content-type": "application/json-patch+json" });
  expect(
    (
      await patch([
        { op: "add", path: "/tags/-", value: "c" },
        { op: "replace", path: "/title", value: "New" },
      ])
    ).body,
  ).toMatchObject({ title: "New", tags: ["a", "b", "c"] });
  expect((await patch([{ op: "remove", path: "/title" }])).status).toBe(400);
  expect(
    (
      await patch([
        { op: "replace", path: "/title", value: "X" },
        { op: "test", path: "/tags/0", value: "z" },
      ])
    ).status,
  ).toBe(400);
  expect((await api("GET", `/books/${book.id}`)).body.title).toBe("New");
});

test("R43: XML goes in and comes out as the schema says", async () => {
  const { api, author } = await made();
  const sent = `<Book><title>Rocannon &amp; Co</title><author>${author.id}</author><tags><tag>x</tag></tags></Book>`;
  const book = await api("POST", "/books", sent, { "content-type": "application/xml" });
  expect(book.body).toMatchObject({ title: "Rocannon & Co", author: author.id, tags: ["x"] });
  const read = await api("GET", `/books/${book.body.id}`, undefined, { accept: "application/xml" });
  expect(read.headers.get("content-type")).toContain("application/xml");
  expect(read.text).toContain(`<Book id="${book.body.id}"><title>Rocannon &amp; Co</title>`);
  expect(read.text).toContain("<tags><tag>x</tag></tags>");
  const notes = `<Book><title>a</title><author>${author.id}</author><note by="Ada"/><part><page>1</page></part><part><chapter>2</chapter></part><options/></Book>`;
  const noted = await api("POST", "/books", notes, { "content-type": "application/xml" });
  expect(noted.body).toMatchObject({
    notes: [{ by: "Ada" }],
    parts: [{ page: 1 }, { chapter: 2 }],
    options: {},
  });
  const bomb = '<!DOCTYPE x [<!ENTITY a "b">]><Book><title>&a;</title></Book>';
  expect((await api("POST", "/books", bomb, { "content-type": "application/xml" })).status).toBe(400);
});

test("R27: the deleted is answered as deleted where the document says so, and is gone from lists", async () => {
  const { api, author } = await made();
  expect((await api("DELETE", `/authors/${author.id}`)).body).toEqual({ id: author.id, deleted: true });
  expect(await api("GET", `/authors/${author.id}`)).toMatchObject({
    status: 200,
    body: { id: author.id, deleted: true },
  });
  expect((await api("DELETE", `/authors/${author.id}`)).status).toBe(404);
});

test("of an answer that is a media type and no more there is a small file that a program of it opens", async () => {
  const types = ["application/pdf", "image/png", "application/xml", "text/csv", "application/x-unheard-of"];
  const sandbox = await openTestSandbox({
    document: {
      openapi: "3.1.0",
      info: { title: "Files", version: "1" },
      paths: Object.fromEntries(
        types.map((type, i) => [
          `/files-of/${i}/print`,
          {
            post: {
              operationId: `print${i}`,
              responses: { 200: { description: "", content: { [type]: {} } } },
            },
          },
        ]),
      ),
    },
  });
  const answers = await Promise.all(types.map((_, i) => sandbox.api("POST", `/files-of/${i}/print`)));
  expect(answers.map(({ status, headers }) => [status, headers.get("content-type")])).toEqual(
    types.map((type) => [200, type]),
  );
  for (const [i, begin] of ["%PDF-1.4", "\uFFFDPNG", "<?xml", "title\n", "Sample of print4"].entries())
    expect(answers[i]?.text.startsWith(begin)).toBe(true);
});
