// Publishing in one request: a document is compiled here, or comes with what the command line compiled; it is checked whole,
// stored, and becomes a release.
import { z } from "zod";
import { compileSources } from "#blueprint/compile-sources.ts";
import { type Compiled, liveOf } from "#blueprint/compile.ts";
import type { Diagnostic } from "#blueprint/format/diagnostics.ts";
import {
  type Blueprint,
  BlueprintIndex,
  COMPILER,
  DetailsChunk,
  SchemaChunk,
  SeedFile,
} from "#blueprint/format/blueprint.ts";
import { Report } from "#blueprint/format/report.ts";
import { type LiveChoice, withLive } from "#blueprint/read/sandbox-file.ts";
import { blueprintKey, documentKey, sourcesKey, storeBlueprint, workflowsKey } from "#contract/blobs.ts";
import { type KeptSources, fitsWorker } from "#contract/recompile.ts";
import type { Published } from "#contract/account-views.ts";
import { readWorkflows } from "#blueprint/workflows/read.ts";
import { sha256Hex } from "#lib/hash.ts";
import { Problem } from "#lib/problem.ts";
import type { Result } from "#lib/result.ts";
import { requireOwnName } from "./apis.ts";
import type { Actor, Control } from "../context.ts";
import { type Naming, recordRelease, storingRelease } from "./record-release.ts";

export type Publication = Naming & {
  document: string;
  /** Overlays, to be applied in this order. */
  overlays?: string[];
  sandboxFile?: string;
  records?: string;
  /** workflows.yaml: an Arazzo document. */
  workflows?: string;
  blueprint?: string;
  /** Stands over what the files say of production. */
  live?: LiveChoice;
  /** The release that a preview showed: where this would be another one, nothing is published. */
  expected?: string;
};

const UploadedBlueprint = z.object({
  index: BlueprintIndex,
  details: z.array(DetailsChunk),
  schemas: z.array(SchemaChunk),
  seed: SeedFile,
  report: Report,
});

export async function publish(control: Control, actor: Actor, publication: Publication): Promise<Published> {
  const known = await requireOwnName(control, actor, publication.slug);
  const { blueprint, diagnostics } = obtainBlueprint(publication);
  const release = await releaseId(publication, blueprint);
  requireExpected(publication, release);
  if (!(await control.blobs.head(blueprintKey(release, "index"))))
    await storingRelease(control, release, async () => {
      await control.blobs.put(documentKey(release), publication.document);
      const kept = keptSources(publication, blueprint.index);
      await control.blobs.put(sourcesKey(release), JSON.stringify(kept));
      if (publication.workflows !== undefined)
        await control.blobs.put(workflowsKey(release), publication.workflows);
      await storeBlueprint(control.blobs, release, blueprint);
    });
  return {
    ...(await recordRelease(control, actor, publication, known, release, blueprint.index)),
    diagnostics,
  };
}

function requireExpected({ expected }: Publication, release: string): void {
  if (expected !== undefined && expected !== release)
    throw new Problem(
      "conflict",
      `This would be the release ${release.slice(0, 12)}, and not ${expected.slice(0, 12)} as previewed: what it is made of has changed since. Preview it again.`,
    );
}

/** Hashes all that a release is made of, the blueprint included: nobody can store another one under its name. */
export async function releaseId(publication: Publication, blueprint: Blueprint): Promise<string> {
  const sources = [
    publication.document,
    ...(publication.overlays ?? []),
    publication.sandboxFile ?? "",
    publication.records ?? "",
    COMPILER,
    // Only where there are any: a release without them keeps the name that it always had.
    ...(publication.workflows === undefined ? [] : [publication.workflows]),
  ];
  return (await sha256Hex([...sources, JSON.stringify(blueprint)].join("\0"))).slice(0, 40);
}

function obtainBlueprint(publication: Publication): { blueprint: Blueprint; diagnostics: Diagnostic[] } {
  const { live } = publication;
  if (publication.blueprint !== undefined) {
    const read = readUploaded(publication.blueprint);
    const index = live === undefined ? read.index : { ...read.index, live: liveOf(withLive({}, live)) };
    requireWorkflows(publication.workflows, index);
    return { blueprint: { ...read, index }, diagnostics: [] };
  }
  const compiled = compilePublication(publication);
  if (!compiled.ok) throw invalid(compiled.failure);
  return compiled.value;
}

/** Compiles what a publication brings; one that is too large for the server is refused. */
export function compilePublication(publication: Publication): Result<Compiled, Diagnostic[]> {
  if (!fitsWorker(publication.document))
    throw new Problem(
      "body_too_large",
      "The server compiles documents of up to 2 MB of JSON or 1 MB of YAML. Publish larger ones with the command line: it compiles them itself.",
    );
  return compileSources(publication);
}

/** What was compiled elsewhere brings its workflows unread: they are checked here as well. */
export function requireWorkflows(workflows: string | undefined, index: BlueprintIndex): void {
  const read = workflows === undefined ? undefined : readWorkflows(workflows, index);
  if (read && !read.ok) throw invalid(read.failure);
}

/** What the release is made of beside its document, kept so that another compiler can compile it again. */
const keptSources = (publication: Publication, { live }: BlueprintIndex): KeptSources => ({
  overlays: publication.overlays ?? [],
  ...(publication.sandboxFile === undefined ? {} : { sandboxFile: publication.sandboxFile }),
  ...(publication.records === undefined ? {} : { records: publication.records }),
  live: typeof live === "string" ? live : { upstream: live.upstream },
});

/** A blueprint from outside is as hostile as a document: every file of it is checked before anything is stored. */
function readUploaded(text: string): Blueprint {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new Problem("document_invalid", "The uploaded blueprint is not JSON.");
  }
  const read = UploadedBlueprint.safeParse(raw);
  if (!read.success) throw otherBlueprint(read.error);
  requireCompiler(read.data.index);
  return read.data; // optional members differ only in `| undefined`
}

export const otherBlueprint = (error: z.ZodError): Problem =>
  new Problem(
    "document_invalid",
    "The uploaded blueprint is not one of this version. Update the command line.",
    error.issues.slice(0, 5),
  );

export function requireCompiler({ compiler }: BlueprintIndex): void {
  if (compiler !== COMPILER)
    throw new Problem(
      "document_invalid",
      `The blueprint was made by compiler ${compiler}; this server reads ${COMPILER}.`,
    );
}

const invalid = (diagnostics: Diagnostic[]): Problem =>
  new Problem("document_invalid", diagnostics[0]?.message ?? "The document cannot be used.", diagnostics);
