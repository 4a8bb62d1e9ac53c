// Pages to read: the platform's own reference, and the scenarios of each API. Whoever may see an API may read about it.
import { type Context, Hono } from "hono";
import { describeScenarios } from "../../blueprint/scenarios.ts";
import { loadIndex } from "../../contract/blobs.ts";
import { findApi, requireApi } from "../../control/apis.ts";
import type { apis } from "../../control/schema.ts";
import { newId } from "../../lib/ids.ts";
import { PRETENDED_HOSTS } from "../../lib/pretend-hosts.ts";
import { PAGE_HEADERS } from "../../portal/layout.ts";
import { referencePage } from "../../portal/reference-page.ts";
import { tryPage, tryPolicy } from "../../portal/try-page.ts";
import { scenariosPage } from "../../portal/scenarios-page.ts";
import { ROUTES } from "./described.ts";
import { inputOf } from "./openapi.ts";
import { type Platform, requireActor } from "./session.ts";

export const docsRoutes = new Hono<Platform>({ strict: false });

docsRoutes.get("/", (context) =>
  context.html(
    referencePage(
      context.env.origins.portal,
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

/** An API whose pages this caller may read: a private one's are for those who may see the API; to others there are none. */
async function readable(context: Context<Platform>): Promise<typeof apis.$inferSelect> {
  const { control } = context.env;
  const slug = context.req.param("slug") ?? "";
  const open = await findApi(control, slug);
  return open && open.visibility !== "private"
    ? open
    : requireApi(control, await requireActor(context), slug);
}

docsRoutes.get("/:slug", async (context) => {
  const api = await readable(context);
  const { value: index } = await loadIndex(context.env.control.blobs, api.release);
  const nonce = newId("n");
  const { portal, apis: apiOrigin } = context.env.origins;
  const html = tryPage({
    slug: api.slug,
    title: index.title,
    release: api.release,
    nonce,
    origin: apiOrigin,
    scheme: Object.values(index.schemes)[0] ?? { kind: "bearer" },
    operations: index.operations,
  });
  return context.html(html, 200, {
    ...PAGE_HEADERS,
    "content-security-policy": tryPolicy(nonce, portal === apiOrigin ? "'self'" : apiOrigin),
  });
});

docsRoutes.get("/:slug/scenarios", async (context) => {
  const { control } = context.env;
  const api = await readable(context);
  const { value: index } = await loadIndex(control.blobs, api.release);
  return context.html(
    scenariosPage({
      slug: api.slug,
      title: index.title,
      release: api.release,
      origin: context.env.origins.apis,
      scenarios: describeScenarios(index.scenarios),
      webhookHosts: PRETENDED_HOSTS,
    }),
    200,
    PAGE_HEADERS,
  );
});
