// What is due: timers of the sandbox clock are fired in order, deliveries are sent to the queue. Every step is idempotent
// and bounded; the rest waits for the next alarm.
import { z } from "zod";
import { log } from "#lib/log.ts";
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import type { DeliveryMessage } from "#contract/delivery.ts";
import { seededRandom } from "#lib/random.ts";
import { readColumn } from "#lib/json-column.ts";
import { applyEffects } from "../commit.ts";
import type { Schemas } from "#engine/schemas.ts";
import { runEffect } from "#engine/behaviour/effects.ts";
import { dueOf } from "#engine/records/effects.ts";
import { progressRecord } from "#engine/operations/progress.ts";
import { type LoadedBlueprint, loadBlueprint, loadResource } from "../blueprint-cache.ts";
import { markQueued, putOff, readyDeliveries, unmarkQueued } from "../store/deliveries.ts";
import { Changes } from "../store/changes.ts";
import { SqlRecordReader } from "../store/record-reader.ts";
import { noteAudit } from "../store/counters.ts";
import type { Meta } from "../store/meta.ts";
import { RecordTooLarge } from "../store/records.ts";
import { logSystemChange } from "../store/request-log.ts";
import { type Timer, dueTimer, removeTimer, setBackTimer } from "../store/timers.ts";
import type { Tenant } from "../tenant.ts";

const BATCH = 50;

/** What a timer did: when on the sandbox clock, to which record, from which state to which. */
export type Fired = { at: number; resource: string; id: string; from: string; to: string };

/** Why a timer cannot be applied, in words for the partner. */
class Unplayable extends Error {}

/**
 * Fires what is due until a moment of the sandbox clock, in order, each in a transaction of its own at its own moment.
 * What a firing makes due before that moment is fired too, until there are `most`. Each stands in the log. One that
 * cannot be applied is set back and holds up no other; `careful` sets each back before it is tried, for one may end
 * the object itself.
 */
export async function fireUntil(
  tenant: Tenant,
  release: string,
  until: () => number,
  most: number,
  careful = false,
): Promise<{ fired: Fired[]; failed: number }> {
  const fired: Fired[] = [];
  let failed = 0;
  const load = loader(tenant, release);
  for (let i = 0; i < most; i++) {
    const first = tenant.meta?.status === "active" && dueTimer(tenant.sql, until(), tenant.now());
    if (!first) break;
    const loaded = await load(first).catch((error: unknown) => asError(error));
    // The generation may have changed while the blueprint loaded: read what is due only now.
    const current = tenant.meta;
    if (current?.status !== "active" || current.release !== release) break;
    const timer = dueTimer(tenant.sql, until(), tenant.now());
    if (timer?.id !== first.id) continue;
    if (careful) {
      postpone(tenant, timer, "The sandbox was stopped while this was done.");
      await tenant.storage.sync();
    }
    try {
      if (loaded instanceof Error) throw loaded;
      const move = tenant.storage.transactionSync(() => fire(tenant, current, loaded, timer));
      if (move) fired.push(move);
    } catch (error) {
      failed++;
      tenant.counts.clear();
      if (!careful) postpone(tenant, timer, reasonOf(tenant, timer, error));
    }
  }
  return { fired, failed };
}

const Due = z.object({ resource: z.string(), parent: z.string(), id: z.string(), from: z.string() });
type Loaded = { index: BlueprintIndex; schemas: Schemas };

/** Loads the blueprint, and the schemas of each resource, when first needed; once, failures included. */
function loader(tenant: Tenant, release: string): (timer: Timer) => Promise<Loaded> {
  const { BLOBS } = tenant.env;
  let pending: Promise<LoadedBlueprint> | undefined;
  const known = new Map<string, Promise<Loaded>>();
  const load = async (name: string): Promise<Loaded> => {
    const blueprint = await (pending ??= loadBlueprint(BLOBS, release));
    return { index: blueprint.index, schemas: await loadResource(BLOBS, blueprint, name) };
  };
  return async ({ payload }) => {
    const { resource: name } = readColumn(Due, payload);
    const loading = known.get(name) ?? load(name);
    known.set(name, loading);
    try {
      return await loading;
    } catch (error) {
      log("error", "a blueprint could not be loaded for a timer", {
        tenant: tenant.name,
        release,
        error: String(error),
      });
      throw new Unplayable("The API's release could not be loaded.");
    }
  };
}

