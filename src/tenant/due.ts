// What the alarm does: fire due timers in order, hand due deliveries to the queue. Every step is idempotent and
// bounded; what is left over waits for the next alarm, which this sets.
import type { BlueprintIndex } from "../blueprint/format.ts";
import type { DeliveryMessage } from "../contract/delivery.ts";
import { realNow, formatTime } from "../lib/clock.ts";
import { diceOf } from "../lib/dice.ts";
import { put } from "../lib/json.ts";
import { applyEffects } from "./commit.ts";
import type { Schemas } from "./play/schemas.ts";
import { announce } from "./play/announce.ts";
import { progress, stateOf } from "./play/changes.ts";
import type { Effect } from "./play/world.ts";
import { loadAllSchemas, loadPlaybook } from "./playbook.ts";
import { markQueued, readyDeliveries } from "./store/events.ts";
import { type Meta, sandboxTime } from "./store/meta.ts";
import { type Timer, dueTimers, removeTimer } from "./store/timers.ts";
import type { Tenant } from "./tenant.ts";
import { wake } from "./wake.ts";

const BATCH = 50;

export async function onAlarm(tenant: Tenant): Promise<void> {
  const meta = tenant.meta;
  if (!meta || meta.status !== "active") return;
  await fireTimers(tenant, meta);
  await enqueueDeliveries(tenant, meta);
  tenant.flush();
  wake(tenant);
}

async function fireTimers(tenant: Tenant, meta: Meta): Promise<void> {
  const now = realNow();
  if (dueTimers(tenant.sql, now, sandboxTime(meta, now), 1).length === 0) return;
  const book = await loadPlaybook(tenant.env.BLOBS, meta.release);
  const schemas = await loadAllSchemas(tenant.env.BLOBS, book);
  // The generation may have changed while the blueprint loaded: read what is due only now.
  const current = tenant.meta;
  if (current?.status !== "active" || current.release !== book.release) return;
  for (const timer of dueTimers(tenant.sql, now, sandboxTime(current, now), BATCH))
    tenant.storage.transactionSync(() => {
      tenant.counts.clear();
      removeTimer(tenant.sql, timer.id);
      const effects = timer.kind === "progress" ? advance(tenant, current, book.index, schemas, timer) : [];
      applyEffects(tenant.sql, current, book.index, tenant.records(current), effects, null, now);
    });
}

/** Moves a record on by itself, if it still is where the timer left it (R36). */
function advance(
  tenant: Tenant,
  meta: Meta,
  index: BlueprintIndex,
  schemas: Schemas,
  timer: Timer,
): Effect[] {
  const due = JSON.parse(timer.payload) as { resource: string; parent: string; id: string; from: string };
  const resource = index.resources[due.resource];
  const record = tenant.records(meta).get(due.resource, due.parent, due.id);
  const step = resource?.lifecycle?.progress.find((one) => one.from === due.from);
  if (!resource?.lifecycle || !record || !step || record.state !== due.from) return [];
  const doc = { ...record.doc };
  put(doc, resource.lifecycle.field, step.to);
  const form = resource.times[0]?.form ?? "iso";
  if (step.stamp !== undefined) put(doc, step.stamp, formatTime(timer.due, form));
  for (const field of resource.times)
    if (field.role === "updated") put(doc, field.property, formatTime(timer.due, field.form));
  const moved = { ...record, doc, state: stateOf(resource, doc), updated: timer.due };
  const play = { index, schemas, dice: diceOf(`timer ${timer.id}`), now: timer.due };
  return [
    { kind: "update", record: moved },
    ...announce(play, resource, moved, step.event ?? step.to, record.doc),
    ...progress(resource, moved),
  ];
}

async function enqueueDeliveries(tenant: Tenant, meta: Meta): Promise<void> {
  const now = realNow();
  const ids = readyDeliveries(tenant.sql, now, BATCH);
  if (ids.length === 0) return;
  await tenant.env.DELIVERIES.sendBatch(
    ids.map((delivery) => ({
      body: { mode: meta.mode, tenant: meta.tenant, delivery } satisfies DeliveryMessage,
    })),
  );
  markQueued(tenant.sql, ids, now);
}
