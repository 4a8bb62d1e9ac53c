// Stored answers for idempotency keys. In live mode over an upstream a key is first claimed; a claim whose answer
// never came stays one, or becomes unknown. An answer is kept exactly, for a day, but for keys of ours: the repeated call
// holds them itself, or it would not be equal, and `restoredAnswer` puts them back.
import { redactKeys } from "../../lib/redact-keys.ts";

export type StoredAnswer = {
  fingerprint: string;
  state: "done" | "claimed" | "unknown";
  status: number | null;
  headers: string | null;
  body: string | null;
  at: number;
  claim: string | null;
};

/** How long an answer is replayed, on the sandbox clock. */
export const REPLAY_MS = 24 * 60 * 60 * 1000;

/** A claim older than this (real) is no longer in flight: its outcome is not known. */
export const IN_FLIGHT_MS = 60_000;

const FIND =
  "SELECT fingerprint, state, status, headers, body, at, claim FROM idempotency WHERE scope = ? AND key = ?";
const SAVE = `INSERT INTO idempotency (scope, key, fingerprint, state, status, headers, body, at, claim) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (scope, key) DO UPDATE SET fingerprint = excluded.fingerprint, state = excluded.state, status = excluded.status, headers = excluded.headers, body = excluded.body, at = excluded.at, claim = excluded.claim`;
const EXPIRE = "DELETE FROM idempotency WHERE at < ?";

export const findAnswer = (sql: SqlStorage, scope: string, key: string): StoredAnswer | undefined =>
  sql.exec<StoredAnswer>(FIND, scope, redactKeys(key)).toArray()[0];

export const saveAnswer = (sql: SqlStorage, scope: string, key: string, answer: StoredAnswer): void =>
  void sql.exec(
    SAVE,
    scope,
    redactKeys(key),
    answer.fingerprint,
    answer.state,
    answer.status,
    answer.headers && redactKeys(answer.headers),
    answer.body && redactKeys(answer.body),
    answer.at,
    answer.claim,
  );

export const expireAnswers = (sql: SqlStorage, sandboxNow: number): void =>
  void sql.exec(EXPIRE, sandboxNow - REPLAY_MS);
