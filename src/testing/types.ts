// What `sandbar/testing` gives and takes. No imports: these types are the package's own, whatever is built beneath them.

export type StartOptions = {
  /** Where to listen on 127.0.0.1; a free port if nothing is said. */
  port?: number;
};

export type Connection = {
  /** The server's address; else the variable SANDBAR_SERVER. */
  server?: string;
  /** A session or service token; else the variable SANDBAR_TOKEN. */
  token?: string;
};

/** A server, with an organisation of its own on it. */
export type Sandbar = {
  readonly server: string;
  /** For `connectSandbar` in another process, and for `sandbar` as SANDBAR_TOKEN. */
  readonly token: string;
  /** Publishes an OpenAPI document, a file or a URL, and opens a sandbox of it. */
  api(document: string, options?: ApiOptions): Promise<Api>;
  /** An API that is published already, by its name, with a new sandbox of it. */
  published(name: string, options?: SandboxOptions): Promise<Api>;
  /** Ends what was opened here: the server, or on a server of somebody else the sandboxes. */
  close(): Promise<void>;
};

export type ApiOptions = SandboxOptions & {
  /** The API's name in URLs; else the file's name, or the document's title. */
  name?: string;
  /** The file of a sandbox.yaml: what the document does not say. */
  behaviour?: string;
  /** The file of a records.yaml: seed records. */
  records?: string;
  /** Files of OpenAPI Overlays, applied in this order. */
  overlays?: readonly string[];
};

export type SandboxOptions = {
  /** It is deleted after so many seconds, should its test never come to that; an hour if nothing is said. */
  ttlSeconds?: number;
  /** How many more are opened ahead, so that `sandbox()` has one at once; one if nothing is said. */
  ahead?: number;
};

/** An API with a sandbox to begin with, and as many more as are wanted. */
export type Api = Sandbox & {
  readonly name: string;
  /** Another sandbox of the API, which shares nothing with any other: one for each test worker, or for each test. */
  sandbox(): Promise<Sandbox>;
};

export type Sandbox = {
  readonly id: string;
  /** Stands for the API's own host: paths follow it as they follow the host. */
  readonly baseUrl: string;
  readonly key: string;
  /**
   * Fresh seed records, and no armed fault. `events`, `requests` and `waitForEvent` begin anew; the clock only moves on, so it stays.
   */
  reset(): Promise<void>;
  /** Arms a fault: it holds once, or as often as it says, and for an hour at most if nothing else is said. */
  fault(rule: FaultRule): Promise<Fault>;
  /** Moves the clock on: seconds, or `90m`, `2h`, `3d`, `1w`, `PT1H30M`. What becomes due happens before it returns. */
  advance(by: number | string): Promise<ClockMove>;
  /** Makes an event happen, by the change that brings it about. */
  trigger(event: string, options?: { record?: string; data?: object }): Promise<Triggered>;
  /** Events since the sandbox was opened or reset, oldest first. */
  events(): Promise<SandboxEvent[]>;
  /**
   * The first event of a name, or for which a function holds, since the sandbox was opened or reset: one that has happened, or
   * the next one. Rejects after `timeoutMs` (5,000) with what happened instead.
   */
  waitForEvent(
    wanted: string | ((event: SandboxEvent) => boolean),
    options?: { timeoutMs?: number },
  ): Promise<SandboxEvent>;
  /** Calls since the sandbox was opened or reset, oldest first. */
  requests(): Promise<LoggedRequest[]>;
  /** The calls as a text to print when a test fails: each with its answer, and why it was answered so. */
  explainRequests(): Promise<string>;
  /** Keeps the records as they are now. */
  snapshot(): Promise<Snapshot>;
  /** Sends events to a URL on this machine: all of them, or those that are named. */
  webhook(url: string, events?: readonly string[]): Promise<Webhook>;
  /** Deletes the sandbox. */
  close(): Promise<void>;
};

export type FaultRule = {
  /** What it waits for; everything that is said must hold, and without anything it is every call. */
  match?: {
    /** An operationId, or `METHOD /path` as the document writes it. */
    operation?: string;
    resource?: string;
    /** A value in the path. */
    record?: string;
    /** Members of the body with these values. */
    body?: Record<string, unknown>;
    /** The name of an event, or its beginning and `*`, whatever brings it about. */
    event?: string;
  };
  /** What it does; of a list each use takes the next. */
  effect: FaultEffect | FaultEffect[];
  /** How often it holds; once if nothing is said, a list once for each of its effects. */
  count?: number;
  /** Seconds until it ends by itself. */
  expiresIn?: number;
};

export type FaultEffect =
  | {
      /** A scenario by name, such as `rate_limited`. */
      scenario: string;
    }
  | {
      /** The kind of refusal, in the API's own shape. */
      code?: string;
      status?: number;
      message?: string;
      /** Milliseconds. */
      delay?: number;
      /** No answer comes; with `acts` after the call has acted. */
      drop?: boolean;
      acts?: boolean;
      /** How the webhooks of the call misbehave, such as `duplicate`. */
      webhook?: string;
      /** Of a call that makes many records, the one at this place (from 1). */
      item?: number;
      times?: number;
    };

export type Fault = { readonly id: string; disarm(): Promise<void> };

export type ClockMove = {
  now: string;
  /** What became due on the way, in order. */
  fired: { at: string; resource: string; id: string; from: string; to: string }[];
};

export type Triggered = { resource: string; record: string; events: string[] };

export type SandboxEvent = {
  id: string;
  type: string;
  resource: string | null;
  record: string | null;
  /** The call it comes of; null for what happened by itself. */
  request: string | null;
  /** On the sandbox clock. */
  created: string;
  /** What its webhooks carry. */
  payload: unknown;
};

export type LoggedRequest = {
  id: string;
  at: string;
  /** TIMER, IMPORT and TRIGGER are what changed records and was no call. */
  method: string;
  path: string;
  operation: string | null;
  status: number;
  /** Milliseconds. */
  duration: number;
  why: string;
};

export type Snapshot = { readonly id: string; restore(): Promise<void> };

export type Webhook = { readonly id: string; readonly secret: string; remove(): Promise<void> };
