// Armed faults as they cross from the platform's routes to a tenant and back.
import { z } from "zod";
import { Effect } from "#blueprint/format/scenarios.ts";

const EffectOrScenario = z.union([z.strictObject({ scenario: z.string().max(60) }), Effect]);

export const FaultRule = z.strictObject({
  match: z
    .strictObject({
      /** An operationId, or `METHOD /path` as the document writes it. */
      operation: z.string().max(300).optional(),
      resource: z.string().max(100).optional(),
      /** The id of a key, as the list of keys shows it. */
      key: z.string().max(100).optional(),
      /** A value that stands in the path. */
      record: z.string().max(300).optional(),
      /** Members the body must have, with these values. */
      body: z.record(z.string(), z.json()).optional(),
      /** The name of an event, or its beginning and `*`: the fault waits for the event, whatever brings it about. */
      event: z.string().max(200).optional(),
    })
    .default({}),
  /** One effect, or a sequence of which each use takes the next. */
  effect: z.union([EffectOrScenario, z.array(EffectOrScenario).min(1).max(50)]),
  /** How often it holds; a sequence holds once for each of its effects. */
  count: z.number().int().min(1).max(10_000).optional(),
  /** Seconds until it ends by itself; at most a day. */
  expiresIn: z.number().int().min(1).max(86_400).default(3600),
});
export type FaultRule = z.infer<typeof FaultRule>;

export const FaultView = FaultRule.extend({
  id: z.string(),
  remaining: z.int(),
  expires: z.iso.datetime(),
}).meta({ id: "Fault" });
export type FaultView = z.infer<typeof FaultView>;
/** As a tenant keeps it: `expires` in milliseconds. */
export type Fault = Omit<FaultView, "expires"> & { expires: number };
