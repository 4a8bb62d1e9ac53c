// Maintenance on real-time timers: generations that are no longer needed are deleted, and after a restore or fork the
// records get their timers and endpoints again; and resets that are scheduled. In small steps; the rest waits for the next alarm.
import { z } from "zod";
import { loadBlueprint } from "../blueprint-cache.ts";
import { readColumn } from "#lib/json-column.ts";
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import { applyEffects } from "../commit.ts";
import { reasonOf, postpone } from "./due-timers.ts";
import { forgetGeneration, inSteps } from "../state/copy-generation.ts";
import { endpointOf, progress } from "#engine/records/effects.ts";
import type { Meta } from "../store/meta.ts";
import { listSnapshots } from "../store/snapshots.ts";
import { SCHEDULED_RESET, type Timer, changeTimer, dueRealTimers, removeTimer } from "../store/timers.ts";
import type { Tenant } from "../tenant.ts";

const PAGE = 500;
const MOST_STEPS = 200;
/** A generation that is being copied is looked at again so much later. */
const COPIED_MS = 5000;

/**
 * Does what is due, or what of it is of these kinds; how much. One that fails is set back and holds up no other. Scheduled resets
 * wait for the alarm, which says how they are done.
 */
export async function runMaintenance(
  tenant: Tenant,
  kinds?: readonly string[],
  resetAsScheduled?: (tenant: Tenant) => Promise<void>,
): Promise<number> {
  const due = dueRealTimers(tenant.sql, tenant.now()).filter(
    ({ kind }) =>
      (kinds?.includes(kind) ?? true) && (kind !== SCHEDULED_RESET || resetAsScheduled !== undefined),
  );
  for (const timer of due) {
    try {
      const done =
        timer.kind === "revive"
          ? await rescheduleTimers(tenant, timer)
          : timer.kind === SCHEDULED_RESET
            ? await resetAsScheduled?.(tenant).then(() => true)
            : await forget(tenant, timer);
      if (done && tenant.meta) removeTimer(tenant.sql, timer.id);
    } catch (error) {
      if (tenant.meta) postpone(tenant, timer, reasonOf(tenant, timer, error));
    }
    if (!tenant.meta) break;
  }
  return due.length;
}

const OfGeneration = z.object({ generation: z.number() });
const Place = OfGeneration.extend({ resource: z.number(), seq: z.number() });

/** Deletes a generation nobody can come back to; whether nothing is left to do. */
async function forget(tenant: Tenant, timer: Timer): Promise<boolean> {
  const { generation } = readColumn(OfGeneration, timer.payload);
  const meta = tenant.meta;
  if (!meta) return true;
  const undoable = meta.undo?.generation === generation;
  if (
    meta.generation === generation ||
    (undoable && timer.kind !== "undo-ends") ||
    isKept(tenant, generation)
  )
    return true;
  if (tenant.copy && meta.copying && [meta.copying.from, meta.copying.to].includes(generation)) {
    changeTimer(tenant.sql, timer.id, tenant.now() + COPIED_MS, { generation });
    return false;
  }
  if (meta.copying?.to === generation) tenant.setMeta({ ...meta, copying: undefined });
  if (undoable && tenant.meta) tenant.setMeta({ ...tenant.meta, undo: undefined });
  return forgetGeneration(tenant, generation);
}

const isKept = (tenant: Tenant, generation: number): boolean =>
  listSnapshots(tenant.sql).some((one) => one.generation === generation);

/** Gives the records that live on by themselves their timers again, and those that stand for endpoints their endpoints. */
async function rescheduleTimers(tenant: Tenant, timer: Timer): Promise<boolean> {
  const at = readColumn(Place, timer.payload);
  const release = tenant.meta?.release ?? "";
  const { index } = await loadBlueprint(tenant.env.BLOBS, release);
  const resources = Object.values(index.resources).filter(
    (one) => one.subscription !== undefined || (one.lifecycle?.progress.length ?? 0) > 0,
  );
  let steps = 0;
  let done = false;
  await inSteps(() => {
    const meta = tenant.meta;
    const resource = resources[at.resource];
    done = meta?.generation !== at.generation || meta.release !== release || !resource;
    if (done || !meta || !resource) return false;
    tenant.storage.transactionSync(() => {
      const last = rescheduleSome(tenant, meta, index, resource, at.seq);
      if (last === undefined) at.resource++;
      at.seq = last ?? 0;
      changeTimer(tenant.sql, timer.id, timer.due, at);
    });
    return ++steps < MOST_STEPS;
  });
  return done;
}

/** The next records of a resource; the number of the last, or undefined when there are no more. */
function rescheduleSome(
  tenant: Tenant,
  meta: Meta,
  index: BlueprintIndex,
  resource: BlueprintIndex["resources"][string],
  after: number,
): number | undefined {
  const records = tenant.records(meta);
  const page = records.after(resource.name, after, PAGE);
  const effects = page.flatMap((record) => [
    ...endpointOf(resource, record),
    ...(meta.fork ? [] : progress(resource, record)),
  ]);
  applyEffects(tenant, effects, { request: null, index, meta, now: tenant.now() });
  return page.length < PAGE ? undefined : page.at(-1)?.seq;
}
