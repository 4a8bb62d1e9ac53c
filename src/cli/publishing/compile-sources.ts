// Compiling a document on this side: the command line takes documents of any size the compiler takes, because a Worker's memory
// cannot.
import { compile } from "#blueprint/compile.ts";
import type { Diagnostic } from "#blueprint/format/diagnostics.ts";
import { parseText } from "#blueprint/read/document.ts";
import type { Blueprint, BlueprintIndex } from "#blueprint/format/blueprint.ts";
import { readWithOverlays } from "#blueprint/read/overlay.ts";
import { readSandboxFile, withLive } from "#blueprint/format/sandbox-file.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import type { Sample, Sources } from "./release.ts";

export type Compiled = {
  sources: Sources;
  blueprint: Blueprint;
  diagnostics: Diagnostic[];
  sample: Sample;
};

export async function compileSources(sources: Sources): Promise<Result<Compiled, Diagnostic[]>> {
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
  const { blueprint, diagnostics } = compiled.value;
  return succeed({
    sources,
    blueprint,
    diagnostics: [...document.value.diagnostics, ...diagnostics],
    sample: sampleOf(blueprint.index),
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
