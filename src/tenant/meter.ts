// What a tenant counts without writing at once: rate windows, the monthly quota, first evidence, the log of calls
// without effects. Flushed with the next write, after a second, or at 64 rows; eviction may lose that much log,
// never an effect.
import type { Policy } from "../contract/call.ts";
import { clearCounters, readCounter, writeCounter } from "./store/ledger.ts";
import { type LoggedCall, logCall, trimLog } from "./store/request-log.ts";

const WINDOW_MS = 60_000;
const MAX_BUFFERED = 64;
const TRIM_EVERY = 256;

export type RateState = { limit: number; remaining: number; reset: number; allowed: boolean };

type Counter = { window: number; count: number; dirty: boolean; fresh: boolean };

export class Meter {
  readonly proved = new Set<string>();
  private readonly sql: SqlStorage;
  private readonly counts = new Map<string, Counter>();
  private rows: LoggedCall[] = [];
  private logged = 0;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  /** Counts one call in a fixed window of a minute. */
  rate(name: string, limit: number, now: number): RateState {
    const window = Math.floor(now / WINDOW_MS);
    const count = this.add(`rate ${name}`, window);
    return {
      limit,
      remaining: Math.max(0, limit - count),
      reset: Math.ceil(((window + 1) * WINDOW_MS - now) / 1000),
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
    return this.add(`refused ${refusal}`, Math.floor(now / WINDOW_MS)) > 1;
  }

  buffer(call: LoggedCall): boolean {
    this.rows.push(call);
    return this.rows.length >= MAX_BUFFERED;
  }

  /** Writes what waits; the caller holds the transaction. */
  flush(): void {
    for (const row of this.rows) logCall(this.sql, row);
    this.logged += this.rows.length;
    this.rows = [];
    for (const [name, counter] of this.counts) {
      if (!counter.dirty) continue;
      writeCounter(this.sql, name, counter.window, counter.count, counter.fresh);
      counter.dirty = false;
      counter.fresh = false;
    }
    if (this.logged < TRIM_EVERY) return;
    this.logged = 0;
    trimLog(this.sql);
  }

  /** Forgets the rate windows, as reset and restore ask. */
  clearRates(): void {
    for (const name of this.counts.keys()) if (name.startsWith("rate ")) this.counts.delete(name);
    clearCounters(this.sql, "rate ");
  }

  private add(name: string, window: number): number {
    const counter = this.counter(name, window);
    counter.count += 1;
    counter.dirty = true;
    return counter.count;
  }

  private counter(name: string, window: number): Counter {
    const known = this.counts.get(name);
    if (known?.window === window) return known;
    const fresh: Counter = { window, count: readCounter(this.sql, name, window), dirty: false, fresh: true };
    this.counts.set(name, fresh);
    return fresh;
  }
}
