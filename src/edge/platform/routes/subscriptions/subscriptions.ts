// The partner's way to production: the plan, the phase and why, what is proved, submitting and withdrawing.
import { type Context, Hono } from "hono";
import { z } from "zod";
import { PlanOffer, Readiness, SubmissionView, SubscriptionView } from "#contract/pipeline.ts";
import { requireApi } from "#control/apis/apis.ts";
import type { Actor } from "#control/context.ts";
import { listPlans, planOf } from "#control/subscriptions/plans.ts";
import { withProduction } from "#control/subscriptions/production.ts";
import { readinessOf } from "#control/subscriptions/readiness.ts";
import { partnerOf } from "#control/sandboxes/sandboxes.ts";
import type { apis } from "#control/schema.ts";
import { submissionsOf, submit, withdraw } from "#control/subscriptions/submissions.ts";
import { choosePlan, listSubscriptions, viewSubscription } from "#control/subscriptions/subscriptions.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import { type Platform, requireActor } from "../../auth.ts";
import { Latest } from "../../resolve-tenant.ts";
import { pathParameter } from "../../path-parameters.ts";

export const subscriptionRoutes = new Hono<Platform>({ strict: false });
const at = { base: "/api/v1/subscriptions", tag: "Sandbox to production" };
const all = defineRoutes(subscriptionRoutes, at, requireActor);
const route = defineRoutes(subscriptionRoutes, at, mine);

type Mine = { actor: Actor; partner: string; api: typeof apis.$inferSelect };

async function mine(context: Context<Platform>): Promise<Mine> {
  const actor = await requireActor(context);
  const api = await requireApi(context.env.control, actor, pathParameter(context, "api"));
  return { actor, partner: partnerOf(actor), api };
}

all(
  "get",
  "/",
  {
    id: "listSubscriptions",
    summary: "The APIs you integrate with, and how far each one is",
    answers: {
      200: listOf(z.object({ api: z.string(), plan: z.string(), phase: SubscriptionView.shape.phase })),
    },
  },
  async ({ context, on: actor }) =>
    context.json({ data: await listSubscriptions(context.env.control, partnerOf(actor)) }),
);

route(
  "get",
  "/:api",
  {
    id: "readSubscription",
    summary: "Phase, stepper, notice, history; why production is locked, and why Submit is closed",
    answers: { 200: SubscriptionView },
  },
  async ({ context, on }) => context.json(await viewSubscription(context.env.control, on.partner, on.api)),
);

route(
  "get",
  "/:api/plans",
  { id: "listPlans", summary: "The plans of an API", answers: { 200: listOf(PlanOffer) } },
  async ({ context, on }) => {
    const { control } = context.env;
    return context.json({ data: await withProduction(control, on.api, await listPlans(control, on.api)) });
  },
);

route(
  "put",
  "/:api/plan",
  {
    id: "choosePlan",
    summary: "Choose a plan, while in the sandbox",
    body: z.strictObject({ plan: z.string().max(60) }),
    answers: { 200: SubscriptionView },
  },
  async ({ context, on, body }) => {
    const { control } = context.env;
    await choosePlan(control, on.actor, on.partner, on.api, body.plan);
    return context.json(await viewSubscription(control, on.partner, on.api));
  },
);

route(
  "get",
  "/:api/readiness",
  {
    id: "readReadiness",
    summary: "What your sandboxes have proved, with the requests that prove it",
    answers: { 200: Readiness },
  },
  async ({ context, on }) => {
    const { control } = context.env;
    const plan = await planOf(control, on.partner, on.api.id);
    return context.json(await readinessOf(control, on.partner, on.api.id, plan));
  },
);

route(
  "post",
  "/:api/submissions",
  {
    id: "submitForReview",
    summary: "Submit for review",
    detail: "Needs sandbox credentials, a complete form, and what the plan wants proved.",
    body: z.strictObject({ form: z.record(z.string(), z.json()).default({}) }),
    answers: { 201: SubscriptionView },
  },
  async ({ context, on, body }) => {
    const { control } = context.env;
    await submit(control, on.actor, on.partner, on.api, body.form);
    return context.json(await viewSubscription(control, on.partner, on.api), 201);
  },
);

route(
  "get",
  "/:api/submissions",
  {
    id: "listOwnSubmissions",
    summary: "Your submissions, latest first",
    query: Latest,
    answers: { 200: listOf(SubmissionView) },
  },
  async ({ context, on, query }) =>
    context.json({ data: await submissionsOf(context.env.control, on.partner, on.api, query.limit) }),
);

route(
  "delete",
  "/:api/submissions/current",
  {
    id: "withdrawSubmission",
    summary: "Take back what is being reviewed",
    answers: { 200: SubscriptionView },
  },
  async ({ context, on }) => {
    const { control } = context.env;
    await withdraw(control, on.actor, on.partner, on.api);
    return context.json(await viewSubscription(control, on.partner, on.api));
  },
);
