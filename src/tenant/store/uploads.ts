// The bytes of uploads, beside their records; split into rows that a Durable Object can hold.
import { joinBytes } from "#lib/bytes.ts";
import type { Upload } from "#engine/record-reader.ts";
import { keepUpload } from "./generations.ts";
import type { Records } from "./records.ts";

const CHUNK_BYTES = 1_500_000;
/** Names stand in every row of a file; a longer one is cut, and nobody means it. */
const MAX_NAME = 1000;

const ADD =
  "INSERT INTO uploads (generation, resource, parent, id, chunk, filename, media, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
const FIND =
  "SELECT filename, media, bytes FROM uploads WHERE generation = ? AND resource = ? AND parent = ? AND id = ? ORDER BY chunk";
const REMOVE = "DELETE FROM uploads WHERE generation = ? AND resource = ? AND parent = ? AND id = ?";

type Place = { resource: string; parent: string; id: string };

export function saveUpload(sql: SqlStorage, records: Records, place: Place, upload: Upload): void {
  removeUpload(sql, records, place);
  const { bytes, filename, media } = upload;
  for (let at = 0, chunk = 0; at === 0 || at < bytes.byteLength; at += CHUNK_BYTES, chunk++)
    sql.exec(
      ADD,
      records.generation,
      place.resource,
      place.parent,
      place.id,
      chunk,
      filename.slice(0, MAX_NAME),
      media.slice(0, MAX_NAME),
      bytes.slice(at, at + CHUNK_BYTES),
    );
}

export function findUpload(sql: SqlStorage, generation: number, place: Place): Upload | undefined {
  const rows = sql
    .exec<{ filename: string; media: string; bytes: ArrayBuffer }>(
      FIND,
      generation,
      place.resource,
      place.parent,
      place.id,
    )
    .toArray();
  const first = rows[0];
  return (
    first && {
      filename: first.filename,
      media: first.media,
      bytes: joinBytes(rows.map((row) => new Uint8Array(row.bytes))),
    }
  );
}

/** Removes a record's file; a copy of its generation that is under way keeps it. */
export function removeUpload(sql: SqlStorage, { generation, copying }: Records, place: Place): void {
  if (copying) keepUpload(sql, copying, place);
  sql.exec(REMOVE, generation, place.resource, place.parent, place.id);
}

export const countUploads = (sql: SqlStorage, generation: number): number =>
  sql
    .exec<{ n: number }>("SELECT count(*) AS n FROM uploads WHERE generation = ? AND chunk = 0", generation)
    .one().n;
