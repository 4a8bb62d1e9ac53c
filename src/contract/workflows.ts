// Workflows of an API as the platform's routes answer them: each as an Arazzo document, with what it takes to call its
// operations.
import { z } from "zod";
import { Scheme } from "#blueprint/format/operation.ts";
import type { Arazzo } from "#blueprint/workflows/arazzo.ts";

const Source = z.enum(["declared", "inferred"]);

export const WorkflowRow = z
  .object({
    id: z.string(),
    summary: z.string(),
    source: Source.describe("Published with the API, or inferred from its document"),
  })
  .meta({ id: "WorkflowRow" });
export type WorkflowRow = z.infer<typeof WorkflowRow>;

const CalledOperation = z.object({
  id: z.string(),
  method: z.string(),
  path: z.string().describe("With the API's base path"),
  credential: Scheme.nullable().describe("Where its key goes; null where it needs none"),
});
export type CalledOperation = z.infer<typeof CalledOperation>;

export const WorkflowView = z
  .object({
    id: z.string(),
    source: Source,
    api: z.string(),
    release: z.string(),
    basePath: z.string(),
    document: z.custom<Arazzo>((value) => typeof value === "object").describe("Arazzo 1.x"),
    operations: z.record(z.string(), CalledOperation).describe("By what steps call them"),
  })
  .meta({ id: "Workflow" });
export type WorkflowView = z.infer<typeof WorkflowView>;
