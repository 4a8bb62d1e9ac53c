// What the doorway hands to the rooms behind it: storage, what memory caches of it, and the platform's bindings.
import type { Reach } from "../lib/url-guard.ts";
import type { BlobStore } from "../contract/blobs.ts";
import type { Rollup } from "../contract/rollup.ts";
import { realNow } from "../lib/clock.ts";
import { log } from "../lib/log.ts";
import { countEvidence } from "./store/ledger.ts";
import { Meter } from "./meter.ts";
import { type Meta, readMeta, writeMeta } from "./store/meta.ts";
import { MIGRATIONS } from "./store/migrations.ts";
import { Records } from "./store/records.ts";
import type { KnownKey } from "./store/keys.ts";
import type { SqueezeRow } from "./store/squeezes.ts";

const FLUSH_MS = 1000;
const ROLLUP_MS = 5 * 60_000;

export type TenantEnv = {
  BLOBS: BlobStore;
  DB: D1Database;
  DELIVERIES: Queue;
  /** Where a fork finds what it copies. */
  TEST: DurableObjectNamespace;
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
  readonly env: TenantEnv;
  readonly meter: Meter;
  readonly keys = new Map<string, KnownKey>();
  /** Counts of unfiltered lists since the last write: most APIs say a total in every page. */
  readonly counts = new Map<string, number>();
  /** Whether somebody listens to the tail; then the log is written at once. */
  isWatched: boolean;
  /** Whether a fault may be armed; undefined until somebody looks. */
  armed: boolean | undefined;
  /** The keys that are squeezed; undefined until somebody looks. */
  squeezes: SqueezeRow[] | undefined;
  /** How large the database was when somebody last asked, and how many writes there were since. */
  size: { bytes: number; writes: number } | undefined;
  /** The copy of a generation that is under way in this object. */
  copy: Promise<unknown> | undefined;
  private readonly nudge: () => void;
  private known: Meta | undefined;
  private flushing = false;
  private rolledUp = 0;

  /** `nudge` tells those who listen that the log has grown. */
  constructor(
    storage: DurableObjectStorage,
    env: TenantEnv,
    isWatched = false,
    nudge = (): void => undefined,
  ) {
    this.isWatched = isWatched;
    this.nudge = nudge;
    this.storage = storage;
    this.env = env;
    this.meter = new Meter(storage.sql);
  }

  get sql(): SqlStorage {
    return this.storage.sql;
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
      if (this.meta) this.flush();
    }, FLUSH_MS);
  }

  flush(): void {
    this.storage.transactionSync(() => this.meter.flush());
    this.tell();
    this.rollUp();
  }

  /** A call was answered below 500: the directory hears of it before long. */
  noteAnswer(now: number): void {
    this.meter.answeredAt = now;
    if (now - this.rolledUp >= ROLLUP_MS) this.flushSoon();
  }

  /** Tells the directory now and then what it may show; a message that is lost is made good by the next. */
  private rollUp(): void {
    const now = realNow();
    const { meta } = this;
    if (!meta || meta.demo || this.meter.answeredAt === null || now - this.rolledUp < ROLLUP_MS) return;
    this.rolledUp = now;
    const date = new Date(now);
    const rollup: Rollup = {
      kind: "rollup",
      mode: meta.mode,
      tenant: meta.tenant,
      answeredAt: this.meter.answeredAt,
      calls: this.meter.used(now),
      month: date.getUTCFullYear() * 12 + date.getUTCMonth(),
      facts: countEvidence(this.sql),
    };
    this.env.DELIVERIES.send(rollup).catch((error: unknown) => {
      log("error", "rollup.not_sent", { tenant: meta.tenant, mode: meta.mode, cause: error });
    });
  }

  /** The log has grown. */
  tell(): void {
    if (this.isWatched) this.nudge();
  }
}
