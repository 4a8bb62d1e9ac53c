// Pages of a generation for an export, ordered by resource and age.
import type { ExportCursor, ExportRow } from "#contract/export.ts";

/** What one page carries, in characters of records; one record may exceed it. */
const PAGE_CHARS = 2_000_000;
const PAGE_ROWS = 5000;

// Rows of our own begin with a line break, as no resource does.
const ROWS =
  "SELECT resource, parent, seq, doc FROM records INDEXED BY records_by_seq WHERE generation = ? AND resource >= ' ' AND (resource, seq) > (?, ?) ORDER BY resource, seq LIMIT ?";

export function exportRows(sql: SqlStorage, generation: number, after: ExportCursor): ExportRow[] {
  const rows: ExportRow[] = [];
  let size = 0;
  for (const row of sql.exec<ExportRow>(ROWS, generation, after.resource, after.seq, PAGE_ROWS)) {
    rows.push(row);
    size += row.doc.length;
    if (size > PAGE_CHARS) break;
  }
  return rows;
}
