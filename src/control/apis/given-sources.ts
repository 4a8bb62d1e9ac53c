// The sources of a release, read back: to be looked at, and to make another release of with one of them changed.
import { readSandboxFile } from "#blueprint/read/sandbox-file.ts";
import { documentKey, sourcesKey, workflowsKey } from "#contract/blobs.ts";
import { KeptSources } from "#contract/recompile.ts";
import type { ReleaseSources } from "#contract/release-preview.ts";
import { Problem } from "#lib/problem.ts";
import type { Control } from "../context.ts";
import type { Publication } from "./publish.ts";

/** What a release was made of beside its document. */
export async function releaseSources(control: Control, release: string): Promise<ReleaseSources> {
  const { kept, workflows } = await readKept(control, release);
  return {
    release,
    sandboxFile: kept.sandboxFile ?? null,
    records: kept.records ?? null,
    workflows: workflows ?? null,
    overlays: kept.overlays,
  };
}

/** A publication of what a release was made of, with what is given in place of that. */
export async function basedOn(
  control: Control,
  release: string,
  given: Omit<Publication, "document"> & { document?: string },
): Promise<Publication> {
  const [{ kept, workflows }, document] = await Promise.all([
    readKept(control, release),
    given.document ?? textOf(control, documentKey(release)),
  ]);
  if (document === undefined) throw notKept(release);
  const had = {
    overlays: kept.overlays,
    ...(kept.sandboxFile === undefined ? {} : { sandboxFile: kept.sandboxFile }),
    ...(kept.records === undefined ? {} : { records: kept.records }),
    ...(workflows === undefined ? {} : { workflows }),
  };
  // What a publisher chose beside the files stands until a file says otherwise.
  const isFiles = saysLive(kept.sandboxFile) || saysLive(given.sandboxFile);
  return { ...had, ...(isFiles ? {} : { live: kept.live }), ...given, document };
}

function saysLive(sandboxFile: string | undefined): boolean {
  const read = sandboxFile === undefined ? undefined : readSandboxFile(sandboxFile);
  return read?.ok === true && read.value.live !== undefined;
}

async function readKept(
  control: Control,
  release: string,
): Promise<{ kept: KeptSources; workflows: string | undefined }> {
  const [text, workflows] = await Promise.all([
    textOf(control, sourcesKey(release)),
    textOf(control, workflowsKey(release)),
  ]);
  if (text === undefined) throw notKept(release);
  return { kept: KeptSources.parse(JSON.parse(text)), workflows };
}

const textOf = async (control: Control, key: string): Promise<string | undefined> =>
  (await control.blobs.get(key))?.text();

const notKept = (release: string): Problem =>
  new Problem(
    "not_found",
    `The sources of ${release.slice(0, 12)} are not kept here, because it was published in parts. Publish it again with the command line: sandbar generate.`,
  );
