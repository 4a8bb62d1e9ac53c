// Where a release's files lie in the blob store, and how they are read back: one loader for tenant and control.
import type { z } from "zod";
import { Report } from "#blueprint/format/report.ts";
import {
  type Blueprint,
  BlueprintIndex,
  DetailsChunk,
  FORMAT,
  SchemaChunk,
  SeedFile,
} from "#blueprint/format/blueprint.ts";

/** The part of an object store that is needed here. */
export type BlobStore = {
  get(key: string): Promise<{ text(): Promise<string> } | null>;
  put(key: string, value: string): Promise<unknown>;
};

/** The same as those see it who publish and sweep. */
export type BlobStorage = {
  get(key: string): Promise<{ body: ReadableStream; text(): Promise<string> } | null>;
  head(key: string): Promise<{ size: number } | null>;
  /** A stream must have a known length; with a digest nothing is stored unless what arrives has it. */
  put(key: string, value: string | ReadableStream, options?: { sha256?: string }): Promise<unknown>;
  delete(keys: string[]): Promise<void>;
  list(options: { prefix: string; cursor?: string; limit?: number }): Promise<BlobPage>;
};
export type BlobPage = {
  objects: { key: string; size: number; uploaded: Date }[];
  truncated: boolean;
  cursor?: string;
};

export const gatewayConfigKey = (slug: string): string => `doorplates/slug/${slug}.json`;
export const gatewayConfigByApiKey = (api: string): string => `doorplates/api/${api}.json`;
/** Everything of a release begins so. */
export const releasePrefix = (release: string): string => `releases/${release}/`;
export const documentKey = (release: string): string => `${releasePrefix(release)}document`;
export const blueprintKey = (release: string, part: string): string =>
  `${releasePrefix(release)}blueprint/${part}.json`;
/** Stands while a release is being stored: what a crash leaves is found by it. */
export const unfinishedKey = (release: string): string => `unfinished/${release}`;
export const uploadsOf = (owner: string): string => `uploads/${owner}/`;

/** Stores all parts of a blueprint; the index last, so that a release without one was never finished. */
export async function storeBlueprint(store: BlobStore, release: string, blueprint: Blueprint): Promise<void> {
  const put = (part: string, value: unknown): Promise<unknown> =>
    store.put(blueprintKey(release, part), JSON.stringify(value));
  await Promise.all([
    ...blueprint.details.map((chunk, i) => put(`details-${i}`, chunk)),
    ...blueprint.schemas.map((chunk, i) => put(`schemas-${i}`, chunk)),
    put("seed", blueprint.seed),
    put("report", blueprint.report),
  ]);
  await put("index", blueprint.index);
}

/** A part of a blueprint, and how long its text was: what a cache of them goes by. */
export type Loaded<T> = { value: T; bytes: number };

export async function loadIndex(store: BlobStore, release: string): Promise<Loaded<BlueprintIndex>> {
  const index = await loadPart(store, release, "index", BlueprintIndex);
  const { format } = index.value;
  if (format !== FORMAT && format !== FORMAT - 1)
    throw new Error(`blueprint format ${format} is not read here`);
  return index;
}

export const loadDetails = (
  store: BlobStore,
  release: string,
  chunk: number,
): Promise<Loaded<z.infer<typeof DetailsChunk>>> =>
  loadPart(store, release, `details-${chunk}`, DetailsChunk);

export const loadSchemas = (
  store: BlobStore,
  release: string,
  chunk: number,
): Promise<Loaded<z.infer<typeof SchemaChunk>>> => loadPart(store, release, `schemas-${chunk}`, SchemaChunk);

export const loadSeed = async (store: BlobStore, release: string): Promise<SeedFile> =>
  (await loadPart(store, release, "seed", SeedFile)).value;

/** The fidelity report; undefined for a release made before there was one. */
export async function loadReport(store: BlobStore, release: string): Promise<Report | undefined> {
  const blob = await store.get(blueprintKey(release, "report"));
  return blob ? Report.parse(JSON.parse(await blob.text())) : undefined;
}

async function loadPart<T extends z.ZodType>(
  store: BlobStore,
  release: string,
  part: string,
  shape: T,
): Promise<Loaded<z.infer<T>>> {
  const blob = await store.get(blueprintKey(release, part));
  if (!blob) throw new Error(`release ${release} lacks its ${part}`);
  const text = await blob.text();
  return { value: shape.parse(JSON.parse(text)), bytes: text.length };
}
