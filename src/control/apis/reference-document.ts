// The document of a release as its reference reads it: OpenAPI 3 in JSON, with its overlays applied. What needs no change is
// streamed as it was published; anything else is read once and kept beside the release.
import { readWithOverlays } from "#blueprint/read/overlay.ts";
import { documentKey, referenceKey, sourcesKey } from "#contract/blobs.ts";
import { KeptSources, fitsWorker } from "#contract/recompile.ts";
import { Problem } from "#lib/problem.ts";
import type { Control } from "../context.ts";

/** Where the version stands in nearly every document: near its beginning. */
const HEAD = 2_000;
const IS_OPENAPI_3_JSON = /^\s*\{[^]*?"openapi"\s*:\s*"3\./;

export async function referenceDocument(control: Control, release: string): Promise<string | ReadableStream> {
  const kept = await control.blobs.get(referenceKey(release));
  if (kept) return kept.body;
  const [document, sources] = await Promise.all([
    control.blobs.get(documentKey(release)),
    control.blobs.get(sourcesKey(release)),
  ]);
  if (!document) throw new Problem("not_found", "The document of this release is not kept here.");
  const text = await document.text();
  const overlays = sources ? KeptSources.parse(JSON.parse(await sources.text())).overlays : [];
  if (overlays.length === 0 && IS_OPENAPI_3_JSON.test(text.slice(0, HEAD))) return text;
  const made = readAgain(text, overlays);
  await control.blobs.put(referenceKey(release), made);
  return made;
}

function readAgain(text: string, overlays: readonly string[]): string {
  if (!fitsWorker(text))
    throw new Problem(
      "not_found",
      "This document is too large to be made into a reference here. Publish it as OpenAPI 3 in JSON, with its overlays applied.",
    );
  const read = readWithOverlays(text, overlays);
  if (!read.ok)
    throw new Problem("not_found", "The document of this release can no longer be read. Publish it again.");
  return JSON.stringify(read.value.document);
}
