// Keys as the tenant knows them, and the one look into D1 for a proved key it meets for the first time.
import type { TenantKey } from "../../contract/call.ts";

export type KnownKey = TenantKey & { revoked: boolean };

type Row = {
  id: string;
  hash: string;
  scopes: string;
  expires: number | null;
  allow: string;
  revoked: number | null;
};

const FIND = "SELECT id, hash, scopes, expires, allow, revoked FROM keys WHERE id = ?";
const REMEMBER = `INSERT INTO keys (id, hash, scopes, expires, allow, revoked) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET scopes = excluded.scopes, expires = excluded.expires, allow = excluded.allow, revoked = coalesce(keys.revoked, excluded.revoked)`;
const REVOKE = "UPDATE keys SET revoked = ? WHERE id = ? AND revoked IS NULL";
const REVOKE_ALL = "UPDATE keys SET revoked = ? WHERE revoked IS NULL";
const IN_D1 = "SELECT id, hash, scopes, expires, allow, revoked_at AS revoked FROM keys WHERE id = ?";

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
    key.revoked ? now : null,
  );
}

/** Marks one key, known or not yet known, as revoked. */
export function revokeKey(sql: SqlStorage, key: TenantKey, now: number): void {
  rememberKey(sql, { ...key, revoked: true }, now);
  sql.exec(REVOKE, now, key.id);
}

export const revokeAllKeys = (sql: SqlStorage, now: number): void => void sql.exec(REVOKE_ALL, now);

/** D1 is the record of keys; read from the primary, once for each key a tenant meets. */
export async function findKeyInD1(db: D1Database, id: string): Promise<KnownKey | undefined> {
  const row = await db.withSession("first-primary").prepare(IN_D1).bind(id).first<Row>();
  return row ? toKey(row) : undefined;
}

const toKey = (row: Row): KnownKey => ({
  id: row.id,
  hash: row.hash,
  scopes: JSON.parse(row.scopes) as string[],
  expires: row.expires,
  allow: JSON.parse(row.allow) as string[],
  revoked: row.revoked !== null,
});
