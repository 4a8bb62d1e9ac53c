// Partners, for the administrator of the installation.
import { Hono } from "hono";
import { z } from "zod";
import { BuiltInPlan } from "#contract/pipeline.ts";
import { giveOrganisationPlan } from "#control/subscriptions/organisation-plan.ts";
import { defineRoutes } from "../../define-route.ts";
import type { Platform } from "../../auth.ts";
import { requireAdministrator } from "./administrator.ts";

export const partnerRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(
  partnerRoutes,
  { base: "/api/v1/admin", tag: "Administration" },
  requireAdministrator,
);

const Plan = z.strictObject({ plan: BuiltInPlan });

route(
  "put",
  "/partners/:partner/plan",
  {
    id: "giveOrganisationPlan",
    summary: "Put an organisation on a plan: it holds for every API that it has chosen none for",
    body: Plan,
    answers: { 200: Plan },
  },
  async ({ context, on: actor, body: { plan }, params }) => {
    await giveOrganisationPlan(context.env.control, actor, params.partner, plan);
    return context.json({ plan });
  },
);
