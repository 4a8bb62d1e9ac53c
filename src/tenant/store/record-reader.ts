// The record reader over SQLite: reads of the current generation, each record once a call, and what the call itself has staged.
import type { DeliveryRecord, PageQuery, Stored, Upload, RecordReader } from "#engine/record-reader.ts";
import { deliveriesOf } from "./deliveries.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { Records } from "./records.ts";
import { StagedRecords } from "./staged-records.ts";
import { findUpload } from "./uploads.ts";

/** Under which name the count of a resource, or of it in one scope, is remembered. */
export const countKey = (resource: string, parent: string | undefined): string =>
  `${resource}\n${parent ?? "\r"}`;

const seenKey = (resource: string, parent: string | undefined, id: string): string =>
  `${countKey(resource, parent)}\n${id}`;

export class SqlRecordReader implements RecordReader {
  readonly sequences = new Map<string, number>();
  private readonly sql: SqlStorage;
  private readonly records: Records;
  private readonly counts: Map<string, number>;
  private readonly seen = new Map<string, Stored | undefined>();
  private readonly staged = new StagedRecords();

  constructor(sql: SqlStorage, records: Records, counts: Map<string, number>) {
    this.sql = sql;
    this.records = records;
    this.counts = counts;
  }

  get(resource: string, parent: string | undefined, id: string): Stored | undefined {
    const key = seenKey(resource, parent, id);
    if (!this.seen.has(key)) this.seen.set(key, this.records.get(resource, parent, id));
    return this.seen.get(key);
  }

  find(resource: string, property: string, value: string): Stored[] {
    return this.staged.found(resource, property, value, this.records.find(resource, property, value));
  }

  select(resource: string, where: JsonObject, limit: number): Stored[] {
    const conditions = Object.entries(where).map(([name, value]) => ({
      path: name.split("."),
      op: "eq" as const,
      value,
    }));
    const page = this.records.page({ resource, where: conditions, descending: false, limit, offset: 0 });
    return this.staged.selected(resource, where, page).slice(0, limit);
  }

  holding(resource: string, member: string, value: Json, limit: number): Stored[] {
    const where = [{ path: member.split("."), op: "has" as const, value }];
    const page = this.records.page({ resource, where, descending: false, limit, offset: 0 });
    return this.staged.holding(resource, member, value, page).slice(0, limit);
  }

  stage(record: Stored): void {
    const { resource, parent, id } = record;
    const anywhere = this.get(resource, undefined, id);
    this.seen.set(seenKey(resource, parent, id), record);
    if (!anywhere || anywhere.parent === parent) this.seen.set(seenKey(resource, undefined, id), record);
    this.staged.put(record);
  }

  drop(record: Stored): void {
    this.staged.drop(record);
  }

  page(query: PageQuery): Stored[] {
    return this.records.page(query);
  }

  count(query: Pick<PageQuery, "resource" | "parent" | "where" | "search">): number {
    if (query.where.length > 0 || query.search !== undefined) return this.records.count(query);
    const key = countKey(query.resource, query.parent);
    const known = this.counts.get(key) ?? this.records.count(query);
    this.counts.set(key, known);
    return known;
  }

  upload(record: Stored): Upload | undefined {
    return findUpload(this.sql, this.records.generation, record);
  }

  deliveries(endpoint: string): DeliveryRecord[] {
    return deliveriesOf(this.sql, endpoint);
  }

  next(sequence: string, start: number): number {
    const next = Math.max(start, (this.sequences.get(sequence) ?? this.records.sequence(sequence) ?? 0) + 1);
    this.sequences.set(sequence, next);
    return next;
  }
}
