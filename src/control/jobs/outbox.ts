// Follow-up work of a change in D1 outside of it: objects to bring in line, mail to send. A row is written in the batch of
// the change, delivered at once by the request that made it, and deleted when its effect is confirmed. What a crash
// or an unreachable object leaves is delivered by cron, oldest first, each row by itself, with growing delays.
import { z } from "zod";
import { log } from "#lib/log.ts";
import { type SQL, and, asc, count, eq, gt, lte, min, sql, sum } from "drizzle-orm";
import { isoMillis } from "#lib/clock.ts";
import { Problem } from "#lib/problem.ts";
import { readColumn } from "#lib/json-column.ts";
import type { Control } from "../context.ts";
import type { Mail, SendMail } from "../accounts/mail.ts";
import { outbox, tenants } from "../schema.ts";
import {
  MOST_ROUNDS,
  type Seed,
  type TenantId,
  demoTenants,
  nameOf,
  reconcile,
  reconcileDemo,
  reconcileRelease,
  statesOf,
} from "../sandboxes/reconcile.ts";

export type OutboxRow = typeof outbox.$inferSelect;
type Kind = OutboxRow["kind"];
/** Kinds that bring a tenant's object in line with its row, whatever the change was. */
type TenantKind = Exclude<Kind, "release" | "demo" | "mail">;

/** The request that wrote a row has this long to perform it before cron does. */
const OWN_MS = 60_000;
/** How many are performed by the request itself where a change concerns many. */
export const FIRST_PAGE = 50;
const AT_ONCE = 10;
const LONGEST_WAIT_MS = 60 * 60 * 1000;

/** Set in every change of a tenant that its object is to follow. */
export const nextVersion = (control: Control): SQL<number> =>
  sql`max(${tenants.version} + 1, ${control.now})`;

/** For the batch of a change: one row for each of these tenants, as they stand in the batch after it. */
export const reconcileRows = (
  control: Control,
  kind: TenantKind,
  which: SQL | undefined,
  payload: { seed?: Seed } = {},
) =>
  control.db
    .insert(outbox)
    .select(
      sql`SELECT NULL, ${kind}, mode, owner, api, version, ${JSON.stringify(payload)}, ${control.now}, ${control.now + OWN_MS}, 0, NULL
        FROM ${tenants} WHERE ${which ?? sql`0`}`,
    )
    .returning();

/** For the batch of an ending: the rows of these tenants go, and their objects are left to be purged. Answers that second. */
export const purgeRows = (control: Control, which: SQL | undefined) =>
  [
    control.db
      .update(tenants)
      .set({ version: nextVersion(control) })
      .where(which ?? sql`0`),
    reconcileRows(control, "purge", which),
    control.db.delete(tenants).where(which ?? sql`0`),
  ] as const;

/** For the batch of a change of terms: a new version and a row for each of these tenants; one that waits already is enough. */
export const policyRows = (control: Control, which: SQL | undefined) => {
  const active = and(eq(tenants.status, "active"), which ?? sql`0`);
  return [
    control.db
      .update(tenants)
      .set({ version: nextVersion(control) })
      .where(active),
    control.db.insert(outbox).select(
      sql`SELECT NULL, 'policy', mode, owner, api, version, '{}', ${control.now}, ${control.now}, 0, NULL FROM ${tenants}
        WHERE ${active} AND NOT EXISTS (SELECT 1 FROM ${outbox} o WHERE o.mode = ${tenants.mode} AND o.owner = ${tenants.owner}
          AND o.api = ${tenants.api} AND o.kind = 'policy')`,
    ),
  ] as const;
};

/** For a batch, or by itself: an object without a row of its own, to be purged, or whose release D1 is to learn. */
export const outboxRow = (
  control: Pick<Control, "db" | "now">,
  kind: Kind,
  { mode, owner, api }: TenantId,
  payload: object = {},
  from = OWN_MS,
) =>
  control.db
    .insert(outbox)
    .values({
      kind,
      mode,
      owner,
      api,
      version: control.now,
      payload: JSON.stringify(payload),
      createdAt: control.now,
      nextAttemptAt: control.now + from,
    })
    .returning();

