// SQL of events: each is written with a delivery for every endpoint that wants it; old ones are trimmed.
import type { DeliveryFault } from "#blueprint/format/scenarios.ts";
import { hideKeys } from "#lib/redact-keys.ts";
import { addDelivery, holdDelivery } from "./deliveries.ts";
import { listeningEndpoints } from "./endpoints.ts";

export type NewEvent = {
  id: string;
  type: string;
  resource: string | null;
  record: string | null;
  request: string | null;
  body: string;
  created: number;
  /** What it belongs to, where endpoints ask for the events of one such thing. */
  topic?: string | undefined;
};

export type EventRow = Omit<NewEvent, "topic"> & { seq: number };

const TRIM_EVENTS = 5000;

const ADD_EVENT =
  "INSERT INTO events (id, type, resource, record, request, body, created) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING seq";
const READ =
  "SELECT seq, id, type, resource, record, request, body, created FROM events WHERE seq > ? ORDER BY seq LIMIT ?";

/** Events that follow a number, oldest first. */
export const readEvents = (sql: SqlStorage, after: number, limit: number): EventRow[] =>
  sql.exec<EventRow>(READ, after, limit).toArray();

/**
 * Writes an event and a delivery for every endpoint that wants it, held where the endpoint is paused; answers whether there
 * is one to be sent.
 */
export function addEvent(
  sql: SqlStorage,
  event: NewEvent,
  now: number,
  deliveryFault?: DeliveryFault,
): boolean {
  const seq = sql
    .exec<{ seq: number }>(
      ADD_EVENT,
      event.id,
      event.type,
      event.resource,
      event.record,
      event.request,
      // What an endpoint is sent is what lies here: a record may hold a key of its owner, a webhook does not.
      hideKeys(event.body),
      event.created,
    )
    .one().seq;
  const record = event.resource === null ? null : `${event.resource}:${event.record ?? ""}`;
  const wanted = listeningEndpoints(sql, event.type, record, event.topic ?? null);
  for (const { id, active } of wanted)
    if (active === 1) addDelivery(sql, seq, id, record, now, deliveryFault);
    else holdDelivery(sql, seq, id, record, now);
  if (seq % 500 === 0) {
    sql.exec(
      "DELETE FROM attempts WHERE delivery IN (SELECT id FROM deliveries WHERE state <> 'pending' AND event <= ?)",
      seq - TRIM_EVENTS,
    );
    sql.exec("DELETE FROM deliveries WHERE state <> 'pending' AND event <= ?", seq - TRIM_EVENTS);
    sql.exec(
      "DELETE FROM events WHERE seq <= ? AND seq NOT IN (SELECT event FROM deliveries)",
      seq - TRIM_EVENTS,
    );
  }
  return wanted.some((endpoint) => endpoint.active === 1);
}
