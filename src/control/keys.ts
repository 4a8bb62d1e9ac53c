// Keys in D1: made, listed, revoked. The key itself is answered once and kept nowhere.
import { and, count, desc, eq, isNull, or } from "drizzle-orm";
import type { TenantKey } from "../contract/call.ts";
import type { CreatedKey, KeyView } from "../contract/account-views.ts";
import { SANDBOX_WIDE_PREFIX } from "../contract/prefix.ts";
import { tenantName } from "../contract/tenant.ts";
import { isoMillis } from "../lib/clock.ts";
import { newKeyId } from "../lib/ids.ts";
import { type Mode, mintKey } from "../lib/key.ts";
import { Problem } from "../lib/problem.ts";
import { noteAudit } from "./audit.ts";
import type { Actor, Control } from "./context.ts";
import { planOf } from "./plans.ts";
import { type apis, keys, tenants } from "./schema.ts";

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
};

const SCOPE = /^(\*|[a-z][a-z0-9_-]*:(read|write|\*|manage))$/;

export async function createKey(control: Control, actor: Actor, request: KeyRequest): Promise<CreatedKey> {
  const bad = request.scopes.find((scope) => !SCOPE.test(scope));
  if (bad !== undefined)
    throw new Problem(
      "invalid_request",
      `'${bad}' is not a scope: write <entity>:read, <entity>:write or <entity>:*.`,
    );
  if (request.expires !== null && request.expires <= control.now)
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
  };
  await control.db.insert(keys).values(row);
  if (request.mode === "test") await requireRoom(control, row);
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
    .where(and(eq(keys.partner, partner), eq(keys.mode, "test"), isNull(keys.revokedAt), reach));
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
  return rows.map(viewOf);
}

/** Keys that open this API of the sandbox and still work. */
export async function countTestKeys(control: Control, sandbox: string, api: string): Promise<number> {
  const [row] = await control.db
    .select({ n: count() })
    .from(keys)
    .where(and(eq(keys.owner, sandbox), or(eq(keys.api, api), isNull(keys.api)), isNull(keys.revokedAt)));
  return row?.n ?? 0;
}

/** D1 first, then every tenant the key opens; answers when all have confirmed, so it holds on the next call. */
export async function revokeKey(control: Control, actor: Actor, owner: string, id: string): Promise<KeyView> {
  const [row] = await control.db
    .select()
    .from(keys)
    .where(and(eq(keys.id, id), eq(keys.owner, owner)))
    .limit(1);
  if (!row) throw new Problem("not_found", "There is no such key here.");
  await control.db
    .update(keys)
    .set({ revokedAt: control.now })
    .where(and(eq(keys.id, id), isNull(keys.revokedAt)));
  const opened = await control.db
    .select()
    .from(tenants)
    .where(and(eq(tenants.owner, owner), eq(tenants.mode, row.mode)))
    .limit(1000);
  const ended: TenantKey = {
    id,
    hash: row.hash,
    scopes: JSON.parse(row.scopes) as string[],
    expires: row.expires,
    allow: JSON.parse(row.allow) as string[],
  };
  await Promise.all(
    opened
      .filter((tenant) => row.api === null || tenant.api === row.api)
      .map((tenant) => control.tenant(row.mode, tenantName(owner, tenant.api)).endKey(ended)),
  );
  await noteAudit(control, actor, { mode: row.mode, action: "key.revoke", target: id });
  return viewOf({ ...row, revokedAt: row.revokedAt ?? control.now });
}

const viewOf = (row: typeof keys.$inferSelect): KeyView => ({
  id: row.id,
  name: row.name,
  mode: row.mode,
  start: row.start,
  last4: row.last4,
  scopes: JSON.parse(row.scopes) as string[],
  createdAt: isoMillis(row.createdAt),
  expiresAt: row.expires === null ? null : isoMillis(row.expires),
  revoked: row.revokedAt !== null,
});
