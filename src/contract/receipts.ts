// Receipts of workflow runs: what a runner says of a run, and what is kept of it once the log of the run's sandbox bears it out.
import { z } from "zod";

/** A run has so many requests at most (`client/workflows/runner.ts`); the log answers as many rows. */
export const MOST_STEPS = 500;

const Check = z.strictObject({ what: z.string().max(1000), passed: z.boolean() });

const said = {
  workflow: z.string().min(1).max(200),
  scenario: z.string().max(200).nullable().default(null).describe("The scenario its first call met"),
  milliseconds: z.int().min(0),
};
const step = {
  stepId: z.string().max(200),
  title: z.string().max(1000),
  passed: z.boolean().describe("Or an action of the workflow went on elsewhere"),
  attempts: z.int().min(1),
  checks: z.array(Check).max(100).describe("What the runner checked, in its own words"),
};

/** What a runner says while the sandbox of the run is still there. */
export const RunReport = z.strictObject({
  ...said,
  run: z.string().min(1).max(200).describe("The sandbox that it ran in, by name or id"),
  passed: z.boolean(),
  steps: z
    .array(z.strictObject({ ...step, request: z.string().max(100).nullable() }))
    .min(1)
    .max(MOST_STEPS),
});
export type RunReport = z.infer<typeof RunReport>;

const ReceiptCall = z.object({
  request: z.string(),
  at: z.iso.datetime(),
  operation: z.string(),
  method: z.string(),
  path: z.string(),
  status: z.int(),
});
export type ReceiptCall = z.infer<typeof ReceiptCall>;

export const Receipt = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    api: z.string(),
    release: z.string(),
    ...said,
    passed: z.boolean(),
    steps: z.array(
      z.object({ ...step, call: ReceiptCall.nullable().describe("As the log of the run's sandbox has it") }),
    ),
  })
  .meta({ id: "Receipt" });
export type Receipt = z.infer<typeof Receipt>;

export const ReceiptRow = Receipt.pick({
  id: true,
  at: true,
  workflow: true,
  release: true,
  scenario: true,
  passed: true,
})
  .extend({ steps: z.int().describe("How many") })
  .meta({ id: "ReceiptRow" });
export type ReceiptRow = z.infer<typeof ReceiptRow>;
