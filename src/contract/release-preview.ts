// What a release would be, before it is one: the same compilation and the same digest as publishing it, and nothing kept.
import { z } from "zod";
import { Change } from "#blueprint/diff.ts";
import { Report } from "#blueprint/format/report.ts";
import { Published } from "./account-views.ts";

const Diagnostic = Published.shape.diagnostics.element.extend({
  line: z.int().optional().describe("The line of sandbox.yaml that it is about, counted from 1"),
});
export type LinedDiagnostic = z.infer<typeof Diagnostic>;

const WouldBe = Published.omit({ diagnostics: true }).extend({
  version: z.string(),
  live: z.enum(["none", "hosted", "upstream"]).describe("What it says of production"),
  report: Report,
  isLatest: z.boolean().describe("Whether it is what the API has already: then nothing changes"),
  comparedWith: z.string().nullable().describe("The latest release; null where there is none yet"),
  breaking: z.int(),
  changes: z.array(Change).describe("Since the latest release; what breaks a client comes first"),
});

export const ReleasePreview = z
  .object({
    preview: WouldBe.nullable().describe("Null where it cannot be released: the diagnostics say why"),
    diagnostics: z.array(Diagnostic),
  })
  .meta({ id: "ReleasePreview" });
export type ReleasePreview = z.infer<typeof ReleasePreview>;

export const ReleaseSources = z
  .object({
    release: z.string(),
    sandboxFile: z.string().nullable().describe("sandbox.yaml"),
    records: z.string().nullable().describe("records.yaml"),
    workflows: z.string().nullable().describe("workflows.yaml"),
    overlays: z.array(z.string()),
  })
  .meta({ id: "ReleaseSources" });
export type ReleaseSources = z.infer<typeof ReleaseSources>;
