// Tells an organisation's endpoints what has happened: one row a delivery, written in the batch of the change that it tells of,
// sent by the queue at once, and again by cron.
import { type SQL, and, asc, eq, isNull, lte, or, sql } from "drizzle-orm";
import type { PlatformEvent } from "#contract/webhooks.ts";
import { isoMillis } from "#lib/clock.ts";
import { newId } from "#lib/ids.ts";
import { log } from "#lib/log.ts";
import type { Control } from "../context.ts";
import { webhookDeliveries, webhooks } from "../schema.ts";

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const MOST_DUE = 100;

/**
 * What happens, to the endpoints of these organisations that take it, as a statement for the batch of the change. `when` must
 * hold where it stands in the batch, so that a change that does not come about is not told.
 */
export const toldRows = (
  control: Pick<Control, "db" | "now">,
  organisations: readonly (string | null)[],
  type: PlatformEvent,
  data: Record<string, unknown>,
  when: SQL = sql`TRUE`,
) => {
  const body = JSON.stringify({ type, timestamp: isoMillis(control.now), data });
  const to = JSON.stringify(organisations.filter((one) => one !== null));
  return control.db
    .insert(webhookDeliveries)
    .select(
      sql`SELECT NULL, id, ${newId("evt")}, ${type}, ${body}, ${control.now}, 'pending', 0, ${control.now}, NULL, '[]' FROM ${webhooks}
        WHERE ${webhooks.partner} IN (SELECT value FROM json_each(${to}))
        AND (${webhooks.events} = '[]' OR EXISTS (SELECT 1 FROM json_each(${webhooks.events}) WHERE value = ${type}))
        AND ${when}`,
    )
    .returning({ id: webhookDeliveries.id });
};

/** Into the queue, after the batch; what cannot be put there is sent by cron. */
export async function sendNow(
  control: Pick<Control, "enqueue">,
  rows: readonly { id: number }[],
): Promise<void> {
  if (rows.length === 0) return;
  try {
    await control.enqueue(rows.map(({ id }) => ({ mode: "platform", tenant: "webhooks", delivery: id })));
  } catch (error) {
    log("error", "deliveries of the platform wait for cron", { count: rows.length, cause: error });
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
  await sendNow(control, rows);
  return rows.length;
}

/** Cron: deliveries of long ago. */
export const forgetWebhookDeliveries = async (control: Control): Promise<void> =>
  void (await control.db
    .delete(webhookDeliveries)
    .where(lte(webhookDeliveries.createdAt, control.now - KEPT_MS)));
