// The texts that a release is made of → blueprint: what the command line, the server and a recompilation have in common.
import { type Compiled, compile } from "./compile.ts";
import type { Diagnostic } from "./format/diagnostics.ts";
import { type LiveChoice, readSandboxFile, withLive } from "./read/sandbox-file.ts";
import { parseText } from "./read/document.ts";
import { readWithOverlays } from "./read/overlay.ts";
import { readWorkflows } from "./workflows/read.ts";
import { type Result, succeed } from "#lib/result.ts";

export type Sources = {
  document: string;
  /** Applied in this order. */
  overlays?: readonly string[] | undefined;
  /** sandbox.yaml and records.yaml. */
  sandboxFile?: string | undefined;
  records?: string | undefined;
  /** workflows.yaml: an Arazzo document. It is checked against the blueprint, and not part of it. */
  workflows?: string | undefined;
  /** Stands over what the files say of production. */
  live?: LiveChoice | undefined;
};

export function compileSources(sources: Sources): Result<Compiled, Diagnostic[]> {
  const document = readWithOverlays(sources.document, sources.overlays ?? []);
  if (!document.ok) return document;
  const file = sources.sandboxFile === undefined ? succeed({}) : readSandboxFile(sources.sandboxFile);
  if (!file.ok) return file;
  const records = sources.records === undefined ? succeed({}) : parseText(sources.records);
  if (!records.ok) return records;
  const given = sources.live === undefined ? file.value : withLive(file.value, sources.live);
  const compiled = compile(document.value.document, given, records.value);
  if (!compiled.ok) return compiled;
  const { blueprint, diagnostics } = compiled.value;
  const workflows =
    sources.workflows === undefined ? succeed({}) : readWorkflows(sources.workflows, blueprint.index);
  if (!workflows.ok) return workflows;
  return succeed({ blueprint, diagnostics: [...document.value.diagnostics, ...diagnostics] });
}
