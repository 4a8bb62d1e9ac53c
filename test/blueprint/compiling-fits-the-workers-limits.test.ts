// What the Worker compiles itself (2 MB of JSON, 1 MB of YAML) fits a heap of 64 MB, though local workerd would not
// mind more; larger documents are the command line's.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { MAX_WORKER_JSON_BYTES, MAX_WORKER_YAML_BYTES } from "#blueprint/read/document.ts";

const COMPILE = path.join(import.meta.dirname, "../corpus/compile-one.ts");
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "limits-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Resources with their five operations, until the text is as long as it may be. */
function largest(limit: number, write: (document: unknown) => string): string {
  const grown = (count: number): unknown => {
    const schemas: Record<string, unknown> = {};
    const paths: Record<string, unknown> = {};
    for (let i = 0; i < count; i++) {
      const ref = { $ref: `#/components/schemas/Thing${i}` };
      const answer = (schema: unknown) => ({
        description: "ok",
        content: { "application/json": { schema } },
      });
      const properties = Object.fromEntries(
        Array.from({ length: 24 }, (_, j) => [
          `member_${j}`,
          j % 6 === 0
            ? { $ref: `#/components/schemas/Thing${(i + j + 1) % count}` }
            : {
                type: "string",
                description: `The ${j}th member of the ${i}th thing, said at some length.`,
                example: `e${j}`,
              },
        ]),
      );
      schemas[`Thing${i}`] = {
        type: "object",
        required: ["id"],
        properties: { id: { type: "string" }, ...properties },
      };
      paths[`/things${i}`] = {
        get: { responses: { 200: answer({ type: "array", items: ref }) } },
        post: {
          requestBody: { content: { "application/json": { schema: ref } } },
          responses: { 201: answer(ref) },
        },
      };
      paths[`/things${i}/{id}`] = {
        get: { responses: { 200: answer(ref) } },
        patch: {
          requestBody: { content: { "application/json": { schema: ref } } },
          responses: { 200: answer(ref) },
        },
        delete: { responses: { 204: { description: "gone" } } },
      };
    }
    return { openapi: "3.1.0", info: { title: "Large", version: "1" }, paths, components: { schemas } };
  };
  let count = 16;
  while (write(grown(count * 2)).length <= limit) count *= 2;
  for (let step = count; step >= 1; step = Math.floor(step / 2))
    while (write(grown(count + step)).length <= limit) count += step;
  return write(grown(count));
}

test.each([
  ["json", MAX_WORKER_JSON_BYTES, (document: unknown) => JSON.stringify(document)],
  [
    "yaml",
    MAX_WORKER_YAML_BYTES,
    (document: unknown) => stringify(document, { aliasDuplicateObjects: false }),
  ],
])("the largest %s compiles in 64 MB", { timeout: 180_000 }, async (kind, limit, write) => {
  const text = largest(limit, write);
  expect(text.length).toBeGreaterThan(limit * 0.95);
  const file = path.join(folder, `large.${kind}`);
  await writeFile(file, text);
  const { stdout } = await promisify(execFile)(process.execPath, ["--max-old-space-size=64", COMPILE, file]);
  expect(JSON.parse(stdout)).toMatchObject({ ok: true });
});
