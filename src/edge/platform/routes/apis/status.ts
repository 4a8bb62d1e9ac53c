// The public status: of the platform, and of each API's sandboxes. Nobody needs a session for it.
import { Hono } from "hono";
import { z } from "zod";
import { Announcement, StatusView } from "#contract/account-views.ts";
import { findApi } from "#control/apis/find-api.ts";
import { announce, publicApis } from "#control/apis/apis.ts";
import { statusOf } from "#control/sandboxes/rollups.ts";
import { isoMillis } from "#lib/clock.ts";
import { Problem } from "#lib/problem.ts";
import { PAGE_HEADERS } from "../../../pages/layout.ts";
import { statusPage } from "../../../pages/status-page.ts";
import { defineRoutes } from "../../define-route.ts";
import { requireProvider } from "../subscriptions/provider.ts";
import { type Platform, everybody } from "../../auth.ts";

export const statusRoutes = new Hono<Platform>({ strict: false });
const open = defineRoutes(
  statusRoutes,
  { base: "/api/v1/status", tag: "Status", access: "public" },
  everybody,
);
export const announceRoutes = new Hono<Platform>({ strict: false });
const provider = defineRoutes(
  announceRoutes,
  { base: "/api/v1/apis", tag: "Status", changes: "publish" },
  requireProvider,
);

open(
  "get",
  "/",
  {
    id: "readPlatformStatus",
    summary: "Whether the platform is up, and the state of every public API",
    answers: { 200: z.object({ now: z.iso.datetime(), directory: z.boolean(), data: z.array(StatusView) }) },
  },
  async ({ context }) => context.json(await all(context.env)),
);

open(
  "get",
  "/:slug",
  {
    id: "readApiStatus",
    summary: "When this API's sandbox last answered, and what is announced",
    answers: { 200: StatusView },
  },
  async ({ context, params }) => {
    const { control } = context.env;
    const api = await findApi(control, params.slug);
    if (!api || api.visibility === "private") throw new Problem("api_unknown", "There is no such API here.");
    return context.json(await statusOf(control, api));
  },
);

provider(
  "put",
  "/:slug/announcement",
  {
    id: "announce",
    summary: "Say how the API's sandbox is, for everybody to read; an empty text takes it back",
    body: z.strictObject({ state: Announcement.shape.state, text: z.string().trim().max(500) }),
    answers: { 200: StatusView },
  },
  async ({ context, on, body }) => {
    const { control } = context.env;
    const said = body.text === "" ? null : { ...body, at: isoMillis(control.now) };
    await announce(control, on.actor, on.api, said);
    return context.json(
      await statusOf(control, { ...on.api, announcement: said === null ? null : JSON.stringify(said) }),
    );
  },
);

export const statusPages = new Hono<Platform>({ strict: false });

statusPages.get("/", async (context) => {
  const { now, directory, data } = await all(context.env);
  return context.html(statusPage(now, directory, data), 200, PAGE_HEADERS);
});

/** The directory may be down: then this says so, and is no error. */
async function all(
  env: Platform["Bindings"],
): Promise<{ now: string; directory: boolean; data: StatusView[] }> {
  const { control } = env;
  const now = isoMillis(control.now);
  try {
    const apis = await publicApis(control, 200);
    return { now, directory: true, data: await Promise.all(apis.map((api) => statusOf(control, api))) };
  } catch {
    return { now, directory: false, data: [] };
  }
}
