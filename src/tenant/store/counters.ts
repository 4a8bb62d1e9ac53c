// Counters, evidence and audit: small rows that outlive reset and restore.
import type { AuditEntry, Evidence } from "#contract/views.ts";
import { isoMillis } from "#lib/clock.ts";
import { hideKeys } from "#lib/redact-keys.ts";
import { parseJson } from "#lib/json-column.ts";

const COUNT =
  "INSERT INTO counters (name, window, count, ends) VALUES (?, ?, ?, ?) ON CONFLICT (name, window) DO UPDATE SET count = excluded.count";
const READ = "SELECT count FROM counters WHERE name = ? AND window = ?";
const FORGET = "DELETE FROM counters WHERE name = ? AND window < ?";
const FORGET_ENDED = "DELETE FROM counters WHERE ends <= ?";
const EVIDENCE =
  "INSERT INTO evidence (operation, fact, request, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
const AUDIT = "INSERT INTO audit (at, action, detail) VALUES (?, ?, ?)";

export const readCounter = (sql: SqlStorage, name: string, window: number): number =>
  sql.exec<{ count: number }>(READ, name, window).toArray()[0]?.count ?? 0;

/** Writes a counter; `fresh` when its window is new and older ones can go. */
export function writeCounter(
  sql: SqlStorage,
  name: string,
  { window, count, ends, fresh }: { window: number; count: number; ends: number | null; fresh: boolean },
): void {
  sql.exec(COUNT, name, window, count, ends);
  if (fresh) sql.exec(FORGET, name, window);
}

/** Forgets counters whose window was over at this moment. */
export const forgetCounters = (sql: SqlStorage, now: number): void => void sql.exec(FORGET_ENDED, now);

/** Forgets all counters whose name begins so. */
export const clearCounters = (sql: SqlStorage, prefix: string): void =>
  void sql.exec("DELETE FROM counters WHERE substr(name, 1, ?) = ?", prefix.length, prefix);

/** The first time a fact about an operation was seen, with the request that proves it. */
export const noteEvidence = (
  sql: SqlStorage,
  operation: string,
  fact: string,
  request: string,
  at: number,
): void => void sql.exec(EVIDENCE, operation, fact, request, at);

export const countEvidence = (sql: SqlStorage): number =>
  sql.exec<{ n: number }>("SELECT count(*) AS n FROM evidence").one().n;

export const listEvidence = (sql: SqlStorage): Evidence[] =>
  sql
    .exec<{ operation: string; fact: string; request: string; at: number }>(
      "SELECT operation, fact, request, at FROM evidence ORDER BY at",
    )
    .toArray()
    .map((row) => ({ ...row, at: isoMillis(row.at) }));

export const noteAudit = (sql: SqlStorage, at: number, action: string, detail: unknown): void =>
  void sql.exec(AUDIT, at, action, hideKeys(JSON.stringify(detail)));

/** What was done to the sandbox itself, newest first. */
export const listAudit = (sql: SqlStorage, limit: number): AuditEntry[] =>
  sql
    .exec<{ at: number; action: string; detail: string }>(
      "SELECT at, action, detail FROM audit ORDER BY seq DESC LIMIT ?",
      limit,
    )
    .toArray()
    .map((row) => ({
      at: isoMillis(row.at),
      action: row.action,
      detail: parseJson(hideKeys(row.detail)),
    }));
