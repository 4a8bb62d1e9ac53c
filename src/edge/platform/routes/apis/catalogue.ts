// The catalogue: what everybody may read of an API before they have an account.
import { Hono } from "hono";
import { CatalogueEntry } from "#contract/catalogue.ts";
import { catalogueEntry } from "#control/apis/catalogue.ts";
import { defineRoutes } from "../../define-route.ts";
import { type Platform, everybody } from "../../auth.ts";

export const catalogueRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(
  catalogueRoutes,
  { base: "/api/v1/catalogue", tag: "APIs", access: "public" },
  everybody,
);

route(
  "get",
  "/:slug",
  {
    id: "readCatalogueEntry",
    summary: "What an API is, how it is called, and its operations with their fidelity",
    answers: { 200: CatalogueEntry },
  },
  async ({ context }) => {
    const { control, origins } = context.env;
    return context.json(await catalogueEntry(control, context.req.param("slug") ?? "", origins.apis));
  },
);
