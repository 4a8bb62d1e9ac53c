// SQL of deliveries and their attempts. The tenant owns the retries; a consumer works on a lease.
import type { DeliveryFault } from "#blueprint/format/scenarios.ts";
import type { AttemptReport, Claim } from "#contract/delivery.ts";
import type { DeliveryRecord } from "#engine/record-reader.ts";
import { hideCards } from "#lib/mask-cards.ts";
import { hideKeys } from "#lib/redact-keys.ts";
import { parseJson } from "#lib/json-column.ts";
import { type Endpoint, findEndpoint, oldestSigner } from "./endpoints.ts";

/** A try that is not reported within this time (real) is given to another consumer. */
const LEASE_MS = 60_000;
const MAX_RESPONSE = 4096;

const ADD_DELIVERY =
  "INSERT INTO deliveries (event, endpoint, record, state, attempts, due, mishap) VALUES (?, ?, ?, ?, 0, ?, ?)";
const OLD_EVENT =
  "SELECT event FROM deliveries WHERE endpoint = ? AND event < ? AND tamper IS NULL ORDER BY state <> 'delivered', id LIMIT 1";
const LET_GO =
  "UPDATE deliveries SET due = ?1 WHERE mishap = 'out_of_order' AND state = 'pending' AND attempts = 0 AND due > ?1 AND id < ?2 AND endpoint = (SELECT endpoint FROM deliveries WHERE id = ?2)";
// First attempts keep the order of a record's events; retries never hold anything up.
const ITS_TURN =
  "(attempts > 0 OR record IS NULL OR NOT EXISTS (SELECT 1 FROM deliveries e WHERE e.endpoint = d.endpoint AND e.record = d.record AND e.id < d.id AND e.state = 'pending' AND (e.attempts = 0 OR (e.attempts = 1 AND e.lease IS NOT NULL))))";
const READY = `SELECT id FROM deliveries d WHERE state = 'pending' AND due <= ?1 AND (lease IS NULL OR lease <= ?1) AND (queued IS NULL OR queued <= ?1)
  AND ${ITS_TURN} ORDER BY id LIMIT ?2`;
const NEXT_DUE = `SELECT min(max(due, coalesce(lease, 0), coalesce(queued, 0))) AS due FROM deliveries d WHERE state = 'pending' AND ${ITS_TURN}`;
const CLAIM =
  "UPDATE deliveries SET lease = ?, attempts = attempts + 1 WHERE id = ? AND state = 'pending' AND due <= ? AND (lease IS NULL OR lease <= ?) RETURNING id, event, endpoint, attempts, tamper, mishap";
const EVENT = "SELECT id, type, body FROM events WHERE seq = ?";
const SETTLE =
  "UPDATE deliveries SET state = ?, due = ?, lease = NULL, queued = NULL WHERE id = ? AND attempts = ? AND state = 'pending'";
const ATTEMPT =
  "INSERT INTO attempts (delivery, attempt, status, error, latency, response, at, headers, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
const STOP = "UPDATE deliveries SET state = 'canceled', lease = NULL WHERE state IN ('pending', 'held')";
const STOP_ONE = "UPDATE deliveries SET state = 'canceled', lease = NULL WHERE id = ?";
// Its endpoint is paused: it was not tried, and waits for `recover`.
const HOLD_ONE =
  "UPDATE deliveries SET state = 'held', attempts = attempts - 1, lease = NULL, queued = NULL WHERE id = ?";

const DELAYED_MS = 30_000;
/** What is to come after the next one comes by itself when there is no next one. */
const HELD_MS = 60_000;

/** A delivery of an event to an endpoint, or what its fault makes of it. */
export function addDelivery(
  sql: SqlStorage,
  event: number,
  endpoint: string,
  record: string | null,
  now: number,
  deliveryFault: DeliveryFault | undefined,
): void {
  const add = (of: number, how: { record?: null; state?: string; due?: number } = {}): void =>
    void sql.exec(
      ADD_DELIVERY,
      of,
      endpoint,
      how.record === null ? null : record,
      how.state ?? "pending",
      how.due ?? now,
      deliveryFault ?? null,
    );
  switch (deliveryFault) {
    case "lost":
      return add(event, { state: "failed" });
    case "delayed":
      return add(event, { due: now + DELAYED_MS });
    case "out_of_order":
      return add(event, { record: null, due: now + HELD_MS });
    case "duplicate":
      add(event);
      return add(event, { record: null });
    case "replayed": {
      add(event);
      const old = sql.exec<{ event: number }>(OLD_EVENT, endpoint, event).toArray()[0];
      return old && add(old.event, { record: null });
    }
    case "bad_signature":
    case "stale":
    case "mutated":
    case undefined:
      return add(event);
  }
}

/** A delivery that waits until its endpoint, which is paused, goes on. */
export const holdDelivery = (
  sql: SqlStorage,
  event: number,
  endpoint: string,
  record: string | null,
  now: number,
): void => void sql.exec(ADD_DELIVERY, event, endpoint, record, "held", now, null);

export const readyDeliveries = (sql: SqlStorage, now: number, limit: number): number[] =>
  sql
    .exec<{ id: number }>(READY, now, limit)
    .toArray()
    .map((row) => row.id);

