// activate, status, reset, deactivate: the four lifecycle calls of a sandbox, on every API's address and on ours.
import { type Context, Hono } from "hono";
import { z } from "zod";
import { Activated, Deactivated, LifecycleStatus, WasReset } from "#contract/account-views.ts";
import { tenantName } from "#contract/tenant.ts";
import { Preview } from "#contract/views.ts";
import { requireApi } from "#control/apis/apis.ts";
import { activate, deactivate, reset, status } from "#control/sandboxes/activation.ts";
import { defaultApi, findSandbox } from "#control/sandboxes/sandboxes.ts";
import { Problem } from "#lib/problem.ts";
import { defineRoutes } from "../../define-route.ts";
import { type Platform, requireActor } from "../../auth.ts";
import { ResetBody, SeedBody, seedOf } from "./states.ts";
import { type ResolvedTenant, orInactive } from "../../resolve-tenant.ts";

export const lifecycleRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(
  lifecycleRoutes,
  { base: "/api/v1/settings/api-access", tag: "Lifecycle", changes: "test" },
  target,
);

const Which = z.object({
  api: z.string().optional().describe("The API; on an API's own address it is that one"),
  sandbox: z.string().optional().describe("`default` if nothing is said"),
});

route(
  "post",
  "/sandbox/activate",
  {
    id: "activateSandbox",
    summary: "Open the sandbox of an API, or wake it, and make one more test key",
    query: Which,
    body: SeedBody,
    answers: { 200: Activated },
  },
  async ({ context, on: { actor, sandbox, api }, body }) =>
    context.json(await activate(context.env.control, actor, sandbox, api, seedOf(body))),
);

route(
  "get",
  "/sandbox/status",
  {
    id: "readLifecycle",
    summary: "Whether the sandbox is active",
    query: Which,
    answers: { 200: LifecycleStatus },
  },
  async ({ context, on: { sandbox, api } }) => context.json(await status(context.env.control, sandbox, api)),
);

route(
  "post",
  "/sandbox/reset",
  {
    id: "resetSandbox",
    summary: "Fresh seed records; keys, endpoints, log and evidence stay",
    detail: "Can be undone for 15 minutes.",
    query: Which,
    body: ResetBody,
    answers: { 200: z.union([WasReset, z.object({ resources: Preview })]) },
  },
  async ({ context, on: { actor, sandbox, api }, body }) => {
    const { control } = context.env;
    const seed = seedOf(body);
    if (body.dryRun) {
      const tenant = control.tenant("test", tenantName(sandbox.id, api.id));
      return context.json({ resources: orInactive(await tenant.previewReset(seed)) });
    }
    return context.json(await reset(control, actor, sandbox, api, seed, body.release === "latest"));
  },
);

route(
  "post",
  "/sandbox/deactivate",
  {
    id: "deactivateSandbox",
    summary: "Stop the sandbox; its data is kept for 30 days",
    query: Which,
    answers: { 200: Deactivated },
  },
  async ({ context, on: { actor, sandbox, api } }) =>
    context.json(await deactivate(context.env.control, actor, sandbox, api)),
);

/** The API of the address, else `?api=`, else the partner's default; the sandbox `?sandbox=`, else `default`. */
async function target(context: Context<Platform>): Promise<Omit<ResolvedTenant, "tenant" | "isBound">> {
  const { control, call } = context.env;
  const actor = await requireActor(context);
  const slug = call.api ?? context.req.query("api") ?? (await defaultApi(control, actor));
  if (slug === undefined)
    throw new Problem("invalid_request", "Say which API is meant: add ?api=<name>, or call its own host.");
  return {
    actor,
    api: await requireApi(control, actor, slug),
    sandbox: await findSandbox(control, actor, context.req.query("sandbox") ?? "default"),
  };
}
