// Where drawn documents are played: published to the Worker and called over HTTP, or compiled into a tenant of this process.
import type { JsonObject } from "#lib/json.ts";

/** A document that is ready to be called. */
export type Opened = { base: string; key: string; fetch: typeof fetch };

export type Stage = {
  /** How many documents may be played at a time. */
  lanes: number;
  /** Undefined for a document that does not compile. */
  open(document: { text: string; root: JsonObject }, slug: string): Promise<Opened | undefined>;
  close(): Promise<void>;
};
