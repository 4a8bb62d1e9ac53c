// Scenarios (R42): named, documented, stable ways to make an API fail or be slow. Every API has the universal ones; a
// sandbox.yaml adds its own and may give a universal one another effect. Names are a public contract.
import { z } from "zod";

/** What may go wrong with the webhooks of one event, and how it shows. */
export const DELIVERY_FAULTS = {
  duplicate: "Each event of the call arrives twice, with the same id.",
  delayed: "Each event of the call arrives half a minute late.",
  out_of_order: "Each event of the call arrives after the next one to the same endpoint.",
  bad_signature: "Each event of the call arrives signed with another secret; the retry is right.",
  stale: "Each event of the call arrives signed an hour ago; the retry is right.",
  mutated: "Each event of the call arrives changed after it was signed; the retry is right.",
  replayed: "Each event of the call arrives, and an old one once more.",
  lost: "No event of the call arrives; it can be found and sent again.",
} as const;
export type DeliveryFault = keyof typeof DELIVERY_FAULTS;
const isDeliveryFault = (name: unknown): name is DeliveryFault =>
  typeof name === "string" && Object.hasOwn(DELIVERY_FAULTS, name);

export const Effect = z.strictObject({
  code: z
    .string()
    .max(60)
    .optional()
    .describe("The kind of refusal; the API's own shape and status for it are used"),
  status: z.number().int().min(400).max(599).optional().describe("The status of the refusal"),
  message: z.string().max(500).optional().describe("What it says"),
  delay: z
    .number()
    .int()
    .min(0)
    .max(120_000)
    .optional()
    .describe("The answer is held back this long, milliseconds"),
  drop: z
    .boolean()
    .optional()
    .describe("The connection ends without an answer; with `acts` after the call has acted"),
  acts: z.boolean().optional().describe("The call acts all the same"),
  webhook: z
    .custom<DeliveryFault>(isDeliveryFault, "is no way for a webhook to misbehave")
    .meta({ type: "string", enum: Object.keys(DELIVERY_FAULTS) })
    .optional()
    .describe("The call acts, and the webhooks of its events misbehave so"),
  item: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe("Of a call that makes many records, the one at this place (from 1) is refused"),
  times: z
    .number()
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe("The effect holds for so many equal calls of one key; then they work"),
});
export type Effect = z.infer<typeof Effect>;

export const Scenario = z.strictObject({
  description: z.string().max(500).describe("What happens, for people"),
  effect: Effect.describe("What the call is answered, and what it does"),
  when: z
    .array(
      z.strictObject({
        member: z
          .string()
          .optional()
          .describe("In this member of the body, the query or the path; else in any"),
        value: z.union([z.string(), z.number()]).describe("This value"),
      }),
    )
    .default([])
    .describe("Values of the API's own that call it up"),
});
export type Scenario = z.infer<typeof Scenario>;

const refusal = (code: string, description: string): Scenario => ({
  description,
  effect: { code },
  when: [],
});
const recovery = (code: string, what: string): Scenario => ({
  description: `${what} twice, then the same call works.`,
  effect: { code, times: 2 },
  when: [],
});

const UNIVERSAL: Readonly<Record<string, Scenario>> = {
  rate_limited: refusal("rate_limited", "Too many requests, with Retry-After."),
  unauthorized: refusal("unauthorized", "The key is not accepted."),
  expired_token: refusal("expired_token", "The credential has expired."),
  forbidden: refusal("forbidden", "The key may not do this."),
  not_found: refusal("not_found", "What the call names does not exist."),
  validation_error: refusal("invalid", "The body or a parameter is refused."),
  conflict: refusal("conflict", "It clashes with what is there."),
  server_error: refusal("server_error", "The API fails."),
  unavailable: refusal("unavailable", "The API is down for a while, with Retry-After."),
  timeout: {
    description: "No answer comes, and nothing was done.",
    effect: { drop: true, delay: 60_000 },
    when: [],
  },
  slow: {
    description: "The answer comes after three seconds.",
    effect: { delay: 3000, acts: true },
    when: [],
  },
  accepted_response_loss: {
    description: "The call acts, then its answer is lost.",
    effect: { drop: true, acts: true },
    when: [],
  },
  request_in_progress: {
    description: "Another request with the same idempotency key is said to be under way.",
    effect: {
      code: "conflict",
      status: 409,
      message: "Another request with this idempotency key is still in progress. Try again later.",
    },
    when: [],
  },
  batch_item_fails: {
    description: "Of a call that makes many records the second one is refused.",
    effect: { code: "invalid", item: 2, message: "This item was refused because it was asked for." },
    when: [],
  },
  recovery_rate_limited: recovery("rate_limited", "Too many requests"),
  recovery_server_error: recovery("server_error", "The API fails"),
  recovery_unavailable: recovery("unavailable", "The API is down"),
  recovery_timeout: {
    description: "No answer comes twice, then the same call works.",
    effect: { drop: true, times: 2 },
    when: [],
  },
  ...Object.fromEntries(
    Object.entries(DELIVERY_FAULTS).map(([name, description]): [string, Scenario] => [
      `webhook_${name}`,
      { description, effect: { webhook: isDeliveryFault(name) ? name : undefined, acts: true }, when: [] },
    ]),
  ),
};

/** All scenarios of a release, the API's own over the universal ones. */
export const scenariosOf = (
  declared: Readonly<Record<string, Scenario>>,
): Readonly<Record<string, Scenario>> => ({
  ...UNIVERSAL,
  ...declared,
});

/** The value that calls a scenario up in any text member, path part or idempotency key; and as an e-mail address. */
export const magicText = (name: string): string => `sandbox_${name}`;
export const magicEmail = (name: string): string => `${name}@sandbox.test`;

/** A scenario with all the ways to call it up. */
export const ScenarioView = z
  .object({
    name: z.string(),
    description: z.string(),
    effect: Effect,
    own: z.boolean().describe("The API's own, or every API's"),
    triggers: z.object({
      header: z.string(),
      value: z.string().describe("In any text of the body, the query or the path"),
      email: z.string(),
      idempotencyKey: z.string(),
      values: Scenario.shape.when,
    }),
  })
  .meta({ id: "Scenario" });
export type ScenarioView = z.infer<typeof ScenarioView>;

/** How each scenario is called up, for people and for pages. */
export function describeScenarios(declared: Readonly<Record<string, Scenario>>): ScenarioView[] {
  return Object.entries(scenariosOf(declared)).map(([name, scenario]) => ({
    name,
    description: scenario.description,
    effect: scenario.effect,
    own: Object.hasOwn(declared, name),
    triggers: {
      header: `X-Sandbox-Scenario: ${name}`,
      value: magicText(name),
      email: magicEmail(name),
      idempotencyKey: `${magicText(name)} and anything after it`,
      values: scenario.when,
    },
  }));
}
