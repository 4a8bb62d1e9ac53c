// An organisation's endpoints for what happens on the platform: added, listed, removed, tested; and what was sent to them.
import { and, count, desc, eq, lt } from "drizzle-orm";
import { z } from "zod";
import {
  Attempts,
  type CreatedWebhook,
  PlatformEvent,
  type WebhookDelivery,
  type WebhookView,
} from "#contract/webhooks.ts";
import { base64 } from "#lib/bytes.ts";
import { isoMillis } from "#lib/clock.ts";
import { newId, randomBytes } from "#lib/ids.ts";
import { readColumn } from "#lib/json-column.ts";
import { Problem } from "#lib/problem.ts";
import { seal } from "#lib/secret-box.ts";
import { noteAudit } from "../accounts/audit.ts";
import type { Actor, Control } from "../context.ts";
import { partnerOf } from "../sandboxes/sandboxes.ts";
import { webhookDeliveries, webhooks } from "../schema.ts";
import { sendNow } from "./announce.ts";

type Row = typeof webhooks.$inferSelect;

const MOST = 10;
const SECRET_BYTES = 24;

export async function createWebhook(
  control: Control,
  actor: Actor,
  { url, events }: { url: string; events: PlatformEvent[] },
): Promise<CreatedWebhook> {
  const partner = partnerOf(actor);
  const secret = newSecret();
  const row: Row = {
    id: newId("hook"),
    partner,
    url,
    secret: await seal(control.encryptionSecret, secret),
    previous: null,
    previousUntil: null,
    events: JSON.stringify([...new Set(events)]),
    createdBy: actor.user,
    createdAt: control.now,
  };
  await control.db.insert(webhooks).values(row);
  await requireRoom(control, row);
  await noteAudit(control, actor, {
    mode: "live",
    action: "webhook.create",
    target: row.id,
    detail: { url },
  });
  return { ...viewOf(row), secret };
}

/** It is counted when it is there already, so that of two made at once not both slip in; one too many goes again. */
async function requireRoom(control: Control, { id, partner }: Row): Promise<void> {
  const [counted] = await control.db
    .select({ n: count() })
    .from(webhooks)
    .where(eq(webhooks.partner, partner));
  if ((counted?.n ?? 0) <= MOST) return;
  await control.db.delete(webhooks).where(eq(webhooks.id, id));
  throw new Problem("quota_exceeded", `An organisation has at most ${MOST} webhooks. Remove one first.`);
}

export async function listWebhooks(control: Control, actor: Actor): Promise<WebhookView[]> {
  const rows = await control.db
    .select()
    .from(webhooks)
    .where(eq(webhooks.partner, partnerOf(actor)))
    .orderBy(desc(webhooks.createdAt))
    .limit(MOST);
  return rows.map(viewOf);
}

/** Nothing more is sent to it; what was sent is forgotten with it. */
export async function removeWebhook(control: Control, actor: Actor, id: string): Promise<void> {
  const row = await requireWebhook(control, actor, id);
  await control.db.batch([
    control.db.delete(webhookDeliveries).where(eq(webhookDeliveries.webhook, id)),
    control.db.delete(webhooks).where(eq(webhooks.id, id)),
  ]);
  await noteAudit(control, actor, {
    mode: "live",
    action: "webhook.delete",
    target: id,
    detail: { url: row.url },
  });
}

/** Sends an event that means nothing, signed as all are. */
export async function testWebhook(control: Control, actor: Actor, id: string): Promise<WebhookDelivery> {
  await requireWebhook(control, actor, id);
  const event = newId("evt");
  const type = "webhook.test";
  const body = JSON.stringify({ type, timestamp: isoMillis(control.now), data: { webhook: id } });
  const [row] = await control.db
    .insert(webhookDeliveries)
    .values({ webhook: id, event, type, body, createdAt: control.now, state: "pending", due: control.now })
    .returning();
  if (!row) throw new Error("an insert answered no row");
  await sendNow(control, [row]);
  return deliveryView(row);
}

/** Sends an event once more, as a delivery of its own: by its id a receiver knows that it is the same. */
export async function resendDelivery(
  control: Control,
  actor: Actor,
  id: string,
  delivery: number,
): Promise<WebhookDelivery> {
  await requireWebhook(control, actor, id);
  const [sent] = await control.db
    .select()
    .from(webhookDeliveries)
    .where(and(eq(webhookDeliveries.id, delivery), eq(webhookDeliveries.webhook, id)))
    .limit(1);
  if (!sent) throw new Problem("not_found", "There is no such delivery here.");
  const { event, type, body } = sent;
  const [row] = await control.db
    .insert(webhookDeliveries)
    .values({ webhook: id, event, type, body, createdAt: control.now, state: "pending", due: control.now })
    .returning();
  if (!row) throw new Error("an insert answered no row");
  await sendNow(control, [row]);
  return deliveryView(row);
}

/** Another secret; for a while deliveries are signed with both. */
export async function rotateWebhookSecret(
  control: Control,
  actor: Actor,
  id: string,
  overlapSeconds: number,
): Promise<CreatedWebhook> {
  const row = await requireWebhook(control, actor, id);
  const secret = newSecret();
  await control.db
    .update(webhooks)
    .set({
      secret: await seal(control.encryptionSecret, secret),
      previous: overlapSeconds === 0 ? null : row.secret,
      previousUntil: overlapSeconds === 0 ? null : control.now + overlapSeconds * 1000,
    })
    .where(eq(webhooks.id, id));
  await noteAudit(control, actor, {
    mode: "live",
    action: "webhook.rotate",
    target: id,
    detail: { overlapSeconds },
  });
  return { ...viewOf(row), secret };
}

const newSecret = (): string => `whsec_${base64(randomBytes(SECRET_BYTES))}`;

/** What was and is to be sent to an endpoint, latest first. */
export async function listWebhookDeliveries(
  control: Control,
  actor: Actor,
  id: string,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<WebhookDelivery[]> {
  await requireWebhook(control, actor, id);
  const rows = await control.db
    .select()
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.webhook, id),
        before === undefined ? undefined : lt(webhookDeliveries.id, before),
      ),
    )
    .orderBy(desc(webhookDeliveries.id))
    .limit(limit);
  return rows.map(deliveryView);
}

async function requireWebhook(control: Control, actor: Actor, id: string): Promise<Row> {
  const [row] = await control.db
    .select()
    .from(webhooks)
    .where(and(eq(webhooks.id, id), eq(webhooks.partner, partnerOf(actor))))
    .limit(1);
  if (!row) throw new Problem("not_found", "There is no such webhook here.");
  return row;
}

const viewOf = ({ id, url, events, createdAt }: Row): WebhookView => ({
  id,
  url,
  events: readColumn(z.array(PlatformEvent), events),
  createdAt: isoMillis(createdAt),
});

const deliveryView = (row: typeof webhookDeliveries.$inferSelect): WebhookDelivery => ({
  id: row.id,
  event: row.event,
  type: row.type,
  body: row.body,
  createdAt: isoMillis(row.createdAt),
  state: row.state,
  nextAttemptAt: row.state === "pending" ? isoMillis(row.due) : null,
  attempts: readColumn(Attempts, row.tries),
});
