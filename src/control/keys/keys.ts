// Keys in D1: created, listed, rotated, revoked. The key itself is answered once and stored nowhere. Tokens: see tokens.ts.
import { and, count, desc, eq, isNull, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import type { CreatedKey, KeyView } from "#contract/account-views.ts";
import { SANDBOX_WIDE_PREFIX } from "#contract/prefix.ts";
import { tenantName } from "#contract/tenant.ts";
import { isoMillis } from "#lib/clock.ts";
import { newKeyId } from "#lib/ids.ts";
import { type KeyClaims, type Mode, mintKey } from "#lib/key.ts";
import { type KeyDenial, isValueOf, keyDenial } from "#lib/key-state.ts";
import { Problem } from "#lib/problem.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { readColumn, StringList } from "#lib/json-column.ts";
import { noteAudit } from "../accounts/audit.ts";
import type { Actor, Control } from "../context.ts";
import { planOf } from "../subscriptions/plans.ts";
import { endOwnSandbox } from "../sandboxes/purges.ts";
import { tell, tenantKeyOf, writeChange } from "./key-sync.ts";
import { type apis, keys, tenants } from "../schema.ts";
import { requireScopes } from "./scopes.ts";

type Api = typeof apis.$inferSelect;
export type KeyRow = typeof keys.$inferSelect;

export type KeyRequest = {
  mode: Mode;
  /** A sandbox in test mode, the partner in live mode. */
  owner: string;
  /** Null opens every API of the sandbox. */
  api: Api | null;
  name: string;
  scopes: string[];
  allow: string[];
  expires: number | null;
  perMinute?: number | null;
  perDay?: number | null;
};

export async function createKey(control: Control, actor: Actor, request: KeyRequest): Promise<CreatedKey> {
  requireScopes(request.scopes, request.mode);
  if (request.expires !== null && request.expires <= control.now)
    throw new Problem("invalid_request", "The key would already have expired.");
  const { rawKey, row } = await mintRow(control, actor, request);
  await control.db.insert(keys).values(row);
  if (request.mode === "test") await requireRoom(control, row);
  await noteAudit(control, actor, {
    mode: request.mode,
    action: "key.create",
    target: row.id,
    detail: { name: request.name, scopes: request.scopes },
  });
  return { ...viewOf(row), rawKey };
}

/** A new key and its row, which is not written yet. */
export async function mintRow(
  control: Control,
  actor: Actor,
  request: Omit<KeyRequest, "api"> & {
    api: Pick<Api, "id" | "keyPrefix"> | null;
    /** Makes a token of this key: it ends on the sandbox clock or at this real moment, and is counted in no plan. */
    token?: { parent: string; realExpires: number };
  },
): Promise<{ rawKey: string; row: KeyRow }> {
  const { key, claims } = await mintKey(control.signingKeys, {
    prefix: request.api?.keyPrefix ?? SANDBOX_WIDE_PREFIX,
    mode: request.mode,
    owner: request.owner,
    api: request.api?.id ?? null,
    keyId: newKeyId(),
  });
  const row: KeyRow = {
    id: claims.keyId,
    hash: claims.hash,
    mode: request.mode,
    owner: request.owner,
    partner: actor.partner ?? request.owner,
    api: request.api?.id ?? null,
    name: request.name,
    scopes: JSON.stringify(request.scopes),
    allow: JSON.stringify(request.allow),
    start: key.slice(0, key.indexOf(`_${request.mode}_`) + request.mode.length + 6),
    last4: key.slice(-4),
    createdAt: control.now,
    expires: request.expires,
    revokedAt: null,
    kind: request.token ? "token" : "key",
    parent: request.token?.parent ?? null,
    previous: null,
    previousUntil: null,
    perMinute: request.perMinute ?? null,
    perDay: request.perDay ?? null,
    realExpires: request.token?.realExpires ?? null,
  };
  return { rawKey: key, row };
}

/** The key is counted when it is there already, so that of two made at once not both slip in; one too many goes again. */
async function requireRoom(control: Control, key: KeyRow): Promise<void> {
  const full = await keysFull(control, key.partner, key.api, 0);
  if (full === undefined) return;
  await control.db.delete(keys).where(eq(keys.id, key.id));
  throw full;
}

/** Why the plan allows no more test keys than there are with `more`; undefined when it does. */
export async function keysFull(
  control: Control,
  partner: string,
  api: string | null,
  more: number,
): Promise<Problem | undefined> {
  const { slug, limits } = await planOf(control, partner, api ?? "");
  if (limits.keys === null) return undefined;
  const reach = api === null ? undefined : or(eq(keys.api, api), isNull(keys.api));
  const [counted] = await control.db
    .select({ n: count() })
    .from(keys)
    .where(
      and(
        eq(keys.partner, partner),
        eq(keys.mode, "test"),
        eq(keys.kind, "key"),
        isNull(keys.revokedAt),
        reach,
      ),
    );
  return (counted?.n ?? 0) + more <= limits.keys
    ? undefined
    : new Problem(
        "quota_exceeded",
        `The plan ${slug} allows ${limits.keys} test keys at once. Revoke one first, or choose another plan.`,
      );
}

const parents = alias(keys, "parents");

/** The row of a proved key, or why it does not work from this address. The sandbox clock, which may end a token, is its tenant's. */
export async function findWorkingKey(
  control: Control,
  { keyId, hash }: KeyClaims,
  address: string,
): Promise<Result<KeyRow, KeyDenial>> {
  const [found] = await control.db
    .select({ key: keys, parentRevokedAt: parents.revokedAt })
    .from(keys)
    .leftJoin(parents, eq(parents.id, keys.parent))
    .where(eq(keys.id, keyId))
    .limit(1);
  const state = found && tenantKeyOf(found.key);
  if (!state || !isValueOf(state, hash, control.now))
    return fail({ code: "unauthorized", message: "This key is not valid here." });
  const revoked = state.revoked || found.parentRevokedAt !== null;
  const denial = keyDenial({ ...state, revoked }, { now: control.now, address });
  return denial ? fail(denial) : succeed(found.key);
}

export type Page = { limit: number; before?: string | undefined };

/** Keys of a sandbox or a partner, newest first, without their tokens; `before` is the id of the last one that is known. */
export async function listKeys(
  control: Control,
  owner: string,
  api: string | null,
  page: Page,
): Promise<KeyView[]> {
  const reach = api === null ? undefined : or(eq(keys.api, api), isNull(keys.api));
  const rows = await control.db
    .select()
    .from(keys)
    .where(and(eq(keys.owner, owner), eq(keys.kind, "key"), reach, await olderThan(control, owner, page)))
    .orderBy(desc(keys.createdAt), desc(keys.id))
    .limit(page.limit);
  const uses = await usesOf(control, owner, rows, api);
  return rows.map((row) => viewOf(row, uses[row.id]));
}

/** Holds for what comes after the last key of the page before. */
export async function olderThan(control: Control, owner: string, { before }: Page) {
  if (before === undefined) return undefined;
  const { createdAt, id } = await requireKey(control, owner, before);
  return sql`(${keys.createdAt}, ${keys.id}) < (${createdAt}, ${id})`;
}

/** When each key was last used, as the tenants it opens say. */
async function usesOf(
  control: Control,
  owner: string,
  rows: readonly KeyRow[],
  api: string | null,
): Promise<Record<string, number>> {
  const [first] = rows;
  if (!first) return {};
  const opened = await control.db
    .select({ api: tenants.api })
    .from(tenants)
    .where(
      and(
        eq(tenants.owner, owner),
        eq(tenants.mode, first.mode),
        api === null ? undefined : eq(tenants.api, api),
      ),
    );
  const bound = new Set(rows.map((row) => row.api));
  const told = await Promise.all(
    opened
      .filter((one) => bound.has(null) || bound.has(one.api))
      .map((one) => control.tenant(first.mode, tenantName(owner, one.api)).keyUses()),
  );
  const uses: Record<string, number> = {};
  for (const [id, at] of told.flatMap((one) => Object.entries(one))) uses[id] = Math.max(uses[id] ?? 0, at);
  return uses;
}

/** Keys that open this API of the sandbox and still work. */
export async function countTestKeys(control: Control, sandbox: string, api: string): Promise<number> {
  const [row] = await control.db
    .select({ n: count() })
    .from(keys)
    .where(
      and(
        eq(keys.owner, sandbox),
        eq(keys.kind, "key"),
        or(eq(keys.api, api), isNull(keys.api)),
        isNull(keys.revokedAt),
      ),
    );
  return row?.n ?? 0;
}

/**
 * Ends a key and its tokens: one write, and one message to each tenant it opens, which refuses by the parent. Answers when every
 * tenant has confirmed, so it holds on the next call. Asked again it tells them again.
 */
export async function revokeKey(control: Control, actor: Actor, owner: string, id: string): Promise<KeyView> {
  const row = await requireKey(control, owner, id);
  const waiting = await writeChange(
    control,
    { mode: row.mode, owner, api: row.api, key: id },
    control.db
      .update(keys)
      .set({ revokedAt: control.now })
      .where(and(or(eq(keys.id, id), eq(keys.parent, id)), isNull(keys.revokedAt))),
  );
  await noteAudit(control, actor, { mode: row.mode, action: "key.revoke", target: id });
  await tell(control, waiting);
  await endOwnSandbox(control, actor, owner);
  return viewOf({ ...row, revokedAt: row.revokedAt ?? control.now });
}

/** A new value under the same id, shown once; the old one is good until the overlap (milliseconds) ends, or dies at once. */
export async function rotateKey(
  control: Control,
  actor: Actor,
  owner: string,
  id: string,
  overlap: number,
): Promise<CreatedKey> {
  const row = await requireKey(control, owner, id);
  if (row.revokedAt !== null) throw new Problem("conflict", "This key has been revoked. Make a new one.");
  if (row.kind === "token") throw new Problem("conflict", "A token is not rotated. Make another of its key.");
  const text = row.start.slice(0, row.start.indexOf(`_${row.mode}_`));
  const { key, claims } = await mintKey(control.signingKeys, {
    prefix: text,
    mode: row.mode,
    owner: row.owner,
    api: row.api,
    keyId: row.id,
  });
  const changed = {
    hash: claims.hash,
    last4: key.slice(-4),
    start: key.slice(0, row.start.length),
    previous: overlap > 0 ? row.hash : null,
    previousUntil: overlap > 0 ? control.now + overlap : null,
  };
  const waiting = await writeChange(
    control,
    { mode: row.mode, owner, api: row.api, key: id },
    control.db.update(keys).set(changed).where(eq(keys.id, id)),
  );
  await noteAudit(control, actor, {
    mode: row.mode,
    action: overlap > 0 ? "key.rotate" : "key.regenerate",
    target: id,
    detail: { overlapSeconds: overlap / 1000 },
  });
  await tell(control, waiting);
  return { ...viewOf({ ...row, ...changed }), rawKey: key };
}

/** Whether a key or a token of this id is the owner's, whatever its state. */
export async function hasKey(control: Control, owner: string, id: string): Promise<boolean> {
  const [row] = await control.db
    .select({ id: keys.id })
    .from(keys)
    .where(and(eq(keys.id, id), eq(keys.owner, owner)))
    .limit(1);
  return row !== undefined;
}

/** A key of this owner, whatever its state. */
export async function requireKey(control: Control, owner: string, id: string): Promise<KeyRow> {
  const [row] = await control.db
    .select()
    .from(keys)
    .where(and(eq(keys.id, id), eq(keys.owner, owner)))
    .limit(1);
  if (!row) throw new Problem("not_found", "There is no such key here.");
  return row;
}

export const viewOf = (row: KeyRow, used?: number): KeyView => ({
  id: row.id,
  name: row.name,
  mode: row.mode,
  start: row.start,
  last4: row.last4,
  scopes: readColumn(StringList, row.scopes),
  createdAt: isoMillis(row.createdAt),
  expiresAt: row.expires === null ? null : isoMillis(row.expires),
  revoked: row.revokedAt !== null,
  kind: row.kind,
  parent: row.parent,
  perMinute: row.perMinute,
  perDay: row.perDay,
  previousUntil: row.previousUntil === null ? null : isoMillis(row.previousUntil),
  lastUsedAt: used === undefined ? null : isoMillis(used),
});
