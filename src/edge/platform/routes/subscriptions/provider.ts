// The provider's side of an API: its plans, its partners, the inbox of submissions and the decisions.
import { type Context, Hono } from "hono";
import { z } from "zod";
import {
  Decision,
  PartnerRow,
  PlanChoices,
  PlanOffer,
  PlanTerms,
  Production,
  Progress,
  Readiness,
  SubmissionView,
  SubscriptionView,
} from "#contract/pipeline.ts";
import { requireApi } from "#control/apis/apis.ts";
import type { Actor } from "#control/context.ts";
import { type TenantPort, tenantName } from "#contract/tenant.ts";
import { CallDetail, LogRow } from "#contract/views.ts";
import { noteAudit } from "#control/accounts/audit.ts";
import { planChoices } from "#control/subscriptions/plan-checks.ts";
import { listPlans, planOf, retirePlan, savePlan } from "#control/subscriptions/plans.ts";
import { approvalOf, offered, withProduction } from "#control/subscriptions/production.ts";
import { readinessOf } from "#control/subscriptions/readiness.ts";
import { findSandboxOf } from "#control/sandboxes/sandboxes.ts";
import type { apis } from "#control/schema.ts";
import { decide, inbox } from "#control/subscriptions/submissions.ts";
import {
  choosePlan,
  confirmPayment,
  listPartners,
  progressOf,
  requireSubscription,
  viewSubscription,
} from "#control/subscriptions/subscriptions.ts";
import { newPaymentSecret } from "#control/subscriptions/payments.ts";
import { Problem } from "#lib/problem.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import { type Platform, requireActor } from "../../auth.ts";
import { Limit, Status, orProblem } from "../../resolve-tenant.ts";
import { pathParameter } from "../../path-parameters.ts";

export const providerRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(providerRoutes, { base: "/api/v1/apis", tag: "For providers" }, requireProvider);

type Owned = { actor: Actor; api: typeof apis.$inferSelect };

/** Only the provider of an API, or the administrator of the installation, gets past here. */
export async function requireProvider(context: Context<Platform>): Promise<Owned> {
  const actor = await requireActor(context);
  const api = await requireApi(context.env.control, actor, pathParameter(context, "slug"));
  if (actor.partner !== null && actor.partner !== api.owner)
    throw new Problem("forbidden", "This is for the provider of the API.");
  return { actor, api };
}

const PlanBody = PlanTerms.extend({
  name: z.string().trim().min(1).max(100),
  isDefault: z.boolean().default(false).describe("The plan of partners who choose none"),
});

route(
  "get",
  "/:slug/plans",
  { id: "listApiPlans", summary: "The plans of your API", answers: { 200: listOf(PlanOffer) } },
  async ({ context, on }) => {
    const { control } = context.env;
    return context.json({ data: await withProduction(control, on.api, await listPlans(control, on.api)) });
  },
);

route(
  "get",
  "/:slug/plan-choices",
  {
    id: "readPlanChoices",
    summary: "What a plan can ask for: operations, events, and facts of either",
    answers: { 200: PlanChoices },
  },
  async ({ context, on }) => context.json(await planChoices(context.env.control, on.api)),
);

route(
  "put",
  "/:slug/plans/:plan",
  {
    id: "savePlan",
    summary: "Make or change a plan: limits, form, evidence, test data",
    detail:
      "What it names must be there in the latest release. The answer says whether production can be reached under it.",
    right: "own",
    body: PlanBody,
    answers: { 200: PlanOffer },
  },
  async ({ context, on, body, params }) => {
    const slug = params.plan;
    if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(slug))
      throw new Problem("invalid_request", "A plan's name has up to 40 small letters, digits and dashes.");
    const { control } = context.env;
    return context.json(
      await offered(control, on.api, await savePlan(control, on.actor, on.api, slug, body)),
    );
  },
);

route(
  "delete",
  "/:slug/plans/:plan",
  {
    id: "retirePlan",
    summary: "Take a plan off the list; who has it keeps it",
    right: "own",
    answers: { 204: null },
  },
  async ({ context, on, params }) => {
    await retirePlan(context.env.control, on.actor, on.api, params.plan);
    return context.body(null, 204);
  },
);

route(
  "get",
  "/:slug/partners",
  {
    id: "listPartners",
    summary: "Who integrates with your API, with plan and phase",
    query: z.object({
      after: z.string().optional().describe("The id of the last partner that is known"),
      limit: Limit,
    }),
    answers: { 200: listOf(PartnerRow) },
  },
  async ({ context, on, query }) =>
    context.json({ data: await listPartners(context.env.control, on.api, query) }),
);

route(
  "get",
  "/:slug/partners/:partner",
  {
    id: "readPartner",
    summary: "A partner's subscription, as the partner sees it",
    answers: { 200: SubscriptionView },
  },
  async ({ context, on, params }) => {
    const { control } = context.env;
    const partner = params.partner;
    await requireSubscription(control, partner, on.api);
    return context.json(await viewSubscription(control, partner, on.api));
  },
);

