import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readBundled } from "#cli/publishing/bundle.ts";
import { compile } from "#blueprint/compile.ts";
import { readDocument } from "#blueprint/read/document.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "bundle-"));
  await mkdir(path.join(folder, "schemas"));
  await mkdir(path.join(folder, "paths"));
  const file = (name: string, text: string) => writeFile(path.join(folder, name), text);
  await file(
    "openapi.yaml",
    `openapi: 3.1.0
info: { title: Pets, version: "1" }
paths:
  /pets: { $ref: ./paths/pets.yaml#/collection }
  /pets/{id}: { $ref: ./paths/pets.yaml#/item }
  /lost: { get: { responses: { "200": { description: "", content: { application/json: { schema: { $ref: ./none.yaml } } } } } } }
`,
  );
  await file(
    "paths/pets.yaml",
    `collection:
  get: { responses: { "200": { description: "", content: { application/json: { schema: { type: array, items: { $ref: ../schemas/Pet.yaml } } } } } } }
  post:
    requestBody: { content: { application/json: { schema: { $ref: ../schemas/Pet.yaml } } } }
    responses: { "201": { description: "", content: { application/json: { schema: { $ref: ../schemas/Pet.yaml } } } } }
item:
  parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
  get: { responses: { "200": { description: "", content: { application/json: { schema: { $ref: "#/answer" } } } } } }
answer: { $ref: ../schemas/Pet.yaml }
`,
  );
  await file(
    "schemas/Pet.yaml",
    "type: object\nrequired: [id]\nproperties: { id: { type: string }, parent: { $ref: ./Pet.yaml }, tag: { $ref: 'defs.json#/Tag' } }\n",
  );
  await file("schemas/defs.json", '{ "Tag": { "type": "string", "enum": ["a", "b"] } }');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("references into other files, back and in circles end in one document that plays", async () => {
  const text = await readBundled(path.join(folder, "openapi.yaml"));
  const document = readDocument(text);
  if (!document.ok) throw new Error(JSON.stringify(document.failure));
  const compiled = compile(document.value);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.failure));
  const { index } = compiled.value.blueprint;
  expect(index.operations.map((one) => `${one.kind} ${one.resource ?? ""}`)).toEqual([
    "list pet",
    "create pet",
    "read pet",
    "sampled ",
  ]);
  const warnings = compiled.value.diagnostics.filter((one) => one.level === "warning");
  expect(warnings.length).toBeGreaterThan(0);
  for (const one of warnings) expect(one.message).toContain("./none.yaml leads outside");
});

test("a document of one file is left as it is", async () => {
  const plain = path.join(folder, "plain.yaml");
  await writeFile(plain, "openapi: 3.1.0\npaths: {}\n");
  expect(await readBundled(plain)).toBe("openapi: 3.1.0\npaths: {}\n");
});
