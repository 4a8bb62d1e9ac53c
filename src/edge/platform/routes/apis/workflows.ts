// Workflows of an API: what an integration of it has to be able to do, as Arazzo documents that sandbar run runs.
import { Hono } from "hono";
import { z } from "zod";
import { WorkflowRow, WorkflowView } from "#contract/workflows.ts";
import { requireApi } from "#control/apis/apis.ts";
import { requireRelease } from "#control/apis/releases.ts";
import { listWorkflows, readWorkflow } from "#control/apis/workflows.ts";
import { defineRoutes } from "../../define-route.ts";
import { type Platform, requireActor } from "../../auth.ts";

export const workflowRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(workflowRoutes, { base: "/api/v1/apis", tag: "Workflows" }, requireActor);
const Which = z.object({ release: z.string().default("latest") });

route(
  "get",
  "/:slug/workflows",
  {
    id: "listWorkflows",
    summary: "Workflows of a release: those published with it, then those inferred from its document",
    query: Which,
    answers: { 200: z.object({ release: z.string(), data: z.array(WorkflowRow) }) },
  },
  async ({ context, on: actor, query, params }) => {
    const { control } = context.env;
    const api = await requireApi(control, actor, params.slug);
    const release = await requireRelease(control, api, query.release);
    return context.json({ release, data: await listWorkflows(control, release) });
  },
);

route(
  "get",
  "/:slug/workflows/:workflow",
  {
    id: "readWorkflow",
    summary: "A workflow as an Arazzo document, with how its operations are called",
    query: Which,
    answers: { 200: WorkflowView },
  },
  async ({ context, on: actor, query, params }) => {
    const { control } = context.env;
    const api = await requireApi(control, actor, params.slug);
    const release = await requireRelease(control, api, query.release);
    return context.json(await readWorkflow(control, api, release, params.workflow));
  },
);
