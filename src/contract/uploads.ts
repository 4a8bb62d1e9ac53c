// Publishing a large document in parts: content-addressed parts first, then a manifest that names them. A part is a piece of
// the document, or a pack of blueprint files, one `{part, value}` in JSON a line; the index is a pack of its own, the last.
import { z } from "zod";
import { MAX_WORKFLOWS_BYTES } from "#blueprint/workflows/limits.ts";
import { Visibility } from "./account-views.ts";

export const MAX_PART_BYTES = 4 * 1024 * 1024;
/** Packs are smaller: the server holds one of them parsed at a time. */
export const PACK_BYTES = 1024 * 1024;
export const MAX_DOCUMENT_PARTS = 16;
export const MAX_PACKS = 64;
/** Files of one blueprint: each costs a write, and a Worker may make a thousand calls for one request. */
export const MAX_BLUEPRINT_FILES = 600;

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "is no SHA-256 in small hexadecimal letters");
export const Part = z.strictObject({ sha256: Sha256, bytes: z.int().min(1).max(MAX_PART_BYTES) });
export type Part = z.infer<typeof Part>;

export const Alias = z.string().regex(/^[a-z][a-z0-9-]{0,29}$/, "is no name for a release");

export const UploadManifest = z.strictObject({
  document: z.array(Part).min(1).max(MAX_DOCUMENT_PARTS).describe("The document, cut into pieces in order"),
  blueprint: z
    .array(Part)
    .min(2)
    .max(MAX_PACKS)
    .describe("Packs of what the command line compiled; the index alone is the last"),
  sources: z
    .array(Sha256)
    .max(50)
    .default([])
    .describe("Digests of overlays, sandbox.yaml and records.yaml: they are compiled in, and not sent"),
  workflows: z.string().max(MAX_WORKFLOWS_BYTES).optional().describe("workflows.yaml: an Arazzo document"),
  visibility: Visibility.optional(),
  alias: Alias.optional().describe("The name that is to point at it; `latest` if nothing is said"),
});
export type UploadManifest = z.infer<typeof UploadManifest>;

/** Parts that have to be sent before the manifest is taken: nothing is published yet. */
export const MissingParts = z.object({ missing: z.array(Sha256) }).meta({ id: "MissingParts" });
