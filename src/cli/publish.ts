// Compiling a document on this side and publishing it: the command line takes documents of any size the compiler
// takes, because a Worker's memory cannot.
import { compile } from "../blueprint/compile.ts";
import type { Diagnostic } from "../blueprint/diagnostics.ts";
import { parseText } from "../blueprint/document.ts";
import type { BlueprintIndex, Scheme, Tier } from "../blueprint/format.ts";
import { readWithOverlays } from "../blueprint/overlay.ts";
import type { Report } from "../blueprint/report.ts";
import { readSandboxFile } from "../blueprint/sandbox-file.ts";
import { type Result, fail, succeed } from "../lib/result.ts";
import type { Client } from "./client.ts";

export type Sources = {
  document: string;
  overlays?: string[];
  sandboxFile?: string | undefined;
  records?: string | undefined;
};

/** A call to begin with: a list that needs nothing but the key, where the API has one. */
export type Sample = { path: string; scheme: Scheme | undefined };

export type Release = {
  api: string;
  release: string;
  title: string;
  operations: number;
  fidelity: Record<Tier, number>;
  resources: string[];
  diagnostics: Diagnostic[];
};

export async function publishSources(
  client: Client,
  slug: string,
  sources: Sources,
  visibility: "public" | "unlisted",
): Promise<Result<Release & { sample: Sample; report: Report }, Diagnostic[]>> {
  const document = readWithOverlays(sources.document, sources.overlays ?? []);
  if (!document.ok) return document;
  const file = sources.sandboxFile === undefined ? succeed({}) : readSandboxFile(sources.sandboxFile);
  if (!file.ok) return file;
  const records = sources.records === undefined ? succeed({}) : parseText(sources.records);
  if (!records.ok) return records;
  const compiled = compile(document.value.document, file.value, records.value);
  if (!compiled.ok) return fail(compiled.failure);
  const form = new FormData();
  form.set("document", new Blob([sources.document]), "document");
  for (const overlay of sources.overlays ?? []) form.append("overlay", overlay);
  if (sources.sandboxFile !== undefined) form.set("sandbox", sources.sandboxFile);
  if (sources.records !== undefined) form.set("records", sources.records);
  form.set("blueprint", new Blob([JSON.stringify(compiled.value.blueprint)]), "blueprint.json");
  form.set("visibility", visibility);
  const release = await client<Release>("POST", `/api/v1/apis/${slug}/releases`, form);
  return succeed({
    ...release,
    diagnostics: [...document.value.diagnostics, ...compiled.value.diagnostics],
    report: compiled.value.blueprint.report,
    sample: sampleOf(compiled.value.blueprint.index),
  });
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
