// Pages to read: the platform's own reference, and the scenarios of each API. Whoever may see an API may read about it.
import { type Context, Hono } from "hono";
import { describeScenarios } from "#blueprint/format/scenarios.ts";
import { loadIndex } from "#contract/blobs.ts";
import { findApi } from "#control/apis/find-api.ts";
import { requireApi } from "#control/apis/apis.ts";
import type { apis } from "#control/schema.ts";
import { newId } from "#lib/ids.ts";
import { MOCK_WEBHOOK_HOSTS } from "#lib/mock-webhook-hosts.ts";
import { PAGE_HEADERS } from "../../../pages/layout.ts";
import { referencePage } from "../../../pages/reference-page.ts";
import { tryPage, tryPolicy } from "../../../pages/try-page.ts";
import { scenariosPage } from "../../../pages/scenarios-page.ts";
import { ROUTES } from "../../define-route.ts";
import { inputOf } from "../../openapi.ts";
import { type Platform, requireActor } from "../../auth.ts";
import { pathParameter } from "../../path-parameters.ts";

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
  const slug = pathParameter(context, "slug");
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
      webhookHosts: MOCK_WEBHOOK_HOSTS,
    }),
    200,
    PAGE_HEADERS,
  );
});
