// Keys in D1: made, listed, revoked. The key itself is answered once and kept nowhere.
import { and, count, desc, eq, isNull, or } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { TenantKey } from "../contract/call.ts";
import type { CreatedKey, KeyView } from "../contract/account-views.ts";
import { SANDBOX_WIDE_PREFIX } from "../contract/prefix.ts";
import { tenantName } from "../contract/tenant.ts";
import { isoMillis } from "../lib/clock.ts";
import { newId, newKeyId } from "../lib/ids.ts";
import { type Mode, mintKey } from "../lib/key.ts";
import { Problem } from "../lib/problem.ts";
import { noteAudit } from "./audit.ts";
import type { Actor, Control } from "./context.ts";
import { planOf } from "./plans.ts";
import { endOwnSandbox } from "./purges.ts";
import { apis, keys, pushes, tenants } from "./schema.ts";

type Api = typeof apis.$inferSelect;

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
  /** Makes a token of this key: it ends on the sandbox clock and is counted in no plan. */
  parent?: string;
};

const SCOPE = /^(\*|[a-z][a-z0-9_-]*:(read|write|\*|manage))$/;

export async function createKey(control: Control, actor: Actor, request: KeyRequest): Promise<CreatedKey> {
  const bad = request.scopes.find((scope) => !SCOPE.test(scope));
  if (bad !== undefined)
    throw new Problem(
      "invalid_request",
      `'${bad}' is not a scope: write <entity>:read, <entity>:write or <entity>:*.`,
    );
  if (request.parent === undefined && request.expires !== null && request.expires <= control.now)
    throw new Problem("invalid_request", "The key would already have expired.");
  const { key, claims } = await mintKey(control.ring, {
    prefix: request.api?.keyPrefix ?? SANDBOX_WIDE_PREFIX,
    mode: request.mode,
    owner: request.owner,
    api: request.api?.id ?? null,
    keyId: newKeyId(),
  });
  const row = {
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
    kind: request.parent === undefined ? ("key" as const) : ("token" as const),
    parent: request.parent ?? null,
    previous: null,
    previousUntil: null,
    perMinute: request.perMinute ?? null,
    perDay: request.perDay ?? null,
  };
  await control.db.insert(keys).values(row);
  if (request.mode === "test" && row.kind === "key") await requireRoom(control, row);
  await noteAudit(control, actor, {
    mode: request.mode,
    action: "key.create",
    target: claims.keyId,
    detail: { name: request.name, scopes: request.scopes },
  });
  return { ...viewOf(row), rawKey: key };
}

