// What calls and timers changed, with the records as they were before: explanations, forks and undo of a single call read it. It
// is stored in the log row; only what is too long for that has rows of its own. Keys in records are not kept: what
// is restored has texts of their form instead.
import { z } from "zod";
import { fillKeys, redactKeys } from "#lib/redact-keys.ts";
import { readColumn, readStoredDocument } from "#lib/json-column.ts";
import type { Stored } from "#engine/record-reader.ts";
import { piecesOf, utf8Size } from "./row-limit.ts";

export type Before = Pick<Stored, "seq" | "state" | "doc" | "created" | "updated">;
export type Change = { resource: string; parent: string; id: string; before: Before | null };

/** Collects the changes of one call; the first state of each record counts. */
export class Changes {
  private readonly all = new Map<string, Change>();

  note({ resource, parent, id }: Stored, before: Stored | undefined): void {
    const key = `${resource}\n${parent}\n${id}`;
    if (this.all.has(key)) return;
    const kept = before && {
      seq: before.seq,
      state: before.state,
      doc: before.doc,
      created: before.created,
      updated: before.updated,
    };
    this.all.set(key, { resource, parent, id, before: kept ?? null });
  }

  list(): Change[] {
    return [...this.all.values()];
  }
}

type Row = { resource: string; parent: string; record: string; before: string | null; kept: string | null };

/** Bytes that fit into a row of the log beside its bodies. */
const MAX_TEXT = 500_000;
/** Rows of what did not fit, each a whole list; no resource has such a name. */
const MORE = "\nmore";
/** Pieces of one list that is longer than a row may be: `{list}/{piece}` is their place. */
const PIECE = "\npiece";
const ADD =
  "INSERT INTO changes (request, generation, resource, parent, record, kept) VALUES (?, ?, ?, '', ?, ?)";
const SPILT =
  "SELECT resource, parent, record, before, kept FROM changes WHERE request = ? ORDER BY resource, length(record), record";
const LOGGED = "SELECT changes FROM requests WHERE id = ?";

/** The text for the row of the log; null when there is nothing. What is too long goes on in rows of its own. */
export function changesText(
  sql: SqlStorage,
  request: string,
  generation: number,
  changes: readonly Change[],
): string | null {
  if (changes.length === 0) return null;
  const [first = "[]", ...more] = textsOf(changes);
  const spilt = utf8Size(first) > MAX_TEXT ? [first, ...more] : more;
  for (const [i, text] of spilt.entries()) {
    const pieces = piecesOf(text, MAX_TEXT);
    if (pieces.length === 1) sql.exec(ADD, request, generation, MORE, String(i), text);
    else
      for (const [j, piece] of pieces.entries())
        sql.exec(ADD, request, generation, PIECE, `${i}/${String(j).padStart(3, "0")}`, piece);
  }
  return spilt === more ? first : "[]";
}

/** The changes as JSON lists of about as much as a row takes; one large record may exceed it, and is cut to pieces. */
function textsOf(changes: readonly Change[]): string[] {
  const texts: string[] = [];
  let parts: string[] = [];
  let size = 0;
  for (const change of changes) {
    const part = redactKeys(JSON.stringify(change));
    if (size + part.length > MAX_TEXT && parts.length > 0) {
      texts.push(`[${parts.join(",")}]`);
      parts = [];
      size = 0;
    }
    parts.push(part);
    size += part.length;
  }
  return [...texts, `[${parts.join(",")}]`];
}

/** What a call or a timer changed, with what was there before; null for what it made. */
export function changesOf(sql: SqlStorage, id: string): Change[] {
  const text = sql.exec<{ changes: string | null }>(LOGGED, id).toArray()[0]?.changes;
  const spilt = sql.exec<Row>(SPILT, id).toArray();
  const cut = new Map<string, string>();
  for (const row of spilt) {
    const list = row.record.split("/")[0] ?? "";
    if (row.resource === PIECE) cut.set(list, (cut.get(list) ?? "") + (row.kept ?? ""));
  }
  return [
    ...listIn(text),
    ...[...cut.values()].flatMap(listIn),
    ...spilt.flatMap((row) =>
      row.resource === MORE ? listIn(row.kept) : row.resource === PIECE ? [] : [ofOld(row)],
    ),
  ];
}

const listIn = (text: string | null | undefined): Change[] =>
  text ? readColumn(z.custom<Change[]>(), fillKeys(text)) : [];

/** Rows of before changes had a place in the log. */
const ofOld = ({ resource, parent, record, before }: Row): Change => ({
  resource,
  parent,
  id: record,
  before:
    before === null ? null : { seq: 0, state: null, created: 0, updated: 0, doc: readStoredDocument(before) },
});
