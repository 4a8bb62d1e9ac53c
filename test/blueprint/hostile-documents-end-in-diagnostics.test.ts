import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "#blueprint/compile.ts";
import { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import { LIBRARY } from "../support/documents.ts";
import { readDocument } from "#blueprint/read/document.ts";
import { compiled, documentOf } from "../support/compiled.ts";

const first = (text: string): string => {
  const read = readDocument(text);
  return read.ok ? "read" : (read.failure[0]?.message ?? "");
};

test("R1: what is no document says so", () => {
  expect(first("")).toContain("not an object");
  expect(first("[]")).toContain("not an object");
  expect(first('{"openapi": "4.0.0", "paths": {"/a": {}}}')).toContain("not known");
  expect(first("openapi: 3.1.0\n  bad: [")).toContain("YAML");
  expect(first('{"openapi":')).toMatch(/Invalid|Unreadable/);
  expect(first("x".repeat(50 * 1024 * 1024))).toContain("50 MB");
});

test("R1: aliases, depth and self-reference are bounded", () => {
  const names = "abcdefghi".split("");
  const bomb = `openapi: 3.1.0\npaths: {}\na: &a [x,x,x,x,x,x,x,x,x,x]\n${names
    .slice(1)
    .map((name, i) => `${name}: &${name} [${Array(10).fill(`*${names[i]}`).join(",")}]`)
    .join("\n")}`;
  expect(first(bomb)).toContain("alias");
  expect(first(`{"openapi":"3.1.0","paths":{},"x":${"[".repeat(5000)}${"]".repeat(5000)}}`)).toContain(
    "nested",
  );
  const loop = documentOf(
    { "GET /a": { answer: { $ref: "#/components/schemas/A" } } },
    {
      components: {
        schemas: { A: { $ref: "#/components/schemas/B" }, B: { $ref: "#/components/schemas/A" } },
      },
    },
  );
  expect(compiled(loop).index.operations).toHaveLength(1);
});

test("allOf that doubles at every level ends in bounded work", () => {
  const schemas: Record<string, unknown> = { S0: { type: "object", properties: { x: { type: "string" } } } };
  for (let i = 1; i < 60; i++)
    schemas[`S${i}`] = {
      allOf: [{ $ref: `#/components/schemas/S${i - 1}` }, { $ref: `#/components/schemas/S${i - 1}` }],
    };
  const made = compiled(
    documentOf(
      { "GET /a/{id}": { answer: { $ref: "#/components/schemas/S59" } } },
      { components: { schemas } },
    ),
  );
  expect(made.index.operations).toHaveLength(1);
}, 30_000);

test("references to private hosts are never followed", () => {
  const made = compiled(
    documentOf({ "GET /a/{id}": { answer: { $ref: "http://169.254.169.254/latest/meta-data" } } }),
  );
  expect(made.diagnostics.some((one) => one.message.includes("outside the document"))).toBe(true);
});

test("names such as __proto__ and constructor are plain names", () => {
  const made = compiled(
    `{"openapi":"3.1.0","info":{"title":"x","version":"1"},"paths":{"/__proto__/{constructor}":{"get":{"parameters":[{"name":"constructor","in":"path","required":true,"schema":{"type":"string"}}],"responses":{"200":{"description":"","content":{"application/json":{"schema":{"type":"object","properties":{"__proto__":{"type":"string"},"id":{"type":"string"}}}}}}}}}}}`,
  );
  expect(made.index.operations).toHaveLength(1);
  expect(({} as Record<string, unknown>)["type"]).toBeUndefined();
});

test("a misspelt word in sandbox.yaml is a diagnostic with its place", () => {
  expect(() =>
    compiled(
      documentOf({ "GET /a/{id}": { answer: { type: "object", properties: { id: { type: "string" } } } } }),
      "resources: { a: { lifecylce: {} } }",
    ),
  ).toThrow(/resources\/a/);
  expect(() =>
    compiled(
      documentOf({ "GET /a/{id}": { answer: { type: "object", properties: { id: { type: "string" } } } } }),
      "resources: { b: {} }",
    ),
  ).toThrow(/no resource b/);
});

test("any JSON in the place of a document or a path item never throws", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.jsonValue({ maxDepth: 6 }), (item, schemas) => {
      const document = JSON.stringify({
        openapi: "3.1.0",
        info: { title: "x", version: "1" },
        paths: {
          "/a/{b}": item,
          "/a": {
            get: item,
            post: { responses: { 200: { content: { "application/json": { schema: schemas } } } } },
          },
        },
        components: { schemas: { A: schemas } },
      });
      const read = readDocument(document);
      if (read.ok) compile(read.value);
    }),
    { numRuns: 300 },
  );
});

test("a hundred thousand paths are one clear error", () => {
  const paths = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`/p${i}`, {}]));
  const read = readDocument(JSON.stringify({ openapi: "3.1.0", info: {}, paths }));
  expect(read).toMatchObject({
    ok: false,
    failure: [{ message: expect.stringContaining("100000 paths") as string }],
  });
});

/** Every place of a value, as a path of keys. */
function placesOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, member]) => placesOf(member, [...path, key]))];
}

test("a document with anything in place of any of its parts compiles, or says what is wrong; never throws", () => {
  const places = placesOf(LIBRARY);
  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>,
    fc.constantFrom<unknown>(
      { $ref: "#" },
      { $ref: "#/paths" },
      { $ref: "http://127.0.0.1/x" },
      { allOf: [{ $ref: "#/components/schemas/Book" }] },
      { type: ["null", 7] },
      { pattern: "(a+)+$", type: "string" },
      "__proto__",
      "/{a}{b}/{",
    ),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(places.length - 1), anything), { minLength: 1, maxLength: 4 }),
      (changes) => {
        const document = structuredClone(LIBRARY) as any;
        for (const [i, value] of changes) {
          const path = places[i] ?? [];
          let holder = document;
          for (const key of path.slice(0, -1))
            holder = typeof holder === "object" && holder !== null ? holder[key] : undefined;
          const last = path.at(-1);
          if (typeof holder === "object" && holder !== null && last !== undefined)
            holder[last] = structuredClone(value);
        }
        const read = readDocument(JSON.stringify(document));
        if (!read.ok) return;
        const compiled = compile(read.value);
        if (compiled.ok) BlueprintIndex.parse(JSON.parse(JSON.stringify(compiled.value.blueprint.index)));
      },
    ),
    { numRuns: 400 },
  );
});