route(
  "put",
  "/:slug/partners/:partner/plan",
  {
    id: "givePlan",
    summary: "Put a partner on a plan; it holds from its next call on",
    right: "own",
    body: z.strictObject({ plan: z.string().max(60) }),
    answers: { 200: SubscriptionView },
  },
  async ({ context, on, body, params }) => {
    const { control } = context.env;
    const partner = params.partner;
    await requireSubscription(control, partner, on.api);
    await choosePlan(control, on.actor, partner, on.api, body.plan);
    return context.json(await viewSubscription(control, partner, on.api));
  },
);

route(
  "post",
  "/:slug/partners/:partner/payment",
  {
    id: "confirmPayment",
    summary: "Say that a partner has paid",
    right: "own",
    answers: { 200: SubscriptionView },
  },
  async ({ context, on, params }) => {
    const { control } = context.env;
    const partner = params.partner;
    await confirmPayment(control, on.actor, partner, on.api);
    return context.json(await viewSubscription(control, partner, on.api));
  },
);

route(
  "get",
  "/:slug/submissions",
  {
    id: "listSubmissions",
    summary: "The inbox: submissions, latest first, with counts by status and the evidence of each",
    query: z.object({
      status: SubmissionView.shape.status.optional(),
      before: z.iso.datetime().optional().describe("Only what was submitted before"),
      limit: Limit,
    }),
    answers: {
      200: z.object({
        data: z.array(SubmissionView),
        counts: z.record(z.string(), z.int()),
        production: Production.pick({ live: true, notices: true })
          .extend({ blocked: z.string().nullable().describe("Why nothing can be approved now") })
          .describe("What approving needs, and why it cannot be done where it cannot"),
      }),
    },
  },
  async ({ context, on, query: { before, ...query } }) =>
    context.json({
      ...(await inbox(context.env.control, on.api, {
        ...query,
        ...(before === undefined ? {} : { before: Date.parse(before) }),
      })),
      production: await approvalOf(context.env.control, on.api),
    }),
);

route(
  "post",
  "/:slug/submissions/:submission/decision",
  {
    id: "decideSubmission",
    summary: "Approve, reject or ask for changes",
    detail: "Notes are required but for an approval. Of two decisions at once one wins, the other gets 409.",
    right: "decide",
    body: Decision,
    answers: { 200: SubmissionView },
  },
  async ({ context, on, body, params }) =>
    context.json(await decide(context.env.control, on.actor, on.api, params.submission, body)),
);

route(
  "get",
  "/:slug/partners/:partner/progress",
  {
    id: "readPartnerProgress",
    summary: "When a partner's first call succeeded, and what it may be stuck on",
    answers: { 200: Progress },
  },
  async ({ context, on, params }) => {
    const { control } = context.env;
    const partner = params.partner;
    await requireSubscription(control, partner, on.api);
    return context.json(await progressOf(control, partner, on.api));
  },
);

route(
  "post",
  "/:slug/payments/secret",
  {
    id: "rotatePaymentSecret",
    summary: "The secret that signs payment webhooks, shown once; a new one ends the old",
    right: "own",
    answers: { 200: z.object({ secret: z.string(), url: z.string() }) },
  },
  async ({ context, on }) => {
    const secret = await newPaymentSecret(context.env.control, on.actor, on.api);
    return context.json({ secret, url: new URL(`/api/v1/payments/${on.api.slug}`, context.req.url).href });
  },
);

/** A partner's sandbox, to look into: every look is in the audit. */
async function lookInto({
  context,
  on,
  params,
}: {
  context: Context<Platform>;
  on: Owned;
  params: { partner: string };
}): Promise<TenantPort> {
  const { control } = context.env;
  const { partner } = params;
  await requireSubscription(control, partner, on.api);
  const sandbox = await findSandboxOf(control, partner, context.req.query("sandbox") ?? "default");
  await noteAudit(control, on.actor, {
    mode: "test",
    action: "partner.look",
    target: `${partner}:${on.api.slug}`,
    detail: { path: new URL(context.req.url).pathname },
  });
  return control.tenant("test", tenantName(sandbox.id, on.api.id));
}

route(
  "get",
  "/:slug/partners/:partner/log",
  {
    id: "readPartnerLog",
    summary: "A partner's calls to its sandbox, latest; looking is audited",
    query: z.object({ sandbox: z.string().optional(), status: Status.optional(), limit: Limit }),
    answers: { 200: listOf(LogRow) },
  },
  async (call) => {
    const { status, limit } = call.query;
    const tenant = await lookInto(call);
    return call.context.json({
      data: await tenant.log({ limit, ...(status === undefined ? {} : { status }) }),
    });
  },
);

route(
  "get",
  "/:slug/partners/:partner/log/:request",
  {
    id: "explainPartnerCall",
    summary: "One of a partner's calls, whole and explained; looking is audited",
    answers: { 200: CallDetail },
  },
  async (call) => call.context.json(orProblem(await (await lookInto(call)).explain(call.params.request))),
);

route(
  "get",
  "/:slug/partners/:partner/readiness",
  {
    id: "readPartnerReadiness",
    summary: "What a partner's sandboxes have proved",
    answers: { 200: Readiness },
  },
  async ({ context, on, params }) => {
    const { control } = context.env;
    const partner = params.partner;
    await requireSubscription(control, partner, on.api);
    return context.json(
      await readinessOf(control, partner, on.api.id, await planOf(control, partner, on.api.id)),
    );
  },
);
