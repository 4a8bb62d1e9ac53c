// Records and sequences of the current generation. All SQL over them is here.
import type { Json } from "#lib/json.ts";
import { readStoredDocument } from "#lib/json-column.ts";
import type { Condition, PageQuery, Stored } from "#engine/record-reader.ts";
import { MAX_ROW_BYTES, RowTooLarge, utf8Size } from "./row-limit.ts";

type Row = {
  resource: string;
  parent: string;
  id: string;
  seq: number;
  state: string | null;
  doc: string;
  created: number;
  updated: number;
};

/** What a row has room for beside its keys: those of the path are bounded by what a URL may be. */
export const MAX_DOC_BYTES = MAX_ROW_BYTES - 64 * 1024;
/** A list of rows is bound as one value, so it is cut to less than a row. */
const MAX_BATCH_CHARS = 500_000;
const MAX_BATCH_ROWS = 500;
/** What one page of a listing carries, in characters of records; one record may exceed it. */
const MAX_PAGE_CHARS = 1_000_000;

const COLUMNS = "resource, parent, id, seq, state, doc, created, updated";
const GET = `SELECT ${COLUMNS} FROM records WHERE generation = ? AND resource = ? AND parent = ? AND id = ?`;
// Named: SQLite would rather walk all of a resource along the primary key.
const GET_ANYWHERE = `SELECT ${COLUMNS} FROM records INDEXED BY records_by_id WHERE generation = ? AND resource = ? AND id = ? LIMIT 1`;
const HOLDS = `SELECT 1 FROM records INDEXED BY records_by_id WHERE generation = ? AND resource IN (SELECT value FROM json_each(?)) AND id = ? LIMIT 1`;
const FIND = `SELECT ${COLUMNS} FROM records WHERE generation = ? AND resource = ? AND CAST(json_extract(doc, ?) AS TEXT) = ? ORDER BY seq LIMIT 20`;
const AFTER = `SELECT ${COLUMNS} FROM records WHERE generation = ? AND resource = ? AND seq > ? ORDER BY seq LIMIT ?`;
const INSERT = `INSERT INTO records (generation, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const UPDATE =
  "UPDATE records SET state = ?, doc = ?, updated = ? WHERE generation = ? AND resource = ? AND parent = ? AND id = ?";
const DELETE = "DELETE FROM records WHERE generation = ? AND resource = ? AND parent = ? AND id = ?";
const DELETE_WHERE = `DELETE FROM records WHERE generation = ? AND resource = ? AND json_extract(doc, ?) = ? RETURNING ${COLUMNS}`;
const INSERT_MANY = `INSERT INTO records (generation, ${COLUMNS})
  SELECT ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7 FROM json_each(?)`;
// Rows of our own (the principal's pointer, stubs of the deleted) begin with a line break, as no resource does.
const COUNT_ALL = "SELECT count(*) AS n FROM records WHERE generation = ? AND resource >= ' '";
const SEQUENCE = "SELECT value FROM sequences WHERE generation = ? AND name = ?";
const NEXT_SEQUENCE =
  "INSERT INTO sequences (generation, name, value) VALUES (?, ?, 1) ON CONFLICT (generation, name) DO UPDATE SET value = value + 1 RETURNING value";
const SET_SEQUENCE =
  "INSERT INTO sequences (generation, name, value) VALUES (?, ?, ?) ON CONFLICT (generation, name) DO UPDATE SET value = excluded.value";
const COUNT_EACH =
  "SELECT resource, count(*) AS n FROM records WHERE generation = ? AND resource >= ' ' GROUP BY resource ORDER BY resource";
const KEEP = `INSERT OR IGNORE INTO records (generation, ${COLUMNS}) SELECT ?, ${COLUMNS} FROM records WHERE generation = ? AND seq <= ? AND resource = ?`;
const KEEP_ONE = `${KEEP} AND parent = ? AND id = ?`;
const KEEP_WHERE = `${KEEP} AND json_extract(doc, ?) = ?`;

/** Which records of a resource are listed: with a text in them, and below a sequence number. */
export type Listing = { resource: string; search?: string; below?: number; limit: number };

/** A copy under way: rows up to a sequence number go from one generation to another, as they are now. */
export type Copying = { from: number; to: number; upTo: number };

export class Records {
  private readonly sql: SqlStorage;
  readonly generation: number;
  /** While this generation is copied, what changes is copied first. */
  readonly copying: Copying | undefined;

  constructor(sql: SqlStorage, generation: number, copying?: Copying) {
    this.sql = sql;
    this.generation = generation;
    this.copying = copying?.from === generation ? copying : undefined;
  }

  get(resource: string, parent: string | undefined, id: string): Stored | undefined {
    const row =
      parent === undefined
        ? this.sql.exec<Row>(GET_ANYWHERE, this.generation, resource, id).toArray()[0]
        : this.sql.exec<Row>(GET, this.generation, resource, parent, id).toArray()[0];
    return row && toStored(row);
  }

  /** Whether a record of one of these resources has this id, whatever its scope. */
  holdsId(resources: readonly string[], id: string): boolean {
    return this.sql.exec(HOLDS, this.generation, JSON.stringify(resources), id).toArray().length > 0;
  }

  find(resource: string, property: string, value: string): Stored[] {
    const path = jsonPath([property]);
    return this.sql.exec<Row>(FIND, this.generation, resource, path, value).toArray().map(toStored);
  }

  page(query: PageQuery): Stored[] {
    const { text, values } = whereOf(this.generation, query);
    const direction = query.descending ? "DESC" : "ASC";
    const order =
      query.sort === undefined ? `seq ${direction}` : `json_extract(doc, ?) ${direction}, seq ${direction}`;
    if (query.sort !== undefined) values.push(jsonPath([query.sort]));
    const rows = this.sql.exec<Row>(
      `SELECT ${COLUMNS} FROM records WHERE ${text} ORDER BY ${order} LIMIT ? OFFSET ?`,
      ...values,
      query.limit,
      query.offset,
    );
    return rows.toArray().map(toStored);
  }

  /** Records of a resource, newest first, below a sequence number: a page, cut short where records are large. */
  latest(query: Listing): { rows: Stored[]; isMore: boolean } {
    const { text, values } = whereOf(this.generation, { ...query, where: [] });
    const below = query.below ?? Number.MAX_SAFE_INTEGER;
    const found = this.sql.exec<Row>(
      `SELECT ${COLUMNS} FROM records WHERE ${text} AND seq < ? ORDER BY seq DESC LIMIT ?`,
      ...values,
      below,
      query.limit + 1,
    );
    const rows: Stored[] = [];
    let size = 0;
    for (const row of found) {
      if (rows.length === query.limit || size > MAX_PAGE_CHARS) return { rows, isMore: true };
      rows.push(toStored(row));
      size += row.doc.length;
    }
    return { rows, isMore: false };
  }

  /** Records of a resource by age, after a sequence number. */
  after(resource: string, seq: number, limit: number): Stored[] {
    return this.sql.exec<Row>(AFTER, this.generation, resource, seq, limit).toArray().map(toStored);
  }

  count(query: Pick<PageQuery, "resource" | "parent" | "where" | "search">): number {
    const { text, values } = whereOf(this.generation, query);
    const plain = query.where.length === 0 && query.search === undefined;
    const from = plain ? "records INDEXED BY records_by_id" : "records";
    return this.sql.exec<{ n: number }>(`SELECT count(*) AS n FROM ${from} WHERE ${text}`, ...values).one().n;
  }

  countAll(): number {
    return this.sql.exec<{ n: number }>(COUNT_ALL, this.generation).one().n;
  }

  sequence(name: string): number | undefined {
    return this.sql.exec<{ value: number }>(SEQUENCE, this.generation, name).toArray()[0]?.value;
  }

  /** Counts a sequence on by one and answers where it is now. */
  advance(name: string): number {
    return this.sql.exec<{ value: number }>(NEXT_SEQUENCE, this.generation, name).one().value;
  }

  setSequence(name: string, value: number): void {
    this.sql.exec(SET_SEQUENCE, this.generation, name, value);
  }

  insert(record: Stored): void {
    this.sql.exec(INSERT, this.generation, ...columnsOf(record));
  }

  /** Inserts many at once, within the limits of 100 bound parameters and of a bound value's size. */
  insertMany(records: readonly Stored[]): void {
    let batch: string[] = [];
    let size = 0;
    const flush = (): void => {
      if (batch.length > 0) this.sql.exec(INSERT_MANY, this.generation, `[${batch.join(",")}]`);
      batch = [];
      size = 0;
    };
    for (const record of records) {
      const columns = columnsOf(record);
      const text = JSON.stringify(columns);
      if (text.length > MAX_BATCH_CHARS) {
        this.sql.exec(INSERT, this.generation, ...columns);
        continue;
      }
      if (size + text.length > MAX_BATCH_CHARS || batch.length >= MAX_BATCH_ROWS) flush();
      batch.push(text);
      size += text.length;
    }
    flush();
  }

  update(record: Stored): void {
    this.keep(record);
    this.sql.exec(
      UPDATE,
      record.state,
      docText(record),
      record.updated,
      this.generation,
      record.resource,
      record.parent,
      record.id,
    );
  }

  delete(record: Pick<Stored, "resource" | "parent" | "id">): void {
    this.keep(record);
    this.sql.exec(DELETE, this.generation, record.resource, record.parent, record.id);
  }

  /** Deletes the records that point at another; answers what they were. */
  deleteWhere(resource: string, property: string, value: string): Stored[] {
    const path = jsonPath([property]);
    const { copying } = this;
    if (copying) this.sql.exec(KEEP_WHERE, copying.to, copying.from, copying.upTo, resource, path, value);
    return this.sql.exec<Row>(DELETE_WHERE, this.generation, resource, path, value).toArray().map(toStored);
  }

  private keep({ resource, parent, id }: Pick<Stored, "resource" | "parent" | "id">): void {
    const { copying } = this;
    if (copying) this.sql.exec(KEEP_ONE, copying.to, copying.from, copying.upTo, resource, parent, id);
  }

  /** How many records each resource has. */
  countByResource(): Record<string, number> {
    const rows = this.sql.exec<{ resource: string; n: number }>(COUNT_EACH, this.generation).toArray();
    return Object.fromEntries(rows.map((row) => [row.resource, row.n]));
  }
}

const columnsOf = (record: Stored): (string | number | null)[] => [
  record.resource,
  record.parent,
  record.id,
  record.seq,
  record.state,
  docText(record),
  record.created,
  record.updated,
];

export class RecordTooLarge extends RowTooLarge {
  constructor() {
    super("A record may have at most 2 MB.");
  }
}

/** The document as it is stored; one that no row can hold is refused, and the transaction with it. */
function docText(record: Stored): string {
  const text = JSON.stringify(record.doc);
  if (text.length > MAX_DOC_BYTES / 3 && utf8Size(text) > MAX_DOC_BYTES) throw new RecordTooLarge();
  return text;
}

const toStored = (row: Row): Stored => ({ ...row, doc: readStoredDocument(row.doc) });

/** SQLite's JSON path; labels are quoted, and a quote inside one cannot be said, so it matches nothing. */
const jsonPath = (path: readonly string[]): string =>
  `$${path.map((key) => `."${key.replaceAll('"', "")}"`).join("")}`;

function whereOf(
  generation: number,
  query: Pick<PageQuery, "resource" | "parent" | "where" | "search"> & Partial<PageQuery>,
): { text: string; values: (string | number | null)[] } {
  const parts = ["generation = ?", "resource = ?"];
  const values: (string | number | null)[] = [generation, query.resource];
  if (query.parent !== undefined) {
    parts.push("parent = ?");
    values.push(query.parent);
  }
  for (const condition of query.where) {
    parts.push(clauseOf(condition));
    values.push(jsonPath(condition.path), ...valuesOf(condition));
  }
  if (query.search !== undefined && query.search !== "") {
    const { text, bound } = contains(query.search);
    parts.push(`EXISTS (SELECT 1 FROM json_tree(records.doc) t WHERE t.type = 'text' AND ${text})`);
    values.push(...bound);
  }
  for (const [row, forward] of [
    [query.after, true],
    [query.before, false],
  ] as const) {
    if (!row) continue;
    const sign = forward === (query.descending ?? false) ? "<" : ">";
    if (query.sort === undefined) {
      parts.push(`seq ${sign} ?`);
      values.push(row.seq);
    } else {
      parts.push(`(json_extract(doc, ?), seq) ${sign} (?, ?)`);
      values.push(jsonPath([query.sort]), scalar(row.doc[query.sort] ?? null), row.seq);
    }
  }
  return { text: parts.join(" AND "), values };
}

/** More kinds of letters than this in one search are matched in the case they have: a statement binds 100 values. */
const MAX_FOLDED = 20;

/**
 * That a text of `t` has another in it, whatever the case. Not LIKE, whose patterns end at 50 bytes. SQLite's lower()
 * knows ASCII; of other letters those the search has are lowered one by one.
 */
function contains(search: string): { text: string; bound: string[] } {
  const folded = new Map<string, string>();
  let wanted = "";
  for (const char of search) {
    const low = oneLetter(char.toLowerCase(), char);
    const high = oneLetter(low.toUpperCase(), low);
    const isFolded = low > "\u007f" && high !== low;
    if (isFolded && folded.size < MAX_FOLDED) folded.set(high, low);
    wanted += low <= "\u007f" || folded.get(high) === low ? low : char;
  }
  let text = "lower(t.value)";
  for (let i = 0; i < folded.size; i++) text = `replace(${text}, ?, ?)`;
  return { text: `instr(${text}, ?) > 0`, bound: [...[...folded].flat(), wanted] };
}

/** Letters whose other case is no single letter stay as they are. */
const oneLetter = (changed: string, char: string): string =>
  Array.from(changed).length === 1 ? changed : char;

function clauseOf(condition: Condition): string {
  switch (condition.op) {
    case "eq":
      return Array.isArray(condition.value) ? IN : "json_extract(doc, ?) IS ?";
    case "in":
      return IN;
    case "has":
      return "EXISTS (SELECT 1 FROM json_each(doc, ?) held WHERE held.value IS ?)";
    case "gte":
      return "json_extract(doc, ?) >= ?";
    case "lte":
      return "json_extract(doc, ?) <= ?";
    case "gt":
      return "json_extract(doc, ?) > ?";
    case "lt":
      return "json_extract(doc, ?) < ?";
  }
}

const IN = "json_extract(doc, ?) IN (SELECT value FROM json_each(?))";

const valuesOf = (condition: Condition): (string | number | null)[] =>
  Array.isArray(condition.value) || condition.op === "in"
    ? [JSON.stringify(Array.isArray(condition.value) ? condition.value : [condition.value])]
    : [scalar(condition.value)];

/** What a JSON value is to SQLite: booleans are 0 and 1, nested values their text. */
function scalar(value: Json): string | number | null {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "object" && value !== null) return JSON.stringify(value);
  return value;
}
