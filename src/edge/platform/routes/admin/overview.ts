// The health of the installation, for its administrator alone.
import { Hono } from "hono";
import { Overview } from "#contract/overview.ts";
import { overviewOf } from "#control/jobs/overview.ts";
import { defineRoutes } from "../../define-route.ts";
import type { Platform } from "../../auth.ts";
import { requireAdministrator } from "./administrator.ts";

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
