// APIs: the list, who sees one, and how true its sandbox is.
import { Hono } from "hono";
import { desc, eq, or } from "drizzle-orm";
import { z } from "zod";
import { ApiDeletion, ApiView, FidelityReport, Visibility } from "#contract/account-views.ts";
import { ApiSeries, SeriesQuery } from "#contract/series.ts";
import { apiSeries } from "#control/apis/api-series.ts";
import { changeVisibility, requireApi } from "#control/apis/apis.ts";
import { deleteApi, previewApiDeletion } from "#control/apis/deletion.ts";
import type { Actor } from "#control/context.ts";
import { apis } from "#control/schema.ts";
import { loadIndex, loadReport } from "#contract/blobs.ts";
import { Problem } from "#lib/problem.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import { requireProvider } from "../subscriptions/provider.ts";
import { type Platform, requireActor } from "../../auth.ts";

export const apiRoutes = new Hono<Platform>({ strict: false });

const at = { base: "/api/v1/apis", tag: "APIs", changes: "publish" } as const;
const route = defineRoutes(apiRoutes, at, requireActor);
const provider = defineRoutes(apiRoutes, at, requireProvider);

route(
  "get",
  "/",
  {
    id: "listApis",
    summary: "APIs that are public, and your own, newest first",
    answers: { 200: listOf(ApiView) },
  },
  async ({ context, on: actor }) => {
    const seen = or(eq(apis.visibility, "public"), eq(apis.owner, actor.partner ?? ""));
    const rows = await context.env.control.db
      .select()
      .from(apis)
      .where(seen)
      .orderBy(desc(apis.createdAt))
      .limit(200);
    return context.json({ data: rows.map((row) => viewOf(row, actor)) });
  },
);

const viewOf = (row: typeof apis.$inferSelect, actor: Actor): ApiView => ({
  slug: row.slug,
  release: row.release,
  visibility: row.visibility,
  keyPrefix: row.keyPrefix,
  mine: row.owner === actor.partner,
});

provider(
  "patch",
  "/:slug",
  {
    id: "changeApi",
    summary: "Who finds the API: everybody, who knows its name, or your organisation alone",
    detail:
      "Sandboxes that are open go on with the keys they have, and are reset and managed by nobody else.",
    body: z.strictObject({ visibility: Visibility }),
    answers: { 200: ApiView },
  },
  async ({ context, on, body: { visibility } }) => {
    await changeVisibility(context.env.control, on.actor, on.api, visibility);
    return context.json(viewOf({ ...on.api, visibility }, on.actor));
  },
);

provider(
  "delete",
  "/:slug",
  {
    id: "deleteApi",
    summary:
      "Delete an API with its releases, and every sandbox of it; `dryRun` says in numbers what would end",
    detail:
      "Refused while a live key for it works or a submission waits for a decision. It cannot be undone.",
    right: "own",
    query: z.object({
      dryRun: z.enum(["true", "false"]).optional(),
      confirm: z.string().optional().describe("The name of the API"),
    }),
    answers: { 200: ApiDeletion },
  },
  async ({ context, on: { actor, api }, query: { dryRun, confirm } }) => {
    const { control } = context.env;
    return context.json(
      await (dryRun === "true" ? previewApiDeletion(control, api) : deleteApi(control, actor, api, confirm)),
    );
  },
);

provider(
  "get",
  "/:slug/series",
  {
    id: "readApiSeries",
    summary: "Calls, refusals, failures and deliveries of all sandboxes of your API over time",
    detail: "Of the 50 sandboxes that were called last.",
    query: SeriesQuery,
    answers: { 200: ApiSeries },
  },
  async ({ context, on, query }) => context.json(await apiSeries(context.env.control, on.api, query)),
);

route(
  "get",
  "/:slug/fidelity",
  {
    id: "readFidelity",
    summary: "What each operation does and why no better, and where every inferred fact was read",
    answers: { 200: FidelityReport },
  },
  async ({ context, on: actor, params }) => {
    const { control } = context.env;
    const api = await requireApi(control, actor, params.slug);
    const { value: index } = await loadIndex(control.blobs, api.release);
    const report = await loadReport(control.blobs, { release: api.release, index });
    if (!report)
      throw new Problem(
        "not_found",
        "This release was published before reports were kept. Publish it again.",
      );
    return context.json({ api: api.slug, release: api.release, ...report });
  },
);
