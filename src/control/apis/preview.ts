// What publishing would do, before it is done: the release it would be, its report, and what changes since the latest one.
import { type Change, type Side, diff } from "#blueprint/diff.ts";
import type { Diagnostic } from "#blueprint/format/diagnostics.ts";
import type { Blueprint } from "#blueprint/format/blueprint.ts";
import type { Details } from "#blueprint/format/operation.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import { SANDBOX_FILE } from "#blueprint/read/sandbox-file.ts";
import { lineOf } from "#blueprint/read/line-of.ts";
import type { LinedDiagnostic, ReleasePreview } from "#contract/release-preview.ts";
import { requireOwnName } from "./apis.ts";
import type { Actor, Control } from "../context.ts";
import { type Publication, compilePublication, releaseId } from "./publish.ts";
import { fidelityOf } from "./record-release.ts";
import { loadSide } from "./releases.ts";

export async function previewRelease(
  control: Control,
  actor: Actor,
  publication: Publication,
): Promise<ReleasePreview> {
  const known = await requireOwnName(control, actor, publication.slug);
  const compiled = compilePublication(publication);
  const lined = (list: readonly Diagnostic[]): LinedDiagnostic[] =>
    list.map((one) => withLine(one, publication.sandboxFile));
  if (!compiled.ok) return { preview: null, diagnostics: lined(compiled.failure) };
  const { blueprint, diagnostics } = compiled.value;
  const { index } = blueprint;
  const release = await releaseId(publication, blueprint);
  const changes: Change[] = known ? diff(await loadSide(control, known.release), sideOf(blueprint)) : [];
  return {
    preview: {
      api: publication.slug,
      release,
      title: index.title,
      version: index.version,
      operations: index.operations.length,
      fidelity: fidelityOf(index),
      resources: Object.keys(index.resources),
      live: typeof index.live === "object" ? "upstream" : index.live,
      report: blueprint.report,
      isLatest: known?.release === release,
      comparedWith: known?.release ?? null,
      breaking: changes.filter((one) => one.breaking).length,
      changes,
    },
    diagnostics: lined(diagnostics),
  };
}

function withLine(diagnostic: Diagnostic, sandboxFile: string | undefined): LinedDiagnostic {
  if (sandboxFile === undefined || !diagnostic.at.startsWith(SANDBOX_FILE)) return diagnostic;
  return { ...diagnostic, line: lineOf(sandboxFile, diagnostic.at.slice(SANDBOX_FILE.length)) };
}

function sideOf({ index, details, schemas }: Blueprint): Side {
  const byName = new Map<string, Schema>(schemas.flatMap((chunk) => Object.entries(chunk)));
  const byOperation = new Map<string, Details>(details.flatMap((chunk) => Object.entries(chunk)));
  return { index, details: byOperation, schema: (name) => byName.get(name) };
}
