// Pages of a generation for another tenant, in key order; and the changes in the log, newest first.
import type {
  EditCursor,
  EditPage,
  ForkEdit,
  ForkFile,
  ForkKey,
  ForkRow,
  ForkSource,
} from "#contract/fork.ts";
import { readStoredDocument } from "#lib/json-column.ts";
import { changesOf } from "./changes.ts";
import { findUpload } from "./uploads.ts";

/** What one message carries, in characters of records; one record may exceed it. */
const PAGE_CHARS = 4_000_000;
const PAGE_ROWS = 5000;

const ROWS =
  "SELECT resource, parent, id, seq, state, doc, created, updated FROM records WHERE generation = ? AND (resource, parent, id) > (?, ?, ?) ORDER BY resource, parent, id LIMIT ?";
const NEXT_FILE =
  "SELECT resource, parent, id FROM uploads WHERE generation = ? AND (resource, parent, id) > (?, ?, ?) ORDER BY resource, parent, id LIMIT 1";
const CHANGED =
  "SELECT seq, id FROM requests WHERE generation = ? AND seq BETWEEN ? AND ? ORDER BY seq DESC LIMIT 1";

export function rowsAfter(sql: SqlStorage, generation: number, after: ForkKey): ForkRow[] {
  const rows: ForkRow[] = [];
  let size = 0;
  for (const row of sql.exec<Omit<ForkRow, "doc"> & { doc: string }>(ROWS, generation, ...after, PAGE_ROWS)) {
    rows.push({ ...row, doc: readStoredDocument(row.doc) });
    size += row.doc.length;
    if (size > PAGE_CHARS) break;
  }
  return rows;
}

export function fileAfter(sql: SqlStorage, generation: number, after: ForkKey): ForkFile | undefined {
  const next = sql
    .exec<{ resource: string; parent: string; id: string }>(NEXT_FILE, generation, ...after)
    .toArray()[0];
  const file = next && findUpload(sql, generation, next);
  return file && { key: [next.resource, next.parent, next.id], ...file };
}

export const sequencesOf = (sql: SqlStorage, generation: number): [string, number][] =>
  sql
    .exec<{ name: string; value: number }>(
      "SELECT name, value FROM sequences WHERE generation = ?",
      generation,
    )
    .toArray()
    .map(({ name, value }) => [name, value]);

/** What turns the latest changes back, newest first, as much at once as a page carries. */
export function editsBefore(
  sql: SqlStorage,
  { generation, from, to }: NonNullable<ForkSource["turnBack"]>,
  { to: start, skip }: EditCursor = { to, skip: 0 },
): EditPage {
  const edits: ForkEdit[] = [];
  let size = 0;
  for (let seq = start, past = skip; ; past = 0) {
    const row = sql.exec<{ seq: number; id: string }>(CHANGED, generation, from, seq).toArray()[0];
    if (!row) return { edits };
    const changes = changesOf(sql, row.id);
    for (let i = row.seq === start ? past : 0; i < changes.length; i++) {
      const change = changes[i];
      if (!change) break;
      if (size > PAGE_CHARS) return { edits, next: { to: row.seq, skip: i } };
      const { resource, parent, id, before } = change;
      edits.push({ key: [resource, parent, id], before: before && { resource, parent, id, ...before } });
      size += before ? JSON.stringify(before.doc).length : id.length;
    }
    seq = row.seq - 1;
  }
}

/** Where a request stands in the log, if all that came after it is still there. */
export const placeOf = (
  sql: SqlStorage,
  request: string,
): { seq: number; generation: number | null; last: number } | undefined =>
  sql
    .exec<{ seq: number; generation: number | null; last: number }>(
      "SELECT seq, generation, (SELECT max(seq) FROM requests) AS last FROM requests WHERE id = ?",
      request,
    )
    .toArray()[0];
