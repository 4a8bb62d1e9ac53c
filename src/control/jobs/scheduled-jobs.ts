// What cron does: expired sandboxes are purged, idle ones stopped and their partner notified, those stopped long ago
// purged, and waiting outbox rows delivered. Each run is bounded and the next one takes the rest; each step and each
// row in it is independent, so that one that fails stops nothing else.
import { log } from "#lib/log.ts";
import { type SQL, and, asc, eq, isNull, lt, sql } from "drizzle-orm";
import { tenantName } from "#contract/tenant.ts";
import { forgetAttempts } from "../accounts/attempt-limits.ts";
import { deleteExpiredShares } from "../sandboxes/shared-requests.ts";
import { forgetClaims } from "../accounts/claims.ts";
import type { Actor, Control } from "../context.ts";
import { checkAlarms } from "./alarm-check.ts";
import { forgetDeadLetters } from "./dead-letters.ts";
import { syncWaitingKeys } from "../keys/key-sync.ts";
import { runJobs } from "./job-runs.ts";
import { forgetTokens } from "../keys/tokens.ts";
import { realNow } from "#lib/clock.ts";
import { forgetUploads } from "../apis/delete-expired-uploads.ts";
import { ownersOf } from "../accounts/owners.ts";
import { type Mail, type SendMail, forgetMails } from "../accounts/mail.ts";
import { deliverDue, deliverOutbox, reasonOf } from "./outbox.ts";
import { forgetDeleted, hasNoKey, isExpired, purgeSandbox } from "../sandboxes/purges.ts";
import { deactivate } from "../sandboxes/activation.ts";
import { apis, outbox, sandboxes, tenants } from "../schema.ts";
import { forgetWebhookDeliveries, sendDue } from "../webhooks/announce.ts";
import { RETENTION_MS } from "../sandboxes/reconcile.ts";

const SYSTEM_ACTOR: Actor = { user: "admin", partner: null, role: "admin" };
const IDLE_MS = 90 * 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** Of each step in one run: a Worker may ask D1 a thousand times, and a row takes up to twelve queries. */
const MOST = 12;
/** These are read and confirmed a page at a time. */
const MOST_DUE = 200;
const MOST_PURGES = 50;

/** What one step of a run did, and how much of it could not be done. */
export type StepReport = { done: number; failed: number };

/** One run of cron; answers what each step did, and keeps it for the overview. It never throws. */
export async function runScheduledJobs(
  control: Control,
  send: SendMail,
): Promise<Record<string, StepReport>> {
  const run = await runJobs(control.db, realNow, {
    alarms: () => checkAlarms(control),
    pushes: () => syncWaitingKeys(control),
    idle: () => stopIdle(control),
    expired: () => purgeDue(control, isExpired(control)),
    orphaned: () =>
      purgeDue(
        control,
        and(
          hasNoKey(control),
          isNull(sandboxes.expiresAt),
          isNull(sandboxes.deletedAt),
          lt(sandboxes.createdAt, control.now - HOUR_MS),
        ),
      ),
    purges: () => requestPurges(control),
    outbox: async () => {
      const { done, failed } = await deliverDue(control, send, MOST_DUE);
      return { done, failed: failed.length };
    },
    webhooks: () => sendDue(control),
    webhook_deliveries: () => forgetWebhookDeliveries(control),
    deleted: () => forgetDeleted(control, MOST),
    tokens: () => forgetTokens(control),
    claims: () => forgetClaims(control),
    attempts: () => forgetAttempts(control),
    bundles: () => deleteExpiredShares(control),
    uploads: () => forgetUploads(control),
    mails: () => forgetMails(control.db, control.now),
    dead_letters: () => forgetDeadLetters(control.db, control.now),
  });
  return Object.fromEntries(run.map(({ step, result, error }) => [step, reportOf(result, error)]));
}

/** Steps answer a report, a number of what they did, or nothing. */
function reportOf(result: unknown, error: string | null): StepReport {
  if (error !== null) return { done: 0, failed: 1 };
  if (typeof result === "number") return { done: result, failed: 0 };
  const { done = 0, failed = 0 } = (result ?? {}) as Partial<StepReport>; // what a step answers, or an object without these
  return { done, failed };
}

