// The tenant's one row about itself. A tenant that was never activated, or was purged, has no tables:
// reading it says so and writes nothing.
import { z } from "zod";
import type { Policy } from "#contract/call.ts";
import type { ResetRule } from "#contract/reset-schedule.ts";
import type { Mode } from "#lib/key.ts";
import { readColumn } from "#lib/json-column.ts";
import { MIGRATIONS } from "./migrations.ts";
import type { Copying } from "./records.ts";

export type Meta = {
  tenant: string;
  mode: Mode;
  owner: string;
  api: string;
  slug: string;
  release: string;
  policy: Policy;
  status: "active" | "inactive";
  generation: number;
  seed: { profile: string; number: number; anchor: number };
  /** Added to real time to give sandbox time; a frozen clock stands at `frozenAt`. */
  clock: { offset: number; frozenAt: number | null };
  /** The highest generation that was ever made; missing on tenants older than snapshots. */
  lastGeneration?: number;
  /** Not claimed yet: it delivers only to mock webhook hosts. */
  unclaimed?: boolean;
  /** It answers whoever comes, and keeps nothing. */
  demo?: boolean;
  /** A copy of another sandbox: it never delivers. */
  fork?: boolean;
  /** The copy of a generation that is under way. */
  copying?: Copying | undefined;
  /** Where undo leads, and until when. */
  undo?: { generation: number; release: string; seed: Meta["seed"]; until: number } | undefined;
  /** It resets itself; there is a timer of `state/reset-schedule.ts`. */
  resets?: ResetRule | undefined;
  activatedAt: number;
  /** Of the directory's row, as it was last told. */
  version?: number;
  /** The last deactivation that the keys known here have been ended for. */
  stoppedAt?: number | null;
  upstreamCredential: string | null;
  schemaVersion: number;
};

export function readMeta(sql: SqlStorage): Meta | undefined {
  const known = sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'").toArray();
  if (known.length === 0) return undefined;
  const row = sql.exec<{ value: string }>("SELECT value FROM meta WHERE id = 1").toArray()[0];
  return row && readColumn(z.custom<Meta>(), row.value);
}

/** Writes the row, making or bringing up the tables first. */
export function writeMeta(sql: SqlStorage, meta: Meta): void {
  sql.exec("CREATE TABLE IF NOT EXISTS meta (id INTEGER PRIMARY KEY, value TEXT NOT NULL) STRICT");
  const current = readMeta(sql)?.schemaVersion ?? 0;
  for (const migration of MIGRATIONS.slice(current)) sql.exec(migration);
  const value = JSON.stringify({ ...meta, schemaVersion: MIGRATIONS.length });
  sql.exec(
    "INSERT INTO meta (id, value) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET value = excluded.value",
    value,
  );
}

/** Sandbox time at a real time, milliseconds. */
export const sandboxTime = (meta: Meta, real: number): number =>
  meta.clock.frozenAt ?? real + meta.clock.offset;
