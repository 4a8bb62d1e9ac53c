// Releases of an API: the list, names that point at them (`latest`, `next`, …), what changed between two, which are retired.
import { and, desc, eq, lt } from "drizzle-orm";
import { type Change, type Side, diff } from "#blueprint/diff.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import type { Details } from "#blueprint/format/operation.ts";
import { MAX_WORKER_JSON_BYTES, parseText } from "#blueprint/read/document.ts";
import { documentKey, loadDetails, loadIndex, loadSchemas } from "#contract/blobs.ts";
import type { ReleaseView } from "#contract/account-views.ts";
import { isoMillis } from "#lib/clock.ts";
import { type JsonObject, isObject } from "#lib/json.ts";
import { Problem } from "#lib/problem.ts";
import { publishGatewayConfig } from "./apis.ts";
import { noteAudit } from "../accounts/audit.ts";
import type { Actor, Control } from "../context.ts";
import { deliverOutbox, demoRows } from "../jobs/outbox.ts";
import { aliases, apis, releases } from "../schema.ts";

type Api = typeof apis.$inferSelect;
export const LATEST = "latest";

/** Latest first, of those from before a moment if one is given; each with the names that point at it. */
export async function listReleases(
  control: Control,
  api: Api,
  { limit, before }: { limit: number; before?: number | undefined },
): Promise<ReleaseView[]> {
  const [rows, names] = await Promise.all([
    control.db
      .select()
      .from(releases)
      .where(and(eq(releases.api, api.id), before === undefined ? undefined : lt(releases.createdAt, before)))
      .orderBy(desc(releases.createdAt))
      .limit(limit),
    control.db.select().from(aliases).where(eq(aliases.api, api.id)).limit(100),
  ]);
  return rows.map((row) => ({
    release: row.hash,
    title: row.title,
    version: row.version,
    createdAt: isoMillis(row.createdAt),
    deprecatedAt: row.deprecatedAt === null ? null : isoMillis(row.deprecatedAt),
    aliases: [
      ...(row.hash === api.release ? [LATEST] : []),
      ...names.flatMap((one) => (one.release === row.hash ? [one.name] : [])),
    ],
  }));
}

/** A release by its hash, the beginning of it, or a name that points at it. */
export async function requireRelease(control: Control, api: Api, named: string): Promise<string> {
  if (named === LATEST) return api.release;
  const [alias] = await control.db
    .select()
    .from(aliases)
    .where(and(eq(aliases.api, api.id), eq(aliases.name, named)))
    .limit(1);
  if (alias) return alias.release;
  const rows = await control.db
    .select({ hash: releases.hash })
    .from(releases)
    .where(eq(releases.api, api.id))
    .limit(1000);
  const found = rows.filter(({ hash }) => named.length >= 6 && hash.startsWith(named));
  const [one] = found;
  if (one && found.length === 1) return one.hash;
  throw new Problem("not_found", `${api.slug} has no release '${named}'.`);
}

/** Lets a name point at a release; `latest` is what new sandboxes and the gateway config use. */
export async function promote(
  control: Control,
  actor: Actor,
  api: Api,
  name: string,
  named: string,
): Promise<string> {
  const release = await requireRelease(control, api, named);
  if (name === LATEST) {
    const [, waiting] = await control.db.batch([
      control.db.update(apis).set({ release }).where(eq(apis.id, api.id)),
      demoRows(control, api.id),
    ]);
    const { value: index } = await loadIndex(control.blobs, release);
    await publishGatewayConfig(control, api, index);
    await deliverOutbox(control, waiting);
  } else
    await control.db
      .insert(aliases)
      .values({ api: api.id, name, release })
      .onConflictDoUpdate({ target: [aliases.api, aliases.name], set: { release } });
  await noteAudit(control, actor, {
    mode: "test",
    action: "release.promote",
    target: `${api.slug}@${name}`,
    detail: { release },
  });
  return release;
}

/** Marks a release as one that should be left; sandboxes that have it keep it. */
export async function deprecate(control: Control, actor: Actor, api: Api, named: string): Promise<void> {
  const release = await requireRelease(control, api, named);
  if (release === api.release)
    throw new Problem("conflict", "This is the latest release. Promote another one first.");
  await control.db
    .update(releases)
    .set({ deprecatedAt: control.now })
    .where(and(eq(releases.api, api.id), eq(releases.hash, release)));
  await noteAudit(control, actor, {
    mode: "test",
    action: "release.deprecate",
    target: `${api.slug}@${release}`,
  });
}

export async function compareReleases(
  control: Control,
  api: Api,
  from: string,
  to: string,
): Promise<Change[]> {
  const [before, after] = await Promise.all([
    requireRelease(control, api, from),
    requireRelease(control, api, to),
  ]);
  const [one, other] = await Promise.all([loadSide(control, before), loadSide(control, after)]);
  return diff(one, other);
}

/** The document a release was made of, parsed; very large ones are the command line's. */
export async function releaseDocument(control: Control, release: string): Promise<JsonObject> {
  // Measured before it is read: twenty megabytes of text would fill a Worker.
  const { size } = (await control.blobs.head(documentKey(release))) ?? { size: 0 };
  if (size > MAX_WORKER_JSON_BYTES)
    throw new Problem(
      "body_too_large",
      "Documents of more than 2 MB are not served: their provider has them.",
    );
  const parsed = parseText((await (await control.blobs.get(documentKey(release)))?.text()) ?? "");
  if (!parsed.ok || !isObject(parsed.value))
    throw new Problem("not_found", "This release has no document any more.");
  return parsed.value;
}

/** A release with all of its parts, to be compared. */
export async function loadSide(control: Control, release: string): Promise<Side> {
  const { value: index } = await loadIndex(control.blobs, release);
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  const [details, schemas] = await Promise.all([
    Promise.all(numbers(index.chunks.details).map((n) => loadDetails(control.blobs, { release, index }, n))),
    Promise.all(numbers(index.chunks.schemas).map((n) => loadSchemas(control.blobs, { release, index }, n))),
  ]);
  const byName = new Map<string, Schema>(schemas.flatMap(({ value }) => Object.entries(value)));
  const byOperation = new Map<string, Details>(details.flatMap(({ value }) => Object.entries(value)));
  return { index, details: byOperation, schema: (name) => byName.get(name) };
}
