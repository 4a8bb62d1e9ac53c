// What the delivery queue carries, and what tenant and consumer say to each other.
import { z } from "zod";

/** A queue message: ids, never bodies. */
export const DeliveryMessage = z.object({
  mode: z.enum(["test", "live"]),
  /** The tenant's object name. */
  tenant: z.string().min(1).max(200),
  delivery: z.number().int(),
});
export type DeliveryMessage = z.infer<typeof DeliveryMessage>;

/** One try, claimed under a lease: everything the consumer needs, nothing it keeps. */
export type Claim = {
  delivery: number;
  attempt: number;
  url: string;
  scheme: string;
  secret: string;
  eventId: string;
  eventType: string;
  body: string;
};

export type AttemptReport = {
  delivery: number;
  attempt: number;
  status: number | null;
  error: string | null;
  latency: number;
  response: string;
  at: number;
};
