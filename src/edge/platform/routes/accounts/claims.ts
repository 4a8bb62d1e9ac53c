// A sandbox without an account, and taking one over.
import { Hono } from "hono";
import { z } from "zod";
import { Claimable } from "#contract/account-views.ts";
import { claim, openClaimable } from "#control/accounts/claims.ts";
import type { Actor } from "#control/context.ts";
import { defineRoutes } from "../../define-route.ts";
import { limitByAddress } from "../../limits.ts";
import { type Platform, requireActor } from "../../auth.ts";

export const claimRoutes = new Hono<Platform>({ strict: false });
const visitor: Actor = { user: "visitor", partner: "", role: "owner" };
const open = defineRoutes(
  claimRoutes,
  { base: "/api/v1/claimable", tag: "Sandboxes", access: "public" },
  () => Promise.resolve(visitor),
);
const route = defineRoutes(
  claimRoutes,
  { base: "/api/v1/claimable", tag: "Sandboxes", changes: "session" },
  requireActor,
);

open(
  "post",
  "/",
  {
    id: "openClaimable",
    summary: "A sandbox without an account, for a week; key and claim token are shown once",
    detail: "It works at once and delivers webhooks to nobody but hosts that pretend, until it is claimed.",
    body: z.strictObject({ api: z.string().min(1).max(40) }),
    answers: { 201: Claimable },
  },
  async ({ context, body }) => {
    await limitByAddress(context, "claim");
    return context.json(await openClaimable(context.env.control, body.api), 201);
  },
);

route(
  "post",
  "/claims",
  {
    id: "claimSandbox",
    summary: "Take a sandbox over with its data and its keys",
    body: z.strictObject({
      token: z.string().min(1).max(100),
      name: z.string().trim().min(1).max(100).optional(),
    }),
    answers: { 200: z.object({ id: z.string(), name: z.string() }) },
  },
  async ({ context, on: actor, body }) =>
    context.json(await claim(context.env.control, actor, body.token, body.name)),
);
