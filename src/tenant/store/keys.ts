// Keys as the tenant stores them, and the one query to D1 for a proved key it does not know yet.
import type { TenantKey } from "#contract/call.ts";
import { readColumn, StringList } from "#lib/json-column.ts";

export type KnownKey = TenantKey;

type Row = {
  id: string;
  hash: string;
  scopes: string;
  expires: number | null;
  allow: string;
  revoked: number | null;
  per_minute: number | null;
  per_day: number | null;
  virtual: number;
  previous: string | null;
  previous_until: number | null;
  parent: string | null;
  real_expires: number | null;
};

const COLUMNS = `id, hash, scopes, expires, allow, per_minute, per_day, previous, previous_until, parent, real_expires`;
// A token is refused once its parent has ended, whether it was stored before that or after. Both tables have these columns.
const columnsWith = (revoked: string): string =>
  `${COLUMNS}, coalesce(keys.${revoked}, (SELECT p.${revoked} FROM keys p WHERE p.id = keys.parent)) AS revoked`;
const FIND = `SELECT ${columnsWith("revoked")}, virtual FROM keys WHERE id = ?`;
// A revocation here is never taken back by what D1 said a moment before.
const REMEMBER = `INSERT INTO keys (${COLUMNS}, revoked, virtual) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, scopes = excluded.scopes, expires = excluded.expires, allow = excluded.allow,
  revoked = coalesce(keys.revoked, excluded.revoked), per_minute = excluded.per_minute, per_day = excluded.per_day,
  previous = excluded.previous, previous_until = excluded.previous_until`;
const REVOKE_ALL = "UPDATE keys SET revoked = ? WHERE revoked IS NULL";
const USED = "UPDATE keys SET last_used = ? WHERE id = ?";
const LAST_USED = "SELECT id, last_used FROM keys WHERE last_used IS NOT NULL";
const FORGET = "DELETE FROM keys";
const FORGET_PAST = "DELETE FROM keys WHERE real_expires < ?";
const IN_D1 = `SELECT ${columnsWith("revoked_at")}, kind = 'token' AS virtual FROM keys WHERE id = ?`;

/** A token is remembered for so long after its end. */
const KEPT_MS = 24 * 60 * 60 * 1000;

export function findKey(sql: SqlStorage, id: string): KnownKey | undefined {
  const row = sql.exec<Row>(FIND, id).toArray()[0];
  return row && toKey(row);
}

export function rememberKey(sql: SqlStorage, key: KnownKey, now: number): void {
  sql.exec(
    REMEMBER,
    key.id,
    key.hash,
    JSON.stringify(key.scopes),
    key.expires,
    JSON.stringify(key.allow),
    key.perMinute,
    key.perDay,
    key.previous,
    key.previousUntil,
    key.parent,
    key.realExpires,
    key.revoked ? now : null,
    key.virtual ? 1 : 0,
  );
  if (key.virtual) sql.exec(FORGET_PAST, now - KEPT_MS);
}

/** Every key is read from D1 again at its next use: D1 decides which keys work. */
export const forgetAllKeys = (sql: SqlStorage): void => void sql.exec(FORGET);

export const revokeAllKeys = (sql: SqlStorage, now: number): void => void sql.exec(REVOKE_ALL, now);

export const noteUse = (sql: SqlStorage, id: string, at: number): void => void sql.exec(USED, at, id);

/** When each key was last used here, milliseconds. */
export const lastUses = (sql: SqlStorage): Record<string, number> =>
  Object.fromEntries(
    sql
      .exec<{ id: string; last_used: number }>(LAST_USED)
      .toArray()
      .map((row) => [row.id, row.last_used]),
  );

/** D1 decides which keys exist; read from the primary, once for each key a tenant does not know. */
export async function findKeyInD1(db: D1Database, id: string): Promise<KnownKey | undefined> {
  const row = await db.withSession("first-primary").prepare(IN_D1).bind(id).first<Row>();
  return row ? toKey(row) : undefined;
}

const toKey = (row: Row): KnownKey => ({
  id: row.id,
  hash: row.hash,
  scopes: readColumn(StringList, row.scopes),
  expires: row.expires,
  allow: readColumn(StringList, row.allow),
  realExpires: row.real_expires,
  parent: row.parent,
  revoked: row.revoked !== null,
  perMinute: row.per_minute,
  perDay: row.per_day,
  virtual: row.virtual === 1,
  previous: row.previous,
  previousUntil: row.previous_until,
});
