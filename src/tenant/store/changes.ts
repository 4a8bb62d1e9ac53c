// What calls and timers changed, with what was there before: explanations, forks and undo of a single call read it. It
// lies in the row of the log; only what is too long for that has rows of its own.
import type { JsonObject } from "../../lib/json.ts";
import type { Stored } from "../play/world.ts";

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

/** What fits into a row of the log beside its bodies. */
const MAX_TEXT = 500_000;
const ADD =
  "INSERT INTO changes (request, generation, resource, parent, record, before, kept) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
const SPILT = "SELECT resource, parent, record, before, kept FROM changes WHERE request = ?";
const LOGGED = "SELECT changes FROM requests WHERE id = ?";

/** The text for the row of the log; null when there is nothing, or when it went to rows of its own. */
export function changesText(
  sql: SqlStorage,
  request: string,
  generation: number,
  changes: readonly Change[],
): string | null {
  if (changes.length === 0) return null;
  const text = JSON.stringify(changes);
  if (text.length <= MAX_TEXT) return text;
  for (const { resource, parent, id, before } of changes) {
    const { doc, ...kept } = before ?? {};
    sql.exec(
      ADD,
      request,
      generation,
      resource,
      parent,
      id,
      before ? JSON.stringify(doc) : null,
      JSON.stringify(kept),
    );
  }
  return null;
}

/** What a call or a timer changed, with what was there before; null for what it made. */
export function changesOf(sql: SqlStorage, id: string): Change[] {
  const text = sql.exec<{ changes: string | null }>(LOGGED, id).toArray()[0]?.changes;
  if (text) return JSON.parse(text) as Change[];
  return sql
    .exec<Row>(SPILT, id)
    .toArray()
    .map((row) => ({ resource: row.resource, parent: row.parent, id: row.record, before: beforeOf(row) }));
}

const beforeOf = ({ before, kept }: Row): Before | null =>
  before === null
    ? null
    : {
        seq: 0,
        state: null,
        created: 0,
        updated: 0,
        ...(JSON.parse(kept ?? "{}") as Partial<Before>),
        doc: JSON.parse(before) as JsonObject,
      };
