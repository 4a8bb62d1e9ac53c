// Compiling a document on this side: the command line takes documents of any size the compiler takes, because a Worker's memory
// cannot.
import { type Sources, compileSources } from "#blueprint/compile-sources.ts";
import type { Diagnostic } from "#blueprint/format/diagnostics.ts";
import type { Blueprint, BlueprintIndex } from "#blueprint/format/blueprint.ts";
import { type Result, succeed } from "#lib/result.ts";
import type { Sample } from "./release.ts";

export type Compiled = {
  sources: Sources;
  blueprint: Blueprint;
  diagnostics: Diagnostic[];
  sample: Sample;
};

export async function compileHere(sources: Sources): Promise<Result<Compiled, Diagnostic[]>> {
  const compiled = compileSources(sources);
  if (!compiled.ok) return compiled;
  // Compiling let nothing else run: a connection that the server closed meanwhile is only now seen to be closed.
  await new Promise((resolve) => setTimeout(resolve, 0));
  const { blueprint, diagnostics } = compiled.value;
  return succeed({ sources, blueprint, diagnostics, sample: sampleOf(blueprint.index) });
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
