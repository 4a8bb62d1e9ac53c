// Deleting an API: its releases, plans and subscriptions go with it, keys for it end, and every sandbox of it is purged by the
// outbox. While a partner is under review or has a live key that works, it is not deleted.
import { type SQL, and, asc, count, countDistinct, eq, isNull, or, gt, sql } from "drizzle-orm";
import type { ApiDeletion } from "#contract/account-views.ts";
import { gatewayConfigByApiKey, gatewayConfigKey, loadIndex, unfinishedKey } from "#contract/blobs.ts";
import { DEMO_OWNERS } from "#contract/demo.ts";
import { isoMillis } from "#lib/clock.ts";
import { Problem } from "#lib/problem.ts";
import { noteAudit } from "../accounts/audit.ts";
import type { Actor, Control } from "../context.ts";
import { deliverOutbox, outboxRow, purgeRows } from "../jobs/outbox.ts";
import {
  aliases,
  apis,
  billing,
  keys,
  plans,
  releases,
  steps,
  submissions,
  subscriptions,
  tenants,
} from "../schema.ts";
import { publishGatewayConfig } from "./apis.ts";

type Api = typeof apis.$inferSelect;

/** What deleting an API would end, in numbers, and what stands against it. */
export async function previewApiDeletion(control: Control, api: Api): Promise<ApiDeletion> {
  const [[made], [partners], [open], [bound], [live], [reviews]] = await control.db.batch([
    control.db.select({ n: count() }).from(releases).where(eq(releases.api, api.id)),
    control.db.select({ n: count() }).from(subscriptions).where(eq(subscriptions.api, api.id)),
    control.db
      .select({ n: countDistinct(tenants.owner) })
      .from(tenants)
      .where(and(eq(tenants.api, api.id), eq(tenants.mode, "test"))),
    control.db
      .select({ n: count() })
      .from(keys)
      .where(and(workingKeys(control, api), eq(keys.mode, "test"))),
    control.db.select({ n: count() }).from(keys).where(workingLiveKeys(control, api)),
    control.db.select({ n: count() }).from(submissions).where(openReviews(api)),
  ]);
  const liveKeys = live?.n ?? 0;
  const inReview = reviews?.n ?? 0;
  return {
    api: api.slug,
    releases: made?.n ?? 0,
    partners: partners?.n ?? 0,
    sandboxes: open?.n ?? 0,
    keys: bound?.n ?? 0,
    blockedBy: [
      ...(liveKeys === 0
        ? []
        : [`${liveKeys} live keys for it work: those who have them revoke them first.`]),
      ...(inReview === 0 ? [] : [`${inReview} submissions wait for a decision: decide them first.`]),
    ],
    deletedAt: null,
  };
}

/** Deletes an API. `confirm` is its name. */
export async function deleteApi(
  control: Control,
  actor: Actor,
  api: Api,
  confirm: string | undefined,
): Promise<ApiDeletion> {
  const preview = await previewApiDeletion(control, api);
  if (confirm !== api.slug)
    throw new Problem(
      "invalid_request",
      `Deleting the API '${api.slug}' ends ${preview.sandboxes} sandboxes of it with their records, ${preview.keys} keys and ${preview.releases} releases. To do it, repeat the call with ?confirm=${api.slug}; ?dryRun=true only shows what would be ended.`,
    );
  if (preview.blockedBy.length > 0) throw blocked(api, preview.blockedBy);
  const { value: index } = await loadIndex(control.blobs, api.release);
  await markReleases(control, api);
  // The edge forgets it first: what a crash leaves is an API that can be deleted again, never keys that open nothing.
  await control.blobs.delete([gatewayConfigKey(api.slug), gatewayConfigByApiKey(api.id)]);
  control.forgetGatewayConfig(api.slug);
  const gone = sql`NOT EXISTS (SELECT 1 FROM ${apis} WHERE ${apis.id} = ${api.id})`;
  const ofApi = and(eq(tenants.api, api.id), gone);
  const [deleted, , waiting] = await control.db.batch([
    control.db
      .delete(apis)
      .where(
        and(
          eq(apis.id, api.id),
          hasNone(submissions, openReviews(api)),
          hasNone(keys, workingLiveKeys(control, api)),
        ),
      )
      .returning({ id: apis.id }),
    ...purgeRows(control, ofApi),
    control.db
      .update(keys)
      .set({ revokedAt: control.now })
      .where(and(eq(keys.api, api.id), isNull(keys.revokedAt), gone)),
    control.db
      .update(billing)
      .set({ endedAt: control.now })
      .where(and(eq(billing.api, api.id), isNull(billing.endedAt), gone)),
    ...[releases, aliases, plans, subscriptions, submissions, steps].map((table) =>
      control.db.delete(table).where(and(eq(table.api, api.id), gone)),
    ),
  ]);
  if (deleted.length === 0) {
    await publishGatewayConfig(control, api, index);
    throw blocked(api, (await previewApiDeletion(control, api)).blockedBy);
  }
  await noteAudit(control, actor, { mode: "test", action: "api.delete", target: api.slug, detail: preview });
  // Nobody gets in any more: an object that cannot be reached now is purged by cron.
  await deliverOutbox(control, [...waiting, ...(await demoPurges(control, api))]);
  return { ...preview, deletedAt: isoMillis(control.now) };
}

const workingKeys = (control: Control, api: Api): SQL | undefined =>
  and(
    eq(keys.api, api.id),
    eq(keys.kind, "key"),
    isNull(keys.revokedAt),
    or(isNull(keys.expires), gt(keys.expires, control.now)),
  );

const workingLiveKeys = (control: Control, api: Api): SQL | undefined =>
  and(workingKeys(control, api), eq(keys.mode, "live"));

const openReviews = (api: Api): SQL | undefined =>
  and(eq(submissions.api, api.id), eq(submissions.status, "in_review"));

const hasNone = (table: typeof submissions | typeof keys, which: SQL | undefined): SQL =>
  sql`NOT EXISTS (SELECT 1 FROM ${table} WHERE ${which})`;

const RELEASES_AT_ONCE = 200;

/** Their files are those of releases that were never finished, as soon as their rows are gone: cron deletes them. */
async function markReleases(control: Control, api: Api): Promise<void> {
  for (let last = "", more = true; more;) {
    const rows = await control.db
      .select({ hash: releases.hash })
      .from(releases)
      .where(and(eq(releases.api, api.id), gt(releases.hash, last)))
      .orderBy(asc(releases.hash))
      .limit(RELEASES_AT_ONCE);
    await Promise.all(rows.map(({ hash }) => control.blobs.put(unfinishedKey(hash), hash)));
    last = rows.at(-1)?.hash ?? last;
    more = rows.length === RELEASES_AT_ONCE;
  }
}

/** Demo objects have no row. */
async function demoPurges(control: Control, api: Api) {
  const made = await Promise.all(
    DEMO_OWNERS.map((owner) => outboxRow(control, "purge", { mode: "test", owner, api: api.id })),
  );
  return made.flat();
}

const blocked = (api: Api, why: readonly string[]): Problem =>
  new Problem("conflict", `The API '${api.slug}' cannot be deleted: ${why.join(" ")}`, why);
