// An API as the catalogue shows it, read from the index of its release.
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import type { CatalogueEntry } from "#contract/catalogue.ts";
import { loadIndex } from "#contract/blobs.ts";
import { Problem } from "#lib/problem.ts";
import type { Control } from "../context.ts";
import { findApi } from "./find-api.ts";
import { fidelityOf } from "./record-release.ts";
import type { apis } from "../schema.ts";

/** `origin` is where the APIs answer. A private API is none that everybody may know of. */
export async function catalogueEntry(
  control: Control,
  slug: string,
  origin: string,
): Promise<CatalogueEntry> {
  const api = await requireOpen(control, slug);
  const { value: index } = await loadIndex(control.blobs, api.release);
  const [scheme] = Object.values(index.schemes);
  return {
    api: api.slug,
    title: index.title,
    release: api.release,
    keyPrefix: api.keyPrefix,
    credential: { kind: scheme?.kind ?? "bearer", name: scheme && "name" in scheme ? scheme.name : null },
    origin,
    basePath: index.basePaths[0] ?? "",
    example: examplePath(index),
    fidelity: fidelityOf(index),
    operations: index.operations.map(({ method, path, kind, tier, resource }) => ({
      method,
      path: `${index.basePaths[0] ?? ""}${path}`,
      kind,
      tier,
      resource: resource ?? null,
    })),
  };
}

/** An API that everybody may know of. */
export async function requireOpen(control: Control, slug: string): Promise<typeof apis.$inferSelect> {
  const api = await findApi(control, slug);
  if (!api || api.visibility === "private") throw new Problem("api_unknown", "There is no such API here.");
  return api;
}

/** The first list that names no record; else any reading that names none. */
function examplePath({ operations, basePaths }: BlueprintIndex): string | null {
  const open = operations.filter(({ method, path }) => method === "GET" && !path.includes("{"));
  const chosen = open.find(({ kind }) => kind === "list") ?? open[0];
  return chosen ? `${basePaths[0] ?? ""}${chosen.path}` : null;
}
