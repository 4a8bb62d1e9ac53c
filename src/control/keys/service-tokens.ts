// Service tokens in D1: made and revoked by people, used by machines on the platform's routes. The token is answered once; its
// hash is stored.
import { and, count, desc, eq, gt, isNull, or } from "drizzle-orm";
import type { CreatedServiceToken, ServiceScope, ServiceTokenView } from "#contract/service-tokens.ts";
import { isoMillis } from "#lib/clock.ts";
import { sha256Hex } from "#lib/hash.ts";
import { newId } from "#lib/ids.ts";
import { Problem } from "#lib/problem.ts";
import { newServiceToken } from "#lib/service-token.ts";
import { noteAudit } from "../accounts/audit.ts";
import { requireGrantable } from "../accounts/roles.ts";
import type { Actor, Control } from "../context.ts";
import { partnerOf } from "../sandboxes/sandboxes.ts";
import { serviceTokens } from "../schema.ts";

type Row = typeof serviceTokens.$inferSelect;

/** What an actor's `user` begins with that is a token: in the audit it stands beside people's ids. */
const USER = "token ";
const MOST_WORKING = 50;
/** A use is written at most so often: a busy pipeline is not to write D1 with each call. */
const USE_MS = 60_000;

export async function createServiceToken(
  control: Control,
  actor: Actor,
  request: { name: string; scopes: ServiceScope[]; expires: number | null },
): Promise<CreatedServiceToken> {
  const partner = partnerOf(actor);
  requireGrantable(actor, request.scopes);
  if (request.expires !== null && request.expires <= control.now)
    throw new Problem("invalid_request", "The token would already have expired.");
  const token = newServiceToken();
  const row: Row = {
    id: newId("svc"),
    hash: await sha256Hex(token),
    partner,
    name: request.name,
    scopes: JSON.stringify(request.scopes),
    createdBy: actor.user,
    createdAt: control.now,
    expires: request.expires,
    revokedAt: null,
    lastUsed: null,
  };
  await control.db.insert(serviceTokens).values(row);
  await requireRoom(control, row);
  await noteAudit(control, actor, {
    mode: "test",
    action: "token.create",
    target: row.id,
    detail: { name: request.name, scopes: request.scopes },
  });
  return { ...viewOf(control, row), token };
}

/** It is counted when it is there already, so that of two made at once not both slip in; one too many goes again. */
async function requireRoom(control: Control, { id, partner }: Row): Promise<void> {
  const [counted] = await control.db
    .select({ n: count() })
    .from(serviceTokens)
    .where(
      and(
        eq(serviceTokens.partner, partner),
        isNull(serviceTokens.revokedAt),
        or(isNull(serviceTokens.expires), gt(serviceTokens.expires, control.now)),
      ),
    );
  if ((counted?.n ?? 0) <= MOST_WORKING) return;
  await control.db.delete(serviceTokens).where(eq(serviceTokens.id, id));
  throw new Problem(
    "quota_exceeded",
    `An organisation has at most ${MOST_WORKING} service tokens at once. Revoke one first.`,
  );
}

/** The organisation's tokens, newest first. */
export async function listServiceTokens(
  control: Control,
  actor: Actor,
  limit: number,
): Promise<ServiceTokenView[]> {
  const rows = await control.db
    .select()
    .from(serviceTokens)
    .where(eq(serviceTokens.partner, partnerOf(actor)))
    .orderBy(desc(serviceTokens.createdAt), desc(serviceTokens.id))
    .limit(limit);
  return rows.map((row) => viewOf(control, row));
}

/** Ends a token; it holds on the very next request. An owner ends any of the organisation's, others what they made. */
export async function revokeServiceToken(
  control: Control,
  actor: Actor,
  id: string,
): Promise<ServiceTokenView> {
  const [row] = await control.db
    .select()
    .from(serviceTokens)
    .where(and(eq(serviceTokens.id, id), eq(serviceTokens.partner, partnerOf(actor))))
    .limit(1);
  if (!row) throw new Problem("not_found", "There is no such service token here.");
  if (row.createdBy !== actor.user && actor.role !== "owner")
    throw new Problem("forbidden", "Somebody else made this token: its maker and owners may revoke it.");
  const revokedAt = row.revokedAt ?? control.now;
  await control.db.update(serviceTokens).set({ revokedAt }).where(eq(serviceTokens.id, id));
  await noteAudit(control, actor, { mode: "test", action: "token.revoke", target: id });
  return viewOf(control, { ...row, revokedAt });
}

/** Whom a token acts for; one that is unknown, expired or revoked is refused. */
export async function actorOfToken(control: Control, token: string): Promise<Actor> {
  const [row] = await control.db
    .select()
    .from(serviceTokens)
    .where(eq(serviceTokens.hash, await sha256Hex(token)))
    .limit(1);
  if (!row) throw new Problem("unauthorized", "This service token is not known here.");
  const { state, expiresAt } = viewOf(control, row);
  if (state !== "working")
    throw new Problem(
      "unauthorized",
      state === "revoked"
        ? `The service token '${row.name}' has been revoked. Make another: sandbar tokens create`
        : `The service token '${row.name}' expired at ${String(expiresAt)}. Make another: sandbar tokens create`,
    );
  if (row.lastUsed === null || row.lastUsed < control.now - USE_MS)
    await control.db.update(serviceTokens).set({ lastUsed: control.now }).where(eq(serviceTokens.id, row.id));
  return {
    user: USER + row.id,
    partner: row.partner,
    role: "service",
    scopes: JSON.parse(row.scopes) as ServiceScope[],
  };
}

/** The token that an actor is. */
export async function serviceTokenOf(control: Control, actor: Actor): Promise<ServiceTokenView | undefined> {
  if (!actor.user.startsWith(USER)) return undefined;
  const [row] = await control.db
    .select()
    .from(serviceTokens)
    .where(eq(serviceTokens.id, actor.user.slice(USER.length)))
    .limit(1);
  return row && viewOf(control, row);
}

const viewOf = (control: Control, row: Row): ServiceTokenView => ({
  id: row.id,
  name: row.name,
  scopes: JSON.parse(row.scopes) as ServiceScope[],
  createdBy: row.createdBy,
  createdAt: isoMillis(row.createdAt),
  expiresAt: row.expires === null ? null : isoMillis(row.expires),
  lastUsedAt: row.lastUsed === null ? null : isoMillis(row.lastUsed),
  state:
    row.revokedAt !== null
      ? "revoked"
      : row.expires !== null && row.expires <= control.now
        ? "expired"
        : "working",
});
