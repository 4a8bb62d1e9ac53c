// Releases of an API: the list, what changed, names that point at them; and which release one sandbox uses.
import { Hono } from "hono";
import { z } from "zod";
import { Change } from "#blueprint/diff.ts";
import { ReleaseView } from "#contract/account-views.ts";
import { ReleaseReplay } from "#contract/rehearsal.ts";
import { Alias } from "#contract/uploads.ts";
import { TenantStatus } from "#contract/views.ts";
import { blueprintLines } from "#contract/blueprint-lines.ts";
import { requireApi } from "#control/apis/apis.ts";
import {
  compareReleases,
  deprecate,
  listReleases,
  promote,
  releaseDocument,
  requireRelease,
} from "#control/apis/releases.ts";
import { replayAgainstRelease } from "#control/apis/release-replays.ts";
import { pinRelease } from "#control/sandboxes/sandbox-release.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import { requireProvider } from "../subscriptions/provider.ts";
import { type Platform, requireActor } from "../../auth.ts";
import { Latest, orProblem, resolveTenant } from "../../resolve-tenant.ts";

export const releaseRoutes = new Hono<Platform>({ strict: false });
const tag = "Releases";
const anyone = defineRoutes(releaseRoutes, { base: "/api/v1/apis", tag }, requireActor);
const provider = defineRoutes(releaseRoutes, { base: "/api/v1/apis", tag }, requireProvider);
export const pinRoutes = new Hono<Platform>({ strict: false });
const tenant = defineRoutes(
  pinRoutes,
  { base: "/api/v1/sandboxes", tag, access: "manage", changes: "test" },
  resolveTenant,
);

anyone(
  "get",
  "/:slug/releases",
  {
    id: "listReleases",
    summary: "Releases, latest first, with the names that point at them",
    query: Latest.extend({
      before: z.iso.datetime().optional().describe("Only what was published before"),
    }),
    answers: { 200: listOf(ReleaseView) },
  },
  async ({ context, on: actor, query: { limit, before }, params }) => {
    const { control } = context.env;
    const api = await requireApi(control, actor, params.slug);
    const since = before === undefined ? undefined : Date.parse(before);
    return context.json({ data: await listReleases(control, api, { limit, before: since }) });
  },
);

anyone(
  "get",
  "/:slug/document",
  {
    id: "readDocument",
    summary: "A release's own OpenAPI document, with your sandbox as its server",
    query: z.object({ release: z.string().default("latest") }),
    answers: { 200: z.record(z.string(), z.unknown()) },
  },
  async ({ context, on: actor, query, params }) => {
    const { control } = context.env;
    const api = await requireApi(control, actor, params.slug);
    const text = await releaseDocument(control, await requireRelease(control, api, query.release));
    const { origin } = new URL(context.req.url);
    return context.json({ ...text, ...serversOf(text, `${origin}/sandbox/${api.slug}`) });
  },
);

/** OpenAPI 3 names servers; Swagger 2 a host and a path. The document's own base path is kept. */
function serversOf(document: Record<string, unknown>, base: string): Record<string, unknown> {
  if (!("swagger" in document)) return { servers: [{ url: base, description: "Your sandbox" }] };
  const { host, pathname, protocol } = new URL(base);
  const own = typeof document["basePath"] === "string" ? document["basePath"] : "";
  return { host, basePath: `${pathname}${own === "/" ? "" : own}`, schemes: [protocol.slice(0, -1)] };
}

anyone(
  "get",
  "/:slug/diff",
  {
    id: "diffReleases",
    summary: "What changes for a client between two releases; what breaks one comes first",
    query: z.object({
      from: z.string().describe("A release, or a name that points at one"),
      to: z.string().default("latest"),
    }),
    answers: { 200: z.object({ breaking: z.int(), data: z.array(Change) }) },
  },
  async ({ context, on: actor, query, params }) => {
    const { control } = context.env;
    const api = await requireApi(control, actor, params.slug);
    const data = await compareReleases(control, api, query.from, query.to);
    return context.json({ breaking: data.filter((one) => one.breaking).length, data });
  },
);

provider(
  "put",
  "/:slug/aliases/:alias",
  {
    id: "promoteRelease",
    summary: "Let a name point at a release: `latest` is what new sandboxes get",
    right: "own",
    params: { alias: Alias },
    body: z.strictObject({ release: z.string().min(1).max(100) }),
    answers: { 200: z.object({ alias: z.string(), release: z.string() }) },
  },
  async ({ context, on, params: { alias }, body }) =>
    context.json({
      alias,
      release: await promote(context.env.control, on.actor, on.api, alias, body.release),
    }),
);

provider(
  "get",
  "/:slug/releases/:release/blueprint",
  {
    id: "readBlueprint",
    summary:
      "What a release was compiled to, a part a line: to compare a document with before it is published",
    answers: { 200: "`{part, value}` a line, the parts as they are uploaded; the index comes first" },
  },
  async ({ context, on }) => {
    const { control } = context.env;
    const release = await requireRelease(control, on.api, context.req.param("release") ?? "");
    const lines = await blueprintLines(control.blobs, release);
    return context.body(lines, 200, { "content-type": "application/x-ndjson" });
  },
);

provider(
  "post",
  "/:slug/releases/:release/deprecate",
  {
    id: "deprecateRelease",
    summary: "Say that a release should be left; who has it keeps it",
    right: "own",
    answers: { 204: null },
  },
  async ({ context, on, params }) => {
    await deprecate(context.env.control, on.actor, on.api, params.release);
    return context.body(null, 204);
  },
);

tenant(
  "put",
  "/:sandbox/:api/release",
  {
    id: "pinRelease",
    summary: "Move the sandbox to another release; its records stay as they are",
    body: z.strictObject({ release: z.string().min(1).max(100) }),
    answers: { 200: TenantStatus },
  },
  async ({ context, on, body }) => {
    const { control } = context.env;
    const release = await requireRelease(control, on.api, body.release);
    return context.json(orProblem(await pinRelease(control, on.actor, on.sandbox, on.api, release)));
  },
);

tenant(
  "post",
  "/:sandbox/:api/release-replay",
  {
    id: "replayAgainstRelease",
    summary: "Which of your latest calls would break with another release",
    detail: "They are called in a scratch sandbox, forked from before them; yours is not touched.",
    body: z.strictObject({ release: z.string().min(1).max(100).default("latest") }),
    answers: { 200: ReleaseReplay },
  },
  async ({ context, on, body }) => {
    const { control } = context.env;
    const release = await requireRelease(control, on.api, body.release);
    const base = `${context.env.origins.apis}/sandbox/${on.api.slug}`;
    return context.json(await replayAgainstRelease(control, on.actor, on.sandbox, on.api, release, base));
  },
);
