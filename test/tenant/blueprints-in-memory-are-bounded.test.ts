import { expect, test } from "vitest";
import { compile } from "#blueprint/compile.ts";
import { type BlobStore, storeBlueprint } from "#contract/blobs.ts";
import { MAX_CACHED_BYTES, cachedBytes, loadOperation, loadBlueprint } from "#tenant/blueprint-cache.ts";
import { documentOf } from "../support/compiled.ts";

function largeDocument(name: string): never {
  const members = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [
      `member_${name}_${i}`,
      { type: "string", example: "x".repeat(120) },
    ]),
  );
  const paths = Object.fromEntries(
    Array.from({ length: 120 }, (_, i) => {
      const schema = {
        type: "object",
        properties: { id: { type: "string" }, [`own_${i}`]: { type: "string" }, ...members },
      };
      return [`GET /things${i}/{id}`, { answer: schema }];
    }),
  );
  return documentOf(paths) as never;
}

test(
  "ten large APIs played one after the other stay within the bound, and all of them play",
  { timeout: 120_000 },
  async () => {
    const blobs = new Map<string, string>();
    const store: BlobStore = {
      get: async (key) => (blobs.has(key) ? { text: async () => blobs.get(key) ?? "" } : null),
      put: async (key, value) => blobs.set(key, value),
    };
    let total = 0;
    for (let api = 0; api < 10; api++) {
      const compiled = compile(largeDocument(`a${api}`));
      if (!compiled.ok) throw new Error("does not compile");
      total += JSON.stringify(compiled.value.blueprint).length;
      await storeBlueprint(store, `large-${api}`, compiled.value.blueprint);
    }
    expect(total).toBeGreaterThan(MAX_CACHED_BYTES);
    for (let round = 0; round < 2; round++)
      for (let api = 0; api < 10; api++) {
        const book = await loadBlueprint(store, `large-${api}`);
        for (const operation of book.index.operations) {
          const { details } = await loadOperation(store, book, operation);
          expect(details.answer.schema).toBeDefined();
          expect(cachedBytes()).toBeLessThanOrEqual(MAX_CACHED_BYTES);
        }
      }
  },
);

test("a load that never ends holds up only the tenant that began it", async () => {
  const blobs = new Map<string, string>();
  const put: BlobStore["put"] = async (key, value) => blobs.set(key, value);
  const store: BlobStore = {
    get: async (key) => (blobs.has(key) ? { text: async () => blobs.get(key) ?? "" } : null),
    put,
  };
  const compiled = compile(largeDocument("stuck"));
  if (!compiled.ok) throw new Error("does not compile");
  await storeBlueprint(store, "stuck", compiled.value.blueprint);
  const stuck: BlobStore = { get: () => new Promise(() => undefined), put };
  void loadBlueprint(stuck, "stuck");
  expect((await loadBlueprint(store, "stuck")).release).toBe("stuck");
});