/** After a promotion: an API's demo objects. */
export const demoRows = (control: Control, api: string) =>
  control.db
    .insert(outbox)
    .values(
      demoTenants(api).map((tenant) => ({
        ...tenant,
        kind: "demo" as const,
        version: control.now,
        createdAt: control.now,
        nextAttemptAt: control.now + OWN_MS,
      })),
    )
    .returning();

export const mailRow = (control: Pick<Control, "db" | "now">, partner: string, api: string, mail: Mail) =>
  outboxRow(control, "mail", { mode: "test", owner: partner, api }, mail, 0);

export type Failure = { row: OutboxRow; error: string };
export type Delivered = { done: number; failed: Failure[] };

/** Performs rows; each that fails stays for later and ends nothing. Mail waits for whoever can send it. */
export async function deliverOutbox(
  control: Control,
  rows: readonly OutboxRow[],
  send?: SendMail,
): Promise<Delivered> {
  const others = rows.filter(
    ({ kind }) => kind === "release" || kind === "demo" || (kind === "mail" && send),
  );
  const failed = await settleRows(
    control,
    rows.filter(({ kind }) => kind !== "release" && kind !== "demo" && kind !== "mail"),
  );
  await inParallel(others, async (row) => {
    try {
      if (row.kind === "demo") await reconcileDemo(control, row);
      else if (row.kind === "release") await reconcileRelease(control, row);
      else await send?.(readColumn(z.custom<Mail>(), row.payload));
      await control.db.delete(outbox).where(eq(outbox.id, row.id));
    } catch (error) {
      failed.push({ row, error: reasonOf(error) });
    }
  });
  if (failed.length > 0) await putOff(control, failed);
  for (const { row, error } of failed)
    log("error", "an outbox row was not performed", {
      outbox: row.id,
      kind: row.kind,
      tenant: nameOf(row),
      attempts: row.attempts + 1,
      error,
    });
  return { done: rows.length - failed.length, failed };
}

/** Performs what a request has just written; where an object cannot be reached the caller is told, and cron does it. */
export async function deliverNow(control: Control, rows: readonly OutboxRow[]): Promise<void> {
  const { failed } = await deliverOutbox(control, rows);
  if (failed.length === 0) return;
  throw new Problem(
    "unavailable",
    "The change is recorded, but the sandbox could not be reached to carry it out. That is tried again within minutes; repeat the call to try now.",
  );
}

/** Cron: what is due, longest due first. */
export async function deliverDue(control: Control, send: SendMail, most: number): Promise<Delivered> {
  const rows = await control.db
    .select()
    .from(outbox)
    .where(lte(outbox.nextAttemptAt, control.now))
    .orderBy(asc(outbox.nextAttemptAt), asc(outbox.id))
    .limit(most);
  return deliverOutbox(control, rows, send);
}

/** The first of many tenants that are to follow a change of terms; the rest is cron's. Nobody waits for a failure. */
export async function deliverPolicies(control: Control, which: SQL | undefined): Promise<void> {
  const rows = await control.db
    .select()
    .from(outbox)
    .where(and(eq(outbox.kind, "policy"), lte(outbox.nextAttemptAt, control.now), which))
    .orderBy(asc(outbox.id))
    .limit(FIRST_PAGE);
  await deliverOutbox(control, rows);
}

/** For an administrator: how much waits, how much of it has failed before, and since when the oldest waits. */
export async function outboxCounts(
  control: Pick<Control, "db">,
): Promise<{ waiting: number; failing: number; oldest: string | null }> {
  const [row] = await control.db
    .select({
      waiting: count(),
      failing: sum(gt(outbox.attempts, 0)),
      oldest: min(outbox.createdAt),
    })
    .from(outbox);
  return {
    waiting: row?.waiting ?? 0,
    failing: Number(row?.failing ?? 0),
    oldest: typeof row?.oldest === "number" ? isoMillis(row.oldest) : null,
  };
}

