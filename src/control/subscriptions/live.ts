// Live mode: who may have a live key, and the live tenant behind it.
import { and, eq, sql } from "drizzle-orm";
import { loadIndex } from "#contract/blobs.ts";
import { Problem } from "#lib/problem.ts";
import { seal } from "#lib/secret-box.ts";
import type { Actor, Control } from "../context.ts";
import type { CreatedKey } from "#contract/account-views.ts";
import { createKey } from "../keys/keys.ts";
import type { Notice } from "#contract/pipeline.ts";
import { deliverNow, deliverPolicies, nextVersion, policyRows, reconcileRows } from "../jobs/outbox.ts";
import { planOf } from "./plans.ts";
import { needsCredential, noProduction } from "./production.ts";
import { type apis, organization, subscriptions, tenants } from "../schema.ts";
import {
  productionBlocker,
  whereSubscription,
  recordStep,
  openSubscription,
  tenantsOfPartner,
  waitingOfPartner,
} from "./subscriptions.ts";

type Api = typeof apis.$inferSelect;
export type Approval = {
  partner: string;
  plan?: string | undefined;
  credential?: string | undefined;
  defaultApi?: boolean | undefined;
};

/** The credential of an approval, sealed; refuses where production could not follow, and says why. */
export async function sealedCredential(
  control: Control,
  api: Api,
  credential: string | undefined,
): Promise<string | null> {
  const { value: index } = await loadIndex(control.blobs, api.release);
  if (index.live === "none")
    throw new Problem(
      "live_unavailable",
      `${noProduction(api.slug)} Until then the submission can be rejected, or changes requested.`,
    );
  if (typeof index.live === "object" && credential === undefined)
    throw new Problem("invalid_request", needsCredential(api.slug));
  return credential === undefined ? null : seal(control.encryptionSecret, credential);
}

/** Puts a partner's subscription into production without a submission; the plan and the default API are the administrator's. */
export async function approve(
  control: Control,
  actor: Actor,
  api: Api,
  approval: Approval,
): Promise<{ phase: "production"; live: string }> {
  const { value: index } = await loadIndex(control.blobs, api.release);
  const credential = await sealedCredential(control, api, approval.credential);
  await openSubscription(control, approval.partner, api);
  const notice: Notice = { kind: "approved", title: "Approved", notes: null };
  await control.db.batch([
    control.db
      .update(subscriptions)
      .set({ phase: "production", credential, notice: JSON.stringify(notice), updatedAt: control.now })
      .where(whereSubscription(approval.partner, api)),
    control.db
      .update(organization)
      .set({
        // A column set to itself: nothing is asked of it.
        plan: approval.plan ?? sql`${organization.plan}`,
        ...(approval.defaultApi ? { defaultApi: api.slug } : {}),
      })
      .where(eq(organization.id, approval.partner)),
    // The organisation's plan holds for all of its APIs; a new credential for the live tenant of this one.
    ...policyRows(
      control,
      tenantsOfPartner(approval.partner, approval.plan === undefined ? api.id : undefined),
    ),
  ]);
  await deliverPolicies(control, waitingOfPartner(approval.partner));
  await recordStep(control, actor, {
    partner: approval.partner,
    api,
    action: "approved",
    phase: "production",
  });
  return { phase: "production", live: typeof index.live === "string" ? index.live : "upstream" };
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
  const subscription = await openSubscription(control, partner, api);
  const plan = await planOf(control, partner, api.id);
  const locked = await productionBlocker(control, api, subscription, plan);
  if (locked !== null) throw new Problem("forbidden", locked);
  const live = and(eq(tenants.mode, "live"), eq(tenants.owner, partner), eq(tenants.api, api.id));
  const [, waiting] = await control.db.batch([
    control.db
      .insert(tenants)
      .values({
        mode: "live",
        owner: partner,
        api: api.id,
        release: api.release,
        status: "active",
        createdAt: control.now,
        activatedAt: control.now,
        version: control.now,
      })
      .onConflictDoUpdate({
        target: [tenants.mode, tenants.owner, tenants.api],
        set: { status: "active", deactivatedAt: null, version: nextVersion(control) },
      }),
    reconcileRows(control, "activate", live, { seed: { profile: "empty", number: 0 } }),
  ]);
  await deliverNow(control, waiting);
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
