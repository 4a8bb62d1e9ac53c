// A schedule that resets a sandbox, on real time: by a cron expression or by an interval.
import { z } from "zod";

/** Shorter ones would leave nobody time to work. */
export const SHORTEST_SECONDS = 300;
const LONGEST_SECONDS = 366 * 86_400;

const Profile = z.enum(["empty", "small", "rich", "edge"]);
const SeedNumber = z.int().min(0).max(2_147_483_647);

/** What is asked for: one of `cron` and `everySeconds`. */
export const ResetRule = z
  .strictObject({
    cron: z.string().min(9).max(100).optional().describe("Five fields, in UTC, such as `0 3 * * *`"),
    everySeconds: z.int().min(SHORTEST_SECONDS).max(LONGEST_SECONDS).optional(),
    profile: Profile.optional().describe("How much, and how strange; as it is if nothing is said"),
    seed: SeedNumber.optional().describe("Equal numbers make equal records; as it is if nothing is said"),
  })
  .refine((rule) => (rule.cron === undefined) !== (rule.everySeconds === undefined), {
    error: "Say either cron or everySeconds.",
  });
export type ResetRule = z.infer<typeof ResetRule>;

export const ResetSchedule = z
  .object({
    cron: z.string().nullable(),
    everySeconds: z.int().nullable(),
    profile: Profile.nullable(),
    seed: SeedNumber.nullable(),
    nextAt: z.iso.datetime().describe("On the real clock"),
  })
  .meta({ id: "ResetSchedule" });
export type ResetSchedule = z.infer<typeof ResetSchedule>;
