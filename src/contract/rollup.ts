// What a tenant reports of itself, now and then, by queue: enough for lists and for the status page.
import { z } from "zod";

export const Rollup = z.object({
  kind: z.literal("rollup"),
  mode: z.enum(["test", "live"]),
  /** The tenant's object name: owner and API. */
  tenant: z.string().min(1).max(200),
  /** When this was told, milliseconds. Those who told before there was this say 0. */
  at: z.number().default(0),
  /** When it last answered a call below 500, milliseconds; null when it has not. */
  answeredAt: z.number().nullable(),
  calls: z.number().int(),
  month: z.number().int(),
  facts: z.number().int(),
  /** When it has something to do next, milliseconds; null when nothing waits. */
  nextDue: z.number().nullable().default(null),
  /** How many of its timers are parked. */
  parked: z.number().int().default(0),
  /** Endpoints that have switched themselves off, and why. */
  failing: z.array(z.object({ endpoint: z.string(), url: z.string(), why: z.string() })).default([]),
});
export type Rollup = z.infer<typeof Rollup>;
