import { expect, test } from "vitest";
import { type SeedPlan, buildSeed } from "#engine/seed/build.ts";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { validate } from "#engine/request/validate.ts";
import { compiled, documentOf } from "../support/compiled.ts";

const ANCHOR = Date.parse("2026-03-01T12:00:00Z");

function seeded(document: unknown, plan: Partial<SeedPlan> = {}, sandboxFile = "{}") {
  const made = compiled(document, sandboxFile);
  const all = Object.assign({}, ...made.schemas);
  const schemas = { get: (name: string) => all[name] };
  const full: SeedPlan = { profile: "small", number: 1, anchor: ANCHOR, ...plan };
  return buildSeed("release", made.index, schemas, made.seed, full).records;
}

test("R52: the same release, number and anchor give the same bytes; another number gives others", () => {
  expect(JSON.stringify(seeded(LIBRARY))).toBe(JSON.stringify(seeded(LIBRARY)));
  expect(JSON.stringify(seeded(LIBRARY, { number: 2 }))).not.toBe(JSON.stringify(seeded(LIBRARY)));
});

test("R52: links lead to records that exist, states and moments differ, names are of several scripts", () => {
  const records = seeded(LIBRARY, { profile: "rich" }, LIBRARY_BEHAVIOUR);
  const of = (name: string) => records.filter((record) => record.resource === name);
  const authors = new Set(of("author").map((record) => record.id));
  const books = of("book");
  expect(books.length).toBeGreaterThan(20);
  for (const book of books)
    if (typeof book.doc["author_id"] === "string") expect(authors).toContain(book.doc["author_id"]);
  expect(new Set(books.map((book) => book.state)).size).toBeGreaterThan(1);
  expect(new Set(books.map((book) => book.created)).size).toBe(books.length);
  expect(books.every((book) => book.created <= ANCHOR)).toBe(true);
  expect(records.some((record) => /[À-￿]/.test(JSON.stringify(record.doc)))).toBe(true);
});

test("R52: examples of the document come first, and `empty` leaves nothing", () => {
  const station = {
    type: "object",
    properties: { id: { type: "string", format: "uuid" }, name: { type: "string" } },
  };
  const example = [{ id: "efdbb9d1-02c2-4bc3-afb7-6788d8782b1e", name: "Berlin Hauptbahnhof" }];
  const document = documentOf({
    "GET /stations": { answer: { type: "array", items: station }, example },
    "GET /stations/{id}": { answer: station },
  });
  expect(seeded(document)[0]?.doc).toEqual(expect.objectContaining(example[0] ?? {}));
  expect(seeded(document, { profile: "empty" })).toEqual([]);
});

test("R52, R54: `edge` holds what integrations trip over, and nothing its schemas forbid", () => {
  const state = ["open", "held", "closed", "lost"];
  const item = {
    type: "object",
    required: ["id", "state"],
    properties: {
      id: { type: "string" },
      state: { type: "string", enum: state },
      title: { type: "string" },
      code: { type: "string", maxLength: 8, pattern: "^[a-z]*$" },
      count: { type: "integer", minimum: 0, maximum: 999 },
      lines: { type: "array", items: { type: "object", properties: { text: { type: "string" } } } },
      until: { type: "string", format: "date-time" },
    },
  };
  const document = documentOf({
    "GET /items": { answer: { type: "array", items: item } },
    "GET /items/{id}": { answer: item },
  });
  const made = compiled(document);
  const all = Object.assign({}, ...made.schemas);
  const records = [1, 2, 3].flatMap((number) => seeded(document, { profile: "edge", number }));
  for (const record of records)
    expect(
      validate({ get: (name: string) => all[name] }, made.index.resources["item"]?.schema ?? {}, record.doc, {
        answered: true,
      }),
    ).toEqual([]);
  const docs = records.map((record) => record.doc);
  expect(new Set(docs.map((doc) => doc["state"]))).toEqual(new Set(state));
  expect(docs.some((doc) => Object.keys(doc).length <= 4)).toBe(true);
  expect(docs.some((doc) => Array.isArray(doc["lines"]) && doc["lines"].length > 10)).toBe(true);
  const texts = docs.map((doc) => doc["title"]).filter((one) => typeof one === "string");
  expect(
    texts.some((one) => one.length > 200 || /[^ -ÿ]/.test(one) || one.trim() === "" || one.includes("<")),
  ).toBe(true);
});
