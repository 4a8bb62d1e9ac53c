// Where a release's files lie in the blob store, and how they are read back: one loader for tenant and control.
import { z } from "zod";
import { Report } from "#blueprint/format/report.ts";
import { upgradeDetails, upgradeIndex } from "#blueprint/runtime/upgrade.ts";
import {
  type Blueprint,
  BlueprintIndex,
  COMPILER,
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
  get(
    key: string,
    part?: { range: { offset: number; length: number } },
  ): Promise<{ body: ReadableStream; text(): Promise<string> } | null>;
  head(key: string): Promise<{ size: number } | null>;
  /** A stream must have a known length; with a digest nothing is stored unless what arrives has it. */
  put(
    key: string,
    value: string | ReadableStream | Uint8Array<ArrayBuffer>,
    options?: { sha256?: string },
  ): Promise<unknown>;
  delete(keys: string[]): Promise<void>;
  list(options: { prefix: string; cursor?: string; limit?: number }): Promise<BlobPage>;
};
export type BlobPage = {
  objects: { key: string; size: number; uploaded: Date }[];
  truncated: boolean;
  cursor?: string;
};

/** All that the edge knows of APIs begins so. */
export const GATEWAY_CONFIGS = "doorplates/";
export const gatewayConfigKey = (slug: string): string => `${GATEWAY_CONFIGS}slug/${slug}.json`;
export const gatewayConfigByApiKey = (api: string): string => `${GATEWAY_CONFIGS}api/${api}.json`;
/** All releases begin so. */
export const RELEASES = "releases/";
/** Everything of a release begins so. */
export const releasePrefix = (release: string): string => `${RELEASES}${release}/`;
export const documentKey = (release: string): string => `${releasePrefix(release)}document`;
/** The document as its reference reads it: OpenAPI 3 in JSON, with its overlays applied. Made when it is first asked for. */
export const referenceKey = (release: string): string => `${releasePrefix(release)}reference.json`;
/** Overlays, sandbox.yaml and records.yaml; not kept of what was published in parts, nor of releases before format 3. */
export const sourcesKey = (release: string): string => `${releasePrefix(release)}sources.json`;
/** The API's workflows as they were published, an Arazzo document; absent where none were. */
export const workflowsKey = (release: string): string => `${releasePrefix(release)}workflows`;
/** A part of the blueprint as it was published, or of the one that this version compiled of the same sources. */
export const blueprintKey = (release: string, part: string, recompiled = false): string =>
  `${releasePrefix(release)}blueprint${recompiled ? `-${FORMAT}-${COMPILER}` : ""}/${part}.json`;
/** Stands while a release is being stored: what a crash leaves is found by it. */
export const unfinishedKey = (release: string): string => `unfinished/${release}`;
export const uploadsOf = (owner: string): string => `uploads/${owner}/`;

/** Stores all parts of a blueprint; the index last, so that a release without one was never finished. */
export async function storeBlueprint(store: BlobStore, release: string, blueprint: Blueprint): Promise<void> {
  const put = (part: string, value: unknown): Promise<unknown> =>
    store.put(blueprintKey(release, part, blueprint.index.recompiled), JSON.stringify(value));
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

/** A release with its index, by which its other parts are found. */
export type StoredRelease = { release: string; index: BlueprintIndex };

/**
 * The index of a release, whichever compiler made it. One of an older format is compiled again from its sources, once: the result is
 * stored, its index last, and two that do it at the same time store the same bytes. Where it cannot be compiled again, it is
 * upgraded each time it is loaded, which costs no more than reading it.
 */
export async function loadIndex(store: BlobStore, release: string): Promise<Loaded<BlueprintIndex>> {
  const { value, bytes } = await loadPart(store, blueprintKey(release, "index"), Formatted);
  const { format } = value;
  if (format > FORMAT)
    throw new Error(
      `release ${release} has the blueprint format ${format}; this version reads up to ${FORMAT}`,
    );
  if (format === FORMAT) return { value: BlueprintIndex.parse(value), bytes };
  const again = await store.get(blueprintKey(release, "index", true));
  if (again) {
    const text = await again.text();
    return { value: { ...BlueprintIndex.parse(JSON.parse(text)), recompiled: true }, bytes: text.length };
  }
  const blueprint = await recompiled(store, release);
  if (!blueprint) return { value: BlueprintIndex.parse(upgradeIndex(value, format)), bytes };
  await storeBlueprint(store, release, blueprint);
  return { value: blueprint.index, bytes: JSON.stringify(blueprint.index).length };
}

/** The blueprint that today's compiler makes of a release's sources, where they were kept and it can. */
async function recompiled(store: BlobStore, release: string): Promise<Blueprint | undefined> {
  const [kept, document] = await Promise.all([
    store.get(sourcesKey(release)),
    store.get(documentKey(release)),
  ]);
  if (!kept || !document) return undefined;
  // Loaded only when it is needed: the compiler is large.
  const { recompile } = await import("./recompile.ts");
  const blueprint = recompile(release, await kept.text(), await document.text());
  return blueprint && { ...blueprint, index: { ...blueprint.index, recompiled: true } };
}

export async function loadDetails(
  store: BlobStore,
  { release, index }: StoredRelease,
  chunk: number,
): Promise<Loaded<z.infer<typeof DetailsChunk>>> {
  const key = blueprintKey(release, `details-${chunk}`, index.recompiled);
  if (index.format === FORMAT) return loadPart(store, key, DetailsChunk);
  const { value, bytes } = await loadPart(store, key, z.record(z.string(), z.unknown()));
  return { value: DetailsChunk.parse(upgradeDetails(value, index.format)), bytes };
}

export const loadSchemas = (
  store: BlobStore,
  { release, index }: StoredRelease,
  chunk: number,
): Promise<Loaded<z.infer<typeof SchemaChunk>>> =>
  loadPart(store, blueprintKey(release, `schemas-${chunk}`, index.recompiled), SchemaChunk);

export const loadSeed = async (store: BlobStore, { release, index }: StoredRelease): Promise<SeedFile> =>
  (await loadPart(store, blueprintKey(release, "seed", index.recompiled), SeedFile)).value;

/** The fidelity report; undefined for a release made before there was one, or one of this form. */
export async function loadReport(
  store: BlobStore,
  { release, index }: StoredRelease,
): Promise<Report | undefined> {
  const blob = await store.get(blueprintKey(release, "report", index.recompiled));
  return blob ? Report.safeParse(JSON.parse(await blob.text())).data : undefined;
}

const Formatted = z.looseObject({ format: z.number().int().min(1) });

async function loadPart<T extends z.ZodType>(
  store: BlobStore,
  key: string,
  shape: T,
): Promise<Loaded<z.infer<T>>> {
  const blob = await store.get(key);
  if (!blob) throw new Error(`the blueprint lacks ${key}`);
  const text = await blob.text();
  return { value: shape.parse(JSON.parse(text)), bytes: text.length };
}
