// The side of the platform's own webhooks that the queue's consumer calls: a delivery is claimed under a lease, and its report
// settles it or says when it is tried again. What a tenant does for its deliveries, over D1.
import { and, eq, isNull, lte, or, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { STANDARD_WEBHOOKS } from "#blueprint/format/signing.ts";
import type { AttemptReport, DeliveryPort } from "#contract/delivery.ts";
import { isoMillis } from "#lib/clock.ts";
import { nextDelay } from "#lib/retry-schedule.ts";
import { unseal } from "#lib/secret-box.ts";
import { webhookDeliveries, webhooks } from "../schema.ts";

const LEASE_MS = 60_000;
const KEPT_RESPONSE = 1000;

export const webhookPort = (
  db: DrizzleD1Database,
  encryptionSecret: string,
  now: () => number,
): DeliveryPort => ({
  async claim(delivery) {
    const at = now();
    const [row] = await db
      .update(webhookDeliveries)
      .set({ lease: at + LEASE_MS, attempts: sql`${webhookDeliveries.attempts} + 1` })
      .where(
        and(
          eq(webhookDeliveries.id, delivery),
          eq(webhookDeliveries.state, "pending"),
          lte(webhookDeliveries.due, at),
          or(isNull(webhookDeliveries.lease), lte(webhookDeliveries.lease, at)),
        ),
      )
      .returning();
    if (!row) return undefined;
    const [endpoint] = await db.select().from(webhooks).where(eq(webhooks.id, row.webhook)).limit(1);
    const secrets = endpoint ? await secretsOf(endpoint, encryptionSecret, at) : [];
    if (!endpoint || secrets.length === 0) {
      await db.update(webhookDeliveries).set({ state: "failed" }).where(eq(webhookDeliveries.id, delivery));
      return undefined;
    }
    return {
      delivery,
      attempt: row.attempts,
      url: endpoint.url,
      signing: STANDARD_WEBHOOKS,
      format: "json",
      secrets,
      eventId: row.event,
      eventType: row.type,
      body: row.body,
      tamper: null,
    };
  },

  async report({ delivery, attempt, status, error, latency, response, at }) {
    const kept = { at: isoMillis(at), status, error, latency, response: response.slice(0, KEPT_RESPONSE) };
    await db
      .update(webhookDeliveries)
      .set({
        ...outcome(attempt, status, now()),
        lease: null,
        tries: sql`json_insert(${webhookDeliveries.tries}, '$[#]', json(${JSON.stringify(kept)}))`,
      })
      .where(
        and(
          eq(webhookDeliveries.id, delivery),
          eq(webhookDeliveries.attempts, attempt),
          eq(webhookDeliveries.state, "pending"),
        ),
      );
  },

  async requeue(delivery) {
    const rows = await db
      .update(webhookDeliveries)
      .set({ lease: null })
      .where(and(eq(webhookDeliveries.id, delivery), eq(webhookDeliveries.state, "pending")))
      .returning({ id: webhookDeliveries.id });
    return rows.length > 0;
  },
});

/** The secret, and while they overlap the one before it. */
async function secretsOf(
  { secret, previous, previousUntil }: typeof webhooks.$inferSelect,
  encryptionSecret: string,
  at: number,
): Promise<string[]> {
  const isKept = previous !== null && previousUntil !== null && previousUntil > at;
  const opened = await Promise.all(
    [secret, ...(isKept ? [previous] : [])].map((one) => unseal(encryptionSecret, one)),
  );
  return opened.filter((one) => one !== undefined);
}

function outcome(
  attempt: number,
  status: AttemptReport["status"],
  now: number,
): { state: "pending" | "delivered" | "failed"; due?: number } {
  if (status !== null && status >= 200 && status < 300) return { state: "delivered" };
  const wait = nextDelay(attempt);
  return wait === undefined ? { state: "failed" } : { state: "pending", due: now + wait };
}
