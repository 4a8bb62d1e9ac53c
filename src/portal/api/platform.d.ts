// Made from the platform's OpenAPI document by `npm run portal:types`; not edited by hand.

export interface Schemas {
  PlanOffer: {
    sandbox: boolean;
    review: boolean;
    paid: boolean;
    limits: {
      perMinute: number | null;
      perMonth: number | null;
      keys: number | null;
      sandboxes: number | null;
    };
    form: { title: string; schema: { [member: string]: Schemas["__schema0"] } }[];
    evidence: { operation?: string; fact: string; title?: string }[];
    testData: { type: string; name: string; description: string; value: string }[];
    approvers: string[];
    slug: string;
    name: string;
    isDefault: boolean;
    builtIn: boolean;
    production: {
      live: "none" | "hosted" | "upstream";
      reachable: boolean;
      whyNot: string | null;
      notices: string[];
    };
  };
  __schema0:
    | string
    | number
    | boolean
    | null
    | Schemas["__schema0"][]
    | { [member: string]: Schemas["__schema0"] };
  PlanChoices: {
    operations: { id: string; method: string; path: string }[];
    events: string[];
    workflows: string[];
    facts: { operation: string[]; event: string[]; workflow: string[] };
  };
  PartnerRow: {
    partner: { id: string; name: string };
    plan: string;
    phase: "sandbox" | "in_review" | "production";
    paid: boolean;
    since: string;
    updatedAt: string | null;
    lastCallAt: string | null;
    calls: number;
    facts: number;
  };
  Subscription: {
    api: string;
    partner: string;
    plan: string;
    phase: "sandbox" | "in_review" | "production";
    stepper: {
      phase: "sandbox" | "in_review" | "production";
      state: "done" | "current" | "open" | "rejected";
    }[];
    notice: {
      kind: "approved" | "changes_requested" | "rejected";
      title: string;
      notes: string | null;
    } | null;
    locked: string | null;
    canSubmit: boolean;
    whyNot: string | null;
    form: { title: string; schema: { [member: string]: Schemas["__schema0"] } }[];
    testData: { type: string; name: string; description: string; value: string }[];
    paidAt: string | null;
    createdAt: string;
    history: {
      at: string;
      actor: string;
      action: string;
      phase: "sandbox" | "in_review" | "production";
      notes: string | null;
      submission: string | null;
    }[];
  };
  Submission: {
    id: string;
    partner: { id: string; name: string };
    plan: string;
    status: "in_review" | "approved" | "changes_requested" | "rejected" | "withdrawn";
    form: { [member: string]: unknown };
    evidence: Schemas["Readiness"];
    submittedBy: string;
    submittedAt: string;
    decidedBy: string | null;
    decidedAt: string | null;
    notes: string | null;
  };
  Readiness: {
    ready: boolean;
    required: {
      title: string;
      operation: string | null;
      fact: string;
      met: boolean;
      proof: { request: string; sandbox: string; at: string } | null;
    }[];
    facts: {
      title: string;
      operation: string | null;
      fact: string;
      met: boolean;
      proof: { request: string; sandbox: string; at: string } | null;
    }[];
  };
  Progress: {
    firstSuccessAt: string | null;
    stuckOn: {
      title: string;
      operation: string | null;
      fact: string;
      met: boolean;
      proof: { request: string; sandbox: string; at: string } | null;
    }[];
  };
  LogRow: {
    seq: number;
    at: string;
    id: string;
    key: string | null;
    method: string;
    path: string;
    operation: string | null;
    status: number;
    duration: number;
    why: string;
    reason: Schemas["Reason"];
  };
  Reason: {
    kind:
      | "rule"
      | "sample"
      | "refused"
      | "replay"
      | "fault"
      | "scenario"
      | "magic_value"
      | "error"
      | "latency"
      | "limit"
      | "platform"
      | "upstream"
      | "timer"
      | "trigger"
      | "import"
      | "text";
    name: string;
    facts: { [member: string]: Schemas["__schema0"] };
  };
  LoggedCall: {
    at: string;
    id: string;
    key: string | null;
    method: string;
    path: string;
    operation: string | null;
    status: number;
    duration: number;
    why: string;
    reason: Schemas["Reason"];
    whose: "api" | "call" | "simulated failure" | "platform";
    scenario: string | null;
    request: { headers: [string, string][]; body: string | null };
    response: { headers: [string, string][]; body: string | null };
    changes: { resource: string; id: string; before: unknown; after: unknown }[];
    legalNow: Schemas["LegalMoves"][];
  };
  LegalMoves: {
    resource: string;
    id: string;
    state: string | null;
    moves: { action: string; to: string; operation: string | null }[];
    byItself: { to: string; afterSeconds: number } | null;
  };
  Api: {
    slug: string;
    release: string;
    visibility: "public" | "unlisted" | "private";
    keyPrefix: string;
    mine: boolean;
  };
  ApiDeletion: {
    api: string;
    releases: number;
    partners: number;
    sandboxes: number;
    keys: number;
    blockedBy: string[];
    deletedAt: string | null;
  };
  ApiSeries: {
    stepSeconds: number;
    points: {
      at: string;
      calls: number;
      refused: number;
      failed: number;
      delivered: number;
      undelivered: number;
    }[];
    sandboxes: number;
  };
  FidelityReport: {
    api: string;
    release: string;
    operations: {
      method: string;
      path: string;
      kind:
        | "list"
        | "create"
        | "read"
        | "update"
        | "replace"
        | "delete"
        | "action"
        | "append"
        | "join"
        | "has"
        | "inner-list"
        | "inner-set"
        | "inner-clear"
        | "inner-has"
        | "inner-remove"
        | "download"
        | "singleton-read"
        | "singleton-write"
        | "singleton-delete"
        | "declared"
        | "sampled"
        | "unsupported";
      resource?: string;
      tier: "stateful" | "partial" | "sampled" | "unsupported";
      reasons: string[];
      from: string;
      settle?: string;
    }[];
    resources: {
      [member: string]: {
        fact: string;
        value: string;
        from: string;
        sure: "declared" | "stated" | "inferred" | "assumed";
        rule: string;
        settle?: string;
      }[];
    };
    notices: { at: string; message: string; hint: string }[];
  };
  Release: {
    api: string;
    release: string;
    title: string;
    operations: number;
    fidelity: { [member: string]: number };
    resources: string[];
    diagnostics: {
      level: "error" | "warning" | "note";
      at: string;
      rule?: string;
      message: string;
      hint: string;
    }[];
  };
  ReleasePreview: {
    preview: {
      api: string;
      release: string;
      title: string;
      operations: number;
      fidelity: { [member: string]: number };
      resources: string[];
      version: string;
      live: "none" | "hosted" | "upstream";
      report: {
        operations: {
          method: string;
          path: string;
          kind:
            | "list"
            | "create"
            | "read"
            | "update"
            | "replace"
            | "delete"
            | "action"
            | "append"
            | "join"
            | "has"
            | "inner-list"
            | "inner-set"
            | "inner-clear"
            | "inner-has"
            | "inner-remove"
            | "download"
            | "singleton-read"
            | "singleton-write"
            | "singleton-delete"
            | "declared"
            | "sampled"
            | "unsupported";
          resource?: string;
          tier: "stateful" | "partial" | "sampled" | "unsupported";
          reasons: string[];
          from: string;
          settle?: string;
        }[];
        resources: {
          [member: string]: {
            fact: string;
            value: string;
            from: string;
            sure: "declared" | "stated" | "inferred" | "assumed";
            rule: string;
            settle?: string;
          }[];
        };
        notices: { at: string; message: string; hint: string }[];
      };
      isLatest: boolean;
      comparedWith: string | null;
      breaking: number;
      changes: {
        breaking: boolean;
        kind: "route" | "parameter" | "request" | "answer" | "enum" | "scenario" | "event";
        at: string;
        what: string;
      }[];
    } | null;
    diagnostics: {
      level: "error" | "warning" | "note";
      at: string;
      rule?: string;
      message: string;
      hint: string;
      line?: number;
    }[];
  };
  ReleaseSources: {
    release: string;
    sandboxFile: string | null;
    records: string | null;
    workflows: string | null;
    overlays: string[];
  };
  MissingParts: { missing: string[] };
  CatalogueEntry: {
    api: string;
    title: string;
    release: string;
    keyPrefix: string;
    credential: { kind: string; name: string | null };
    origin: string;
    basePath: string;
    example: string | null;
    fidelity: { [member: string]: number };
    operations: {
      method: string;
      path: string;
      kind: string;
      tier: "stateful" | "partial" | "sampled" | "unsupported";
      resource: string | null;
    }[];
  };
  Delivery: {
    id: number;
    event: string;
    type: string;
    endpoint: string;
    state: "pending" | "delivered" | "failed" | "canceled" | "held";
    attempts: {
      delivery: number;
      attempt: number;
      status: number | null;
      error: string | null;
      latency: number;
      response: string;
      headers: { [member: string]: string } | null;
      body: string | null;
      at: string;
    }[];
    due: string;
    deliveryFault: string | null;
    request: string | null;
    body: string;
    created: string;
  };
  Receipt: {
    id: string;
    at: string;
    api: string;
    release: string;
    workflow: string;
    scenario: string | null;
    milliseconds: number;
    passed: boolean;
    steps: {
      stepId: string;
      title: string;
      passed: boolean;
      attempts: number;
      checks: { what: string; passed: boolean }[];
      call: {
        request: string;
        at: string;
        operation: string;
        method: string;
        path: string;
        status: number;
      } | null;
    }[];
  };
  ReceiptRow: {
    id: string;
    at: string;
    workflow: string;
    release: string;
    scenario: string | null;
    passed: boolean;
    steps: number;
  };
  Claimable: {
    sandboxOrgId: string;
    testApiKey: Schemas["CreatedKey"];
    claimToken: string;
    expiresAt: string;
  };
  CreatedKey: {
    id: string;
    name: string;
    mode: "test" | "live";
    start: string;
    last4: string;
    scopes: string[];
    createdAt: string;
    expiresAt: string | null;
    revoked: boolean;
    kind: "key" | "token";
    parent: string | null;
    perMinute: number | null;
    perDay: number | null;
    previousUntil: string | null;
    lastUsedAt: string | null;
    rawKey: string;
  };
  CreatedTestKey: {
    id: string;
    name: string;
    mode: "test" | "live";
    start: string;
    last4: string;
    scopes: string[];
    createdAt: string;
    expiresAt: string | null;
    revoked: boolean;
    kind: "key" | "token";
    parent: string | null;
    perMinute: number | null;
    perDay: number | null;
    previousUntil: string | null;
    lastUsedAt: string | null;
    rawKey: string;
    sandboxOrgId: string;
    sandboxPath: string;
  };
  Key: {
    id: string;
    name: string;
    mode: "test" | "live";
    start: string;
    last4: string;
    scopes: string[];
    createdAt: string;
    expiresAt: string | null;
    revoked: boolean;
    kind: "key" | "token";
    parent: string | null;
    perMinute: number | null;
    perDay: number | null;
    previousUntil: string | null;
    lastUsedAt: string | null;
  };
  WasReset: { sandboxOrgId: string; active: true; resetAt: string; records: number };
  ResetSchedule: {
    cron: string | null;
    everySeconds: number | null;
    profile: "empty" | "small" | "rich" | "edge" | null;
    seed: number | null;
    nextAt: string;
  };
  SandboxStatus: {
    active: boolean;
    release: string;
    generation: number;
    records: number;
    activatedAt: string;
    seed: { profile: string; number: number; seededAt: string; ageSeconds: number };
  };
  Snapshot: { id: string; name: string; release: string; records: number; createdAt: string };
  Forked: {
    sandbox: { id: string; name: string };
    release: string;
    records: number;
    testApiKey: Schemas["CreatedKey"];
  };
  Records: {
    release?: string;
    records: { [member: string]: { doc: { [member: string]: unknown }; parent?: string }[] };
  };
  RecordLines: (
    | { resource: string; doc: { [member: string]: unknown }; parent?: string }
    | { release: string }
  )[];
  Activated: { sandboxOrgId: string; active: true; createdAt: string; testApiKey: Schemas["CreatedKey"] };
  LifecycleStatus: {
    active: boolean;
    sandboxOrgId: string | null;
    createdAt: string | null;
    keyCount: number;
  };
  Deactivated: { sandboxOrgId: string; active: false; deactivatedAt: string; dataRetainedUntil: string };
  ReleaseRow: {
    release: string;
    title: string;
    version: string;
    createdAt: string;
    deprecatedAt: string | null;
    aliases: string[];
  };
  ReleaseReplay: {
    release: string;
    replayed: number;
    breaking: number;
    data: {
      request: string;
      method: string;
      path: string;
      was: number;
      now: number;
      breaks: boolean;
      why: string | null;
    }[];
  };
  WorkflowRow: { id: string; summary: string; source: "declared" | "inferred" };
  Workflow: {
    id: string;
    source: "declared" | "inferred";
    api: string;
    release: string;
    basePath: string;
    document: { [member: string]: unknown };
    operations: {
      [member: string]: {
        id: string;
        method: string;
        path: string;
        credential:
          | (
              | { kind: "bearer" }
              | { kind: "basic" }
              | { kind: "header"; name: string }
              | { kind: "query"; name: string }
              | { kind: "cookie"; name: string }
              | { kind: "body"; name: string }
            )
          | null;
      };
    };
  };
  Sandbox: {
    id: string;
    name: string;
    createdAt: string;
    expiresAt: string | null;
    deletedAt: string | null;
    restorableUntil: string | null;
    apis: { api: string; status: "active" | "inactive" }[];
  };
  Deletion: {
    id: string;
    name: string;
    keys: number;
    apis: { api: string; status: "active" | "inactive"; records: number | null }[];
    records: number;
    blockedBy: string[];
    deletedAt: string | null;
    restorableUntil: string | null;
  };
  AuditRow: {
    id: number;
    at: string;
    actor: string;
    actorName: string | null;
    mode: string;
    action: string;
    target: string;
    detail: unknown;
  };
  Billing: {
    periods: { api: string; sandbox: string; startedAt: string; endedAt: string | null }[];
    month: string;
    usage: { api: string; sandbox: string; calls: number }[];
  };
  Approved: { phase: "production"; live: string };
  Me: {
    user: string;
    partner: string | null;
    role: string;
    name: string;
    email: string | null;
    organisation: string | null;
    scopes: ("read" | "test" | "publish" | "admin")[] | null;
    expiresAt: string | null;
  };
  Membership: { id: string; name: string; role: string; isActive: boolean };
  AccountExport: {
    exportedAt: string;
    person: { id: string; name: string; email: string; createdAt: string };
    organisations: { id: string; name: string; role: string; since: string }[];
    organisation: string | null;
    sandboxes: Schemas["Sandbox"][];
    keys: Schemas["Key"][];
    serviceTokens: Schemas["ServiceToken"][];
    subscriptions: { api: string; phase: string; plan: string | null; createdAt: string }[];
    submissions: {
      id: string;
      plan: string;
      status: "in_review" | "approved" | "changes_requested" | "rejected" | "withdrawn";
      form: { [member: string]: unknown };
      evidence: Schemas["Readiness"];
      submittedBy: string;
      submittedAt: string;
      decidedBy: string | null;
      decidedAt: string | null;
      notes: string | null;
      api: string;
    }[];
    steps: {
      at: string;
      actor: string;
      action: string;
      phase: "sandbox" | "in_review" | "production";
      notes: string | null;
      submission: string | null;
      api: string;
    }[];
    billing: Schemas["Billing"];
    audit: Schemas["AuditRow"][];
  };
  ServiceToken: {
    id: string;
    name: string;
    scopes: ("read" | "test" | "publish" | "admin")[];
    createdBy: string;
    createdAt: string;
    expiresAt: string | null;
    lastUsedAt: string | null;
    state: "working" | "expired" | "revoked";
  };
  AccountDeletion: {
    email: string;
    organisations: {
      id: string;
      name: string;
      ends: boolean;
      sandboxes: number;
      testKeys: number;
      liveKeys: number;
    }[];
    blockedBy: string[];
  };
  Organisation: {
    id: string;
    name: string;
    role: string;
    rights: ("build" | "decide" | "own")[];
    roles: { role: "owner" | "developer" | "reviewer" | "viewer"; may: string }[];
  };
  Member: {
    id: string;
    user: string;
    name: string;
    email: string;
    role: string;
    joinedAt: string;
    isYou: boolean;
  };
  Invitation: {
    id: string;
    email: string;
    role: "owner" | "developer" | "reviewer" | "viewer";
    invitedBy: string;
    expiresAt: string;
    isExpired: boolean;
  };
  PlatformWebhook: {
    id: string;
    url: string;
    events: (
      | "submission.submitted"
      | "submission.withdrawn"
      | "submission.approved"
      | "submission.changes_requested"
      | "submission.rejected"
      | "release.published"
      | "endpoint.disabled"
    )[];
    createdAt: string;
  };
  CreatedPlatformWebhook: {
    id: string;
    url: string;
    events: (
      | "submission.submitted"
      | "submission.withdrawn"
      | "submission.approved"
      | "submission.changes_requested"
      | "submission.rejected"
      | "release.published"
      | "endpoint.disabled"
    )[];
    createdAt: string;
    secret: string;
  };
  PlatformDelivery: {
    id: number;
    event: string;
    type: string;
    body: string;
    createdAt: string;
    state: "pending" | "delivered" | "failed";
    nextAttemptAt: string | null;
    attempts: {
      at: string;
      status: number | null;
      error: string | null;
      latency: number;
      response: string;
    }[];
  };
  CreatedServiceToken: {
    id: string;
    name: string;
    scopes: ("read" | "test" | "publish" | "admin")[];
    createdBy: string;
    createdAt: string;
    expiresAt: string | null;
    lastUsedAt: string | null;
    state: "working" | "expired" | "revoked";
    token: string;
  };
  Overview: {
    now: string;
    tenants: { mode: "test" | "live"; status: "active" | "inactive"; count: number }[];
    overdue: { count: number; longest: string | null };
    parkedTimers: {
      count: number;
      tenants: { mode: string; tenant: string; api: string | null; count: number }[];
    };
    deadLetters: {
      lastHour: number;
      lastDay: number;
      latest: { at: string; mode: string; tenant: string; delivery: number; requeued: boolean }[];
    };
    keySyncs: { count: number; oldest: string | null };
    outbox: { waiting: number; failing: number; oldest: string | null };
    cron: {
      last: {
        at: string;
        took: number;
        steps: { step: string; took: number; result: unknown; error: string | null }[];
      } | null;
      lastFailed: {
        at: string;
        took: number;
        steps: { step: string; took: number; result: unknown; error: string | null }[];
      } | null;
    };
  };
  BackupContents: { migration: string; tables: { name: string; rows: number }[] };
  BackupPage: { columns: string[]; rows: (string | number | null)[][]; next: number | null };
  BackupFiles: { data: { key: string; size: number }[]; next: string | null };
  BackupRows: { columns: string[]; rows: (string | number | null)[][] };
  OrganisationRow: {
    id: string;
    name: string;
    plan: string;
    createdAt: string;
    members: number;
    sandboxes: number;
    apis: string[];
  };
  TenantRow: {
    tenant: string;
    mode: "test" | "live";
    api: string | null;
    organisation: string | null;
    status: "active" | "inactive";
    calls: number;
    lastAnsweredAt: string | null;
  };
  ResourceCount: { resource: string; records: number };
  RecordPage: { data: Schemas["Record"][]; next: number | null };
  Record: {
    resource: string;
    id: string;
    parent: string;
    state: string | null;
    createdAt: string;
    updatedAt: string;
    doc: { [member: string]: unknown };
  };
  Scenario: {
    name: string;
    description: string;
    effect: {
      code?: string;
      status?: number;
      message?: string;
      delay?: number;
      drop?: boolean;
      acts?: boolean;
      webhook?:
        | "duplicate"
        | "delayed"
        | "out_of_order"
        | "bad_signature"
        | "stale"
        | "mutated"
        | "replayed"
        | "lost";
      item?: number;
      times?: number;
    };
    own: boolean;
    triggers: {
      header: string;
      value: string;
      email: string;
      idempotencyKey: string;
      values: { member?: string; value: string | number }[];
    };
  };
  Fault: {
    match: {
      operation?: string;
      resource?: string;
      key?: string;
      record?: string;
      body?: { [member: string]: Schemas["__schema0"] };
      event?: string;
    };
    effect:
      | (
          | { scenario: string }
          | {
              code?: string;
              status?: number;
              message?: string;
              delay?: number;
              drop?: boolean;
              acts?: boolean;
              webhook?:
                | "duplicate"
                | "delayed"
                | "out_of_order"
                | "bad_signature"
                | "stale"
                | "mutated"
                | "replayed"
                | "lost";
              item?: number;
              times?: number;
            }
        )
      | (
          | { scenario: string }
          | {
              code?: string;
              status?: number;
              message?: string;
              delay?: number;
              drop?: boolean;
              acts?: boolean;
              webhook?:
                | "duplicate"
                | "delayed"
                | "out_of_order"
                | "bad_signature"
                | "stale"
                | "mutated"
                | "replayed"
                | "lost";
              item?: number;
              times?: number;
            }
        )[];
    count?: number;
    expiresIn: number;
    id: string;
    remaining: number;
    expires: string;
  };
  RateOverride: { key: string; limit: number; window: number; expiresAt: string };
  Clock: { now: string; frozen: boolean; aheadSeconds: number };
  ClockMoved: {
    now: string;
    frozen: boolean;
    aheadSeconds: number;
    fired: { at: string; resource: string; id: string; from: string; to: string }[];
    failing: Schemas["Timer"][];
    advancing: boolean;
  };
  Timer: {
    id: number;
    kind: string;
    due: string;
    clock: "sandbox" | "real";
    state: "waiting" | "retrying" | "parked";
    record: { resource: string; id: string; from: string } | null;
    attempts: number;
    error: string | null;
    retryAt: string | null;
    parkedAt: string | null;
  };
  Triggered: { event: string; resource: string; record: string; by: string; events: string[] };
  Replayed: { request: string; status: number; body: string | null };
  Metrics: {
    mode: "test" | "live";
    since: string;
    calls: number;
    errorRate: number;
    durationMs: { p50: number | null; p95: number | null };
    operations: { operation: string | null; status: number; count: number }[];
    deliveries: { successRate: number | null } & { [member: string]: number | null };
  };
  Series: {
    stepSeconds: number;
    points: {
      at: string;
      calls: number;
      refused: number;
      failed: number;
      delivered: number;
      undelivered: number;
    }[];
  };
  AuditEntry: { at: string; action: string; detail: unknown };
  Evidence: { operation: string; fact: string; request: string; at: string };
  NewEndpoint: {
    id: string;
    url: string;
    events: string[];
    description: string;
    active: boolean;
    createdAt: string;
    disabled: string | null;
    previousSecretUntil: string | null;
    secret: string;
    notice?: string;
  };
  Endpoint: {
    id: string;
    url: string;
    events: string[];
    description: string;
    active: boolean;
    createdAt: string;
    disabled: string | null;
    previousSecretUntil: string | null;
  };
  EndpointWithSecret: {
    id: string;
    url: string;
    events: string[];
    description: string;
    active: boolean;
    createdAt: string;
    disabled: string | null;
    previousSecretUntil: string | null;
    secret: string;
  };
  EndpointTest: {
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
  Event: {
    seq: number;
    id: string;
    type: string;
    resource: string | null;
    record: string | null;
    request: string | null;
    created: string;
    payload: Schemas["__schema0"];
  };
  Status: {
    api: string;
    state: "ok" | "degraded" | "down";
    lastAnsweredAt: string | null;
    announcement: { state: "ok" | "degraded" | "down"; text: string; at: string } | null;
  };
  Problem: {
    sandbox_error:
      | "unauthorized"
      | "forbidden"
      | "sandbox_not_active"
      | "live_mode"
      | "live_unavailable"
      | "quota_exceeded"
      | "sandbox_full"
      | "not_modelled"
      | "api_unknown"
      | "not_found"
      | "method_not_allowed"
      | "invalid_request"
      | "document_invalid"
      | "conflict"
      | "body_too_large"
      | "outcome_unknown"
      | "in_flight"
      | "answer_not_kept"
      | "upstream_unreachable"
      | "unavailable"
      | "behaviour_failed"
      | "internal";
    message: string;
    timestamp: string;
    details?: unknown[];
  };
}

export interface paths {
  "/api/v1/apis/{slug}/plans": {
    get: {
      parameters: { path: { slug: string } };
      responses: {
        200: { content: { "application/json": { data: Schemas["PlanOffer"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/plan-choices": {
    get: {
      parameters: { path: { slug: string } };
      responses: {
        200: { content: { "application/json": Schemas["PlanChoices"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/plans/{plan}": {
    put: {
      parameters: { path: { slug: string; plan: string } };
      requestBody?: {
        content: {
          "application/json": {
            sandbox?: boolean;
            review?: boolean;
            paid?: boolean;
            limits?: {
              perMinute?: number | null;
              perMonth?: number | null;
              keys?: number | null;
              sandboxes?: number | null;
            };
            form?: { title: string; schema: { [member: string]: Schemas["__schema0"] } }[];
            evidence?: { operation?: string; fact: string; title?: string }[];
            testData?: { type: string; name: string; description?: string; value: string }[];
            approvers?: string[];
            name: string;
            isDefault?: boolean;
          };
        };
      };
      responses: {
        200: { content: { "application/json": Schemas["PlanOffer"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    delete: {
      parameters: { path: { slug: string; plan: string } };
      responses: {
        204: { content?: never };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/partners": {
    get: {
      parameters: { path: { slug: string }; query?: { after?: string; limit?: number } };
      responses: {
        200: { content: { "application/json": { data: Schemas["PartnerRow"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/partners/{partner}": {
    get: {
      parameters: { path: { slug: string; partner: string } };
      responses: {
        200: { content: { "application/json": Schemas["Subscription"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/partners/{partner}/plan": {
    put: {
      parameters: { path: { slug: string; partner: string } };
      requestBody?: { content: { "application/json": { plan: string } } };
      responses: {
        200: { content: { "application/json": Schemas["Subscription"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/partners/{partner}/payment": {
    post: {
      parameters: { path: { slug: string; partner: string } };
      responses: {
        200: { content: { "application/json": Schemas["Subscription"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/submissions": {
    get: {
      parameters: {
        path: { slug: string };
        query?: {
          status?: "in_review" | "approved" | "changes_requested" | "rejected" | "withdrawn";
          before?: string;
          limit?: number;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": {
              data: Schemas["Submission"][];
              counts: { [member: string]: number };
              production: { live: "none" | "hosted" | "upstream"; notices: string[]; blocked: string | null };
            };
          };
        };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/submissions/{submission}/decision": {
    post: {
      parameters: { path: { slug: string; submission: string } };
      requestBody?: {
        content: {
          "application/json": {
            decision: "approve" | "reject" | "request_changes";
            notes?: string;
            credential?: string;
          };
        };
      };
      responses: {
        200: { content: { "application/json": Schemas["Submission"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/partners/{partner}/progress": {
    get: {
      parameters: { path: { slug: string; partner: string } };
      responses: {
        200: { content: { "application/json": Schemas["Progress"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/payments/secret": {
    post: {
      parameters: { path: { slug: string } };
      responses: {
        200: { content: { "application/json": { secret: string; url: string } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/partners/{partner}/log": {
    get: {
      parameters: {
        path: { slug: string; partner: string };
        query?: { sandbox?: string; status?: string; limit?: number };
      };
      responses: {
        200: { content: { "application/json": { data: Schemas["LogRow"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/partners/{partner}/log/{request}": {
    get: {
      parameters: { path: { slug: string; partner: string; request: string } };
      responses: {
        200: { content: { "application/json": Schemas["LoggedCall"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/partners/{partner}/readiness": {
    get: {
      parameters: { path: { slug: string; partner: string } };
      responses: {
        200: { content: { "application/json": Schemas["Readiness"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/": {
    get: {
      parameters: {};
      responses: {
        200: { content: { "application/json": { data: Schemas["Api"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}": {
    patch: {
      parameters: { path: { slug: string } };
      requestBody?: { content: { "application/json": { visibility: "public" | "unlisted" | "private" } } };
      responses: {
        200: { content: { "application/json": Schemas["Api"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    delete: {
      parameters: { path: { slug: string }; query?: { dryRun?: "true" | "false"; confirm?: string } };
      responses: {
        200: { content: { "application/json": Schemas["ApiDeletion"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/series": {
    get: {
      parameters: { path: { slug: string }; query?: { seconds?: number; steps?: number } };
      responses: {
        200: { content: { "application/json": Schemas["ApiSeries"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/fidelity": {
    get: {
      parameters: { path: { slug: string } };
      responses: {
        200: { content: { "application/json": Schemas["FidelityReport"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/releases": {
    post: {
      parameters: { path: { slug: string } };
      requestBody?: {
        content: {
          "multipart/form-data": {
            document?: string;
            url?: string;
            base?: string;
            overlay?: string[];
            sandbox?: string;
            records?: string;
            workflows?: string;
            live?: string;
            blueprint?: string;
            visibility?: "public" | "unlisted" | "private";
            alias?: string;
            expected?: string;
          };
        };
      };
      responses: {
        201: { content: { "application/json": Schemas["Release"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    get: {
      parameters: { path: { slug: string }; query?: { limit?: number; before?: string } };
      responses: {
        200: { content: { "application/json": { data: Schemas["ReleaseRow"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/release-preview": {
    post: {
      parameters: { path: { slug: string } };
      requestBody?: {
        content: {
          "multipart/form-data": {
            document?: string;
            url?: string;
            base?: string;
            overlay?: string[];
            sandbox?: string;
            records?: string;
            workflows?: string;
            live?: string;
          };
        };
      };
      responses: {
        200: { content: { "application/json": Schemas["ReleasePreview"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/releases/{release}/sources": {
    get: {
      parameters: { path: { slug: string; release: string } };
      responses: {
        200: { content: { "application/json": Schemas["ReleaseSources"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/uploads/{sha256}": {
    put: {
      parameters: { path: { slug: string; sha256: string } };
      requestBody?: { content: { "application/octet-stream": string } };
      responses: {
        200: { content: { "application/json": { sha256: string; bytes: number } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/uploads": {
    post: {
      parameters: { path: { slug: string } };
      requestBody?: {
        content: {
          "application/json": {
            document: { sha256: string; bytes: number }[];
            blueprint: { sha256: string; bytes: number }[];
            sources?: string[];
            workflows?: string;
            visibility?: "public" | "unlisted" | "private";
            alias?: string;
          };
        };
      };
      responses: {
        200: { content: { "application/json": Schemas["MissingParts"] } };
        201: { content: { "application/json": Schemas["Release"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/catalogue/{slug}": {
    get: {
      parameters: { path: { slug: string } };
      responses: {
        200: { content: { "application/json": Schemas["CatalogueEntry"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/catalogue/{slug}/document": {
    get: {
      parameters: { path: { slug: string } };
      responses: {
        200: { content: { "application/json": { [member: string]: unknown } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/schemas/sandbox-file": {
    get: {
      parameters: {};
      responses: {
        200: { content: { "application/json": { [member: string]: unknown } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/log/{request}/bundle": {
    post: {
      parameters: { path: { sandbox: string; api: string; request: string } };
      requestBody?: { content: { "application/json": { expiresIn?: number } } };
      responses: {
        201: { content: { "application/json": { url: string; expiresAt: string } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/bundles/{token}": {
    get: {
      parameters: { path: { token: string } };
      responses: {
        200: {
          content: {
            "application/json": {
              api: string;
              call: Schemas["LoggedCall"];
              deliveries: Schemas["Delivery"][];
            };
          };
        };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/receipts": {
    post: {
      parameters: { path: { sandbox: string; api: string } };
      requestBody?: {
        content: {
          "application/json": {
            workflow: string;
            scenario?: string | null;
            milliseconds: number;
            run: string;
            passed: boolean;
            steps: {
              stepId: string;
              title: string;
              passed: boolean;
              attempts: number;
              checks: { what: string; passed: boolean }[];
              request: string | null;
            }[];
          };
        };
      };
      responses: {
        201: { content: { "application/json": Schemas["Receipt"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    get: {
      parameters: { path: { sandbox: string; api: string }; query?: { limit?: number } };
      responses: {
        200: { content: { "application/json": { data: Schemas["ReceiptRow"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/receipts/{receipt}": {
    get: {
      parameters: { path: { sandbox: string; api: string; receipt: string } };
      responses: {
        200: { content: { "application/json": Schemas["Receipt"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/receipts/{receipt}/link": {
    post: {
      parameters: { path: { sandbox: string; api: string; receipt: string } };
      requestBody?: { content: { "application/json": { expiresIn?: number } } };
      responses: {
        201: { content: { "application/json": { url: string; expiresAt: string } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/receipts/{token}": {
    get: {
      parameters: { path: { token: string } };
      responses: {
        200: { content: { "application/json": Schemas["Receipt"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/claimable/": {
    post: {
      parameters: {};
      requestBody?: { content: { "application/json": { api: string } } };
      responses: {
        201: { content: { "application/json": Schemas["Claimable"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/claimable/claims": {
    post: {
      parameters: {};
      requestBody?: { content: { "application/json": { token: string; name?: string } } };
      responses: {
        200: { content: { "application/json": { id: string; name: string } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/keys": {
    post: {
      parameters: { path: { sandbox: string } };
      requestBody?: {
        content: {
          "application/json": {
            api?: string;
            name?: string;
            scopes?: string[];
            allow?: string[];
            expiresAt?: string;
            perMinute?: number;
            perDay?: number;
            ownSandbox?: boolean;
          };
        };
      };
      responses: {
        201: { content: { "application/json": Schemas["CreatedTestKey"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    get: {
      parameters: { path: { sandbox: string }; query?: { limit?: number; before?: string; api?: string } };
      responses: {
        200: { content: { "application/json": { data: Schemas["Key"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/keys/{key}": {
    delete: {
      parameters: { path: { sandbox: string; key: string } };
      responses: {
        200: { content: { "application/json": Schemas["Key"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/keys/{key}/regenerate": {
    post: {
      parameters: { path: { sandbox: string; key: string } };
      responses: {
        200: { content: { "application/json": Schemas["CreatedKey"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/keys/{key}/rotate": {
    post: {
      parameters: { path: { sandbox: string; key: string } };
      requestBody?: { content: { "application/json": { overlapSeconds?: number } } };
      responses: {
        200: { content: { "application/json": Schemas["CreatedKey"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/keys/{key}/token": {
    post: {
      parameters: { path: { sandbox: string; key: string } };
      requestBody?: { content: { "application/json": { expiresIn?: number; scopes?: string[] } } };
      responses: {
        201: { content: { "application/json": Schemas["CreatedKey"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/keys/{key}/tokens": {
    get: {
      parameters: { path: { sandbox: string; key: string }; query?: { limit?: number; before?: string } };
      responses: {
        200: { content: { "application/json": { data: Schemas["Key"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/reset/preview": {
    post: {
      parameters: { path: { sandbox: string; api: string } };
      requestBody?: {
        content: { "application/json": { profile?: "empty" | "small" | "rich" | "edge"; seed?: number } };
      };
      responses: {
        200: {
          content: {
            "application/json": { resources: { [member: string]: { now: number; after: number } } };
          };
        };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/reset": {
    post: {
      parameters: { path: { sandbox: string; api: string } };
      requestBody?: {
        content: {
          "application/json": {
            profile?: "empty" | "small" | "rich" | "edge";
            seed?: number;
            release?: "latest";
          };
        };
      };
      responses: {
        200: { content: { "application/json": Schemas["WasReset"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/reset-schedule": {
    get: {
      parameters: { path: { sandbox: string; api: string } };
      responses: {
        200: { content: { "application/json": { schedule: Schemas["ResetSchedule"] | null } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    put: {
      parameters: { path: { sandbox: string; api: string } };
      requestBody?: {
        content: {
          "application/json": {
            cron?: string;
            everySeconds?: number;
            profile?: "empty" | "small" | "rich" | "edge";
            seed?: number;
          };
        };
      };
      responses: {
        200: { content: { "application/json": { schedule: Schemas["ResetSchedule"] | null } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    delete: {
      parameters: { path: { sandbox: string; api: string } };
      responses: {
        204: { content?: never };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/undo": {
    post: {
      parameters: { path: { sandbox: string; api: string } };
      responses: {
        200: { content: { "application/json": Schemas["SandboxStatus"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/snapshots": {
    post: {
      parameters: { path: { sandbox: string; api: string } };
      requestBody?: { content: { "application/json": { name?: string } } };
      responses: {
        201: { content: { "application/json": Schemas["Snapshot"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    get: {
      parameters: { path: { sandbox: string; api: string } };
      responses: {
        200: { content: { "application/json": { data: Schemas["Snapshot"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/snapshots/{snapshot}/restore": {
    post: {
      parameters: { path: { sandbox: string; api: string; snapshot: string } };
      responses: {
        200: { content: { "application/json": Schemas["SandboxStatus"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/snapshots/{snapshot}": {
    delete: {
      parameters: { path: { sandbox: string; api: string; snapshot: string } };
      responses: {
        204: { content?: never };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/forks": {
    post: {
      parameters: { path: { sandbox: string; api: string } };
      requestBody?: {
        content: { "application/json": { name?: string; snapshot?: string; before?: string } };
      };
      responses: {
        201: { content: { "application/json": Schemas["Forked"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/records": {
    get: {
      parameters: { path: { sandbox: string; api: string } };
      responses: {
        200: { content: { "application/json": Schemas["Records"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    post: {
      parameters: { path: { sandbox: string; api: string } };
      requestBody?: { content: { "application/json": Schemas["Records"] | Schemas["RecordLines"] } };
      responses: {
        201: { content: { "application/json": { imported: number } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/settings/api-access/sandbox/activate": {
    post: {
      parameters: { query?: { api?: string; sandbox?: string } };
      requestBody?: {
        content: { "application/json": { profile?: "empty" | "small" | "rich" | "edge"; seed?: number } };
      };
      responses: {
        200: { content: { "application/json": Schemas["Activated"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/settings/api-access/sandbox/status": {
    get: {
      parameters: { query?: { api?: string; sandbox?: string } };
      responses: {
        200: { content: { "application/json": Schemas["LifecycleStatus"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/settings/api-access/sandbox/reset": {
    post: {
      parameters: { query?: { api?: string; sandbox?: string } };
      requestBody?: {
        content: {
          "application/json": {
            profile?: "empty" | "small" | "rich" | "edge";
            seed?: number;
            release?: "latest";
            dryRun?: boolean;
          };
        };
      };
      responses: {
        200: {
          content: {
            "application/json":
              | Schemas["WasReset"]
              | { resources: { [member: string]: { now: number; after: number } } };
          };
        };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/settings/api-access/sandbox/deactivate": {
    post: {
      parameters: { query?: { api?: string; sandbox?: string } };
      responses: {
        200: { content: { "application/json": Schemas["Deactivated"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/document": {
    get: {
      parameters: { path: { slug: string }; query?: { release?: string } };
      responses: {
        200: { content: { "application/json": { [member: string]: unknown } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/diff": {
    get: {
      parameters: { path: { slug: string }; query: { from: string; to?: string } };
      responses: {
        200: {
          content: {
            "application/json": {
              breaking: number;
              data: {
                breaking: boolean;
                kind: "route" | "parameter" | "request" | "answer" | "enum" | "scenario" | "event";
                at: string;
                what: string;
              }[];
            };
          };
        };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/aliases/{alias}": {
    put: {
      parameters: { path: { slug: string; alias: string } };
      requestBody?: { content: { "application/json": { release: string } } };
      responses: {
        200: { content: { "application/json": { alias: string; release: string } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/releases/{release}/blueprint": {
    get: {
      parameters: { path: { slug: string; release: string } };
      responses: {
        200: { content?: never };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/releases/{release}/deprecate": {
    post: {
      parameters: { path: { slug: string; release: string } };
      responses: {
        204: { content?: never };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/release": {
    put: {
      parameters: { path: { sandbox: string; api: string } };
      requestBody?: { content: { "application/json": { release: string } } };
      responses: {
        200: { content: { "application/json": Schemas["SandboxStatus"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/release-replay": {
    post: {
      parameters: { path: { sandbox: string; api: string } };
      requestBody?: { content: { "application/json": { release?: string } } };
      responses: {
        200: { content: { "application/json": Schemas["ReleaseReplay"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/workflows": {
    get: {
      parameters: { path: { slug: string }; query?: { release?: string } };
      responses: {
        200: { content: { "application/json": { release: string; data: Schemas["WorkflowRow"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/workflows/{workflow}": {
    get: {
      parameters: { path: { slug: string; workflow: string }; query?: { release?: string } };
      responses: {
        200: { content: { "application/json": Schemas["Workflow"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes": {
    get: {
      parameters: { query?: { after?: string; deleted?: "true" | "false"; limit?: number } };
      responses: {
        200: { content: { "application/json": { data: Schemas["Sandbox"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    post: {
      parameters: {};
      requestBody?: { content: { "application/json": { name: string; ttlSeconds?: number } } };
      responses: {
        201: { content: { "application/json": Schemas["Sandbox"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}": {
    delete: {
      parameters: { path: { sandbox: string }; query?: { dryRun?: "true" | "false"; confirm?: string } };
      requestBody?: { content: { "application/json": { confirm?: string } } };
      responses: {
        200: { content: { "application/json": Schemas["Deletion"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/restore": {
    post: {
      parameters: { path: { sandbox: string } };
      requestBody?: { content: { "application/json": { name?: string } } };
      responses: {
        200: { content: { "application/json": Schemas["Sandbox"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/audit": {
    get: {
      parameters: {
        query?: {
          action?: string;
          target?: string;
          actor?: string;
          api?: string;
          mode?: "test" | "live";
          before?: number;
          limit?: number;
        };
      };
      responses: {
        200: { content: { "application/json": { data: Schemas["AuditRow"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/billing": {
    get: {
      parameters: { query?: { limit?: number } };
      responses: {
        200: { content: { "application/json": Schemas["Billing"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/live/{api}/approvals": {
    post: {
      parameters: { path: { api: string } };
      requestBody?: {
        content: {
          "application/json": {
            partner: string;
            plan?: "free" | "pro";
            credential?: string;
            defaultApi?: boolean;
          };
        };
      };
      responses: {
        200: { content: { "application/json": Schemas["Approved"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/live/{api}/keys": {
    post: {
      parameters: { path: { api: string } };
      requestBody?: { content: { "application/json": { name?: string; scopes?: string[] } } };
      responses: {
        201: { content: { "application/json": Schemas["CreatedKey"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    get: {
      parameters: { path: { api: string }; query?: { limit?: number; before?: string } };
      responses: {
        200: { content: { "application/json": { data: Schemas["Key"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/live/{api}/keys/{key}": {
    delete: {
      parameters: { path: { api: string; key: string } };
      responses: {
        200: { content: { "application/json": Schemas["Key"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/live/{api}/keys/{key}/regenerate": {
    post: {
      parameters: { path: { api: string; key: string } };
      responses: {
        200: { content: { "application/json": Schemas["CreatedKey"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/live/{api}/keys/{key}/rotate": {
    post: {
      parameters: { path: { api: string; key: string } };
      requestBody?: { content: { "application/json": { overlapSeconds?: number } } };
      responses: {
        200: { content: { "application/json": Schemas["CreatedKey"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/mails/": {
    get: {
      parameters: { query?: { to?: string; limit?: number } };
      responses: {
        200: {
          content: {
            "application/json": {
              data: {
                to: string;
                subject: string;
                text: string;
                about: { [member: string]: string };
                at: string;
              }[];
            };
          };
        };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/me/": {
    get: {
      parameters: {};
      responses: {
        200: { content: { "application/json": Schemas["Me"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/me/organisations": {
    get: {
      parameters: { query?: { limit?: number } };
      responses: {
        200: { content: { "application/json": { data: Schemas["Membership"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/me/export": {
    get: {
      parameters: {};
      responses: {
        200: { content: { "application/json": Schemas["AccountExport"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/me/deletion": {
    get: {
      parameters: {};
      responses: {
        200: { content: { "application/json": Schemas["AccountDeletion"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/organisation/": {
    get: {
      parameters: {};
      responses: {
        200: { content: { "application/json": Schemas["Organisation"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/organisation/members": {
    get: {
      parameters: { query?: { limit?: number } };
      responses: {
        200: { content: { "application/json": { data: Schemas["Member"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/organisation/members/{member}": {
    patch: {
      parameters: { path: { member: string } };
      requestBody?: {
        content: { "application/json": { role: "owner" | "developer" | "reviewer" | "viewer" } };
      };
      responses: {
        200: { content: { "application/json": Schemas["Member"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    delete: {
      parameters: { path: { member: string } };
      responses: {
        200: { content: { "application/json": Schemas["Member"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/organisation/invitations": {
    get: {
      parameters: { query?: { limit?: number } };
      responses: {
        200: { content: { "application/json": { data: Schemas["Invitation"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    post: {
      parameters: {};
      requestBody?: {
        content: {
          "application/json": { email: string; role: "owner" | "developer" | "reviewer" | "viewer" };
        };
      };
      responses: {
        201: { content: { "application/json": Schemas["Invitation"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/organisation/invitations/{invitation}": {
    delete: {
      parameters: { path: { invitation: string } };
      responses: {
        204: { content?: never };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/organisation/webhooks/": {
    get: {
      parameters: {};
      responses: {
        200: { content: { "application/json": { data: Schemas["PlatformWebhook"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    post: {
      parameters: {};
      requestBody?: {
        content: {
          "application/json": {
            url: string;
            events?: (
              | "submission.submitted"
              | "submission.withdrawn"
              | "submission.approved"
              | "submission.changes_requested"
              | "submission.rejected"
              | "release.published"
              | "endpoint.disabled"
            )[];
          };
        };
      };
      responses: {
        201: { content: { "application/json": Schemas["CreatedPlatformWebhook"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/organisation/webhooks/{webhook}": {
    delete: {
      parameters: { path: { webhook: string } };
      responses: {
        204: { content?: never };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/organisation/webhooks/{webhook}/test": {
    post: {
      parameters: { path: { webhook: string } };
      responses: {
        202: { content: { "application/json": Schemas["PlatformDelivery"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/organisation/webhooks/{webhook}/rotate": {
    post: {
      parameters: { path: { webhook: string } };
      requestBody?: { content: { "application/json": { overlapSeconds?: number } } };
      responses: {
        200: { content: { "application/json": Schemas["CreatedPlatformWebhook"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/organisation/webhooks/{webhook}/deliveries/{sent}/resend": {
    post: {
      parameters: { path: { webhook: string; sent: string } };
      responses: {
        202: { content: { "application/json": Schemas["PlatformDelivery"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/organisation/webhooks/{webhook}/deliveries": {
    get: {
      parameters: { path: { webhook: string }; query?: { before?: number; limit?: number } };
      responses: {
        200: { content: { "application/json": { data: Schemas["PlatformDelivery"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/service-tokens/": {
    post: {
      parameters: {};
      requestBody?: {
        content: {
          "application/json": {
            name: string;
            scopes: ("read" | "test" | "publish" | "admin")[];
            expiresAt?: string;
          };
        };
      };
      responses: {
        201: { content: { "application/json": Schemas["CreatedServiceToken"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    get: {
      parameters: { query?: { limit?: number } };
      responses: {
        200: { content: { "application/json": { data: Schemas["ServiceToken"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/service-tokens/{serviceToken}": {
    delete: {
      parameters: { path: { serviceToken: string } };
      responses: {
        200: { content: { "application/json": Schemas["ServiceToken"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/oauth/token": {
    post: {
      parameters: {};
      responses: {
        200: {
          content: {
            "application/json": {
              access_token: string;
              token_type: "Bearer";
              expires_in: number;
              scope?: string;
            };
          };
        };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/admin/overview": {
    get: {
      parameters: {};
      responses: {
        200: { content: { "application/json": Schemas["Overview"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/admin/backup": {
    get: {
      parameters: {};
      responses: {
        200: { content: { "application/json": Schemas["BackupContents"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/admin/backup/tables/{table}": {
    get: {
      parameters: { path: { table: string }; query?: { after?: number } };
      responses: {
        200: { content: { "application/json": Schemas["BackupPage"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    put: {
      parameters: { path: { table: string } };
      requestBody?: { content: { "application/json": Schemas["BackupRows"] } };
      responses: {
        204: { content?: never };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/admin/backup/files": {
    get: {
      parameters: { query?: { cursor?: string } };
      responses: {
        200: { content: { "application/json": Schemas["BackupFiles"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/admin/backup/files/content": {
    get: {
      parameters: { query: { key: string } };
      responses: {
        200: { content?: never };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    put: {
      parameters: { query: { key: string } };
      requestBody?: { content: { "application/octet-stream": string } };
      responses: {
        204: { content?: never };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/admin/restore": {
    post: {
      parameters: {};
      requestBody?: { content: { "application/json": { migration: string; replace?: boolean } } };
      responses: {
        204: { content?: never };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/admin/partners": {
    get: {
      parameters: { query?: { search?: string; after?: string; limit?: number } };
      responses: {
        200: { content: { "application/json": { data: Schemas["OrganisationRow"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/admin/tenants": {
    get: {
      parameters: { query?: { limit?: number } };
      responses: {
        200: { content: { "application/json": { data: Schemas["TenantRow"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/admin/partners/{partner}/plan": {
    put: {
      parameters: { path: { partner: string } };
      requestBody?: { content: { "application/json": { plan: "free" | "pro" } } };
      responses: {
        200: { content: { "application/json": { plan: "free" | "pro" } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/admin/portal/packs/{sha256}": {
    put: {
      parameters: { path: { sha256: string } };
      requestBody?: { content: { "application/octet-stream": string } };
      responses: {
        204: { content?: never };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/admin/portal": {
    put: {
      parameters: {};
      requestBody?: {
        content: {
          "application/json": {
            pack: { sha256: string; bytes: number };
            files: { path: string; start: number; bytes: number; isBrotli: boolean }[];
          };
        };
      };
      responses: {
        200: { content: { "application/json": Schemas["MissingParts"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/payments/{slug}": {
    post: {
      parameters: { path: { slug: string } };
      responses: {
        200: { content: { "application/json": { partner: string; confirmed: boolean } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/subscriptions/": {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            "application/json": {
              data: { api: string; plan: string; phase: "sandbox" | "in_review" | "production" }[];
            };
          };
        };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/subscriptions/{api}": {
    get: {
      parameters: { path: { api: string } };
      responses: {
        200: { content: { "application/json": Schemas["Subscription"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/subscriptions/{api}/plans": {
    get: {
      parameters: { path: { api: string } };
      responses: {
        200: { content: { "application/json": { data: Schemas["PlanOffer"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/subscriptions/{api}/plan": {
    put: {
      parameters: { path: { api: string } };
      requestBody?: { content: { "application/json": { plan: string } } };
      responses: {
        200: { content: { "application/json": Schemas["Subscription"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/subscriptions/{api}/readiness": {
    get: {
      parameters: { path: { api: string } };
      responses: {
        200: { content: { "application/json": Schemas["Readiness"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/subscriptions/{api}/submissions": {
    post: {
      parameters: { path: { api: string } };
      requestBody?: {
        content: { "application/json": { form?: { [member: string]: Schemas["__schema0"] } } };
      };
      responses: {
        201: { content: { "application/json": Schemas["Subscription"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    get: {
      parameters: { path: { api: string }; query?: { limit?: number } };
      responses: {
        200: { content: { "application/json": { data: Schemas["Submission"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/subscriptions/{api}/submissions/current": {
    delete: {
      parameters: { path: { api: string } };
      responses: {
        200: { content: { "application/json": Schemas["Subscription"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/resources": {
    get: {
      parameters: { path: { sandbox: string; api: string } };
      responses: {
        200: { content: { "application/json": { data: Schemas["ResourceCount"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/records/{resource}": {
    get: {
      parameters: {
        path: { sandbox: string; api: string; resource: string };
        query?: { limit?: number; before?: number; search?: string };
      };
      responses: {
        200: { content: { "application/json": Schemas["RecordPage"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/records/{resource}/{record}": {
    get: {
      parameters: {
        path: { sandbox: string; api: string; resource: string; record: string };
        query?: { parent?: string };
      };
      responses: {
        200: { content: { "application/json": Schemas["Record"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    delete: {
      parameters: {
        path: { sandbox: string; api: string; resource: string; record: string };
        query?: { parent?: string };
      };
      responses: {
        204: { content?: never };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/records/{resource}/{record}/next": {
    get: {
      parameters: { path: { sandbox: string; api: string; resource: string; record: string } };
      responses: {
        200: { content: { "application/json": Schemas["LegalMoves"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/scenarios": {
    get: {
      parameters: { path: { sandbox: string; api: string } };
      responses: {
        200: {
          content: {
            "application/json": {
              release: string;
              page: string;
              data: Schemas["Scenario"][];
              webhookHosts: string[];
            };
          };
        };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/faults": {
    post: {
      parameters: { path: { sandbox: string; api: string } };
      requestBody?: {
        content: {
          "application/json": {
            match?: {
              operation?: string;
              resource?: string;
              key?: string;
              record?: string;
              body?: { [member: string]: Schemas["__schema0"] };
              event?: string;
            };
            effect:
              | (
                  | { scenario: string }
                  | {
                      code?: string;
                      status?: number;
                      message?: string;
                      delay?: number;
                      drop?: boolean;
                      acts?: boolean;
                      webhook?:
                        | "duplicate"
                        | "delayed"
                        | "out_of_order"
                        | "bad_signature"
                        | "stale"
                        | "mutated"
                        | "replayed"
                        | "lost";
                      item?: number;
                      times?: number;
                    }
                )
              | (
                  | { scenario: string }
                  | {
                      code?: string;
                      status?: number;
                      message?: string;
                      delay?: number;
                      drop?: boolean;
                      acts?: boolean;
                      webhook?:
                        | "duplicate"
                        | "delayed"
                        | "out_of_order"
                        | "bad_signature"
                        | "stale"
                        | "mutated"
                        | "replayed"
                        | "lost";
                      item?: number;
                      times?: number;
                    }
                )[];
            count?: number;
            expiresIn?: number;
          };
        };
      };
      responses: {
        201: { content: { "application/json": Schemas["Fault"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    get: {
      parameters: { path: { sandbox: string; api: string } };
      responses: {
        200: { content: { "application/json": { data: Schemas["Fault"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/faults/{fault}": {
    delete: {
      parameters: { path: { sandbox: string; api: string; fault: string } };
      responses: {
        204: { content?: never };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/rate-overrides/{key}": {
    put: {
      parameters: { path: { sandbox: string; api: string; key: string } };
      requestBody?: {
        content: { "application/json": { limit: number; window?: number; expiresIn?: number } };
      };
      responses: {
        200: { content: { "application/json": Schemas["RateOverride"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    delete: {
      parameters: { path: { sandbox: string; api: string; key: string } };
      responses: {
        204: { content?: never };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/rate-overrides": {
    get: {
      parameters: { path: { sandbox: string; api: string } };
      responses: {
        200: { content: { "application/json": { data: Schemas["RateOverride"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/clock": {
    get: {
      parameters: { path: { sandbox: string; api: string } };
      responses: {
        200: { content: { "application/json": Schemas["Clock"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    post: {
      parameters: { path: { sandbox: string; api: string } };
      requestBody?: {
        content: {
          "application/json": {
            by?: number | string;
            to?: string | number;
            frozen?: boolean;
            retries?: boolean;
          };
        };
      };
      responses: {
        200: { content: { "application/json": Schemas["ClockMoved"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/trigger": {
    post: {
      parameters: { path: { sandbox: string; api: string } };
      requestBody?: {
        content: {
          "application/json": {
            event: string;
            record?: string;
            data?: { [member: string]: Schemas["__schema0"] };
          };
        };
      };
      responses: {
        201: { content: { "application/json": Schemas["Triggered"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/log": {
    get: {
      parameters: {
        path: { sandbox: string; api: string };
        query?: {
          after?: number;
          limit?: number;
          method?: string;
          operation?: string;
          key?: string;
          path?: string;
          status?: string;
          reason?:
            | "rule"
            | "sample"
            | "refused"
            | "replay"
            | "fault"
            | "scenario"
            | "magic_value"
            | "error"
            | "latency"
            | "limit"
            | "platform"
            | "upstream"
            | "timer"
            | "trigger"
            | "import"
            | "text";
          name?: string;
        };
      };
      responses: {
        200: { content: { "application/json": { data: Schemas["LogRow"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/log/tickets": {
    post: {
      parameters: { path: { sandbox: string; api: string } };
      responses: {
        201: { content: { "application/json": { ticket: string; url: string; expiresAt: string } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/log/{request}": {
    get: {
      parameters: { path: { sandbox: string; api: string; request: string } };
      responses: {
        200: {
          content: {
            "application/json": {
              at: string;
              id: string;
              key: string | null;
              method: string;
              path: string;
              operation: string | null;
              status: number;
              duration: number;
              why: string;
              reason: Schemas["Reason"];
              whose: "api" | "call" | "simulated failure" | "platform";
              scenario: string | null;
              request: { headers: [string, string][]; body: string | null };
              response: { headers: [string, string][]; body: string | null };
              changes: { resource: string; id: string; before: unknown; after: unknown }[];
              legalNow: Schemas["LegalMoves"][];
              help: string | null;
            };
          };
        };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/log/{request}/replay": {
    post: {
      parameters: { path: { sandbox: string; api: string; request: string } };
      responses: {
        200: { content: { "application/json": Schemas["Replayed"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/metrics": {
    get: {
      parameters: { path: { sandbox: string; api: string }; query?: { seconds?: number } };
      responses: {
        200: { content: { "application/json": Schemas["Metrics"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/series": {
    get: {
      parameters: { path: { sandbox: string; api: string }; query?: { seconds?: number; steps?: number } };
      responses: {
        200: { content: { "application/json": Schemas["Series"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/audit": {
    get: {
      parameters: { path: { sandbox: string; api: string }; query?: { limit?: number } };
      responses: {
        200: { content: { "application/json": { data: Schemas["AuditEntry"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/evidence": {
    get: {
      parameters: { path: { sandbox: string; api: string } };
      responses: {
        200: { content: { "application/json": { data: Schemas["Evidence"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}": {
    get: {
      parameters: { path: { sandbox: string; api: string } };
      responses: {
        200: {
          content: {
            "application/json": {
              active: boolean;
              release: string;
              generation: number;
              records: number;
              activatedAt: string;
              seed: { profile: string; number: number; seededAt: string; ageSeconds: number };
              sandboxPath: string;
            };
          };
        };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/endpoints": {
    post: {
      parameters: { path: { sandbox: string; api: string } };
      requestBody?: {
        content: {
          "application/json": { url: string; events?: string[]; secret?: string; description?: string };
        };
      };
      responses: {
        201: { content: { "application/json": Schemas["NewEndpoint"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    get: {
      parameters: { path: { sandbox: string; api: string } };
      responses: {
        200: { content: { "application/json": { data: Schemas["Endpoint"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/endpoints/{endpoint}": {
    patch: {
      parameters: { path: { sandbox: string; api: string; endpoint: string } };
      requestBody?: {
        content: { "application/json": { active?: boolean; events?: string[]; url?: string } };
      };
      responses: {
        200: { content: { "application/json": Schemas["Endpoint"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
    delete: {
      parameters: { path: { sandbox: string; api: string; endpoint: string } };
      responses: {
        204: { content?: never };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/endpoints/{endpoint}/rotate": {
    post: {
      parameters: { path: { sandbox: string; api: string; endpoint: string } };
      requestBody?: { content: { "application/json": { overlapSeconds?: number; secret?: string } } };
      responses: {
        200: { content: { "application/json": Schemas["EndpointWithSecret"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/endpoints/{endpoint}/test": {
    post: {
      parameters: { path: { sandbox: string; api: string; endpoint: string } };
      responses: {
        200: { content: { "application/json": Schemas["EndpointTest"] } };
        202: { content: { "application/json": Schemas["EndpointTest"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/endpoints/{endpoint}/recover": {
    post: {
      parameters: { path: { sandbox: string; api: string; endpoint: string } };
      responses: {
        202: { content: { "application/json": { resent: number; failed: number; paused: number } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/endpoints/{endpoint}/replay": {
    post: {
      parameters: { path: { sandbox: string; api: string; endpoint: string } };
      requestBody?: { content: { "application/json": { since: string | number } } };
      responses: {
        202: { content: { "application/json": { resent: number } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/deliveries": {
    get: {
      parameters: { path: { sandbox: string; api: string }; query?: { limit?: number; before?: number } };
      responses: {
        200: { content: { "application/json": { data: Schemas["Delivery"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/deliveries/{delivery}/resend": {
    post: {
      parameters: { path: { sandbox: string; api: string; delivery: string } };
      responses: {
        202: { content: { "application/json": { delivery: number } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/events": {
    get: {
      parameters: { path: { sandbox: string; api: string }; query?: { after?: number; limit?: number } };
      responses: {
        200: { content: { "application/json": { data: Schemas["Event"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/timers": {
    get: {
      parameters: {
        path: { sandbox: string; api: string };
        query?: { limit?: number; state?: "waiting" | "retrying" | "parked" };
      };
      responses: {
        200: { content: { "application/json": { data: Schemas["Timer"][] } } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/timers/{timer}/retry": {
    post: {
      parameters: { path: { sandbox: string; api: string; timer: string } };
      responses: {
        202: { content: { "application/json": Schemas["Timer"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/sandboxes/{sandbox}/{api}/timers/{timer}": {
    delete: {
      parameters: { path: { sandbox: string; api: string; timer: string } };
      responses: {
        204: { content?: never };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/status/": {
    get: {
      parameters: {};
      responses: {
        200: {
          content: { "application/json": { now: string; directory: boolean; data: Schemas["Status"][] } };
        };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/status/{slug}": {
    get: {
      parameters: { path: { slug: string } };
      responses: {
        200: { content: { "application/json": Schemas["Status"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
  "/api/v1/apis/{slug}/announcement": {
    put: {
      parameters: { path: { slug: string } };
      requestBody?: { content: { "application/json": { state: "ok" | "degraded" | "down"; text: string } } };
      responses: {
        200: { content: { "application/json": Schemas["Status"] } };
        default: { content: { "application/json": Schemas["Problem"] } };
      };
    };
  };
}
