// Where a release's files lie in the blob store, and how they are read back: one loader for tenant and control.
import {
  type Blueprint,
  BlueprintIndex,
  DetailsChunk,
  FORMAT,
  SchemaChunk,
  SeedFile,
} from "../blueprint/format.ts";

/** The part of an object store that is needed here. */
export type BlobStore = {
  get(key: string): Promise<{ text(): Promise<string> } | null>;
  put(key: string, value: string): Promise<unknown>;
};

export const doorplateKey = (slug: string): string => `doorplates/slug/${slug}.json`;
export const doorplateByApiKey = (api: string): string => `doorplates/api/${api}.json`;
export const documentKey = (release: string): string => `releases/${release}/document`;
export const blueprintKey = (release: string, part: string): string =>
  `releases/${release}/blueprint/${part}.json`;

/** Stores all parts of a blueprint; the index last, so that a release without one was never finished. */
export async function storeBlueprint(store: BlobStore, release: string, blueprint: Blueprint): Promise<void> {
  const put = (part: string, value: unknown): Promise<unknown> =>
    store.put(blueprintKey(release, part), JSON.stringify(value));
  await Promise.all([
    ...blueprint.details.map((chunk, i) => put(`details-${i}`, chunk)),
    ...blueprint.schemas.map((chunk, i) => put(`schemas-${i}`, chunk)),
    put("seed", blueprint.seed),
  ]);
  await put("index", blueprint.index);
}

export async function loadIndex(store: BlobStore, release: string): Promise<BlueprintIndex> {
  const index = BlueprintIndex.parse(await loadPart(store, release, "index"));
  if (index.format !== FORMAT && index.format !== FORMAT - 1)
    throw new Error(`blueprint format ${index.format} is not read here`);
  return index;
}

export const loadDetails = async (
  store: BlobStore,
  release: string,
  chunk: number,
): Promise<DetailsChunkOf> => DetailsChunk.parse(await loadPart(store, release, `details-${chunk}`));

export const loadSchemas = async (store: BlobStore, release: string, chunk: number): Promise<SchemaChunkOf> =>
  SchemaChunk.parse(await loadPart(store, release, `schemas-${chunk}`));

export const loadSeed = async (store: BlobStore, release: string): Promise<SeedFile> =>
  SeedFile.parse(await loadPart(store, release, "seed"));

type DetailsChunkOf = ReturnType<typeof DetailsChunk.parse>;
type SchemaChunkOf = ReturnType<typeof SchemaChunk.parse>;

async function loadPart(store: BlobStore, release: string, part: string): Promise<unknown> {
  const blob = await store.get(blueprintKey(release, part));
  if (!blob) throw new Error(`release ${release} lacks its ${part}`);
  return JSON.parse(await blob.text()) as unknown;
}
