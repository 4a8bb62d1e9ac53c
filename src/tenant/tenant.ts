// One tenant in memory, shared by all files of this room: storage, caches of it, and the platform's bindings.
import { log } from "#lib/log.ts";
import type { Reach } from "#lib/url-guard.ts";
import type { BlobStore } from "#contract/blobs.ts";
import type { ForkPort } from "#contract/fork.ts";
import type { Rollup } from "#contract/rollup.ts";
import type { Namespace } from "#contract/tenant.ts";
import { attempt } from "./after-commit.ts";
import { listFailing } from "./store/endpoints.ts";
import { countEvidence } from "./store/counters.ts";
import { Counters } from "./request/counters.ts";
import { type Meta, readMeta, writeMeta } from "./store/meta.ts";
import { MIGRATIONS } from "./store/migrations.ts";
import { Records } from "./store/records.ts";
import { heldToRows } from "./store/row-limit.ts";
import type { KnownKey } from "./store/keys.ts";
import type { RateOverrideRow } from "./store/rate-overrides.ts";
import { countParked } from "./store/timers.ts";
import { nextDue } from "./jobs/next-due.ts";
import type { AlarmMemory } from "./jobs/next-due.ts";

const FLUSH_MS = 1000;
const ROLLUP_MS = 5 * 60_000;
/** A rollup that could not be sent is made good after so long. */
const AFTER_FAILURE_MS = 30_000;

export type TenantEnv = {
  BLOBS: BlobStore;
  DB: D1Database;
  DELIVERIES: Queue;
  /** Where a fork finds what it copies. */
  TEST: Namespace<ForkPort>;
  /** Sign keys, newest first, separated by commas. */
  KEY_SECRETS: string;
  /** Encrypts stored credentials (AES-256-GCM). */
  ENCRYPTION_SECRET: string;
  /** How far deliveries and upstreams may reach; a deployment leaves it out. */
  REACH?: Reach;
  /** The platform's own hosts, which nothing is sent to. */
  DOMAIN?: string;
  PORTAL_HOST?: string;
};

/** One tenant in memory. Everything here can be thrown away at any moment but what `storage` holds. */
export class Tenant {
  readonly storage: DurableObjectStorage;
  /** The database, held to the size a row may have. */
  readonly sql: SqlStorage;
  readonly env: TenantEnv;
  /** Real time, in milliseconds since 1970. What a sandbox calls now is `sandboxTime` (`store/meta.ts`). */
  readonly now: () => number;
  readonly counters: Counters;
  readonly keys = new Map<string, KnownKey>();
  /** How often all keys were forgotten: a look into D1 that began before is made again. */
  forgotten = 0;
  /** Counts of unfiltered lists since the last write: most APIs say a total in every page. */
  readonly counts = new Map<string, number>();
  /** Whether somebody listens to the tail; then the log is written at once. */
  isWatched: boolean;
  /** Whether a fault may be armed; undefined until the table is first read. */
  armed: boolean | undefined;
  /** The rate overrides in force; undefined until they are first read. */
  rateOverrides: RateOverrideRow[] | undefined;
  /** How large the database was when somebody last asked, and how many writes there were since. */
  size: { bytes: number; writes: number } | undefined;
  /** The copy of a generation that is under way in this object. */
  copy: Promise<unknown> | undefined;
  /** What is known of the alarm. */
  alarm: AlarmMemory = { due: undefined, ringing: false, steps: undefined };
  /** The newest version of the directory's row this object has been told of, kept or not. */
  told = 0;
  private readonly notifyListeners: () => void;
  private known: Meta | undefined;
  private flushing = false;
  private rolledUp = 0;
  /** Something beside calls is to be told. */
  private hasNews = false;

  /** `notifyListeners` tells those who listen that the log has grown. */
  constructor(
    storage: DurableObjectStorage,
    env: TenantEnv,
    now: () => number,
    tail: { isWatched: boolean; notifyListeners: () => void } = {
      isWatched: false,
      notifyListeners: () => undefined,
    },
  ) {
    this.now = now;
    this.isWatched = tail.isWatched;
    this.notifyListeners = tail.notifyListeners;
    this.storage = storage;
    this.env = { ...env, BLOBS: ownStore(env.BLOBS) };
    this.sql = heldToRows(storage.sql);
    this.counters = new Counters(this.sql);
  }

