// The tenant's tables. Numbered and additive: a version is never edited after it has run somewhere.

export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE records (
    generation INTEGER NOT NULL, resource TEXT NOT NULL, parent TEXT NOT NULL, id TEXT NOT NULL,
    seq INTEGER NOT NULL, state TEXT, doc TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
    PRIMARY KEY (generation, resource, parent, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX records_by_seq ON records (generation, resource, seq);
  CREATE INDEX records_by_id ON records (generation, resource, id);
  CREATE TABLE sequences (generation INTEGER NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (generation, name)) STRICT, WITHOUT ROWID;
  CREATE TABLE keys (id TEXT PRIMARY KEY, hash TEXT NOT NULL, scopes TEXT NOT NULL, expires INTEGER, allow TEXT NOT NULL, revoked INTEGER, last_used INTEGER) STRICT;
  CREATE TABLE counters (name TEXT NOT NULL, window INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (name, window)) STRICT, WITHOUT ROWID;
  CREATE TABLE idempotency (scope TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, state TEXT NOT NULL, status INTEGER, headers TEXT, body TEXT, at INTEGER NOT NULL, claim TEXT, PRIMARY KEY (scope, key)) STRICT, WITHOUT ROWID;
  CREATE TABLE faults (id TEXT PRIMARY KEY, rule TEXT NOT NULL, remaining INTEGER, expires INTEGER) STRICT;
  CREATE TABLE timers (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, due INTEGER NOT NULL, virtual INTEGER NOT NULL, payload TEXT NOT NULL) STRICT;
  CREATE INDEX timers_by_due ON timers (virtual, due);
  CREATE TABLE endpoints (id TEXT PRIMARY KEY, origin TEXT NOT NULL, url TEXT NOT NULL, events TEXT NOT NULL, secret TEXT NOT NULL, scheme TEXT NOT NULL, description TEXT NOT NULL, active INTEGER NOT NULL, created INTEGER NOT NULL) STRICT;
  CREATE TABLE events (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, resource TEXT, record TEXT, request TEXT, body TEXT NOT NULL, created INTEGER NOT NULL) STRICT;
  CREATE TABLE deliveries (id INTEGER PRIMARY KEY, event INTEGER NOT NULL, endpoint TEXT NOT NULL, record TEXT, state TEXT NOT NULL, attempts INTEGER NOT NULL, due INTEGER NOT NULL, queued INTEGER, lease INTEGER) STRICT;
  CREATE INDEX deliveries_by_due ON deliveries (state, due);
  CREATE INDEX deliveries_by_record ON deliveries (endpoint, record, id);
  CREATE TABLE attempts (delivery INTEGER NOT NULL, attempt INTEGER NOT NULL, status INTEGER, error TEXT, latency INTEGER NOT NULL, response TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (delivery, attempt)) STRICT, WITHOUT ROWID;
  CREATE TABLE requests (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, key TEXT, method TEXT NOT NULL, path TEXT NOT NULL, operation TEXT, status INTEGER NOT NULL, duration INTEGER NOT NULL, why TEXT NOT NULL, request_headers TEXT NOT NULL, request_body BLOB, response_headers TEXT NOT NULL, response_body TEXT) STRICT;
  CREATE TABLE changes (request TEXT NOT NULL, generation INTEGER NOT NULL, resource TEXT NOT NULL, parent TEXT NOT NULL, record TEXT NOT NULL, before TEXT, PRIMARY KEY (request, resource, parent, record)) STRICT, WITHOUT ROWID;
  CREATE TABLE evidence (operation TEXT NOT NULL, fact TEXT NOT NULL, request TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (operation, fact)) STRICT, WITHOUT ROWID;
  CREATE TABLE audit (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, action TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
  `,
  "CREATE INDEX idempotency_by_age ON idempotency (at)",
  // Endpoints of one record: a call named a URL to be told at.
  "ALTER TABLE endpoints ADD COLUMN record TEXT; CREATE INDEX endpoints_by_record ON endpoints (record)",
  `CREATE TABLE uploads (generation INTEGER NOT NULL, resource TEXT NOT NULL, parent TEXT NOT NULL, id TEXT NOT NULL, chunk INTEGER NOT NULL,
    filename TEXT NOT NULL, media TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (generation, resource, parent, id, chunk)) STRICT, WITHOUT ROWID`,
  "CREATE TABLE snapshots (id TEXT PRIMARY KEY, name TEXT NOT NULL, generation INTEGER NOT NULL, release TEXT NOT NULL, records INTEGER NOT NULL, created INTEGER NOT NULL) STRICT",
  "ALTER TABLE deliveries ADD COLUMN tamper TEXT",
  // What a call changed lies in its row; what timers do is logged like calls.
  `ALTER TABLE requests ADD COLUMN generation INTEGER; ALTER TABLE requests ADD COLUMN changes TEXT;
   ALTER TABLE changes ADD COLUMN kept TEXT`,
  // Webhooks that misbehave; secrets that rotate; endpoints that stop after failing for long.
  `ALTER TABLE deliveries ADD COLUMN mishap TEXT; ALTER TABLE endpoints ADD COLUMN previous TEXT;
   ALTER TABLE endpoints ADD COLUMN previous_until INTEGER; ALTER TABLE endpoints ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE endpoints ADD COLUMN disabled TEXT`,
  "CREATE TABLE squeezes (key TEXT PRIMARY KEY, quota INTEGER NOT NULL, window INTEGER NOT NULL, expires INTEGER NOT NULL) STRICT",
  "CREATE TABLE tickets (secret TEXT PRIMARY KEY, expires INTEGER NOT NULL) STRICT",
  // Keys with limits of their own, that rotate, or that end on the sandbox clock.
  `ALTER TABLE keys ADD COLUMN per_minute INTEGER; ALTER TABLE keys ADD COLUMN per_day INTEGER;
   ALTER TABLE keys ADD COLUMN virtual INTEGER NOT NULL DEFAULT 0; ALTER TABLE keys ADD COLUMN previous TEXT;
   ALTER TABLE keys ADD COLUMN previous_until INTEGER`,
  // Tokens end with their key and in real time. Those known so far are asked for in D1 once more, which has both.
  `ALTER TABLE keys ADD COLUMN parent TEXT; ALTER TABLE keys ADD COLUMN real_expires INTEGER;
   DELETE FROM keys WHERE virtual = 1`,
  // Timers that cannot be applied are tried again and parked in the end; steps of the alarm that fail are put off.
  `ALTER TABLE timers ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0; ALTER TABLE timers ADD COLUMN retry INTEGER;
   ALTER TABLE timers ADD COLUMN error TEXT; ALTER TABLE timers ADD COLUMN parked INTEGER;
   DROP INDEX timers_by_due; CREATE INDEX timers_by_due ON timers (virtual, due) WHERE parked IS NULL AND retry IS NULL;
   CREATE INDEX timers_by_retry ON timers (virtual, retry) WHERE retry IS NOT NULL;
   CREATE INDEX timers_parked ON timers (parked) WHERE parked IS NOT NULL;
   CREATE TABLE alarm_steps (step TEXT PRIMARY KEY, failures INTEGER NOT NULL, retry INTEGER NOT NULL, error TEXT NOT NULL) STRICT`,
  // Where a call's key stood, so that it can be sent again; a row without it is older than redaction when stored.
  "ALTER TABLE requests ADD COLUMN place TEXT",
  // Answers longer than a row, or that are no text.
  `ALTER TABLE idempotency ADD COLUMN request TEXT; ALTER TABLE idempotency ADD COLUMN form TEXT;
   CREATE TABLE answer_parts (scope TEXT NOT NULL, key TEXT NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (scope, key, part)) STRICT;
   CREATE TRIGGER answer_parts_go AFTER DELETE ON idempotency BEGIN DELETE FROM answer_parts WHERE scope = OLD.scope AND key = OLD.key; END`,
  // When a counter's window is over; visitors are counted in memory only.
  "ALTER TABLE counters ADD COLUMN ends INTEGER; DELETE FROM counters WHERE substr(name, 1, 13) = 'rate visitor '",
  // Why a call was answered so: a tag and its facts. Rows from before have the sentence in `why`. No index: the log is a ring
  // of 2,000 rows, read from its end, and an index would cost each call a write.
  `ALTER TABLE requests ADD COLUMN reason_kind TEXT NOT NULL DEFAULT 'text'; ALTER TABLE requests ADD COLUMN reason_name TEXT NOT NULL DEFAULT '';
   ALTER TABLE requests ADD COLUMN reason_facts TEXT NOT NULL DEFAULT '{}'`,
  // Steps of the alarm and counters of rate overrides under the names they have now.
  `UPDATE alarm_steps SET step = 'maintenance' WHERE step = 'chores';
   UPDATE counters SET name = replace(name, char(10) || 'squeeze ', char(10) || 'rate override ') WHERE instr(name, char(10) || 'squeeze ') > 0`,
  // What an attempt sent: its headers, and its body where that is not the event's.
  "ALTER TABLE attempts ADD COLUMN headers TEXT; ALTER TABLE attempts ADD COLUMN body TEXT",
  // Endpoints that want only the events of one topic.
  "ALTER TABLE endpoints ADD COLUMN topic TEXT",
  "CREATE TABLE receipts (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, receipt TEXT NOT NULL) STRICT",
];