/** Remembers that a delivery waits in the queue; a message that is lost is sent again after the lease's time. */
export function markQueued(sql: SqlStorage, ids: readonly number[], now: number): void {
  sql.exec(
    "UPDATE deliveries SET queued = ? WHERE id IN (SELECT value FROM json_each(?))",
    now + LEASE_MS,
    JSON.stringify(ids),
  );
}

/** Marks a delivery whose message was given up: it is sent again when the mark ends. Whether it still waits. */
export const requeueDelivery = (sql: SqlStorage, id: number, now: number): boolean =>
  sql
    .exec(
      "UPDATE deliveries SET queued = ? WHERE id = ? AND state = 'pending' RETURNING id",
      now + LEASE_MS,
      id,
    )
    .toArray().length > 0;

/** Takes the mark back from what could not be sent; what was claimed meanwhile has another. */
export const unmarkQueued = (sql: SqlStorage, ids: readonly number[], now: number): void =>
  void sql.exec(
    "UPDATE deliveries SET queued = NULL WHERE queued = ? AND id IN (SELECT value FROM json_each(?))",
    now + LEASE_MS,
    JSON.stringify(ids),
  );

/** When the earliest pending delivery is next to be looked at; one that waits for an earlier one is not looked at. */
export const nextDeliveryDue = (sql: SqlStorage): number | null =>
  sql.exec<{ due: number | null }>(NEXT_DUE).one().due;

/** Takes a delivery under a lease; undefined when there is nothing to do (settled, leased, not due, paused). */
export function claimDelivery(
  sql: SqlStorage,
  id: number,
  now: number,
  { signing, format }: Pick<Claim, "signing" | "format">,
): Claim | undefined {
  const row = sql
    .exec<{
      id: number;
      event: number;
      endpoint: string;
      attempts: number;
      tamper: Claim["tamper"];
      mishap: DeliveryFault | null;
    }>(CLAIM, now + LEASE_MS, id, now, now)
    .toArray()[0];
  if (!row) return undefined;
  const endpoint = findEndpoint(sql, row.endpoint);
  const event = sql.exec<{ id: string; type: string; body: string }>(EVENT, row.event).toArray()[0];
  if (!endpoint || endpoint.active === 0 || !event) {
    // What is an endpoint test's has no meaning later.
    sql.exec(endpoint && event && row.tamper === null ? HOLD_ONE : STOP_ONE, id);
    return undefined;
  }
  return {
    delivery: id,
    attempt: row.attempts,
    url: endpoint.url,
    signing,
    format,
    secrets: secretsOf(
      endpoint.secret === "" && signing.callbacks === "endpoint" ? oldestSigner(sql) : endpoint,
      now,
    ),
    eventId: event.id,
    eventType: event.type,
    body: event.body,
    tamper: row.tamper ?? (row.attempts === 1 ? row.mishap : null),
  };
}

/** Newest first; the one before counts while the rotation overlaps. */
function secretsOf(endpoint: Endpoint | undefined, now: number): string[] {
  if (!endpoint || endpoint.secret === "") return [];
  const { secret, previous, previous_until: until } = endpoint;
  return previous !== null && (until ?? 0) > now ? [secret, previous] : [secret];
}

/** Writes down how a try went; `nextDue` null ends the delivery. A late report of an older lease changes nothing. */
export function settleDelivery(
  sql: SqlStorage,
  report: AttemptReport,
  state: "pending" | "delivered" | "failed",
  nextDue: number | null,
): void {
  sql.exec(
    ATTEMPT,
    report.delivery,
    report.attempt,
    report.status,
    report.error,
    report.latency,
    hideCards(hideKeys(report.response), () => false).slice(0, MAX_RESPONSE),
    report.at,
    report.sent ? JSON.stringify(report.sent.headers) : null,
    report.sent?.body ?? null,
  );
  sql.exec(SETTLE, state, nextDue ?? report.at, report.delivery, report.attempt);
  sql.exec(LET_GO, report.at, report.delivery);
}

/** What kind of delivery this is, for the one who settles it. */
export const aboutDelivery = (
  sql: SqlStorage,
  id: number,
):
  | { endpoint: string; type: string; event: string; tamper: string | null; mishap: string | null }
  | undefined =>
  sql
    .exec<{ endpoint: string; type: string; event: string; tamper: string | null; mishap: string | null }>(
      "SELECT d.endpoint, d.tamper, d.mishap, e.type, e.id AS event FROM deliveries d JOIN events e ON e.seq = d.event WHERE d.id = ?",
      id,
    )
    .toArray()[0];

/** Brings what waits to be sent nearer by so much; nothing before now. */
export const pullDeliveries = (sql: SqlStorage, by: number, now: number): void =>
  void sql.exec(
    "UPDATE deliveries SET due = max(?1, due - ?2) WHERE state = 'pending' AND due > ?1",
    now,
    by,
  );

/** Puts what is beyond the most of a minute off to the next one. */
export const putOff = (sql: SqlStorage, ids: readonly number[], until: number): void =>
  void sql.exec(
    "UPDATE deliveries SET due = ? WHERE id IN (SELECT value FROM json_each(?))",
    until,
    JSON.stringify(ids),
  );

