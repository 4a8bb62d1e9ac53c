// One API call on its way from the edge to a tenant and back. Both ends are one deployment, so RPC carries
// these as they are; nothing here is parsed a second time.
import type { KeyClaims, Mode } from "#lib/key.ts";
import type { KeyState } from "#lib/key-state.ts";
import type { PlatformCode } from "#lib/problem.ts";
import type { ReasonKind } from "#lib/reason.ts";

/** Where in the request a credential stood. */
export type KeyPlace =
  | { kind: "bearer" }
  | { kind: "basic" }
  | { kind: "header"; name: string }
  | { kind: "query"; name: string }
  | { kind: "cookie"; name: string }
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
  /** The key as it came, for APIs whose own records are keys. */
  secret?: string;
  /** Undefined for a public operation called on the sandbox's own URL. */
  key?: KeyClaims;
  place: KeyPlace;
  /** What links in answers begin with: origin and everything before `path`. */
  base: string;
  /** The sandbox's own URL, below which calls need no key, where it is another one than the base. */
  open?: string;
  /** A visitor without a key: answered exactly, and nothing is kept. */
  demo?: boolean;
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
  /** Opened by somebody without an account: it delivers to nobody until it is claimed. */
  unclaimed?: boolean;
  /** Of the tenant's row in the directory: word that is older than what the object was told last changes nothing. */
  version?: number;
  /** When it was last deactivated: what the object knows of keys from before is forgotten, and read from D1 again. */
  stoppedAt?: number | null;
};

export type ClockChange = { by?: number; to?: number; frozen?: boolean; retries?: boolean };
/** What the subscription allows; pushed down whenever it changes. */
export type Policy = { plan: string; perMinute: number | null; perMonth: number | null };

/** A key, by its id or `*` for each, that may do only so much in a window of seconds, for a while. */
export type RateOverrideRule = { key: string; limit: number; window: number; expiresIn: number };
/** A key or a token as tenants know it. */
export type TenantKey = KeyState & {
  id: string;
  scopes: string[];
  allow: string[];
  /** Its own limits, below those of the plan. */
  perMinute: number | null;
  perDay: number | null;
  /** The key a token was made from: it ends with it. */
  parent: string | null;
};

export type EndpointInput = { url: string; events: string[]; secret?: string; description?: string };
export type LogFilter = {
  after?: number;
  limit?: number;
  method?: string;
  operation?: string;
  key?: string;
  /** Why it was answered so: the kind of the reason, and its name. */
  reason?: ReasonKind;
  name?: string;
  /** A part of the path. */
  path?: string;
  /** A status, or its first digit. */
  status?: number;
};
