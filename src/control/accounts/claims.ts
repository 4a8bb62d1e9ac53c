// Claimable sandboxes: opened without an account, used at once, taken over with their data at sign-up, or deleted
// after a week. Until then they deliver only to mock webhook hosts.
import { and, eq, gt, isNull, lt, sql } from "drizzle-orm";
import type { Claimable } from "#contract/account-views.ts";
import { isoMillis } from "#lib/clock.ts";
import { sha256Hex } from "#lib/hash.ts";
import { newId, newOwnerId } from "#lib/ids.ts";
import { Problem } from "#lib/problem.ts";
import { findApi } from "../apis/find-api.ts";
import { noteAudit } from "./audit.ts";
import type { Actor, Control } from "../context.ts";
import { deliverOutbox, nextVersion, reconcileRows } from "../jobs/outbox.ts";
import { activate } from "../sandboxes/activation.ts";
import { type SandboxRow, partnerOf, requireSandboxRoom } from "../sandboxes/sandboxes.ts";
import { billing, claims, keys, organization, sandboxes, subscriptions, tenants } from "../schema.ts";

const LASTS_MS = 7 * 24 * 60 * 60 * 1000;

/** A sandbox of an API for whoever asks, with a key and the token that claims it; both are shown once. */
export async function openClaimable(control: Control, slug: string): Promise<Claimable> {
  const api = await findApi(control, slug);
  if (!api || api.visibility === "private")
    throw new Problem("api_unknown", `There is no API '${slug}' here.`);
  const id = newOwnerId();
  const token = newId("claim");
  const expires = control.now + LASTS_MS;
  const sandbox: SandboxRow = {
    id: newOwnerId(),
    partner: id,
    name: "default",
    createdAt: control.now,
    expiresAt: expires,
    deletedAt: null,
    own: false,
  };
  // In one batch: a crash leaves nothing that nobody would forget.
  await control.db.batch([
    control.db.insert(organization).values({
      id,
      name: "Unclaimed",
      slug: `unclaimed-${id.toLowerCase()}`,
      createdAt: new Date(control.now),
      metadata: JSON.stringify({ unclaimed: true }),
    }),
    control.db.insert(sandboxes).values(sandbox),
    control.db
      .insert(claims)
      .values({ hash: await sha256Hex(token), partner: id, sandbox: sandbox.id, expires }),
  ]);
  const nobody: Actor = { user: "visitor", partner: id, role: "owner" };
  const { sandboxOrgId, testApiKey } = await activate(control, nobody, sandbox, api);
  return { sandboxOrgId, testApiKey, claimToken: token, expiresAt: isoMillis(expires) };
}

/** Takes a sandbox over with all that is in it: its id, its keys and its records stay as they are. */
export async function claim(
  control: Control,
  actor: Actor,
  token: string,
  name: string | undefined,
): Promise<{ id: string; name: string }> {
  const partner = partnerOf(actor);
  const hash = await sha256Hex(token);
  await requireSandboxRoom(control, partner, 1);
  const valid = and(eq(claims.hash, hash), gt(claims.expires, control.now));
  const [one] = await control.db.select().from(claims).where(valid).limit(1);
  if (!one) throw past();
  const named = name ?? `claimed-${one.sandbox.slice(0, 6).toLowerCase()}`;
  await requireFreeName(control, partner, named);
  // Of two who claim at once one finds the token: the other's batch changes nothing.
  const isMine = sql`EXISTS (SELECT 1 FROM ${claims} WHERE ${valid})`;
  const mine = and(eq(tenants.mode, "test"), eq(tenants.owner, one.sandbox), isMine);
  const [taken, , waiting] = await control.db.batch([
    control.db
      .update(sandboxes)
      .set({ partner, name: named, expiresAt: null })
      .where(and(eq(sandboxes.id, one.sandbox), isMine))
      .returning({ id: sandboxes.id }),
    control.db
      .update(tenants)
      .set({ version: nextVersion(control) })
      .where(mine),
    reconcileRows(control, "claim", mine),
    control.db
      .insert(subscriptions)
      .select(
        sql`SELECT ${partner}, ${tenants.api}, 'sandbox', NULL, ${control.now}, NULL, NULL, NULL, ${control.now}
          FROM ${tenants} WHERE ${mine}`,
      )
      .onConflictDoNothing(),
    control.db
      .update(keys)
      .set({ partner })
      .where(and(eq(keys.owner, one.sandbox), isMine)),
    control.db
      .update(billing)
      .set({ partner })
      .where(and(eq(billing.sandbox, one.sandbox), isMine)),
    control.db.delete(subscriptions).where(and(eq(subscriptions.partner, one.partner), isMine)),
    control.db.delete(organization).where(and(eq(organization.id, one.partner), isMine)),
    control.db.delete(claims).where(valid),
  ]);
  if (taken.length === 0) throw past();
  await noteAudit(control, actor, { mode: "test", action: "sandbox.claim", target: one.sandbox });
  // It is theirs already; what the objects are to be told is tried again by cron.
  await deliverOutbox(control, waiting);
  return { id: one.sandbox, name: named };
}

const past = (): Problem => new Problem("not_found", "This claim token is used, past or unknown.");

async function requireFreeName(control: Control, partner: string, name: string): Promise<void> {
  const taken = await control.db
    .select({ id: sandboxes.id })
    .from(sandboxes)
    .where(and(eq(sandboxes.partner, partner), eq(sandboxes.name, name), isNull(sandboxes.deletedAt)))
    .limit(1);
  if (taken.length > 0)
    throw new Problem(
      "conflict",
      `There is a sandbox '${name}' already. Claim this one under another name: {"name": "…"}.`,
    );
}

/** Cron: tokens whose time is over, and whom they stood for; their sandboxes go by their own expiry. Answers how many. */
export async function forgetClaims(control: Control): Promise<number> {
  const ended = await control.db.select().from(claims).where(lt(claims.expires, control.now)).limit(100);
  for (const { hash, partner } of ended)
    await control.db.batch([
      control.db.delete(subscriptions).where(eq(subscriptions.partner, partner)),
      control.db.delete(organization).where(eq(organization.id, partner)),
      control.db.delete(claims).where(eq(claims.hash, hash)),
    ]);
  return ended.length;
}
