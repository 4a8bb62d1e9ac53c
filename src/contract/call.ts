// One API call on its way from the edge to a tenant and back. Both ends are one deployment, so RPC carries
// these as they are; nothing here is parsed a second time.
import type { JsonObject } from "../lib/json.ts";
import type { KeyClaims, Mode } from "../lib/key.ts";
import type { PlatformCode } from "../lib/problem.ts";

/** Where in the request a credential stood. */
export type KeyPlace =
  | { kind: "bearer" }
  | { kind: "basic" }
  | { kind: "header"; name: string }
  | { kind: "query"; name: string }
  | { kind: "body"; name: string }
  | { kind: "url" };

export type CallRequest = {
  requestId: string;
  method: string;
  /** The path below the API's base URL, as sent. */
  path: string;
  query: string;
  headers: [string, string][];
  body: Uint8Array<ArrayBuffer> | null;
  /** Undefined for a public operation called on the sandbox's own URL. */
  key?: KeyClaims;
  place: KeyPlace;
  /** What links in answers begin with: origin and everything before `path`. */
  base: string;
  /** The caller's address, for allow-lists. */
  address: string;
};

export type CallAnswer = {
  status: number;
  headers: [string, string][];
  body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null;
  /** The tenant does not know its API (never activated, or purged): the edge words this in the API's shape. */
  unknown?: TenantFailure;
  /** Withheld this long after the commit. */
  delay?: number;
  /** The connection ends without an answer after the commit. */
  drop?: boolean;
};

/** Said by a tenant on its control methods; the caller turns it into a Problem. */
export type TenantFailure = { code: PlatformCode; message: string };

export type Activation = {
  tenant: string;
  mode: Mode;
  owner: string;
  api: string;
  slug: string;
  release: string;
  policy: Policy;
  seed: { profile: string; number: number };
  upstreamCredential?: string;
};

/** Figures of one tenant since a moment, of what its log still holds. */
export type Metrics = {
  mode: Mode;
  since: string;
  calls: number;
  /** Share of answers of 500 and above. */
  error_rate: number;
  duration_ms: { p50: number | null; p95: number | null };
  operations: { operation: string | null; status: number; count: number }[];
  deliveries: { [state: string]: number | null; success_rate: number | null };
};

export type AuditEntry = { at: string; action: string; detail: unknown };

/** What an endpoint made of deliveries that were right and wrong; null while it is not known. */
export type CheckUp = {
  id: string;
  done: boolean;
  passed: boolean;
  results: {
    kind: string;
    status: number | null;
    error: string | null;
    accepted: boolean | null;
    right: boolean | null;
    advice: string | null;
  }[];
};

export type SnapshotView = { id: string; name: string; release: string; records: number; createdAt: string };

/** The sandbox clock, and where a change of it is to lead: by so much, to a moment, or to a standstill. */
export type ClockView = { now: string; frozen: boolean; ahead_seconds: number };
export type ClockChange = { by?: number; to?: number; frozen?: boolean; retries?: boolean };
export type ClockMoved = ClockView & {
  /** Everything that became due on the way, in order. */
  fired: { at: string; resource: string; id: string; from: string; to: string }[];
  /** More is due than one call fires: the rest follows by itself. */
  advancing: boolean;
};

/** What the subscription allows; pushed down whenever it changes. */
export type Policy = { plan: string; perMinute: number | null; perMonth: number | null };

/** An event that was made to happen: of which record, by which change, and every event that came of it. */
export type Triggered = { event: string; resource: string; record: string; by: string; events: string[] };

/** A key, by its id or `*` for each, that may do only so much in a window of seconds, for a while. */
export type SqueezeRule = { key: string; limit: number; window: number; expires_in: number };
export type Squeeze = { key: string; limit: number; window: number; expiresAt: string };

export type TenantKey = {
  id: string;
  hash: string;
  scopes: string[];
  expires: number | null;
  allow: string[];
};

export type TenantStatus = {
  active: boolean;
  release: string;
  generation: number;
  records: number;
  activatedAt: number;
  /** What its records were made from, and how long ago. */
  seed: { profile: string; number: number; seededAt: string; ageSeconds: number };
};

export type EndpointInput = { url: string; events: string[]; secret?: string; description?: string };
export type EndpointView = {
  id: string;
  url: string;
  events: string[];
  description: string;
  active: boolean;
  createdAt: string;
  /** Why it was switched off by itself. */
  disabled: string | null;
  /** Until when the secret before the last rotation signs too. */
  previousSecretUntil: string | null;
};
export type LogFilter = {
  after?: number;
  limit?: number;
  method?: string;
  operation?: string;
  key?: string;
  /** A part of the path. */
  path?: string;
  /** A status, or its first digit. */
  status?: number;
};

export type LegalMoves = {
  resource: string;
  id: string;
  state: string | null;
  moves: { action: string; to: string; operation: string | null }[];
  by_itself: { to: string; after_seconds: number } | null;
};

/** A logged call, whole and explained. */
export type CallDetail = {
  id: string;
  at: string;
  key: string | null;
  method: string;
  path: string;
  operation: string | null;
  status: number;
  duration: number;
  why: string;
  whose: "api" | "call" | "simulated failure" | "platform";
  request: { headers: [string, string][]; body: string | null };
  response: { headers: [string, string][]; body: string | null };
  changes: { resource: string; id: string; before: unknown; after: unknown }[];
  legal_now: LegalMoves[];
};

/** Records as they are exported and imported: by resource, each with the path scope it lives under. */
export type RecordsFile = {
  release?: string;
  records: Record<string, { doc: JsonObject; parent?: string }[]>;
};
