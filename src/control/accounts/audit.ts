// The audit log: append-only, one row for every act that matters.
import { type SQL, and, desc, eq, like, lt, or } from "drizzle-orm";
import type { AuditRow } from "#contract/account-views.ts";
import { isoMillis } from "#lib/clock.ts";
import { hideKeys } from "#lib/redact-keys.ts";
import { parseJson } from "#lib/json-column.ts";
import type { Actor, Control } from "../context.ts";
import { audit, user } from "../schema.ts";

export async function noteAudit(
  control: Control,
  actor: Actor,
  entry: { mode: string; action: string; target: string; detail?: unknown },
): Promise<void> {
  await control.db.insert(audit).values({
    at: control.now,
    actor: actor.user,
    partner: actor.partner,
    mode: entry.mode,
    action: entry.action,
    target: hideKeys(entry.target),
    detail: hideKeys(JSON.stringify(entry.detail ?? {})),
  });
}

export type AuditFilter = {
  action?: string | undefined;
  target?: string | undefined;
  mode?: string | undefined;
  actor?: string | undefined;
  /** What was done on an API and what belongs to it: its releases, plans and partners. */
  api?: string | undefined;
  before?: number | undefined;
  limit: number;
};

/** What an organisation's people did, latest first; the administrator sees all. */
export async function listAudit(control: Control, actor: Actor, filter: AuditFilter): Promise<AuditRow[]> {
  const rows = await control.db
    .select({ row: audit, actorName: user.name })
    .from(audit)
    .leftJoin(user, eq(user.id, audit.actor))
    .where(
      and(
        actor.partner === null ? undefined : eq(audit.partner, actor.partner),
        filter.action === undefined ? undefined : eq(audit.action, filter.action),
        filter.target === undefined ? undefined : eq(audit.target, filter.target),
        filter.actor === undefined ? undefined : eq(audit.actor, filter.actor),
        filter.api === undefined ? undefined : isOn(filter.api),
        filter.mode === undefined ? undefined : eq(audit.mode, filter.mode),
        filter.before === undefined ? undefined : lt(audit.id, filter.before),
      ),
    )
    .orderBy(desc(audit.id))
    .limit(filter.limit);
  return rows.map(({ row, actorName }) => ({
    id: row.id,
    at: isoMillis(row.at),
    actor: row.actor,
    actorName,
    mode: row.mode,
    action: row.action,
    target: row.target,
    detail: parseJson(hideKeys(row.detail)),
  }));
}

/** As targets are written: an API, a release or a plan of it, a partner of it. A slug has no character that a pattern reads. */
const isOn = (api: string): SQL | undefined =>
  or(
    eq(audit.target, api),
    like(audit.target, `${api}/%`),
    like(audit.target, `${api}@%`),
    like(audit.target, `%:${api}`),
  );
