// How operations see records (`RecordReader`, read synchronously) and what they ask to be changed (`Effect`). No SQL here: the
// tenant implements the reader and commits the effects.
import type { Json, JsonObject } from "#lib/json.ts";

export type Stored = {
  resource: string;
  /** The path scope a record lives under where no property of it says so; empty at the top. */
  parent: string;
  id: string;
  seq: number;
  state: string | null;
  doc: JsonObject;
  created: number;
  updated: number;
};

export type Condition = {
  path: readonly string[];
  /** `has`: the member is a list, and the value is in it. */
  op: "eq" | "in" | "gte" | "lte" | "gt" | "lt" | "has";
  value: Json;
};

export type PageQuery = {
  resource: string;
  /** Undefined: whatever the scope. */
  parent?: string;
  where: readonly Condition[];
  search?: string;
  /** Order by this property, then by age; by age alone without it. */
  sort?: string;
  descending: boolean;
  limit: number;
  offset: number;
  /** Only rows after (or before) this one in the order. */
  after?: Stored;
  before?: Stored;
};

export type RecordReader = {
  get(resource: string, parent: string | undefined, id: string): Stored | undefined;
  /** The oldest few records that hold a value, given as text, in a property. */
  find(resource: string, property: string, value: string): Stored[];
  /** Records whose members have these values, oldest first, with what this call has staged. */
  select(resource: string, where: JsonObject, limit: number): Stored[];
  /** Records that have a value in a list, their member: oldest first, with what this call has staged. */
  holding(resource: string, member: string, value: Json, limit: number): Stored[];
  /**
   * A record that this call makes or changes, and its own later reads need before it is committed: `get` and `find` have it.
   * Pages and counts are of what is committed.
   */
  stage(record: Stored): void;
  /** A record that this call removes: `find`, `select` and `holding` have it no more. */
  drop(record: Stored): void;
  page(query: PageQuery): Stored[];
  count(query: Pick<PageQuery, "resource" | "parent" | "where" | "search">): number;
  /** The file of a record, when it has one. */
  upload(record: Stored): Upload | undefined;
  /** What was sent to one endpoint, newest first. */
  deliveries(endpoint: string): DeliveryRecord[];
  /** The next number of a sequence that lives and dies with the records. */
  next(sequence: string, start: number): number;
};

/** A file as it came: its name, its media type, its bytes. */
export type Upload = { filename: string; media: string; bytes: Uint8Array<ArrayBuffer> };

export type DeliveryRecord = {
  id: string;
  event: string;
  type: string;
  url: string;
  state: "pending" | "delivered" | "failed" | "canceled";
  attempts: number;
  /** The status of the latest answer; null when there was none. */
  status: number | null;
  created: number;
  /** When the latest attempt was made; null before the first. */
  tried: number | null;
  payload: Json;
};

export type EventDraft = {
  type: string;
  resource: string;
  record: string;
  data: Json;
  /** What the members that changed were before. */
  previous?: JsonObject;
  /** What it belongs to, where subscriptions ask for the events of one such thing. */
  topic?: string;
  /** The payload in the API's own form, and the member that takes the event's id. */
  payload?: { body: Json; id?: string };
};

export type Effect =
  | { kind: "insert" | "update"; record: Stored }
  | { kind: "delete"; record: Stored }
  | { kind: "cascade"; resource: string; property: string; value: string }
  | { kind: "announce"; event: EventDraft }
  | { kind: "progress"; resource: string; parent: string; id: string; from: string; after: number }
  | {
      kind: "endpoint";
      id: string;
      url: string;
      events: string[];
      secret: string;
      active: boolean;
      record?: string;
      topic?: string;
    }
  | { kind: "upload"; record: Stored; upload: Upload }
  | { kind: "endpoint-gone"; id: string }
  /** A delivery of the API's own subscription, once more. */
  | { kind: "redeliver"; delivery: string };
