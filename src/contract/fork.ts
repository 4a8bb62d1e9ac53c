// A fork: one sandbox's records, as they are or were, copied into another that never delivers. The new tenant pulls
// them from the old one in pages; a page is what fits one message.
import type { JsonObject } from "#lib/json.ts";
import type { Result } from "#lib/result.ts";
import type { TenantFailure } from "./call.ts";

/** What a fork begins from: the records as they are, as a snapshot has them, or as they were before a logged request. */
export type ForkFrom = {
  snapshot?: string;
  before?: string;
  /** Another release than the source's. */
  release?: string;
};

/** Told by the source: a generation that stands still, and what must be turned back in it. */
export type ForkSource = {
  generation: number;
  release: string;
  seed: { profile: string; number: number; anchor: number };
  turnBack: { generation: number; from: number; to: number } | null;
};

export type ForkRow = {
  resource: string;
  parent: string;
  id: string;
  seq: number;
  state: string | null;
  doc: JsonObject;
  created: number;
  updated: number;
};
export type ForkKey = [resource: string, parent: string, id: string];
export type ForkFile = {
  key: ForkKey;
  filename: string;
  media: string;
  bytes: Uint8Array<ArrayBuffer>;
};
/** A record to be put back as it was; null takes it away. */
export type ForkEdit = { key: ForkKey; before: ForkRow | null };

/** Where a page of edits begins: at a row of the log, past so many of its edits. */
export type EditCursor = { to: number; skip: number };
export type EditPage = { edits: ForkEdit[]; next?: EditCursor };

/** The side of a tenant that another tenant pulls from. */
export type ForkPort = {
  beginFork(from: ForkFrom): Promise<Result<ForkSource, TenantFailure>>;
  forkRows(generation: number, after: ForkKey): Promise<ForkRow[]>;
  forkFile(generation: number, after: ForkKey): Promise<ForkFile | undefined>;
  forkSequences(generation: number): Promise<[string, number][]>;
  /** Newest first, a page at a time; without `next` it was the last. */
  forkEdits(turnBack: NonNullable<ForkSource["turnBack"]>, after?: EditCursor): Promise<EditPage>;
  endFork(generation: number): Promise<void>;
};
