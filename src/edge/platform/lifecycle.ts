// activate, status, reset, deactivate: the four calls of a sandbox's life, on every API's address and on ours.
import { type Context, Hono } from "hono";
import { z } from "zod";
import { requireApi } from "../../control/apis.ts";
import type { Actor } from "../../control/context.ts";
import { activate, deactivate, defaultApi, findSandbox, reset, status } from "../../control/sandboxes.ts";
import { Problem } from "../../lib/problem.ts";
import { type Platform, jsonBody, requireActor } from "./session.ts";

const Seed = z.object({
  profile: z.enum(["empty", "small", "rich", "edge"]).optional(),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31)
    .optional(),
});

export const lifecycleRoutes = new Hono<Platform>({ strict: false });

lifecycleRoutes.post("/sandbox/activate", async (context) => {
  const { actor, sandbox, api } = await target(context);
  const seed = Seed.parse(await jsonBody(context));
  return context.json(
    await activate(context.env.control, actor, sandbox, api, { profile: seed.profile, number: seed.seed }),
  );
});

lifecycleRoutes.get("/sandbox/status", async (context) => {
  const { sandbox, api } = await target(context);
  return context.json(await status(context.env.control, sandbox, api));
});

lifecycleRoutes.post("/sandbox/reset", async (context) => {
  const { actor, sandbox, api } = await target(context);
  const seed = Seed.parse(await jsonBody(context));
  return context.json(
    await reset(context.env.control, actor, sandbox, api, { profile: seed.profile, number: seed.seed }),
  );
});

lifecycleRoutes.post("/sandbox/deactivate", async (context) => {
  const { actor, sandbox, api } = await target(context);
  return context.json(await deactivate(context.env.control, actor, sandbox, api));
});

/** The API of the address, else `?api=`, else the partner's default; the sandbox `?sandbox=`, else `default`. */
async function target(context: Context<Platform>): Promise<{
  actor: Actor;
  sandbox: Awaited<ReturnType<typeof findSandbox>>;
  api: Awaited<ReturnType<typeof requireApi>>;
}> {
  const { control, call } = context.env;
  const actor = await requireActor(context);
  const slug = call.api ?? context.req.query("api") ?? (await defaultApi(control, actor));
  if (slug === undefined)
    throw new Problem("invalid_request", "Say which API is meant: add ?api=<name>, or call its own host.");
  const api = await requireApi(control, actor, slug);
  return {
    actor,
    api,
    sandbox: await findSandbox(control, actor, context.req.query("sandbox") ?? "default"),
  };
}
