// SQL of endpoints: who listens to which events, with which secret, paused or not.
import { StringList, readColumn } from "#lib/json-column.ts";

export type Endpoint = {
  id: string;
  origin: string;
  url: string;
  events: string;
  secret: string;
  description: string;
  active: number;
  created: number;
  /** `resource:id` when it is told of one record alone. */
  record: string | null;
  /** The topic whose events alone it is told; null for those of all. */
  topic: string | null;
  /** The secret that a rotation replaced, and until when it still signs too. */
  previous: string | null;
  previous_until: number | null;
  /** How many deliveries in a row have failed for good. */
  failures: number;
  /** Why it was switched off by itself. */
  disabled: string | null;
};

const ENDPOINT = "SELECT * FROM endpoints WHERE id = ?";
const LISTENING =
  "SELECT * FROM endpoints WHERE (record IS NULL OR record = ?) AND (topic IS NULL OR topic = ?)";
// `scheme` named a signing scheme once; the release that a tenant is on says how it signs.
const ADD_ENDPOINT = `INSERT INTO endpoints (id, origin, url, events, secret, scheme, description, active, created, record, topic, previous, previous_until, failures, disabled)
  VALUES (?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET url = excluded.url, events = excluded.events, topic = excluded.topic, active = excluded.active, secret = excluded.secret,
  previous = excluded.previous, previous_until = excluded.previous_until, failures = excluded.failures, disabled = excluded.disabled`;

export const findEndpoint = (sql: SqlStorage, id: string): Endpoint | undefined =>
  sql.exec<Endpoint>(ENDPOINT, id).toArray()[0];

/**
 * The endpoints that want an event of this type, paused ones too; `record` (`resource:id`) adds those of that one record, and
 * `topic` those of that one topic.
 */
export const listeningEndpoints = (
  sql: SqlStorage,
  type: string,
  record: string | null,
  topic: string | null,
): Endpoint[] =>
  sql
    .exec<Endpoint>(LISTENING, record ?? "", topic ?? "")
    .toArray()
    .filter((endpoint) => wants(endpoint, type));

/** `deal.*` and `deal` take all events of deals; an empty list and `*` take everything. */
function wants(endpoint: Endpoint, type: string): boolean {
  const filters = readColumn(StringList, endpoint.events);
  return (
    filters.length === 0 ||
    filters.some(
      (filter) =>
        filter === "*" ||
        filter === type ||
        type.startsWith(`${filter}.`) ||
        (filter.endsWith("*") && type.startsWith(filter.slice(0, -1))),
    )
  );
}

export const saveEndpoint = (sql: SqlStorage, endpoint: Endpoint): void =>
  void sql.exec(
    ADD_ENDPOINT,
    endpoint.id,
    endpoint.origin,
    endpoint.url,
    endpoint.events,
    endpoint.secret,
    endpoint.description,
    endpoint.active,
    endpoint.created,
    endpoint.record,
    endpoint.topic,
    endpoint.previous,
    endpoint.previous_until,
    endpoint.failures,
    endpoint.disabled,
  );

/** Pauses an endpoint, or lets it go on; undefined leaves it as it is. */
export function changeEndpoint(
  sql: SqlStorage,
  id: string,
  change: Partial<Pick<Endpoint, "url" | "secret" | "previous" | "previous_until">> & {
    active?: boolean;
    events?: string[];
  },
): Endpoint | undefined {
  const known = findEndpoint(sql, id);
  if (!known) return undefined;
  const { active, events, ...plain } = change;
  const changed: Endpoint = {
    ...known,
    ...plain,
    events: events === undefined ? known.events : JSON.stringify(events),
    // Whoever switches it on again begins anew.
    ...(active === undefined ? {} : { active: active ? 1 : 0, failures: 0, disabled: null }),
  };
  saveEndpoint(sql, changed);
  return changed;
}

export function removeEndpoint(sql: SqlStorage, id: string): boolean {
  sql.exec("UPDATE deliveries SET state = 'canceled' WHERE endpoint = ? AND state = 'held'", id);
  return sql.exec("DELETE FROM endpoints WHERE id = ? RETURNING id", id).toArray().length > 0;
}

/** The oldest endpoint that has a secret of its own: callbacks may be signed with it. */
export const oldestSigner = (sql: SqlStorage): Endpoint | undefined =>
  sql.exec<Endpoint>("SELECT * FROM endpoints WHERE secret <> '' ORDER BY created, id LIMIT 1").toArray()[0];

/** How many endpoints there are beside those of these ids; those of single records are not counted. */
export const countOwnEndpoints = (sql: SqlStorage, but: readonly string[]): number =>
  sql
    .exec<{ n: number }>(
      "SELECT count(*) AS n FROM endpoints WHERE record IS NULL AND id NOT IN (SELECT value FROM json_each(?))",
      JSON.stringify(but),
    )
    .one().n;

/** Endpoints made through the API's own resource go with its records. */
export const removeOwnEndpoints = (sql: SqlStorage): void =>
  void sql.exec("DELETE FROM endpoints WHERE origin <> 'platform'");

export const listEndpoints = (sql: SqlStorage): Endpoint[] =>
  sql.exec<Endpoint>("SELECT * FROM endpoints WHERE record IS NULL ORDER BY created, id").toArray();

/** One more delivery that failed for good, in a row; how many there are now. */
export const countFailure = (sql: SqlStorage, endpoint: string): number =>
  sql
    .exec<{ failures: number }>(
      "UPDATE endpoints SET failures = failures + 1 WHERE id = ? RETURNING failures",
      endpoint,
    )
    .toArray()[0]?.failures ?? 0;

export const forgiveFailures = (sql: SqlStorage, endpoint: string): void =>
  void sql.exec("UPDATE endpoints SET failures = 0 WHERE id = ? AND failures > 0", endpoint);

/** Switches an endpoint off, and says why. */
export const disableEndpoint = (sql: SqlStorage, endpoint: string, why: string): void =>
  void sql.exec("UPDATE endpoints SET active = 0, disabled = ? WHERE id = ?", why, endpoint);

const MOST_FAILING = 20;

/** Endpoints that have switched themselves off. */
export const listFailing = (sql: SqlStorage): { endpoint: string; url: string; why: string }[] =>
  sql
    .exec<{ endpoint: string; url: string; why: string }>(
      "SELECT id AS endpoint, url, disabled AS why FROM endpoints WHERE disabled IS NOT NULL ORDER BY created, id LIMIT ?",
      MOST_FAILING,
    )
    .toArray();
