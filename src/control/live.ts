// Live mode: who may have a live key, and the live tenant behind it.
import { and, eq } from "drizzle-orm";
import { loadIndex } from "../contract/blobs.ts";
import { tenantName } from "../contract/tenant.ts";
import { Problem } from "../lib/problem.ts";
import { seal } from "../lib/secret-box.ts";
import { noteAudit } from "./audit.ts";
import type { Actor, Control } from "./context.ts";
import type { CreatedKey } from "../contract/account-views.ts";
import { createKey } from "./keys.ts";
import { policyOf } from "./sandboxes.ts";
import { type apis, organization, sandboxes, subscriptions, tenants } from "./schema.ts";

type Api = typeof apis.$inferSelect;
export type Approval = {
  partner: string;
  plan?: string | undefined;
  credential?: string | undefined;
  defaultApi?: boolean | undefined;
};

/** Puts a partner's subscription into production; says why when no live key can follow from it. */
export async function approve(
  control: Control,
  actor: Actor,
  api: Api,
  approval: Approval,
): Promise<{ phase: "production"; live: string }> {
  const { value: index } = await loadIndex(control.blobs, api.release);
  if (index.live === "none")
    throw new Problem(
      "live_unavailable",
      `${api.slug} has no production behind it: its sandbox file says live: none, so no live key can be made.`,
    );
  const needsCredential = typeof index.live === "object";
  if (needsCredential && approval.credential === undefined)
    throw new Problem(
      "invalid_request",
      "An upstream API needs the credential of this subscription: a shared one would end the isolation between partners.",
    );
  const credential =
    approval.credential === undefined ? null : await seal(control.encryptionSecret, approval.credential);
  await control.db
    .insert(subscriptions)
    .values({
      partner: approval.partner,
      api: api.id,
      phase: "production",
      credential,
      createdAt: control.now,
    })
    .onConflictDoUpdate({
      target: [subscriptions.partner, subscriptions.api],
      set: { phase: "production", credential },
    });
  if (approval.plan !== undefined || approval.defaultApi)
    await control.db
      .update(organization)
      .set({
        ...(approval.plan === undefined ? {} : { plan: approval.plan }),
        ...(approval.defaultApi ? { defaultApi: api.slug } : {}),
      })
      .where(eq(organization.id, approval.partner));
  if (approval.plan !== undefined) await pushPolicy(control, approval.partner);
  await noteAudit(control, actor, {
    mode: "live",
    action: "subscription.approve",
    target: tenantName(approval.partner, api.id),
  });
  return { phase: "production", live: typeof index.live === "string" ? index.live : "upstream" };
}

/** Every tenant of the partner, test and live, plays by the plan from its next call on. */
async function pushPolicy(control: Control, partner: string): Promise<void> {
  const policy = await policyOf(control, partner);
  const test = await control.db
    .select({ mode: tenants.mode, owner: tenants.owner, api: tenants.api })
    .from(tenants)
    .innerJoin(sandboxes, eq(sandboxes.id, tenants.owner))
    .where(and(eq(sandboxes.partner, partner), eq(tenants.mode, "test")));
  const live = await control.db
    .select({ mode: tenants.mode, owner: tenants.owner, api: tenants.api })
    .from(tenants)
    .where(and(eq(tenants.owner, partner), eq(tenants.mode, "live")));
  await Promise.all(
    [...test, ...live].map((one) =>
      control.tenant(one.mode, tenantName(one.owner, one.api)).setPolicy(policy),
    ),
  );
}

/** Makes a live key of an approved partner, waking the live tenant first. */
export async function createLiveKey(
  control: Control,
  actor: Actor,
  api: Api,
  name: string,
  scopes: string[],
): Promise<CreatedKey> {
  const partner = actor.partner ?? "";
  const [subscription] = await control.db
    .select()
    .from(subscriptions)
    .where(and(eq(subscriptions.partner, partner), eq(subscriptions.api, api.id)))
    .limit(1);
  if (subscription?.phase !== "production")
    throw new Problem(
      "forbidden",
      "Production is locked: this integration has not been reviewed and approved yet.",
    );
  const [before] = await control.db
    .select()
    .from(tenants)
    .where(and(eq(tenants.mode, "live"), eq(tenants.owner, partner), eq(tenants.api, api.id)))
    .limit(1);
  const release = before?.release ?? api.release;
  await control.db
    .insert(tenants)
    .values({
      mode: "live",
      owner: partner,
      api: api.id,
      release,
      status: "active",
      createdAt: control.now,
      activatedAt: control.now,
    })
    .onConflictDoNothing();
  const tenant = tenantName(partner, api.id);
  await control.tenant("live", tenant).activate({
    tenant,
    mode: "live",
    owner: partner,
    api: api.id,
    slug: api.slug,
    release,
    policy: await policyOf(control, partner),
    seed: { profile: "empty", number: 0 },
    ...(subscription.credential === null ? {} : { upstreamCredential: subscription.credential }),
  });
  return createKey(control, actor, {
    mode: "live",
    owner: partner,
    api,
    name,
    scopes,
    allow: [],
    expires: null,
  });
}