/** Performs each row; one that fails is logged with its cause and ends nothing. */
async function each<T>(
  step: string,
  rows: readonly T[],
  nameOf: (row: T) => string,
  perform: (row: T) => Promise<boolean>,
): Promise<StepReport> {
  const report: StepReport = { done: 0, failed: 0 };
  for (const row of rows) {
    try {
      if (await perform(row)) report.done++;
    } catch (error) {
      report.failed++;
      log("error", "a row of the sweep failed", { step, row: nameOf(row), error: reasonOf(error) });
    }
  }
  return report;
}

/** Sandboxes that end by themselves; one that something rests on is looked at again in a day. */
async function purgeDue(control: Control, due: SQL | undefined): Promise<StepReport> {
  const rows = await control.db
    .select()
    .from(sandboxes)
    .where(due)
    .orderBy(asc(sandboxes.createdAt))
    .limit(MOST);
  return each(
    "purge",
    rows,
    ({ id }) => id,
    async (row) => {
      const waiting = await purgeSandbox(control, SYSTEM_ACTOR, row, due);
      if (waiting) await deliverOutbox(control, waiting);
      else
        await control.db
          .update(sandboxes)
          .set({ expiresAt: control.now + DAY_MS })
          .where(and(eq(sandboxes.id, row.id), due));
      return waiting !== undefined;
    },
  );
}

/** Sandboxes that nobody called for 90 days are stopped; the mail to their owners is written with it and sent by the outbox. */
async function stopIdle(control: Control): Promise<StepReport> {
  const cutoff = control.now - IDLE_MS;
  const due = await control.db
    .select({ tenant: tenants, sandbox: sandboxes, api: apis })
    .from(tenants)
    .innerJoin(sandboxes, eq(sandboxes.id, tenants.owner))
    .innerJoin(apis, eq(apis.id, tenants.api))
    .where(and(eq(tenants.mode, "test"), eq(tenants.status, "active"), lt(tenants.seenAt, cutoff)))
    .orderBy(asc(tenants.seenAt))
    .limit(MOST);
  return each(
    "idle",
    due,
    ({ sandbox, api }) => tenantName(sandbox.id, api.id),
    async ({ tenant, sandbox, api }) => {
      const seen = (seenAt: number) =>
        control.db
          .update(tenants)
          .set({ seenAt })
          .where(and(eq(tenants.mode, "test"), eq(tenants.owner, sandbox.id), eq(tenants.api, api.id)));
      // Behind all others that are due, should the object not answer.
      await seen(cutoff - 1);
      const uses = Object.values(await control.tenant("test", tenantName(sandbox.id, api.id)).keyUses());
      const seenAt = Math.max(tenant.activatedAt, ...uses);
      if (seenAt >= cutoff) {
        await seen(seenAt);
        return false;
      }
      const mails = (await ownersOf(control, sandbox.partner)).map(({ email }): Mail => ({
        to: email,
        subject: `The sandbox of ${api.slug} was stopped`,
        text: `Nobody has called it for 90 days. Its data is kept for 30 days: activate it again and it is there.`,
        about: { kind: "idle", api: api.slug, sandbox: sandbox.id },
      }));
      await deactivate(control, SYSTEM_ACTOR, sandbox, api, mails);
      return true;
    },
  );
}

/** What was deactivated longer ago than the retention is to be purged: the outbox does it, object first, then row. */
async function requestPurges(control: Control): Promise<number> {
  const requested = await control.db
    .insert(outbox)
    .select(
      sql`SELECT NULL, 'purge', mode, owner, api, version, '{}', ${control.now}, ${control.now}, 0, NULL FROM ${tenants}
        WHERE ${tenants.status} = 'inactive' AND ${tenants.deactivatedAt} < ${control.now - RETENTION_MS}
        AND NOT EXISTS (SELECT 1 FROM ${outbox} o WHERE o.mode = ${tenants.mode} AND o.owner = ${tenants.owner}
          AND o.api = ${tenants.api} AND o.kind = 'purge')
        ORDER BY ${tenants.deactivatedAt} LIMIT ${MOST_PURGES}`,
    )
    .returning({ id: outbox.id });
  return requested.length;
}
