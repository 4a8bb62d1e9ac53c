// The platform's own webhooks as its routes answer them: an organisation's endpoints, the events they take, what was sent.
import { z } from "zod";

const Moment = z.iso.datetime();

/** What happens on the platform and may be told: to the organisation whose API or submission it is. */
export const PLATFORM_EVENTS = {
  "submission.submitted": "A partner asks for production",
  "submission.withdrawn": "A partner has taken that back",
  "submission.approved": "A submission was approved",
  "submission.changes_requested": "A submission was sent back with notes",
  "submission.rejected": "A submission was rejected",
  "release.published": "A release of an API was published",
  "endpoint.disabled": "A webhook endpoint of a sandbox kept failing and was switched off",
} as const;
export const PlatformEvent = z.enum(
  Object.keys(PLATFORM_EVENTS) as [keyof typeof PLATFORM_EVENTS, ...(keyof typeof PLATFORM_EVENTS)[]], // its keys, of which there are some
);
export type PlatformEvent = z.infer<typeof PlatformEvent>;

const webhook = {
  id: z.string(),
  url: z.string(),
  events: z.array(PlatformEvent).describe("None are all"),
  createdAt: Moment,
};
export const WebhookView = z.object(webhook).meta({ id: "PlatformWebhook" });
export type WebhookView = z.infer<typeof WebhookView>;

export const CreatedWebhook = z
  .object({ ...webhook, secret: z.string().describe("Shown once: signatures are verified with it") })
  .meta({ id: "CreatedPlatformWebhook" });
export type CreatedWebhook = z.infer<typeof CreatedWebhook>;

const MAX_OVERLAP_SECONDS = 7 * 86_400;
export const SecretRotation = z.strictObject({
  overlapSeconds: z
    .int()
    .min(0)
    .max(MAX_OVERLAP_SECONDS)
    .default(86_400)
    .describe("For how long deliveries are signed with the old secret as well"),
});

const Attempt = z.object({
  at: Moment,
  status: z.int().nullable(),
  error: z.string().nullable(),
  latency: z.int().describe("Milliseconds"),
  response: z.string().describe("How the answer began"),
});

export const WebhookDelivery = z
  .object({
    id: z.int(),
    event: z.string(),
    type: z.string(),
    body: z.string(),
    createdAt: Moment,
    state: z.enum(["pending", "delivered", "failed"]),
    nextAttemptAt: Moment.nullable(),
    attempts: z.array(Attempt),
  })
  .meta({ id: "PlatformDelivery" });
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;
export const Attempts = z.array(Attempt);
