// What the alarm does: fire due timers in order, hand due deliveries to the queue. Every step is idempotent and
// bounded; what is left over waits for the next alarm, which this sets.
import type { BlueprintIndex } from "../blueprint/format.ts";
import type { DeliveryMessage } from "../contract/delivery.ts";
import { realNow } from "../lib/clock.ts";
import { diceOf } from "../lib/dice.ts";
import { mishapOf } from "./behaviour.ts";
import { applyEffects } from "./commit.ts";
import type { Schemas } from "./play/schemas.ts";
import { takeStep } from "./play/step.ts";
import type { Effect } from "./play/world.ts";
import { doChores } from "./chores.ts";
import { loadAllSchemas, loadPlaybook } from "./playbook.ts";
import { markQueued, putOff, readyDeliveries } from "./store/events.ts";
import { type Meta, sandboxTime } from "./store/meta.ts";
import { Changes } from "./store/changes.ts";
import { logDeed } from "./store/request-log.ts";
import { type Timer, dueTimer, removeTimer } from "./store/timers.ts";
import type { Tenant } from "./tenant.ts";
import { wake } from "./wake.ts";

const BATCH = 50;

export async function onAlarm(tenant: Tenant): Promise<void> {
  const meta = tenant.meta;
  if (!meta || meta.status !== "active") return;
  const now = realNow();
  if (dueTimer(tenant.sql, sandboxTime(meta, now)))
    await fireUntil(tenant, meta.release, () => sandboxTime(tenant.meta ?? meta, now), BATCH);
  await enqueueDeliveries(tenant, meta);
  await doChores(tenant);
  tenant.flush();
  wake(tenant);
}

/** What a timer did: when on the sandbox clock, to which record, from which state to which. */
export type Fired = { at: number; resource: string; id: string; from: string; to: string };

/**
 * Fires what is due until a moment of the sandbox clock, in order, each in a transaction of its own at its own moment.
 * What a firing makes due before that moment is fired too, until there are `most`. Each stands in the log.
 */
export async function fireUntil(
  tenant: Tenant,
  release: string,
  until: () => number,
  most: number,
): Promise<Fired[]> {
  const fired: Fired[] = [];
  const book = await loadPlaybook(tenant.env.BLOBS, release);
  const schemas = await loadAllSchemas(tenant.env.BLOBS, book);
  for (let i = 0; i < most; i++) {
    // The generation may have changed while the blueprint loaded: read what is due only now.
    const current = tenant.meta;
    if (current?.status !== "active" || current.release !== book.release) break;
    const timer = dueTimer(tenant.sql, until());
    if (!timer) break;
    tenant.storage.transactionSync(() => {
      tenant.counts.clear();
      removeTimer(tenant.sql, timer.id);
      const then: Meta = { ...current, clock: { offset: 0, frozenAt: timer.due } };
      const effects = advance(tenant, current, book.index, schemas, timer);
      const changes = new Changes();
      const now = realNow();
      applyEffects(
        tenant.sql,
        then,
        book.index,
        tenant.records(current),
        effects,
        { request: null, changes, mishap: (event) => mishapOf(tenant, book.index, event, now) },
        now,
      );
      for (const effect of effects)
        if (effect.kind === "update") {
          const { resource, id, state } = effect.record;
          const { from } = JSON.parse(timer.payload) as { from: string };
          const move = { at: timer.due, resource, id, from, to: state ?? "" };
          fired.push(move);
          logDeed(
            tenant.sql,
            {
              method: "TIMER",
              path: `/${resource}/${id}`,
              why: `moved by itself from ${from} to ${move.to}`,
            },
            { now, generation: current.generation, changes: changes.list() },
          );
        }
    });
  }
  return fired;
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
  if (!resource || !record || !step || record.state !== due.from) return [];
  const play = { index, schemas, dice: diceOf(`timer ${timer.id}`), now: timer.due };
  return takeStep(play, resource, record, step).effects;
}

export async function enqueueDeliveries(tenant: Tenant, meta: Meta): Promise<void> {
  const now = realNow();
  const ids = readyDeliveries(tenant.sql, now, BATCH);
  if (ids.length === 0) return;
  const { left, next } = tenant.meter.deliveries(ids.length, now);
  const sent = ids.slice(0, left);
  putOff(tenant.sql, ids.slice(left), next);
  if (sent.length === 0) return;
  await tenant.env.DELIVERIES.sendBatch(
    sent.map((delivery) => ({
      body: { mode: meta.mode, tenant: meta.tenant, delivery } satisfies DeliveryMessage,
    })),
  );
  markQueued(tenant.sql, sent, now);
}
