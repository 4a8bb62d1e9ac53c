// The administrator's overview: counters, and where to look first.
import { z } from "zod";

const Moment = z.iso.datetime();

export const JobStep = z.object({
  step: z.string(),
  took: z.number().describe("Milliseconds"),
  result: z.unknown().describe("What it did"),
  error: z.string().nullable(),
});
export type JobStep = z.infer<typeof JobStep>;

const JobRun = z.object({ at: Moment, took: z.number(), steps: z.array(JobStep) });

export const Overview = z
  .object({
    now: Moment,
    tenants: z.array(
      z.object({ mode: z.enum(["test", "live"]), status: z.enum(["active", "inactive"]), count: z.int() }),
    ),
    overdue: z
      .object({ count: z.int(), longest: Moment.nullable().describe("Since when the first of them is due") })
      .describe("Active tenants that are due for more than five minutes, as they last told"),
    parkedTimers: z.object({
      count: z.int(),
      tenants: z
        .array(z.object({ mode: z.string(), tenant: z.string(), api: z.string().nullable(), count: z.int() }))
        .describe("Those with the most, at most 20"),
    }),
    deadLetters: z.object({
      lastHour: z.int(),
      lastDay: z.int(),
      latest: z
        .array(
          z.object({
            at: Moment,
            mode: z.string(),
            tenant: z.string(),
            delivery: z.int(),
            requeued: z.boolean().describe("Whether its tenant has taken it back"),
          }),
        )
        .describe("At most 20"),
    }),
    keySyncs: z
      .object({ count: z.int(), oldest: Moment.nullable() })
      .describe("Changes of keys that tenants have not confirmed yet"),
    outbox: z
      .object({
        waiting: z.int(),
        failing: z.int().describe("How many of them have failed before"),
        oldest: Moment.nullable(),
      })
      .describe(
        "Changes of the directory that objects have not confirmed yet, and mail that is not sent yet",
      ),
    cron: z.object({
      last: JobRun.nullable(),
      lastFailed: JobRun.nullable().describe("The latest run in which a step failed"),
    }),
  })
  .meta({ id: "Overview" });
export type Overview = z.infer<typeof Overview>;