/** The key is counted when it is there already, so that of two made at once not both slip in; one too many goes again. */
async function requireRoom(control: Control, key: typeof keys.$inferSelect): Promise<void> {
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

/** The row of a proved key, if it still works. */
export async function findWorkingKey(
  control: Control,
  { keyId, hash }: { keyId: string; hash: string },
): Promise<typeof keys.$inferSelect | undefined> {
  const [row] = await control.db.select().from(keys).where(eq(keys.id, keyId)).limit(1);
  const works =
    row?.hash === hash && row.revokedAt === null && (row.expires === null || row.expires > control.now);
  return works ? row : undefined;
}

export async function listKeys(control: Control, owner: string, api: string | null): Promise<KeyView[]> {
  const reach = api === null ? undefined : or(eq(keys.api, api), isNull(keys.api));
  const rows = await control.db
    .select()
    .from(keys)
    .where(and(eq(keys.owner, owner), reach))
    .orderBy(desc(keys.createdAt))
    .limit(500);
  const uses = await usesOf(control, owner, rows);
  return rows.map((row) => viewOf(row, uses[row.id]));
}

/** When each key was last used, as the tenants it opens say. */
async function usesOf(
  control: Control,
  owner: string,
  rows: readonly (typeof keys.$inferSelect)[],
): Promise<Record<string, number>> {
  const [first] = rows;
  if (!first) return {};
  const opened = await control.db
    .select({ api: tenants.api })
    .from(tenants)
    .where(and(eq(tenants.owner, owner), eq(tenants.mode, first.mode)))
    .limit(100);
  const told = await Promise.all(
    opened.map(({ api }) => control.tenant(first.mode, tenantName(owner, api)).keyUses()),
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
    .where(and(eq(keys.owner, sandbox), or(eq(keys.api, api), isNull(keys.api)), isNull(keys.revokedAt)));
  return row?.n ?? 0;
}

/** Ends a key and the tokens made from it. Answers when every tenant has confirmed, so it holds on the next call. */
export async function revokeKey(control: Control, actor: Actor, owner: string, id: string): Promise<KeyView> {
  const row = await requireKey(control, owner, id);
  const tokens = await control.db
    .select()
    .from(keys)
    .where(and(eq(keys.parent, id), isNull(keys.revokedAt)))
    .limit(1000);
  const ended = [row, ...tokens].map((one) => ({ ...one, revokedAt: one.revokedAt ?? control.now }));
  await change(
    control,
    ended,
    control.db
      .update(keys)
      .set({ revokedAt: control.now })
      .where(and(or(eq(keys.id, id), eq(keys.parent, id)), isNull(keys.revokedAt))),
  );
  await noteAudit(control, actor, { mode: row.mode, action: "key.revoke", target: id });
  await endOwnSandbox(control, actor, owner);
  return viewOf(ended[0] ?? row);
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
  const { key, claims } = await mintKey(control.ring, {
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
  await change(
    control,
    [{ ...row, ...changed }],
    control.db.update(keys).set(changed).where(eq(keys.id, id)),
  );
  await noteAudit(control, actor, {
    mode: row.mode,
    action: overlap > 0 ? "key.rotate" : "key.regenerate",
    target: id,
    detail: { overlap_seconds: overlap / 1000 },
  });
  return { ...viewOf({ ...row, ...changed }), rawKey: key };
}

/** A short-lived token of a test key: with its scopes or fewer, ending on the sandbox clock, and with its key. */
export async function createToken(
  control: Control,
  actor: Actor,
  owner: string,
  id: string,
  lasts: number,
  scopes: string[] | undefined,
): Promise<CreatedKey> {
  const row = await requireKey(control, owner, id);
  if (row.revokedAt !== null || row.kind === "token" || row.mode !== "test")
    throw new Problem("conflict", "Tokens are made from test keys that work.");
  const held = JSON.parse(row.scopes) as string[];
  const wanted = scopes ?? held;
  if (held.length > 0 && (wanted.length === 0 || wanted.some((one) => !held.includes(one))))
    throw new Problem("forbidden", "A token has the scopes of its key, or fewer.");
  const [api] =
    row.api === null ? [null] : await control.db.select().from(apis).where(eq(apis.id, row.api)).limit(1);
  const clock =
    row.api === null ? undefined : await control.tenant("test", tenantName(owner, row.api)).clock();
  const from = clock ? Date.parse(clock.now) : control.now;
  return createKey(control, actor, {
    mode: "test",
    owner,
    api: api ?? null,
    name: `Token of ${row.name}`,
    scopes: wanted,
    allow: JSON.parse(row.allow) as string[],
    expires: from + lasts,
    parent: row.id,
  });
}

async function requireKey(control: Control, owner: string, id: string): Promise<typeof keys.$inferSelect> {
  const [row] = await control.db
    .select()
    .from(keys)
    .where(and(eq(keys.id, id), eq(keys.owner, owner)))
    .limit(1);
  if (!row) throw new Problem("not_found", "There is no such key here.");
  return row;
}

/**
 * Writes a change of keys with what each tenant is to be told of it, in one batch, then tells them. A crash in between
 * leaves the telling to the next sweep: a key that D1 calls ended never works on for longer.
 */
async function change(
  control: Control,
  changed: readonly (typeof keys.$inferSelect)[],
  write: BatchItem<"sqlite">,
): Promise<void> {
  const [first] = changed;
  if (!first) return;
  const opened = await control.db
    .select({ api: tenants.api })
    .from(tenants)
    .where(and(eq(tenants.owner, first.owner), eq(tenants.mode, first.mode)))
    .limit(1000);
  const waiting = changed.flatMap((key) =>
    opened
      .filter(({ api }) => key.api === null || api === key.api)
      .map(({ api }) => ({
        id: newId("push"),
        mode: key.mode,
        tenant: tenantName(key.owner, api),
        key: key.id,
        at: control.now,
      })),
  );
  await control.db.batch([write, ...waiting.map((one) => control.db.insert(pushes).values(one))]);
  await Promise.all(waiting.map((one) => push(control, one)));
}

/** Tells one tenant of one key as it now stands in D1. */
async function push(control: Control, one: typeof pushes.$inferSelect): Promise<void> {
  const [row] = await control.db.select().from(keys).where(eq(keys.id, one.key)).limit(1);
  if (row) await control.tenant(one.mode, one.tenant).putKey(tenantKeyOf(row));
  await control.db.delete(pushes).where(eq(pushes.id, one.id));
}

/** What a crash left untold; answers how much there was. */
export async function pushWaiting(control: Control): Promise<number> {
  const waiting = await control.db.select().from(pushes).orderBy(pushes.at).limit(200);
  await Promise.all(waiting.map((one) => push(control, one)));
  return waiting.length;
}

const tenantKeyOf = (row: typeof keys.$inferSelect): TenantKey => ({
  id: row.id,
  hash: row.hash,
  scopes: JSON.parse(row.scopes) as string[],
  expires: row.expires,
  allow: JSON.parse(row.allow) as string[],
  perMinute: row.perMinute,
  perDay: row.perDay,
  virtual: row.kind === "token",
  previous: row.previous,
  previousUntil: row.previousUntil,
  revoked: row.revokedAt !== null,
});

const viewOf = (row: typeof keys.$inferSelect, used?: number): KeyView => ({
  id: row.id,
  name: row.name,
  mode: row.mode,
  start: row.start,
  last4: row.last4,
  scopes: JSON.parse(row.scopes) as string[],
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