  /** The tenant's self-knowledge, or undefined when it was never activated. Old tables are brought up first. */
  get meta(): Meta | undefined {
    this.known ??= readMeta(this.sql);
    if (this.known && this.known.schemaVersion < MIGRATIONS.length) this.setMeta(this.known);
    return this.known;
  }

  setMeta(meta: Meta): void {
    writeMeta(this.sql, meta);
    this.counts.clear();
    this.known = { ...meta, schemaVersion: MIGRATIONS.length };
  }

  forget(): void {
    this.known = undefined;
    this.keys.clear();
    this.alarm = { due: undefined, ringing: false, steps: undefined };
  }

  /** What logs call it. */
  get name(): string {
    return this.known?.tenant ?? "unknown";
  }

  records(meta: Meta): Records {
    return new Records(this.sql, meta.generation, meta.copying);
  }

  /** Writes buffered rows a second from now; a flush before then makes it a small no-op. */
  flushSoon(): void {
    if (this.flushing) return;
    this.flushing = true;
    setTimeout(() => {
      this.flushing = false;
      attempt("a flush", this.known?.tenant, () => this.meta && this.flush());
    }, FLUSH_MS);
  }

  /** What cannot be written now waits for the next flush; no caller fails for it. */
  flush(): void {
    const name = this.known?.tenant;
    attempt("writing the log and counters", name, () =>
      this.storage.transactionSync(() => this.counters.flush(this.now())),
    );
    attempt("telling the tail", name, () => this.tell());
    attempt("the rollup", name, () => this.rollUp());
  }

  /** A call was answered below 500: the directory hears of it before long. */
  noteAnswer(now: number): void {
    this.counters.answeredAt = now;
    if (now - this.rolledUp >= ROLLUP_MS) this.flushSoon();
  }

  /** The alarm was set: the directory hears of that too, for a tenant that nobody calls. */
  noteDue(): void {
    this.hasNews = true;
    if (this.now() - this.rolledUp >= ROLLUP_MS) this.flushSoon();
  }

  /** Timers were parked, or are no longer; an endpoint has switched itself off: that is told at once. */
  tellAtOnce(): void {
    this.hasNews = true;
    this.rolledUp = 0;
    this.flushSoon();
  }

  /**
   * Tells the directory now and then what it may show, and when this tenant is next due, for cron to find a lost alarm.
   * What happens in the five minutes after is not told: cron asks again after ten (`control/jobs/alarm-check.ts`).
   */
  private rollUp(): void {
    const now = this.now();
    const { meta } = this;
    const { answeredAt } = this.counters;
    if (!meta || meta.demo || (answeredAt === null && !this.hasNews) || now - this.rolledUp < ROLLUP_MS)
      return;
    this.rolledUp = now;
    this.hasNews = false;
    const date = new Date(now);
    const rollup: Rollup = {
      kind: "rollup",
      mode: meta.mode,
      tenant: meta.tenant,
      at: now,
      answeredAt,
      calls: this.counters.used(now),
      month: date.getUTCFullYear() * 12 + date.getUTCMonth(),
      facts: countEvidence(this.sql),
      nextDue: nextDue(this),
      parked: countParked(this.sql),
      failing: listFailing(this.sql),
    };
    this.env.DELIVERIES.send(rollup).catch((error: unknown) => {
      this.rolledUp = now - ROLLUP_MS + AFTER_FAILURE_MS;
      this.hasNews = true;
      log("error", "a rollup could not be sent", { tenant: meta.tenant, error: String(error) });
    });
  }

  /** The log has grown. */
  tell(): void {
    if (this.isWatched) this.notifyListeners();
  }
}

/** The same store as an object of this tenant alone, which shares its loads with no other (`blueprint-cache.ts`). */
const ownStore = (store: BlobStore): BlobStore => ({
  get: (key) => store.get(key),
  put: (key, value) => store.put(key, value),
});
