// Tells an organisation's endpoints what has happened: one row a delivery, sent by the queue at once, and again by cron.
import { and, asc, eq, isNull, lte, or, sql } from "drizzle-orm";
import type { PlatformEvent } from "#contract/webhooks.ts";
import { isoMillis } from "#lib/clock.ts";
import { newId } from "#lib/ids.ts";
import { log } from "#lib/log.ts";
import type { Control } from "../context.ts";
import { webhookDeliveries, webhooks } from "../schema.ts";

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const MOST_DUE = 100;

/** What happened, to the endpoints of these organisations that take it. It never fails what it tells of. */
export async function announce(
  control: Control,
  organisations: readonly (string | null)[],
  type: PlatformEvent,
  data: Record<string, unknown>,
): Promise<void> {
  const body = JSON.stringify({ type, timestamp: isoMillis(control.now), data });
  const to = JSON.stringify(organisations.filter((one) => one !== null));
  try {
    const rows = await control.db
      .insert(webhookDeliveries)
      .select(
        sql`SELECT NULL, id, ${newId("evt")}, ${type}, ${body}, ${control.now}, 'pending', 0, ${control.now}, NULL, '[]' FROM ${webhooks}
          WHERE ${webhooks.partner} IN (SELECT value FROM json_each(${to}))
          AND (${webhooks.events} = '[]' OR EXISTS (SELECT 1 FROM json_each(${webhooks.events}) WHERE value = ${type}))`,
      )
      .returning({ id: webhookDeliveries.id });
    await sendNow(
      control,
      rows.map(({ id }) => id),
    );
  } catch (error) {
    log("error", "an event of the platform was not told", { type, cause: error });
  }
}

/** Into the queue; what cannot be put there is sent by cron. */
export async function sendNow(control: Control, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  try {
    await control.enqueue(ids.map((delivery) => ({ mode: "platform", tenant: "webhooks", delivery })));
  } catch (error) {
    log("error", "deliveries of the platform wait for cron", { count: ids.length, cause: error });
  }
}

/** Cron: what is due and in nobody's hands. */
export async function sendDue(control: Control): Promise<number> {
  const rows = await control.db
    .select({ id: webhookDeliveries.id })
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.state, "pending"),
        lte(webhookDeliveries.due, control.now),
        or(isNull(webhookDeliveries.lease), lte(webhookDeliveries.lease, control.now)),
      ),
    )
    .orderBy(asc(webhookDeliveries.due))
    .limit(MOST_DUE);
  await sendNow(
    control,
    rows.map(({ id }) => id),
  );
  return rows.length;
}

/** Cron: deliveries of long ago. */
export const forgetWebhookDeliveries = async (control: Control): Promise<void> =>
  void (await control.db
    .delete(webhookDeliveries)
    .where(lte(webhookDeliveries.createdAt, control.now - KEPT_MS)));
