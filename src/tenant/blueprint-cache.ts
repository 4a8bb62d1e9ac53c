// Blueprints in memory: what an operation needs, loaded once per isolate and shared by all tenants that use it.
// Releases are immutable, so nothing here is ever stale; the least used part is dropped when the cache is full. Parts are
// frozen: an operation that changed one would change the answers of other tenants.
import type { Schema } from "#blueprint/format/schema.ts";
import type { Details, Operation } from "#blueprint/format/operation.ts";
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import {
  type BlobStore,
  type Loaded,
  type StoredRelease,
  loadDetails,
  loadIndex,
  loadSchemas,
} from "#contract/blobs.ts";
import { deepFreeze } from "#lib/json.ts";
import type { Schemas } from "#engine/schemas.ts";

/** Texts of parts held at once; parsed, they take about three times as much, and 32 MB is the budget. */
export const MAX_CACHED_BYTES = 10 * 1024 * 1024;
const parts = new Map<string, Loaded<unknown>>();
/**
 * Loads under way, shared by the calls of one tenant: each has a store object of its own. A promise of another object
 * must not be waited for: if that object is evicted while it loads, the promise never resolves.
 */
const loading = new WeakMap<BlobStore, Map<string, Promise<Loaded<unknown>>>>();
let held = 0;

/** How much is held now, for the test that bounds it. */
export const cachedBytes = (): number => held;

/** What is held now, for the test that finds it frozen. */
export const cachedParts = (): { key: string; value: unknown }[] =>
  [...parts].map(([key, { value }]) => ({ key, value }));

export type LoadedBlueprint = StoredRelease;

export const loadBlueprint = async (store: BlobStore, release: string): Promise<LoadedBlueprint> => ({
  release,
  index: await part(store, `${release}/index`, () => loadIndex(store, release)),
});

type Loadable = { details: Details; schemas: Schemas };

/** What was put together for an operation, until a part of it may have gone. */
let ready = new WeakMap<Operation, Loadable>();

/** The details and schemas of one operation, at once when it is warm. */
export const loadOperation = (
  store: BlobStore,
  blueprint: LoadedBlueprint,
  operation: Operation,
): Loadable | Promise<Loadable> => ready.get(operation) ?? assemble(store, blueprint, operation);

/** All parts load in parallel. */
async function assemble(
  store: BlobStore,
  blueprint: LoadedBlueprint,
  operation: Operation,
): Promise<Loadable> {
  const { release } = blueprint;
  const [chunk, ...schemaChunks] = await Promise.all([
    part(store, `${release}/details/${operation.details}`, () =>
      loadDetails(store, blueprint, operation.details),
    ),
    ...operation.schemas.map((number) =>
      part(store, `${release}/schemas/${number}`, () => loadSchemas(store, blueprint, number)),
    ),
  ]);
  const details = chunk[operation.id];
  if (!details) throw new Error(`release ${release} lacks the details of ${operation.id}`);
  const loaded = { details, schemas: schemasIn(blueprint.index, operation.schemas, schemaChunks) };
  ready.set(operation, loaded);
  return loaded;
}

/** The schemas that a change of a resource needs, its events included: what its operations load. */
export async function loadResource(
  store: BlobStore,
  blueprint: LoadedBlueprint,
  resource: string,
): Promise<Schemas> {
  const { index, release } = blueprint;
  const used = new Set(
    index.operations.flatMap((operation) => (operation.resource === resource ? operation.schemas : [])),
  );
  // One that no operation is about: there is no telling what it needs.
  const numbers = used.size > 0 ? [...used] : Array.from({ length: index.chunks.schemas }, (_, i) => i);
  const chunks = await Promise.all(
    numbers.map((number) =>
      part(store, `${release}/schemas/${number}`, () => loadSchemas(store, blueprint, number)),
    ),
  );
  return schemasIn(index, numbers, chunks);
}

/** All schemas of a release, for seeding; a seed is made once, so they are not kept. */
export async function loadAllSchemas(store: BlobStore, blueprint: LoadedBlueprint): Promise<Schemas> {
  const numbers = Array.from({ length: blueprint.index.chunks.schemas }, (_, i) => i);
  const chunks = await Promise.all(
    numbers.map((number) => loadSchemas(store, blueprint, number).then(({ value }) => value)),
  );
  return schemasIn(blueprint.index, numbers, chunks);
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

async function part<T>(store: BlobStore, key: string, load: () => Promise<Loaded<T>>): Promise<T> {
  const known = parts.get(key);
  if (known !== undefined) {
    parts.delete(key);
    parts.set(key, known);
    return known.value as T; // stored below under the same key by the same loader
  }
  const own = loadsOf(store);
  const pending = own.get(key) ?? load().finally(() => own.delete(key));
  own.set(key, pending);
  const loaded = await pending;
  deepFreeze(loaded.value);
  if (!parts.has(key)) held += loaded.bytes;
  parts.set(key, loaded);
  for (const [oldest, { bytes }] of parts) {
    if (held <= MAX_CACHED_BYTES || oldest === key) break;
    parts.delete(oldest);
    held -= bytes;
    ready = new WeakMap();
  }
  return loaded.value as T;
}

function loadsOf(store: BlobStore): Map<string, Promise<Loaded<unknown>>> {
  const known = loading.get(store);
  if (known) return known;
  const own = new Map<string, Promise<Loaded<unknown>>>();
  loading.set(store, own);
  return own;
}
