// Stored answers for idempotency keys (R28). In live mode over an upstream a key is first claimed; a claim whose answer
// never came stays one, or becomes unknown. An answer is kept exactly, for a day, except for keys of ours: the repeated call
// carries them itself, or it would not be equal, and `restoredAnswer` puts them back.
// Bodies longer than a row, and those that are not text, are stored in parts.
import { redactKeys } from "#lib/redact-keys.ts";
import { fromUtf8, joinBytes, utf8 } from "#lib/bytes.ts";
import { utf8Size } from "./row-limit.ts";

export type StoredAnswer = {
  fingerprint: string;
  state: "done" | "claimed" | "unknown";
  status: number | null;
  headers: string | null;
  body: string | Uint8Array<ArrayBuffer> | null;
  at: number;
  claim: string | null;
  /** The call that was answered so. */
  request: string | null;
  /** The answer was longer than is kept: it can be named, not repeated. */
  isLeftOut?: boolean;
};

/** How long an answer is replayed, on the sandbox clock. */
export const REPLAY_MS = 24 * 60 * 60 * 1000;

/** A claim older than this (real) is no longer in flight: its outcome is not known. */
export const IN_FLIGHT_MS = 60_000;

/** A body beyond this goes to parts of so many bytes. */
const MAX_INLINE_BYTES = 1_000_000;
const PART_BYTES = 1_500_000;
/** What has expired goes with the writes that come, so many at once. */
const EXPIRED_AT_ONCE = 100;

/** Where the body is: in the row, in parts as text or as bytes, or nowhere. */
type Form = null | "text" | "bytes" | "left out";

type Row = Omit<StoredAnswer, "body" | "isLeftOut"> & { body: string | null; form: Form };

const FIND =
  "SELECT fingerprint, state, status, headers, body, at, claim, request, form FROM idempotency WHERE scope = ? AND key = ?";
const SAVE = `INSERT INTO idempotency (scope, key, fingerprint, state, status, headers, body, at, claim, request, form) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (scope, key) DO UPDATE SET fingerprint = excluded.fingerprint, state = excluded.state, status = excluded.status, headers = excluded.headers,
  body = excluded.body, at = excluded.at, claim = excluded.claim, request = excluded.request, form = excluded.form`;
const EXPIRE = `DELETE FROM idempotency WHERE (scope, key) IN (SELECT scope, key FROM idempotency WHERE at < ? ORDER BY at LIMIT ${EXPIRED_AT_ONCE})`;
const RELEASE = "DELETE FROM idempotency WHERE scope = ? AND key = ? AND claim = ?";
const PARTS = "SELECT bytes FROM answer_parts WHERE scope = ? AND key = ? ORDER BY part";
const ADD_PART = "INSERT INTO answer_parts (scope, key, part, bytes) VALUES (?, ?, ?, ?)";
const DROP_PARTS = "DELETE FROM answer_parts WHERE scope = ? AND key = ?";

export function findAnswer(sql: SqlStorage, scope: string, given: string): StoredAnswer | undefined {
  const key = redactKeys(given);
  const row = sql.exec<Row>(FIND, scope, key).toArray()[0];
  if (!row) return undefined;
  const { form, ...answer } = row;
  if (form === null) return answer;
  if (form === "left out") return { ...answer, isLeftOut: true };
  const parts = sql.exec<{ bytes: ArrayBuffer }>(PARTS, scope, key).toArray();
  const bytes = joinBytes(parts.map((part) => new Uint8Array(part.bytes)));
  return { ...answer, body: form === "text" ? fromUtf8(bytes) : bytes };
}

/** Inside a transaction: the row and its parts agree. */
export function saveAnswer(sql: SqlStorage, scope: string, given: string, answer: StoredAnswer): void {
  const key = redactKeys(given);
  const body = typeof answer.body === "string" ? redactKeys(answer.body) : answer.body;
  const isLong = typeof body === "string" && utf8Size(body) > MAX_INLINE_BYTES;
  const form: Form = answer.isLeftOut
    ? "left out"
    : isLong
      ? "text"
      : body === null || typeof body === "string"
        ? null
        : "bytes";
  sql.exec(DROP_PARTS, scope, key);
  sql.exec(
    SAVE,
    scope,
    key,
    answer.fingerprint,
    answer.state,
    answer.status,
    answer.headers && redactKeys(answer.headers),
    form === null && typeof body === "string" ? body : null,
    answer.at,
    answer.claim,
    answer.request,
    form,
  );
  if (form !== "text" && form !== "bytes") return;
  const bytes = typeof body === "string" ? utf8(body) : (body ?? new Uint8Array());
  for (let at = 0, part = 0; at < bytes.byteLength; at += PART_BYTES, part++)
    sql.exec(ADD_PART, scope, key, part, bytes.slice(at, at + PART_BYTES));
}

/** Gives a claim back: nothing was done for this key, and it may be tried again. */
export const releaseClaim = (sql: SqlStorage, scope: string, key: string, claim: string): void =>
  void sql.exec(RELEASE, scope, redactKeys(key), claim);

/** Drops some of what is no longer replayed; a trigger takes the parts along. */
export const expireAnswers = (sql: SqlStorage, sandboxNow: number): void =>
  void sql.exec(EXPIRE, sandboxNow - REPLAY_MS);
