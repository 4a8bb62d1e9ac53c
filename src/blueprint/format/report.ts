// The fidelity report (R53) as it is stored: every operation with its tier, every fact with its source and how sure it is.
import { z } from "zod";
import { OperationKind, Tier } from "./operation.ts";

/** What was inferred of a resource, from what, how surely, and by which rule (R53). */
export const Fact = z.object({
  fact: z.string(),
  value: z.string(),
  /** JSON Pointer into the document, or a place in sandbox.yaml. */
  from: z.string(),
  /** `declared` by the sandbox file; `stated` by the document in so many words; `inferred`; `assumed` for want of any sign. */
  sure: z.enum(["declared", "stated", "inferred", "assumed"]),
  rule: z.string(),
  settle: z.string().optional().describe("What to write in sandbox.yaml to declare it"),
});
export type Fact = z.infer<typeof Fact>;

export const Report = z.object({
  operations: z.array(
    z.object({
      method: z.string(),
      path: z.string(),
      kind: OperationKind,
      resource: z.string().optional(),
      tier: Tier,
      reasons: z.array(z.string()),
      from: z.string(),
      settle: z.string().optional().describe("What to write in sandbox.yaml to have it played"),
    }),
  ),
  resources: z.record(z.string(), z.array(Fact)),
  /** Words of the sandbox file that are read and have another form now. */
  notices: z.array(z.object({ at: z.string(), message: z.string(), hint: z.string() })).default([]),
});
export type Report = z.infer<typeof Report>;
