// The request log: the latest calls, with the changes each one made. Rows are redacted before they come here, and
// bodies are cut to the size that is stored (redaction.ts).
import { newId } from "#lib/ids.ts";
import { Reason, type ReasonKind, SIMULATED_KINDS, mapTexts } from "#lib/reason.ts";
import { hideKeys } from "#lib/redact-keys.ts";
import type { KeyPlace, LogFilter } from "#contract/call.ts";
import { type Change, changesText } from "./changes.ts";

export type LoggedCall = {
  id: string;
  at: number;
  key: string | null;
  method: string;
  path: string;
  operation: string | null;
  status: number;
  duration: number;
  reason: Reason;
  requestHeaders: [string, string][];
  requestBody: Uint8Array<ArrayBuffer> | null;
  responseHeaders: [string, string][];
  responseBody: string | null;
  generation: number;
  changes: readonly Change[];
  place: KeyPlace;
};

export type LogRow = {
  seq: number;
  id: string;
  at: number;
  key: string | null;
  method: string;
  path: string;
  operation: string | null;
  status: number;
  duration: number;
  /** The sentence of a row that is older than reasons with facts; empty since. */
  why: string;
  reason_kind: ReasonKind;
  reason_name: string;
  /** JSON. */
  reason_facts: string;
  /** Null on rows from before calls were redacted when they are stored: they are when they are read. */
  place: string | null;
};

export const MAX_LOG_ROWS = 2000;
const INSERT = `INSERT INTO requests (id, at, key, method, path, operation, status, duration, why, reason_kind, reason_name, reason_facts, request_headers, request_body, response_headers, response_body, generation, changes, place)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const TRIM = `DELETE FROM requests WHERE seq <= (SELECT max(seq) FROM requests) - ${MAX_LOG_ROWS} AND id NOT IN (SELECT request FROM evidence)`;
const TRIM_CHANGES = "DELETE FROM changes WHERE request NOT IN (SELECT id FROM requests)";
const COLUMNS =
  "seq, id, at, key, method, path, operation, status, duration, why, reason_kind, reason_name, reason_facts, place";
const FIND = "SELECT * FROM requests WHERE id = ?";

export function logCall(sql: SqlStorage, call: LoggedCall): void {
  sql.exec(
    INSERT,
    call.id,
    call.at,
    call.key,
    call.method,
    call.path,
    call.operation,
    call.status,
    call.duration,
    call.reason.kind,
    call.reason.name,
    JSON.stringify(call.reason.facts),
    JSON.stringify(call.requestHeaders),
    call.requestBody,
    JSON.stringify(call.responseHeaders),
    call.responseBody,
    call.generation,
    changesText(sql, call.id, call.generation, call.changes),
    JSON.stringify(call.place),
  );
}

/** What changed records and was no call of the API: it stands among them, with the status 0. */
export const logSystemChange = (
  sql: SqlStorage,
  change: { method: "TIMER" | "IMPORT" | "REMOVE" | "TRIGGER"; path: string; reason: Reason },
  { now, generation, changes }: { now: number; generation: number; changes: readonly Change[] },
): void =>
  logCall(sql, {
    method: change.method,
    path: hideKeys(change.path),
    reason: mapTexts(change.reason, hideKeys),
    id: newId("change"),
    at: now,
    key: null,
    operation: null,
    status: 0,
    duration: 0,
    requestHeaders: [],
    requestBody: null,
    responseHeaders: [],
    responseBody: null,
    generation,
    changes,
    place: { kind: "url" },
  });

/** Forgets what has fallen out of the ring; evidence pins the rows it cites. */
export function trimLog(sql: SqlStorage): void {
  sql.exec(TRIM);
  sql.exec(TRIM_CHANGES);
}

/** Why a row's call was answered so; of an old row, and of one that a later version wrote, the sentence it has. */
export function reasonOf(row: Pick<LogRow, "why" | "reason_kind" | "reason_name" | "reason_facts">): Reason {
  const read =
    row.reason_kind === "text"
      ? undefined
      : Reason.safeParse({
          kind: row.reason_kind,
          name: row.reason_name,
          facts: JSON.parse(row.reason_facts),
        }).data;
  return read ?? { kind: "text", name: "", facts: { text: row.why } };
}

/** Rows after a sequence number, oldest first; without one, the latest. */
export function readLog(sql: SqlStorage, filter: LogFilter): LogRow[] {
  const parts: string[] = [];
  const values: (string | number)[] = [];
  const where = (clause: string, ...bound: (string | number)[]): void => {
    parts.push(clause);
    values.push(...bound);
  };
  if (filter.after !== undefined) where("seq > ?", filter.after);
  if (filter.method !== undefined) where("method = ?", filter.method);
  if (filter.operation !== undefined) where("operation = ?", filter.operation);
  if (filter.key !== undefined) where("key = ?", filter.key);
  if (filter.reason !== undefined) where("reason_kind = ?", filter.reason);
  if (filter.name !== undefined) where("reason_name = ?", filter.name);
  if (filter.path !== undefined) where("instr(path, ?) > 0", filter.path);
  // `4` stands for all of the four hundreds.
  if (filter.status !== undefined) {
    if (filter.status < 10) where("status / 100 = ?", filter.status);
    else where("status = ?", filter.status);
  }
  const clause = parts.length === 0 ? "" : `WHERE ${parts.join(" AND ")}`;
  const forward = filter.after !== undefined;
  const rows = sql
    .exec<LogRow>(
      `SELECT ${COLUMNS} FROM requests ${clause} ORDER BY seq ${forward ? "" : "DESC"} LIMIT ?`,
      ...values,
      filter.limit ?? 100,
    )
    .toArray();
  return forward ? rows : rows.reverse();
}

export type LoggedRow = LogRow & {
  request_headers: string;
  request_body: ArrayBuffer | null;
  response_headers: string;
  response_body: string | null;
  generation: number | null;
};

// What the sandbox was asked to do wrong, and what never got past its door, says nothing of a release. Of a refusal in a row
// that is older than reasons with facts nobody can tell.
const LATEST = `SELECT * FROM (SELECT * FROM requests WHERE generation = ? AND status > 0 AND status < 500 AND status NOT IN (401, 429)
  AND reason_kind NOT IN (${SIMULATED_KINDS.map((kind) => `'${kind}'`).join(", ")}) AND (reason_kind <> 'text' OR status < 400)
  ORDER BY seq DESC LIMIT ?) ORDER BY seq`;

/** The latest calls of a generation, oldest first, whole. */
export const latestCalls = (sql: SqlStorage, generation: number, most: number): LoggedRow[] =>
  sql.exec<LoggedRow>(LATEST, generation, most).toArray();

/** The number of the latest row. */
export const latestSeq = (sql: SqlStorage): number =>
  sql.exec<{ seq: number | null }>("SELECT max(seq) AS seq FROM requests").one().seq ?? 0;

/** One call with all that was kept of it. */
export const findCall = (sql: SqlStorage, id: string): LoggedRow | undefined =>
  sql.exec<LoggedRow>(FIND, id).toArray()[0];
