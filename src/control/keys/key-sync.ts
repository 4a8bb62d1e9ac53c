// Key sync: telling tenants about changed keys. A change is written together with one row per tenant to tell (`pushes`), in one
// transaction; a row is deleted when its tenant has confirmed. A crash or a failing tenant leaves the rest to cron, so a
// key that ended in D1 never works for longer. A fixed number of queries per hundred tenants, whatever the number of keys.
import { log } from "#lib/log.ts";
import { and, asc, eq, lt, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { TenantKey } from "#contract/call.ts";
import { newId } from "#lib/ids.ts";
import type { Mode } from "#lib/key.ts";
import { Problem } from "#lib/problem.ts";
import { readColumn, StringList } from "#lib/json-column.ts";
import type { Control } from "../context.ts";
import { keys, keySyncs, tenants } from "../schema.ts";

type KeyRow = typeof keys.$inferSelect;
type KeySync = typeof keySyncs.$inferSelect;

const PAGE = 100;
const PAGES_PER_RUN = 10;

/** Writes a change of a key with a sync row for each tenant it opens; answers the rows. */
export async function writeChange(
  control: Control,
  change: { mode: Mode; owner: string; api: string | null; key: string },
  write: BatchItem<"sqlite">,
): Promise<KeySync[]> {
  const { db, now } = control;
  // Read where it is written: a tenant that opens a moment later finds the change in D1.
  const opened = db
    .select({
      id: sql<string>`${newId("push")} || '-' || ${tenants.api}`.as("id"),
      mode: tenants.mode,
      tenant: sql<string>`${tenants.owner} || ':' || ${tenants.api}`.as("tenant"),
      key: sql<string>`${change.key}`.as("key"),
      at: sql<number>`${now}`.as("at"),
    })
    .from(tenants)
    .where(
      and(
        eq(tenants.mode, change.mode),
        eq(tenants.owner, change.owner),
        change.api === null ? undefined : eq(tenants.api, change.api),
      ),
    );
  const [, waiting] = await db.batch([write, db.insert(keySyncs).select(opened).returning()]);
  return waiting;
}

/** Tells all of them and returns when each has confirmed; refuses if one has not: cron tells that one later. */
export async function tell(control: Control, waiting: readonly KeySync[]): Promise<void> {
  let failed = 0;
  for (let from = 0; from < waiting.length; from += PAGE)
    failed += (await tellPage(control, waiting.slice(from, from + PAGE))).length;
  if (failed > 0)
    throw new Problem(
      "unavailable",
      `The change is written, but ${failed} of the ${waiting.length} APIs of this sandbox have not confirmed it yet. They are told again by the next run of cron; repeat the call to try at once.`,
    );
}

/** Cron: what a crash or a failing tenant left untold; answers how much was told and how much not. One that fails does not hold up the rest. */
export async function syncWaitingKeys(control: Control): Promise<{ done: number; failed: number }> {
  const report = { done: 0, failed: 0 };
  for (let page = 0; page < PAGES_PER_RUN; page++) {
    const waiting = await control.db
      .select()
      .from(keySyncs)
      .where(lt(keySyncs.at, control.now))
      .orderBy(asc(keySyncs.at))
      .limit(PAGE);
    const failed = await tellPage(control, waiting);
    report.done += waiting.length - failed.length;
    report.failed += failed.length;
    // Those that failed queue up behind the others.
    if (failed.length > 0)
      await control.db
        .update(keySyncs)
        .set({ at: control.now })
        .where(isOneOf(keySyncs.id, idsOf(failed)));
    if (waiting.length < PAGE) break;
  }
  return report;
}

/** Tells at most a page of tenants of their keys as these now stand in D1; answers those that have not confirmed. */
async function tellPage(control: Control, page: readonly KeySync[]): Promise<KeySync[]> {
  if (page.length === 0) return [];
  const names = [...new Set(page.map((one) => one.key))];
  let outcomes: PromiseSettledResult<void>[];
  let stands: KeyRow[] = [];
  let told: KeyRow[];
  // Of two changes at once the older may be told last: whoever has told looks again, and tells what stands then.
  do {
    told = stands.length > 0 ? stands : await rowsOf(control, names);
    outcomes = await tellEach(control, page, told);
    stands = await rowsOf(control, names);
  } while (JSON.stringify(stands) !== JSON.stringify(told));
  const failed = page.filter((_, i) => outcomes[i]?.status !== "fulfilled");
  const confirmed = page.filter((_, i) => outcomes[i]?.status === "fulfilled");
  const reason = outcomes.find((one) => one.status === "rejected")?.reason as unknown; // Rejections are untyped.
  if (failed.length > 0)
    log("error", "tenants were not told of keys", { failed: failed.length, error: String(reason) });
  await control.db.delete(keySyncs).where(isOneOf(keySyncs.id, idsOf(confirmed)));
  return failed;
}

const rowsOf = (control: Control, names: readonly string[]): Promise<KeyRow[]> =>
  control.db.select().from(keys).where(isOneOf(keys.id, names)).orderBy(asc(keys.id));

function tellEach(
  control: Control,
  page: readonly KeySync[],
  rows: readonly KeyRow[],
): Promise<PromiseSettledResult<void>[]> {
  const byId = new Map(rows.map((row) => [row.id, tenantKeyOf(row)]));
  return Promise.allSettled(
    page.map(async (one) => {
      const tenant = control.tenant(one.mode, one.tenant);
      const key = byId.get(one.key);
      if (key) await tenant.putKey(key);
    }),
  );
}

const idsOf = (waiting: readonly KeySync[]): string[] => waiting.map((one) => one.id);

/** One bound parameter for any number of values (D1 takes a hundred). */
const isOneOf = (column: typeof keys.id | typeof keySyncs.id, values: readonly string[]) =>
  sql`${column} in (select value from json_each(${JSON.stringify(values)}))`;

export const tenantKeyOf = (row: KeyRow): TenantKey => ({
  id: row.id,
  hash: row.hash,
  scopes: readColumn(StringList, row.scopes),
  expires: row.expires,
  realExpires: row.realExpires,
  allow: readColumn(StringList, row.allow),
  perMinute: row.perMinute,
  perDay: row.perDay,
  virtual: row.kind === "token",
  parent: row.parent,
  previous: row.previous,
  previousUntil: row.previousUntil,
  revoked: row.revokedAt !== null,
});
