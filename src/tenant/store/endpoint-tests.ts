// The rows of an endpoint test: an event of its own, and one delivery for each probe.
import { type EndpointProbe, ENDPOINT_PROBES } from "#contract/delivery.ts";

/** The latest event sent to an endpoint: the test deliveries look like it. */
export const latestEventFor = (
  sql: SqlStorage,
  endpoint: string,
): { type: string; body: string } | undefined =>
  sql
    .exec<{ type: string; body: string }>(
      "SELECT e.type, e.body FROM deliveries d JOIN events e ON e.seq = d.event WHERE d.endpoint = ? AND d.tamper IS NULL ORDER BY d.id DESC LIMIT 1",
      endpoint,
    )
    .toArray()[0];

export function addCheckEvent(
  sql: SqlStorage,
  event: { id: string; type: string; body: string; now: number },
  endpoint: string,
): void {
  const { seq } = sql
    .exec<{ seq: number }>(
      "INSERT INTO events (id, type, resource, record, request, body, created) VALUES (?, ?, NULL, NULL, NULL, ?, ?) RETURNING seq",
      event.id,
      event.type,
      event.body,
      event.now,
    )
    .one();
  for (const probe of Object.keys(ENDPOINT_PROBES))
    sql.exec(
      "INSERT INTO deliveries (event, endpoint, record, state, attempts, due, tamper) VALUES (?, ?, NULL, 'pending', 0, ?, ?)",
      seq,
      endpoint,
      event.now,
      probe,
    );
}

export const checkDeliveries = (
  sql: SqlStorage,
  event: string,
): { tamper: EndpointProbe | null; state: string; status: number | null; error: string | null }[] =>
  sql
    .exec<{ tamper: EndpointProbe | null; state: string; status: number | null; error: string | null }>(
      `SELECT d.tamper, d.state, a.status, a.error FROM deliveries d JOIN events e ON e.seq = d.event
       LEFT JOIN attempts a ON a.delivery = d.id WHERE e.id = ? ORDER BY d.id`,
      event,
    )
    .toArray();
