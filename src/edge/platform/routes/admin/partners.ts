// Organisations and their tenants, for the administrator of the installation.
import { Hono } from "hono";
import { z } from "zod";
import { OrganisationRow, TenantRow } from "#contract/administration.ts";
import { busiestTenants, listOrganisations } from "#control/accounts/organisations.ts";
import { BuiltInPlan } from "#contract/pipeline.ts";
import { giveOrganisationPlan } from "#control/subscriptions/organisation-plan.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import type { Platform } from "../../auth.ts";
import { Latest, Limit } from "../../resolve-tenant.ts";
import { requireAdministrator } from "./administrator.ts";

export const partnerRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(
  partnerRoutes,
  { base: "/api/v1/admin", tag: "Administration" },
  requireAdministrator,
);

route(
  "get",
  "/partners",
  {
    id: "listOrganisations",
    summary: "Organisations, with how many members and sandboxes each has, and what it publishes",
    query: z.object({
      search: z.string().max(100).optional().describe("How its name, or a member's address, begins"),
      after: z.string().optional().describe("The id of the last one that is known"),
      limit: Limit,
    }),
    answers: { 200: listOf(OrganisationRow) },
  },
  async ({ context, query }) => context.json({ data: await listOrganisations(context.env.control, query) }),
);

route(
  "get",
  "/tenants",
  {
    id: "listBusiestTenants",
    summary: "The tenants that are called most this month",
    query: Latest,
    answers: { 200: listOf(TenantRow) },
  },
  async ({ context, query: { limit } }) =>
    context.json({ data: await busiestTenants(context.env.control, limit) }),
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
