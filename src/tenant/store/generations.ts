// Whole generations of records, copied or deleted a batch at a time: no statement here blocks the object for long, however much
// there is. A copy holds what was there when it began: `Records` and `keepUpload` save what changes meanwhile.
import type { Copying } from "./records.ts";

type Key = [resource: string, parent: string, id: string];
/** How far a copy has come: the last key of a table that was copied. */
export type Cursor = { table: "records" | "uploads"; key: Key };
export const START: Cursor = { table: "records", key: ["", "", ""] };

const COLUMNS = "resource, parent, id, seq, state, doc, created, updated";
const PAST = "generation = ? AND (resource, parent, id) > (?, ?, ?)";
const NEXT = `SELECT resource, parent, id FROM records WHERE ${PAST} ORDER BY resource, parent, id LIMIT 1 OFFSET ?`;
const NEXT_UPLOAD = `SELECT resource, parent, id FROM uploads WHERE ${PAST} ORDER BY resource, parent, id LIMIT 1`;
// `+seq`: only the primary key leads along keys.
const COPY = `INSERT OR IGNORE INTO records (generation, ${COLUMNS}) SELECT ?, ${COLUMNS} FROM records WHERE ${PAST} AND (resource, parent, id) <= (?, ?, ?) AND +seq <= ?`;
const COPY_UPLOAD = `INSERT INTO uploads (generation, resource, parent, id, chunk, filename, media, bytes)
  SELECT ?1, resource, parent, id, chunk, filename, media, bytes FROM uploads WHERE generation = ?2 AND resource = ?3 AND parent = ?4 AND id = ?5
  AND NOT EXISTS (SELECT 1 FROM uploads WHERE generation = ?1 AND resource = ?3 AND parent = ?4 AND id = ?5)
  AND EXISTS (SELECT 1 FROM records WHERE generation IN (?1, ?2) AND resource = ?3 AND parent = ?4 AND id = ?5 AND seq <= ?6)`;
const COPY_SEQUENCES =
  "INSERT INTO sequences (generation, name, value) SELECT ?, name, value FROM sequences WHERE generation = ?";
const FORGET =
  "DELETE FROM records WHERE generation = ?1 AND (resource, parent, id) IN (SELECT resource, parent, id FROM records WHERE generation = ?1 LIMIT ?2) RETURNING 1";
const FORGET_UPLOADS =
  "DELETE FROM uploads WHERE generation = ?1 AND (resource, parent, id, chunk) IN (SELECT resource, parent, id, chunk FROM uploads WHERE generation = ?1 LIMIT 8) RETURNING 1";

/** What a copy does at its beginning, in the transaction that announces it. */
export const copySequences = (sql: SqlStorage, { from, to }: Copying): void =>
  void sql.exec(COPY_SEQUENCES, to, from);

/** Copies the next rows, or the next file; answers where it came to, or undefined when all is copied. */
export function copyStep(
  sql: SqlStorage,
  copying: Copying,
  cursor: Cursor,
  rows: number,
): Cursor | undefined {
  const { from, to, upTo } = copying;
  if (cursor.table === "uploads") {
    const next = sql.exec<Row>(NEXT_UPLOAD, from, ...cursor.key).toArray()[0];
    if (!next) return undefined;
    keepUpload(sql, copying, next);
    return { table: "uploads", key: keyOf(next) };
  }
  const last = sql.exec<Row>(NEXT, from, ...cursor.key, rows - 1).toArray()[0];
  sql.exec(COPY, to, from, ...cursor.key, ...(last ? keyOf(last) : END), upTo);
  return last ? { table: "records", key: keyOf(last) } : { table: "uploads", key: ["", "", ""] };
}

type Row = { resource: string; parent: string; id: string };
/** After every key there may be. */
const END: Key = ["\u{10ffff}", "", ""];
const keyOf = ({ resource, parent, id }: Row): Key => [resource, parent, id];

/** Copies the file of a record that was there when the copy began, unless it has been copied. */
export const keepUpload = (sql: SqlStorage, { from, to, upTo }: Copying, place: Row): void =>
  void sql.exec(COPY_UPLOAD, to, from, ...keyOf(place), upTo);

/** Deletes some rows of a generation; false when nothing is left of it. */
export function forgetStep(sql: SqlStorage, generation: number, rows: number): boolean {
  if (sql.exec(FORGET, generation, rows).toArray().length > 0) return true;
  if (sql.exec(FORGET_UPLOADS, generation).toArray().length > 0) return true;
  sql.exec("DELETE FROM sequences WHERE generation = ?", generation);
  return false;
}
