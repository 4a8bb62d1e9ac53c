// Pages to read: the platform's own reference, and the scenarios of each API. Whoever may see an API may read about it.
import { Hono } from "hono";
import { describeScenarios } from "../../blueprint/scenarios.ts";
import { loadIndex } from "../../contract/blobs.ts";
import { findApi, requireApi } from "../../control/apis.ts";
import { PRETENDED_HOSTS } from "../../lib/pretend-hosts.ts";
import { PAGE_HEADERS } from "../../portal/layout.ts";
import { referencePage } from "../../portal/reference-page.ts";
import { scenariosPage } from "../../portal/scenarios-page.ts";
import { ROUTES } from "./described.ts";
import { inputOf } from "./openapi.ts";
import { type Platform, requireActor } from "./session.ts";

export const docsRoutes = new Hono<Platform>({ strict: false });

docsRoutes.get("/", (context) =>
  context.html(
    referencePage(
      new URL(context.req.url).origin,
      ROUTES.map((route) => ({
        ...route,
        path: route.path.replaceAll(/:(\w+)/g, "{$1}"),
        ...inputOf(route),
      })),
    ),
    200,
    PAGE_HEADERS,
  ),
);

docsRoutes.get("/:slug/scenarios", async (context) => {
  const { control } = context.env;
  const slug = context.req.param("slug");
  const open = await findApi(control, slug);
  // A private API's page is for those who may see the API; to others there is none.
  const api =
    open && open.visibility !== "private"
      ? open
      : await requireApi(control, await requireActor(context), slug);
  const { value: index } = await loadIndex(control.blobs, api.release);
  return context.html(
    scenariosPage({
      slug: api.slug,
      title: index.title,
      release: api.release,
      origin: new URL(context.req.url).origin,
      scenarios: describeScenarios(index.scenarios),
      webhookHosts: PRETENDED_HOSTS,
    }),
    200,
    PAGE_HEADERS,
  );
});
