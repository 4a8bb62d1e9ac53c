// Blueprints in memory: what an operation needs, loaded once an isolate and shared by all tenants that play it.
// Releases are immutable, so nothing here is ever stale; the least used part goes when the cache is full.
import type { BlueprintIndex, Details, Operation, Schema } from "../blueprint/format.ts";
import { type BlobStore, loadDetails, loadIndex, loadSchemas } from "../contract/blobs.ts";
import type { Schemas } from "./play/schemas.ts";

const MAX_PARTS = 400;
const parts = new Map<string, unknown>();
const loading = new Map<string, Promise<unknown>>();

export type Playbook = { index: BlueprintIndex; release: string };

export const loadPlaybook = async (store: BlobStore, release: string): Promise<Playbook> => ({
  release,
  index: await part(`${release}/index`, () => loadIndex(store, release)),
});

/** The details and schemas of one operation; all parts load in parallel, warm ones at once. */
export async function loadOperation(
  store: BlobStore,
  book: Playbook,
  operation: Operation,
): Promise<{ details: Details; schemas: Schemas }> {
  const { release } = book;
  const [chunk, ...schemaChunks] = await Promise.all([
    part(`${release}/details/${operation.details}`, () => loadDetails(store, release, operation.details)),
    ...operation.schemas.map((number) =>
      part(`${release}/schemas/${number}`, () => loadSchemas(store, release, number)),
    ),
  ]);
  const details = chunk[operation.id];
  if (!details) throw new Error(`release ${release} lacks the details of ${operation.id}`);
  return { details, schemas: schemasIn(book.index, operation.schemas, schemaChunks) };
}

/** All schemas of a release, for seeding. */
export async function loadAllSchemas(store: BlobStore, book: Playbook): Promise<Schemas> {
  const numbers = Array.from({ length: book.index.chunks.schemas }, (_, i) => i);
  const chunks = await Promise.all(
    numbers.map((number) =>
      part(`${book.release}/schemas/${number}`, () => loadSchemas(store, book.release, number)),
    ),
  );
  return schemasIn(book.index, numbers, chunks);
}

function schemasIn(
  index: BlueprintIndex,
  numbers: readonly number[],
  chunks: readonly Record<string, Schema>[],
): Schemas {
  const byNumber = new Map(numbers.map((number, i) => [number, chunks[i]]));
  return {
    get(name) {
      const number = Object.hasOwn(index.schemaChunk, name) ? index.schemaChunk[name] : undefined;
      const chunk = number === undefined ? undefined : byNumber.get(number);
      return chunk && Object.hasOwn(chunk, name) ? chunk[name] : undefined;
    },
  };
}

async function part<T>(key: string, load: () => Promise<T>): Promise<T> {
  const known = parts.get(key);
  if (known !== undefined) {
    parts.delete(key);
    parts.set(key, known);
    return known as T; // stored below under the same key by the same loader
  }
  const pending = loading.get(key) ?? load().finally(() => loading.delete(key));
  loading.set(key, pending);
  const value = (await pending) as T;
  parts.set(key, value);
  for (const oldest of parts.keys()) {
    if (parts.size <= MAX_PARTS) break;
    parts.delete(oldest);
  }
  return value;
}
