// What a tenant tells the directory of itself, now and then, by queue: enough for lists and for the status page.
import { z } from "zod";

export const Rollup = z.object({
  kind: z.literal("rollup"),
  mode: z.enum(["test", "live"]),
  /** The tenant's object name: owner and API. */
  tenant: z.string().min(1).max(200),
  /** When it last answered a call below 500, milliseconds; null when it has not. */
  answeredAt: z.number().nullable(),
  calls: z.number().int(),
  month: z.number().int(),
  facts: z.number().int(),
});
export type Rollup = z.infer<typeof Rollup>;
