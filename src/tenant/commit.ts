// Step 9 of a call (R51): applies effects (records, events with their deliveries, timers, endpoints) inside the caller's transaction.
// Timers and triggers use the same code.
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import type { DeliveryFault } from "#blueprint/format/scenarios.ts";
import { newId } from "#lib/ids.ts";
import { isoMillis } from "#lib/clock.ts";
import { type Json, type JsonObject, asObject, at, isObject, own, put } from "#lib/json.ts";
import { eventText } from "./events/event-text.ts";
import { deliveryBlocker } from "./events/endpoints.ts";
import { deliveryFaultOf } from "./request/fault-injection.ts";
import type { EventDraft, Effect } from "#engine/record-reader.ts";
import { deliverAgain } from "./store/deliveries.ts";
import { addEvent } from "./store/events.ts";
import { removeEndpoint, saveEndpoint } from "./store/endpoints.ts";
import { type Meta, sandboxTime } from "./store/meta.ts";
import type { Changes } from "./store/changes.ts";
import { addTimer } from "./store/timers.ts";
import { countKey } from "./store/record-reader.ts";
import { removeUpload, saveUpload } from "./store/uploads.ts";
import { RECORD_SEQUENCE } from "./store/sequences.ts";
import { HEALTHY_ENDPOINT } from "./store/endpoint-defaults.ts";
import type { Tenant } from "./tenant.ts";

/** What effects come from. */
export type Cause = {
  /** The call, if it is one. */
  request: string | null;
  index: BlueprintIndex;
  /** The tenant as it is for these effects: for a timer its clock stands at the timer's moment. */
  meta: Meta;
  /** Real time, milliseconds. */
  now: number;
  /** Where it is written down what they change. */
  changes?: Changes;
  /** Sequences that were advanced while the effects were made. */
  sequences?: ReadonlyMap<string, number>;
  /** How the webhooks of all its events misbehave; otherwise as faults that wait for an event say. */
  webhook?: DeliveryFault | undefined;
};

/** Applies effects inside the caller's transaction; answers whether anything is due later because of them. */
export function applyEffects(tenant: Tenant, effects: readonly Effect[], cause: Cause): boolean {
  const { sql } = tenant;
  const { index, meta, now: realNow } = cause;
  const records = tenant.records(meta);
  let due = false;
  for (const effect of effects) {
    switch (effect.kind) {
      case "insert":
        records.insert({ ...effect.record, seq: records.advance(RECORD_SEQUENCE) });
        cause.changes?.note(effect.record, undefined);
        break;
      case "update":
        cause.changes?.note(
          effect.record,
          records.get(effect.record.resource, effect.record.parent, effect.record.id),
        );
        records.update(effect.record);
        break;
      case "delete":
        cause.changes?.note(effect.record, effect.record);
        records.delete(effect.record);
        removeUpload(sql, records, effect.record);
        break;
      case "upload":
        saveUpload(sql, records, effect.record, effect.upload);
        break;
      case "cascade":
        for (const gone of records.deleteWhere(effect.resource, effect.property, effect.value)) {
          cause.changes?.note(gone, gone);
          removeUpload(sql, records, gone);
        }
        break;
      case "announce": {
        const id = newId("evt");
        const created = sandboxTime(meta, realNow);
        const payload = payloadOf(index, { ...effect.event, id, created, request: cause.request });
        const body = eventText(payload);
        if (index.events.resource !== undefined)
          records.insert({
            resource: index.events.resource,
            parent: "",
            id,
            seq: records.advance(RECORD_SEQUENCE),
            state: null,
            doc: asObject(JSON.parse(body)),
            created,
            updated: created,
          });
        const waiting = addEvent(
          sql,
          {
            id,
            type: effect.event.type,
            resource: effect.event.resource,
            record: effect.event.record,
            request: cause.request,
            body,
            created,
            topic: effect.event.topic,
          },
          realNow,
          cause.webhook ?? deliveryFaultOf(tenant, index, effect.event, realNow),
        );
        due ||= waiting;
        break;
      }
      case "progress":
        // Live records never move by themselves: only the provider moves them.
        if (meta.mode === "live") break;
        due = true;
        addTimer(sql, "progress", sandboxTime(meta, realNow) + effect.after, true, {
          resource: effect.resource,
          parent: effect.parent,
          id: effect.id,
          from: effect.from,
        });
        break;
      case "endpoint":
        saveEndpoint(sql, {
          id: effect.id,
          origin: effect.record === undefined ? "api" : "callback",
          url: effect.url,
          events: JSON.stringify(effect.events),
          secret: effect.secret,
          description: "",
          active: effect.active && !deliveryBlocker(meta, effect.url) ? 1 : 0,
          created: realNow,
          record: effect.record ?? null,
          topic: effect.topic ?? null,
          ...HEALTHY_ENDPOINT,
        });
        break;
      case "endpoint-gone":
        removeEndpoint(sql, effect.id);
        break;
      case "redeliver":
        due ||= deliverAgain(sql, Number(effect.delivery.replace(/^\D+/, "")), realNow) !== undefined;
        break;
    }
  }
  for (const [name, value] of cause.sequences ?? []) records.setSequence(name, value);
  return due;
}

/** Keeps the known counts of whole resources true after these effects. */
export function updateCounts(counts: Map<string, number>, effects: readonly Effect[]): void {
  for (const effect of effects) {
    if (effect.kind === "cascade") counts.clear();
    if (effect.kind !== "insert" && effect.kind !== "delete") continue;
    const { resource, parent } = effect.record;
    for (const key of [countKey(resource, parent), countKey(resource, undefined)]) {
      const known = counts.get(key);
      if (known !== undefined) counts.set(key, known + (effect.kind === "insert" ? 1 : -1));
    }
  }
}

type Happened = {
  id: string;
  type: string;
  created: number;
  data: Json;
  record: string;
  resource: string;
  request: string | null;
  previous?: JsonObject;
  payload?: EventDraft["payload"];
};

/** The payload in the API's own form, else Standard Webhooks' `{type, timestamp, data}`. */
function payloadOf(index: BlueprintIndex, event: Happened): Json {
  const { payload, payloads } = index.events;
  const template = own(payloads, event.type) ?? own(payloads, event.resource) ?? payload;
  if (template === undefined && event.payload) {
    const { body, id } = event.payload;
    return id === undefined ? body : { ...asObject(body), [id]: event.id };
  }
  if (template === undefined)
    return { type: event.type, timestamp: isoMillis(event.created), data: event.data };
  const values: JsonObject = {
    id: event.id,
    type: event.type,
    created: isoMillis(event.created),
    createdSeconds: Math.floor(event.created / 1000),
    data: event.data,
    resource: event.resource,
    request: event.request,
    ...(event.previous === undefined ? {} : { previous: event.previous }),
  };
  return fill(template, values) ?? null;
}

/** `{data.order.id}` is a member of what is named; a member that is not there leaves its place out. */
function fill(template: Json, values: JsonObject): Json | undefined {
  if (typeof template === "string") {
    const path = /^\{([\w.]+)\}$/.exec(template)?.[1];
    return path === undefined ? template : at(values, path.split("."));
  }
  if (Array.isArray(template)) return template.flatMap((item) => fill(item, values) ?? []);
  if (!isObject(template)) return template;
  const made: JsonObject = {};
  for (const [name, inner] of Object.entries(template)) {
    const value = fill(inner, values);
    if (value !== undefined) put(made, name, value);
  }
  return made;
}