type Group = { tenant: TenantId; rows: OutboxRow[] };

/**
 * Rows of one tenant are one piece of work. A row goes in the same statement that finds D1 unchanged since it was read; where
 * D1 has moved on meanwhile the object is told again.
 */
async function settleRows(control: Control, rows: readonly OutboxRow[]): Promise<Failure[]> {
  const failed: Failure[] = [];
  let left = rows;
  for (let round = 0; left.length > 0 && round < MOST_ROUNDS; round++) {
    const groups = byTenant(left);
    const states = await statesOf(
      control,
      groups.map(({ tenant }) => tenant),
    );
    const settled: { id: number; version: number | null }[] = [];
    await inParallel(groups, async (group) => {
      const state = states.get(nameOf(group.tenant));
      if (!state) return;
      try {
        const newest = Math.max(...group.rows.map(({ version }) => version));
        const version = await reconcile(control, state, seedOf(group.rows), newest);
        if (version !== undefined) settled.push(...group.rows.map(({ id }) => ({ id, version })));
      } catch (error) {
        failed.push(...group.rows.map((row) => ({ row, error: reasonOf(error) })));
      }
    });
    await confirm(control, settled);
    const known = new Set(failed.map(({ row }) => row.id));
    left = await remaining(
      control,
      left.filter(({ id }) => !known.has(id)),
    );
  }
  return [
    ...failed,
    ...left.map((row) => ({
      row,
      error: "D1 changed each time it was told, or the object was told something newer than D1 has",
    })),
  ];
}

function byTenant(rows: readonly OutboxRow[]): Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const { mode, owner, api } = row;
    const group = groups.get(nameOf(row)) ?? { tenant: { mode, owner, api }, rows: [] };
    group.rows.push(row);
    groups.set(nameOf(row), group);
  }
  return [...groups.values()];
}

/** The seed that was asked for when it was activated; it matters only where there are no records yet. */
function seedOf(rows: readonly OutboxRow[]): Seed {
  const asked = rows.flatMap(({ payload }) => readColumn(z.custom<{ seed?: Seed }>(), payload).seed ?? []);
  return asked.at(-1) ?? { profile: "small", number: 1 };
}

const confirm = (control: Control, settled: { id: number; version: number | null }[]): Promise<unknown> =>
  control.db.run(sql`DELETE FROM ${outbox} WHERE id IN (
    SELECT o.id FROM json_each(${JSON.stringify(settled)}) e
    JOIN ${outbox} o ON o.id = e.value ->> 'id'
    LEFT JOIN ${tenants} t ON t.mode = o.mode AND t.owner = o.owner AND t.api = o.api
    WHERE t.version IS (e.value ->> 'version'))`);

/** Those of the rows that are still there. */
async function remaining(control: Control, rows: readonly OutboxRow[]): Promise<OutboxRow[]> {
  if (rows.length === 0) return [];
  const ids = JSON.stringify(rows.map(({ id }) => id));
  return control.db
    .select()
    .from(outbox)
    .where(sql`${outbox.id} IN (SELECT value FROM json_each(${ids}))`);
}

/** After the first failure it is due at once, for the next run of cron; then the distance doubles. */
const waitAfter = (attempts: number): number =>
  attempts <= 1 ? 0 : Math.min(30_000 * 2 ** attempts, LONGEST_WAIT_MS);

const putOff = (control: Control, failed: readonly Failure[]): Promise<unknown> => {
  const rows = failed.map(({ row, error }) => ({
    id: row.id,
    due: control.now + waitAfter(row.attempts + 1),
    error: error.slice(0, 500),
  }));
  return control.db.run(sql`UPDATE ${outbox} SET attempts = attempts + 1, next_attempt_at = e.value ->> 'due',
    last_error = e.value ->> 'error' FROM json_each(${JSON.stringify(rows)}) e WHERE ${outbox.id} = e.value ->> 'id'`);
};

/** For logs: what lies behind an error. A failed query names its parameters, which may be what no log should hold. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error ? String(error.cause) : String(error);

/** At most so many at a time; nothing may throw. */
async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