/** Applies one timer; undefined when its record has gone or moved since. The caller holds the transaction. */
function fire(tenant: Tenant, meta: Meta, { index, schemas }: Loaded, timer: Timer): Fired | undefined {
  tenant.counts.clear();
  removeTimer(tenant.sql, timer.id);
  const then: Meta = { ...meta, clock: { offset: 0, frozenAt: timer.due } };
  const { resource: name, parent, id, from } = readColumn(Due, timer.payload);
  const resource = index.resources[name];
  if (!resource) throw new Unplayable(`The API's release has no resource '${name}'.`);
  const record = tenant.records(meta).get(name, parent, id);
  const step = resource.lifecycle?.progress.find((one) => one.from === from);
  // It moves on by itself only if it still is where the timer left it (R36).
  if (!record || !step || record.state !== from) return undefined;
  // It was put off: a later timer is there for it.
  if (step.at !== undefined && dueOf(step, record) > timer.due) return undefined;
  const reader = new SqlRecordReader(tenant.sql, tenant.records(meta), tenant.counts);
  const random = seededRandom(`timer ${timer.id}`);
  const context = { index, schemas, reader, random, now: timer.due, runEffect };
  const { record: moved, effects } = progressRecord(context, resource, record, step);
  const changes = new Changes();
  const now = tenant.now();
  applyEffects(tenant, effects, {
    request: null,
    index,
    meta: then,
    now,
    changes,
    sequences: reader.sequences,
  });
  const move = { at: timer.due, resource: name, id, from, to: moved.state ?? "" };
  logSystemChange(
    tenant.sql,
    {
      method: "TIMER",
      path: `/${name}/${id}`,
      reason: { kind: "timer", name: move.to, facts: { resource: name, id, from, to: move.to } },
    },
    { now, generation: meta.generation, changes: changes.list() },
  );
  return move;
}

/** A timer that could not be applied is tried again later; after its last try it is parked, and the audit says so. */
export function postpone(tenant: Tenant, timer: Timer, error: string): void {
  const now = tenant.now();
  tenant.storage.transactionSync(() => {
    if (!setBackTimer(tenant.sql, timer, error, now)) return;
    noteAudit(tenant.sql, now, "timer_parked", { timer: timer.id, kind: timer.kind, error });
    tenant.tellAtOnce();
  });
}

/** What the partner reads of a failure; what nobody expected stands in the server's log. */
export function reasonOf(tenant: Tenant, timer: Timer, error: unknown): string {
  if (error instanceof Unplayable) return error.message;
  if (error instanceof RecordTooLarge)
    return "The record would be larger than a record may be (2 MB). Make it smaller, then let the timer try again.";
  log("error", "a timer could not be applied", {
    tenant: tenant.name,
    timer: timer.id,
    kind: timer.kind,
    error: asError(error).stack,
  });
  return "Something went wrong here; the operator of this installation finds it in the log.";
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Hands due deliveries to the queue; how many. They are marked before they are sent, for a consumer may be faster than the send. */
export async function enqueueDeliveries(tenant: Tenant): Promise<number> {
  const { meta } = tenant;
  const now = tenant.now();
  const ids = meta ? readyDeliveries(tenant.sql, now, BATCH) : [];
  if (!meta || ids.length === 0) return 0;
  const { left, next } = tenant.counters.deliveries(ids.length, now);
  const sent = ids.slice(0, left);
  tenant.storage.transactionSync(() => {
    putOff(tenant.sql, ids.slice(left), next);
    markQueued(tenant.sql, sent, now);
  });
  if (sent.length === 0) return ids.length;
  try {
    await tenant.env.DELIVERIES.sendBatch(
      sent.map((delivery) => ({
        body: { mode: meta.mode, tenant: meta.tenant, delivery } satisfies DeliveryMessage,
      })),
    );
  } catch (error) {
    if (tenant.meta) unmarkQueued(tenant.sql, sent, now);
    throw error;
  }
  return ids.length;
}
