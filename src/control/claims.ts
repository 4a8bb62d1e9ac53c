// Claimable sandboxes: opened by somebody without an account, used at once, taken over with their data at sign-up, or gone
// after a week. Until then they deliver to nobody.
import { and, eq, gt, lt } from "drizzle-orm";
import type { Claimable } from "../contract/account-views.ts";
import { tenantName } from "../contract/tenant.ts";
import { isoMillis } from "../lib/clock.ts";
import { sha256Hex } from "../lib/hash.ts";
import { newId, newOwnerId } from "../lib/ids.ts";
import { Problem } from "../lib/problem.ts";
import { findApi } from "./apis.ts";
import { noteAudit } from "./audit.ts";
import type { Actor, Control } from "./context.ts";
import { policyOf } from "./plans.ts";
import { activate, openSandbox, partnerOf, requireSandboxRoom } from "./sandboxes.ts";
import { apis, billing, claims, keys, organization, sandboxes, subscriptions, tenants } from "./schema.ts";
import { openSubscription } from "./subscriptions.ts";

const LASTS_MS = 7 * 24 * 60 * 60 * 1000;

/** A sandbox of an API for whoever asks, with a key and the token that claims it; both are shown once. */
export async function openClaimable(control: Control, slug: string): Promise<Claimable> {
  const api = await findApi(control, slug);
  if (!api || api.visibility === "private")
    throw new Problem("api_unknown", `There is no API '${slug}' here.`);
  const id = newOwnerId();
  await control.db.insert(organization).values({
    id,
    name: "Unclaimed",
    slug: `unclaimed-${id.toLowerCase()}`,
    createdAt: new Date(control.now),
    metadata: JSON.stringify({ unclaimed: true }),
  });
  const nobody: Actor = { user: "visitor", partner: id, role: "owner" };
  const sandbox = await openSandbox(control, nobody, "default", LASTS_MS);
  const { sandboxOrgId, testApiKey } = await activate(control, nobody, sandbox, api, {}, true);
  const token = newId("claim");
  const expires = control.now + LASTS_MS;
  await control.db
    .insert(claims)
    .values({ hash: await sha256Hex(token), partner: id, sandbox: sandbox.id, expires });
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
  // Of two who claim at once one finds the row.
  const [one] = await control.db
    .delete(claims)
    .where(and(eq(claims.hash, hash), gt(claims.expires, control.now)))
    .returning();
  if (!one) throw new Problem("not_found", "This claim token is used, past or unknown.");
  const named = name ?? `claimed-${one.sandbox.slice(0, 6).toLowerCase()}`;
  await control.db.batch([
    control.db
      .update(sandboxes)
      .set({ partner, name: named, expiresAt: null })
      .where(eq(sandboxes.id, one.sandbox)),
    control.db.update(keys).set({ partner }).where(eq(keys.owner, one.sandbox)),
    control.db.update(billing).set({ partner }).where(eq(billing.sandbox, one.sandbox)),
    control.db.delete(subscriptions).where(eq(subscriptions.partner, one.partner)),
    control.db.delete(organization).where(eq(organization.id, one.partner)),
  ]);
  const opened = await control.db
    .select({ api: apis })
    .from(tenants)
    .innerJoin(apis, eq(apis.id, tenants.api))
    .where(and(eq(tenants.mode, "test"), eq(tenants.owner, one.sandbox)));
  for (const { api } of opened) {
    await openSubscription(control, partner, api);
    const tenant = control.tenant("test", tenantName(one.sandbox, api.id));
    await tenant.claimed();
    await tenant.setPolicy(await policyOf(control, partner, api.id));
  }
  await noteAudit(control, actor, { mode: "test", action: "sandbox.claim", target: one.sandbox });
  return { id: one.sandbox, name: named };
}

/** Cron: tokens whose time is over, and whom they stood for; their sandboxes go by their own expiry. */
export async function forgetClaims(control: Control): Promise<void> {
  const past = await control.db.select().from(claims).where(lt(claims.expires, control.now)).limit(100);
  for (const { hash, partner } of past)
    await control.db.batch([
      control.db.delete(subscriptions).where(eq(subscriptions.partner, partner)),
      control.db.delete(organization).where(eq(organization.id, partner)),
      control.db.delete(claims).where(eq(claims.hash, hash)),
    ]);
}
