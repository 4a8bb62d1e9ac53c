// What the delivery queue carries, and what tenant and consumer exchange.
import { z } from "zod";
import type { DeliveryFault } from "#blueprint/format/scenarios.ts";
import type { PayloadFormat, Signing } from "#blueprint/format/signing.ts";

/** Whose delivery it is: a tenant's, or the platform's own. */
const DeliveryMode = z.enum(["test", "live", "platform"]);
export type DeliveryMode = z.infer<typeof DeliveryMode>;

/** A queue message: ids, never bodies. */
export const DeliveryMessage = z.object({
  mode: DeliveryMode,
  /** The tenant's object name; of the platform's own webhooks a word for all. */
  tenant: z.string().min(1).max(200),
  delivery: z.number().int(),
});
export type DeliveryMessage = z.infer<typeof DeliveryMessage>;

/** What an endpoint test sends, and what to do if the endpoint accepted a bad delivery or refused a good one. */
export const ENDPOINT_PROBES = {
  valid:
    "A well-signed delivery was refused: compare the signing secret and the exact bytes that are signed.",
  bad_signature:
    "A delivery signed with another secret was taken: verify the signature before anything else.",
  stale: "A delivery signed an hour ago was taken: refuse timestamps more than five minutes old.",
  mutated: "A body changed after it was signed was taken: verify the raw bytes, not the parsed JSON.",
  duplicate: "The same event a second time was refused: answer 2xx and do nothing.",
} as const;
export type EndpointProbe = keyof typeof ENDPOINT_PROBES;

/** One try, claimed under a lease: everything the consumer needs, nothing it keeps. */
export type Claim = {
  delivery: number;
  attempt: number;
  url: string;
  signing: Signing;
  format: PayloadFormat;
  /** The secret that signs, and the one before while a rotation overlaps; none for what is sent unsigned. */
  secrets: string[];
  eventId: string;
  eventType: string;
  body: string;
  /** Sent wrong on purpose, in this way. */
  tamper: EndpointProbe | DeliveryFault | null;
};

/** A request as it was sent; its body where that is not the event's. */
export type SentRequest = { headers: Record<string, string>; body?: string };

export type AttemptReport = {
  delivery: number;
  attempt: number;
  status: number | null;
  error: string | null;
  latency: number;
  response: string;
  at: number;
  /** Undefined where nothing was sent. */
  sent?: SentRequest;
};

/** The side of a tenant, or of the platform's own webhooks, that the queue's consumer calls. */
export type DeliveryPort = {
  claim(delivery: number): Promise<Claim | undefined>;
  report(report: AttemptReport): Promise<void>;
  requeue(delivery: number): Promise<boolean>;
};

/** A message that could not reach its tenant as often as the queue tries, and whether its tenant has taken it back. */
export type DeadLetter = DeliveryMessage & { requeued: boolean };
