// Whether a partner on a plan can ever reach production, and if not, what is missing and who can change that. Checked
// where a plan is read or saved, where a partner submits, and where a reviewer looks: no review may wait for the impossible.
import { and, eq, inArray } from "drizzle-orm";
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import { loadIndex } from "#contract/blobs.ts";
import type { PlanView, Production } from "#contract/pipeline.ts";
import { canDecide } from "../accounts/roles.ts";
import type { Control } from "../context.ts";
import { provableIn, refuseRequirement } from "./plan-checks.ts";
import { type apis, member } from "../schema.ts";

type Api = typeof apis.$inferSelect;

/** What the provider of an API without production can do. */
export const noProduction = (slug: string): string =>
  `${slug} has no production behind it yet: its latest release says live: none, so no live key can be made. Its provider can publish a release that says otherwise: sandbar generate <document> --name ${slug} --live hosted, or --live upstream=https://…`;

/** How an approval of an upstream API gets its credential. */
export const needsCredential = (slug: string): string =>
  `${slug} forwards live calls to its provider's own API, which needs a credential of this partner alone: a shared one would end the isolation between partners. Send it with the approval, as "credential".`;

export async function productionOf(control: Control, api: Api, plan: PlanView): Promise<Production> {
  const { value: index } = await loadIndex(control.blobs, api.release);
  return productionWith(control, api, plan, index);
}

/** The same for every plan of a list, over one index. */
export async function withProduction(
  control: Control,
  api: Api,
  plans: readonly PlanView[],
): Promise<(PlanView & { production: Production })[]> {
  const { value: index } = await loadIndex(control.blobs, api.release);
  return Promise.all(
    plans.map(async (plan) => ({ ...plan, production: await productionWith(control, api, plan, index) })),
  );
}

async function productionWith(
  control: Control,
  api: Api,
  plan: PlanView,
  index: BlueprintIndex,
): Promise<Production> {
  const whyNot = [
    ...(index.live === "none" ? [noProduction(api.slug)] : []),
    ...(plan.review ? await reviewObstacles(control, api, plan, index) : []),
    ...(plan.review ? await approverObstacles(control, api, plan) : []),
  ];
  const isUpstream = typeof index.live === "object";
  return {
    live: liveKind(index),
    reachable: whyNot.length === 0,
    whyNot: whyNot.length === 0 ? null : whyNot.join(" "),
    notices: [
      ...(isUpstream ? [needsCredential(api.slug)] : []),
      ...(plan.paid && api.paymentSecret === null
        ? [
            "No payment system is connected: live keys wait until the provider confirms each payment itself (POST …/partners/{partner}/payment), or makes a secret for its payment webhooks (POST …/payments/secret).",
          ]
        : []),
    ],
  };
}

const liveKind = ({ live }: BlueprintIndex): Production["live"] =>
  typeof live === "object" ? "upstream" : live;

/** Requirements that the latest release cannot meet: partners would prove things forever. */
async function reviewObstacles(
  control: Control,
  api: Api,
  plan: PlanView,
  index: BlueprintIndex,
): Promise<string[]> {
  const known = await provableIn(control, api.release, index, plan.evidence);
  return plan.evidence.flatMap((one) => {
    const why = refuseRequirement(index, known, one);
    return why === undefined ? [] : [`The plan '${plan.slug}' asks for what cannot be proved: ${why}`];
  });
}

async function approverObstacles(control: Control, api: Api, plan: PlanView): Promise<string[]> {
  if (plan.approvers.length === 0 || api.owner === null) return [];
  const able = await decidersAmong(control, api.owner, plan.approvers);
  return able.length > 0
    ? []
    : [
        `Nobody can decide a review of the plan '${plan.slug}': none of the approvers it names is a reviewer or owner of its provider any more. The provider can save the plan with others.`,
      ];
}

/** Which of these users may decide for an organisation. */
export async function decidersAmong(
  control: Control,
  organization: string,
  users: readonly string[],
): Promise<string[]> {
  const rows = await control.db
    .select({ user: member.userId, role: member.role })
    .from(member)
    .where(and(eq(member.organizationId, organization), inArray(member.userId, [...users])));
  return rows.flatMap((one) => (canDecide(one.role) ? [one.user] : []));
}

/** What approving a submission of this API needs now, whatever its plan. */
export async function approvalOf(
  control: Control,
  api: Api,
): Promise<Pick<Production, "live" | "notices"> & { blocked: string | null }> {
  const { value: index } = await loadIndex(control.blobs, api.release);
  const isUpstream = typeof index.live === "object";
  return {
    live: liveKind(index),
    notices: isUpstream ? [needsCredential(api.slug)] : [],
    blocked: index.live === "none" ? noProduction(api.slug) : null,
  };
}

/** A plan as it is offered: with what stands between it and production. */
export const offered = async (
  control: Control,
  api: Api,
  plan: PlanView,
): Promise<PlanView & { production: Production }> => ({
  ...plan,
  production: await productionOf(control, api, plan),
});