export const stopDeliveries = (sql: SqlStorage): void => void sql.exec(STOP);

export type DeliveryRow = {
  id: number;
  event: string;
  type: string;
  endpoint: string;
  state: "pending" | "delivered" | "failed" | "canceled" | "held";
  attempts: number;
  due: number;
  deliveryFault: string | null;
  request: string | null;
  body: string;
  created: number;
};

/** Newest first; `before` is the id of the last one known. */
export const listDeliveries = (sql: SqlStorage, limit: number, before?: number): DeliveryRow[] =>
  sql
    .exec<DeliveryRow>(
      "SELECT d.id, e.id AS event, e.type, d.endpoint, d.state, d.attempts, d.due, coalesce(d.mishap, d.tamper) AS deliveryFault, e.request, e.body, e.created FROM deliveries d JOIN events e ON e.seq = d.event WHERE d.id < ? ORDER BY d.id DESC LIMIT ?",
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
    )
    .toArray();

const AGAIN =
  "INSERT INTO deliveries (event, endpoint, record, state, attempts, due) SELECT event, endpoint, NULL, 'pending', 0, ? FROM deliveries WHERE id = ? RETURNING id";

/** Sends the event of a delivery to its endpoint once more, as a delivery of its own; it waits for no other. */
export const deliverAgain = (sql: SqlStorage, id: number, now: number): number | undefined =>
  sql.exec<{ id: number }>(AGAIN, now, id).toArray()[0]?.id;

const MISSED = `SELECT max(id) AS id, max(state = 'held') AS held FROM deliveries d WHERE endpoint = ? AND state IN ('failed', 'held') AND tamper IS NULL
  AND NOT EXISTS (SELECT 1 FROM deliveries n WHERE n.endpoint = d.endpoint AND n.event = d.event AND n.state IN ('delivered', 'pending')) GROUP BY event ORDER BY event`;
const IN_ORDER =
  "INSERT INTO deliveries (event, endpoint, record, state, attempts, due) SELECT event, endpoint, record, 'pending', 0, ? FROM deliveries WHERE id = ?";

/**
 * Sends everything an endpoint never got, by events in their order and with each record's own order kept: what failed for
 * good, and what was held while it was paused. How much of either there is; of events as old as are kept.
 */
export function deliverMissed(
  sql: SqlStorage,
  endpoint: string,
  now: number,
): { failed: number; held: number } {
  const missed = sql.exec<{ id: number; held: number }>(MISSED, endpoint).toArray();
  for (const { id } of missed) sql.exec(IN_ORDER, now, id);
  sql.exec("DELETE FROM deliveries WHERE endpoint = ? AND state = 'held'", endpoint);
  const held = missed.filter((one) => one.held === 1).length;
  return { failed: missed.length - held, held };
}

const SINCE =
  "SELECT max(d.id) AS id FROM deliveries d JOIN events e ON e.seq = d.event WHERE d.endpoint = ? AND d.tamper IS NULL AND e.created >= ? GROUP BY d.event ORDER BY d.event LIMIT 1000";

/** The latest delivery of each event since a moment of the sandbox clock, oldest event first; at most a thousand. */
export const deliveriesSince = (sql: SqlStorage, endpoint: string, since: number): number[] =>
  sql
    .exec<{ id: number }>(SINCE, endpoint, since)
    .toArray()
    .map((row) => row.id);

type AttemptRow = Omit<AttemptReport, "sent"> & { headers: string | null; body: string | null };

export const listAttempts = (sql: SqlStorage, delivery: number): AttemptRow[] =>
  sql
    .exec<AttemptRow>(
      "SELECT delivery, attempt, status, error, latency, response, at, headers, body FROM attempts WHERE delivery = ? ORDER BY attempt",
      delivery,
    )
    .toArray();

type EndpointDelivery = {
  id: number;
  event: string;
  type: string;
  url: string;
  state: DeliveryRecord["state"];
  attempts: number;
  status: number | null;
  tried: number | null;
  body: string;
  created: number;
};

const OF_ENDPOINT = `SELECT d.id, e.id AS event, e.type, p.url, d.state, d.attempts, e.body, e.created,
    (SELECT a.status FROM attempts a WHERE a.delivery = d.id ORDER BY a.attempt DESC LIMIT 1) AS status,
    (SELECT max(a.at) FROM attempts a WHERE a.delivery = d.id) AS tried
  FROM deliveries d JOIN events e ON e.seq = d.event JOIN endpoints p ON p.id = d.endpoint WHERE d.endpoint = ? AND d.state <> 'held' ORDER BY d.id DESC LIMIT 1000`;

/** The latest thousand deliveries of one endpoint, newest first. */
export const deliveriesOf = (sql: SqlStorage, endpoint: string): DeliveryRecord[] =>
  sql
    .exec<EndpointDelivery>(OF_ENDPOINT, endpoint)
    .toArray()
    .map(({ body, id, ...row }) => ({ ...row, id: `dlv_${id}`, payload: parseJson(body) }));
