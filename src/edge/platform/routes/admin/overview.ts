// The health of the installation, for its administrator alone.
import { type Context, Hono } from "hono";
import { Overview } from "#contract/overview.ts";
import type { Actor } from "#control/context.ts";
import { overviewOf } from "#control/jobs/overview.ts";
import { Problem } from "#lib/problem.ts";
import { defineRoutes } from "../../define-route.ts";
import { type Platform, requireActor } from "../../auth.ts";

export const adminRoutes = new Hono<Platform>({ strict: false });
const admin = defineRoutes(
  adminRoutes,
  { base: "/api/v1/admin", tag: "Administration" },
  requireAdministrator,
);

admin(
  "get",
  "/overview",
  {
    id: "readOverview",
    summary: "How the installation is: tenants, what is overdue or parked, dead letters, pushes, cron",
    answers: { 200: Overview },
  },
  async ({ context }) => context.json(await overviewOf(context.env.control)),
);

async function requireAdministrator(context: Context<Platform>): Promise<Actor> {
  const actor = await requireActor(context);
  if (actor.partner !== null)
    throw new Problem(
      "forbidden",
      "This is for the administrator of the installation: send the administrator's token as 'Authorization: Bearer …'.",
    );
  return actor;
}
