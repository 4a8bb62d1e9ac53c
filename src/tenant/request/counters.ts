// What a tenant counts in memory and writes later: rate windows, the monthly quota, first evidence, log rows of calls
// without effects. Written with the next write, after a second, or at 512 rows; eviction may lose that much log,
// never an effect.
import type { Policy } from "#contract/call.ts";
import { attempt } from "../after-commit.ts";
import { noteUse } from "../store/keys.ts";
import { clearCounters, forgetCounters, readCounter, writeCounter } from "../store/counters.ts";
import { type LoggedCall, logCall, trimLog } from "../store/request-log.ts";

const WINDOW_MS = 60_000;
/** Every flush holds back what is answered meanwhile until it is on disk, so there should be few. */
const MAX_BUFFERED = 512;
const MAX_BUFFERED_CHARS = 1024 * 1024;
/** Deliveries a minute of one sandbox; more wait for the next minute. */
const MOST_DELIVERIES = 600;
const TRIM_EVERY = 256;
/** Counters in memory. Callers choose how many names there are: visitors by their addresses, partners by their tokens. */
const MOST_COUNTERS = 2000;

/** How one limit stands for a caller: `window` and `reset` in seconds. */
export type RateState = {
  name: string;
  limit: number;
  window: number;
  remaining: number;
  reset: number;
  allowed: boolean;
};
type RateLimit = {
  name: string;
  counter: string;
  limit: number;
  window: number;
  /** Kept in memory only: of somebody who has no key. */
  transient?: boolean;
};

/** `ends` is when its window is over (null where there is one row whatever happens), `fresh` that it is new in this window. */
type Counter = {
  window: number;
  count: number;
  ends: number | null;
  transient: boolean;
  dirty: boolean;
  fresh: boolean;
};

export class Counters {
  readonly proved = new Set<string>();
  /** By key, the latest failure of an operation that it has not recovered from. */
  readonly failures = new Map<string, { what: string; at: number; idempotencyKey: string | undefined }>();
  private readonly sql: SqlStorage;
  private readonly counts = new Map<string, Counter>();
  /** When a call was last answered below 500. */
  answeredAt: number | null = null;
  /** When each key was last used, until it is written. */
  readonly uses = new Map<string, number>();
  private rows: LoggedCall[] = [];
  private buffered = 0;
  private logged = 0;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  /** Counts one call in a fixed window (milliseconds). */
  rate({ name, counter, limit, window: length, transient = false }: RateLimit, now: number): RateState {
    const window = Math.floor(now / length);
    const count = this.add(`rate ${counter}`, window, (window + 1) * length, transient);
    return {
      name,
      limit,
      window: length / 1000,
      remaining: Math.max(0, limit - count),
      reset: Math.ceil(((window + 1) * length - now) / 1000),
      allowed: count <= limit,
    };
  }

  /** Counts one call in the calendar month (UTC); false beyond the plan's quota. */
  quota(policy: Policy, now: number): boolean {
    const date = new Date(now);
    const count = this.add("quota", date.getUTCFullYear() * 12 + date.getUTCMonth());
    return policy.perMonth === null || count <= policy.perMonth;
  }

  /** The calls of this month so far. */
  used(now: number): number {
    const date = new Date(now);
    return this.counter("quota", date.getUTCFullYear() * 12 + date.getUTCMonth()).count;
  }

  /** Counts a refusal in its minute; true when it is not the first there. */
  isRepeat(refusal: string, now: number): boolean {
    const window = Math.floor(now / WINDOW_MS);
    return this.add(`refused ${refusal}`, window, (window + 1) * WINDOW_MS, true) > 1;
  }

  /** How many of these deliveries may go out in this minute, and when the next one begins. */
  deliveries(wanted: number, now: number): { left: number; next: number } {
    const window = Math.floor(now / WINDOW_MS);
    const counter = this.counter("deliveries", window);
    const left = Math.max(0, Math.min(wanted, MOST_DELIVERIES - counter.count));
    counter.count += left;
    counter.dirty = true;
    return { left, next: (window + 1) * WINDOW_MS };
  }

  buffer(call: LoggedCall): boolean {
    this.rows.push(call);
    this.buffered += (call.responseBody?.length ?? 0) + (call.requestBody?.byteLength ?? 0);
    return this.rows.length >= MAX_BUFFERED || this.buffered >= MAX_BUFFERED_CHARS;
  }

  /** Writes the rows that wait, before a row of the caller's own; the caller holds the transaction. */
  flushRows(): void {
    // A row that cannot be written is dropped, or it would fail every write after it.
    for (const row of this.rows) attempt(`the log row of ${row.id}`, undefined, () => logCall(this.sql, row));
    this.logged += this.rows.length + 1;
    this.rows = [];
    this.buffered = 0;
  }

  /** Writes all that waits; the caller holds the transaction. */
  flush(now: number): void {
    this.flushRows();
    for (const [id, at] of this.uses) noteUse(this.sql, id, at);
    this.uses.clear();
    for (const [name, counter] of this.counts) {
      if (!counter.dirty) continue;
      writeCounter(this.sql, name, counter);
      counter.dirty = false;
      counter.fresh = false;
    }
    if (this.logged < TRIM_EVERY) return;
    this.logged = 0;
    trimLog(this.sql);
    this.forgetEnded(now);
  }

  /** Windows that are over go, in memory and on disk. */
  forgetEnded(now: number): void {
    for (const [name, counter] of this.counts)
      if (counter.ends !== null && counter.ends <= now) this.counts.delete(name);
    forgetCounters(this.sql, now);
  }

  /** Forgets the rate windows, as reset and restore ask. */
  clearRates(): void {
    for (const name of this.counts.keys()) if (name.startsWith("rate ")) this.counts.delete(name);
    clearCounters(this.sql, "rate ");
  }

  private add(name: string, window: number, ends: number | null = null, transient = false): number {
    const counter = this.counter(name, window, ends, transient);
    counter.count += 1;
    counter.dirty = !transient;
    return counter.count;
  }

  private counter(name: string, window: number, ends: number | null = null, transient = false): Counter {
    const known = this.counts.get(name);
    if (known?.window === window) return known;
    if (!known && this.counts.size >= MOST_COUNTERS) this.makeRoom();
    const count = transient ? 0 : readCounter(this.sql, name, window);
    const fresh: Counter = { window, count, ends, transient, dirty: false, fresh: true };
    this.counts.set(name, fresh);
    return fresh;
  }

  /** Half of what may go: what can be read again first, then the oldest of what is only here. Nothing unwritten goes. */
  private makeRoom(): void {
    const rank = ({ transient }: Counter): number => (transient ? 1 : 0);
    const movable = [...this.counts].filter(([, counter]) => !counter.dirty);
    movable.sort(([, one], [, other]) => rank(one) - rank(other));
    for (const [name] of movable.slice(0, Math.max(1, this.counts.size - MOST_COUNTERS / 2)))
      this.counts.delete(name);
  }
}
