// Publishing what was compiled on this side: in one request, or in parts where it is large.
import type { Diagnostic } from "#blueprint/format/diagnostics.ts";
import type { Live } from "#blueprint/format/blueprint.ts";
import type { Report } from "#blueprint/format/report.ts";
import type { Visibility } from "#contract/account-views.ts";
import { type Result, succeed } from "#lib/result.ts";
import type { Client } from "#client/client.ts";
import { type Progress, silent } from "../progress.ts";
import type { Compiled } from "./compile-sources.ts";
import type { Sources } from "#blueprint/compile-sources.ts";
import type { Release, Sample } from "./release.ts";
import { publishInParts } from "./upload.ts";

/** What is sent in one request, document and blueprint together; more goes up in parts. */
const ONE_REQUEST_BYTES = 2 * 1024 * 1024;

/** Under which name, and who sees it; what is not said stays as it is, or is `latest` and `unlisted`. */
export type Naming = { visibility?: Visibility; alias?: string };
export type PublishedRelease = Release & { sample: Sample; report: Report; live: Live };

/** Compiles and publishes. */
export async function publishSources(
  client: Client,
  slug: string,
  sources: Sources,
  naming: Naming,
): Promise<Result<PublishedRelease, Diagnostic[]>> {
  // The compiler is loaded by those who have something to compile.
  const { compileHere } = await import("./compile-sources.ts");
  const compiled = await compileHere(sources);
  return compiled.ok ? succeed(await publishCompiled(client, slug, compiled.value, naming)) : compiled;
}

export async function publishCompiled(
  client: Client,
  slug: string,
  { sources, blueprint, sample, diagnostics }: Compiled,
  naming: Naming,
  progress: Progress = silent,
): Promise<PublishedRelease> {
  const text = JSON.stringify(blueprint);
  const { document, overlays = [], sandboxFile = "", records = "", workflows } = sources;
  const release =
    document.length + text.length > ONE_REQUEST_BYTES
      ? await publishInParts(
          client,
          slug,
          { document, blueprint, sources: [...overlays, sandboxFile, records], workflows, ...naming },
          progress,
        )
      : await publishAtOnce(client, slug, sources, text, naming);
  return { ...release, diagnostics, report: blueprint.report, live: blueprint.index.live, sample };
}

/** What a small publication is sent as: one form. */
function publishAtOnce(
  client: Client,
  slug: string,
  sources: Sources,
  blueprint: string,
  { visibility, alias }: Naming,
): Promise<Release> {
  const form = new FormData();
  form.set("document", new Blob([sources.document]), "document");
  for (const overlay of sources.overlays ?? []) form.append("overlay", overlay);
  if (sources.sandboxFile !== undefined) form.set("sandbox", sources.sandboxFile);
  if (sources.records !== undefined) form.set("records", sources.records);
  if (sources.workflows !== undefined) form.set("workflows", sources.workflows);
  form.set("blueprint", new Blob([blueprint]), "blueprint.json");
  if (visibility !== undefined) form.set("visibility", visibility);
  if (alias !== undefined) form.set("alias", alias);
  return client<Release>("POST", `/api/v1/apis/${slug}/releases`, form);
}
