// Calls and deliveries over time: equal steps up to now, each with its counts. What charts are drawn from.
import { z } from "zod";

const counts = {
  calls: z.int(),
  refused: z.int().describe("Answers of 400 to 499"),
  failed: z.int().describe("Answers of 500 and above"),
  delivered: z.int(),
  undelivered: z.int().describe("Deliveries that failed for good"),
};
export const StepCounts = z.object(counts);
export type StepCounts = z.infer<typeof StepCounts>;

/** Steps of `step` milliseconds from `since` on, `steps` of them. */
export type SeriesSpan = { since: number; step: number; steps: number };

export const Series = z
  .object({
    stepSeconds: z.int(),
    points: z.array(z.object({ at: z.iso.datetime().describe("When the step begins"), ...counts })),
  })
  .meta({ id: "Series" });
export type Series = z.infer<typeof Series>;

export const ApiSeries = Series.extend({
  sandboxes: z.int().describe("Of how many sandboxes these are the sums: of those called last"),
}).meta({ id: "ApiSeries" });
export type ApiSeries = z.infer<typeof ApiSeries>;

export const SeriesQuery = z.object({
  seconds: z.coerce
    .number()
    .int()
    .min(600)
    .max(31_536_000)
    .default(86_400)
    .describe("How far back; the log of a sandbox holds its latest 2,000 calls"),
  steps: z.coerce.number().int().min(2).max(100).default(24),
});
export type SeriesQuery = z.infer<typeof SeriesQuery>;

export const spanOf = ({ seconds, steps }: SeriesQuery, now: number): SeriesSpan => {
  const step = Math.ceil((seconds * 1000) / steps);
  return { since: now - step * steps, step, steps };
};

/** The sums of several tenants, as one series. */
export function seriesOf({ since, step, steps }: SeriesSpan, counted: readonly StepCounts[][]): Series {
  const sum = (i: number, name: keyof StepCounts): number =>
    counted.reduce((all, one) => all + (one[i]?.[name] ?? 0), 0);
  return {
    stepSeconds: Math.round(step / 1000),
    points: Array.from({ length: steps }, (_, i) => ({
      at: new Date(since + i * step).toISOString(),
      calls: sum(i, "calls"),
      refused: sum(i, "refused"),
      failed: sum(i, "failed"),
      delivered: sum(i, "delivered"),
      undelivered: sum(i, "undelivered"),
    })),
  };
}
