// Compiling a document on this side and publishing it: the command line takes documents of any size the compiler
// takes, because a Worker's memory cannot.
import { compile } from "#blueprint/compile.ts";
import type { Diagnostic } from "#blueprint/format/diagnostics.ts";
import { parseText } from "#blueprint/read/document.ts";
import type { BlueprintIndex, Live } from "#blueprint/format/blueprint.ts";
import { readWithOverlays } from "#blueprint/read/overlay.ts";
import type { Report } from "#blueprint/format/report.ts";
import { readSandboxFile, withLive } from "#blueprint/format/sandbox-file.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import type { Client } from "./client.ts";
import { type Progress, silent } from "./progress.ts";
import { publishInParts } from "./upload.ts";
import type { Release, Sample, Sources } from "./release.ts";

/** What is sent in one request, document and blueprint together; more goes up in parts. */
const ONE_REQUEST_BYTES = 2 * 1024 * 1024;

export async function publishSources(
  client: Client,
  slug: string,
  sources: Sources,
  visibility: "public" | "unlisted",
  progress: Progress = silent,
): Promise<Result<Release & { sample: Sample; report: Report; live: Live }, Diagnostic[]>> {
  const document = readWithOverlays(sources.document, sources.overlays ?? []);
  if (!document.ok) return document;
  const file = sources.sandboxFile === undefined ? succeed({}) : readSandboxFile(sources.sandboxFile);
  if (!file.ok) return file;
  const records = sources.records === undefined ? succeed({}) : parseText(sources.records);
  if (!records.ok) return records;
  const given = sources.live === undefined ? file.value : withLive(file.value, sources.live);
  const compiled = compile(document.value.document, given, records.value);
  if (!compiled.ok) return fail(compiled.failure);
  // Compiling let nothing else run: a connection that the server closed meanwhile is only now seen to be closed.
  await new Promise((resolve) => setTimeout(resolve, 0));
  const { blueprint } = compiled.value;
  const text = JSON.stringify(blueprint);
  const release =
    sources.document.length + text.length > ONE_REQUEST_BYTES
      ? await publishInParts(
          client,
          slug,
          {
            document: sources.document,
            blueprint,
            sources: [...(sources.overlays ?? []), sources.sandboxFile ?? "", sources.records ?? ""],
            visibility,
          },
          progress,
        )
      : await publishAtOnce(client, slug, sources, text, visibility);
  return succeed({
    ...release,
    diagnostics: [...document.value.diagnostics, ...compiled.value.diagnostics],
    report: blueprint.report,
    live: blueprint.index.live,
    sample: sampleOf(blueprint.index),
  });
}

/** What a small publication is sent as: one form. */
function publishAtOnce(
  client: Client,
  slug: string,
  sources: Sources,
  blueprint: string,
  visibility: string,
): Promise<Release> {
  const form = new FormData();
  form.set("document", new Blob([sources.document]), "document");
  for (const overlay of sources.overlays ?? []) form.append("overlay", overlay);
  if (sources.sandboxFile !== undefined) form.set("sandbox", sources.sandboxFile);
  if (sources.records !== undefined) form.set("records", sources.records);
  form.set("blueprint", new Blob([blueprint]), "blueprint.json");
  form.set("visibility", visibility);
  return client<Release>("POST", `/api/v1/apis/${slug}/releases`, form);
}

function sampleOf(index: BlueprintIndex): Sample {
  const plain = index.operations.filter((one) => one.method === "GET" && one.parameters.length === 0);
  const first = plain.find((one) => one.kind === "list") ?? plain[0];
  const name = first?.security.flat()[0];
  return {
    path: `${index.basePaths[0] ?? ""}${first?.path ?? "/"}`,
    scheme: (name === undefined ? undefined : index.schemes[name]) ?? Object.values(index.schemes)[0],
  };
}
