// A release that an older compiler made, compiled again from its sources. Loaded only when it is needed: the compiler is large.
import { z } from "zod";
import { compileSources } from "#blueprint/compile-sources.ts";
import type { Blueprint } from "#blueprint/format/blueprint.ts";
import { MAX_WORKER_JSON_BYTES, MAX_WORKER_YAML_BYTES } from "#blueprint/read/document.ts";
import { log } from "#lib/log.ts";

/** What is kept of a release beside its document, so that it can be compiled again. */
export const KeptSources = z.object({
  overlays: z.array(z.string()),
  sandboxFile: z.string().optional(),
  records: z.string().optional(),
  live: z.union([z.enum(["none", "hosted"]), z.object({ upstream: z.string() })]),
});
export type KeptSources = z.infer<typeof KeptSources>;

/** Undefined when it cannot be: the document is too large for a Worker, or today's compiler refuses it. */
export function recompile(release: string, kept: string, document: string): Blueprint | undefined {
  if (!fitsWorker(document)) return undefined;
  const compiled = compileSources({ ...KeptSources.parse(JSON.parse(kept)), document });
  if (compiled.ok) return compiled.value.blueprint;
  const [first] = compiled.failure;
  log("warn", "a release does not compile any more", {
    release,
    at: first?.at ?? "",
    message: first?.message ?? "",
  });
  return undefined;
}

/** Whether a Worker's memory suffices to compile a document. */
export const fitsWorker = (document: string): boolean =>
  document.length <= (document.trimStart().startsWith("{") ? MAX_WORKER_JSON_BYTES : MAX_WORKER_YAML_BYTES);
