// Production: approving a partner's subscription, and the live keys that follow from it.
import { Hono } from "hono";
import { z } from "zod";
import { requireApi } from "../../control/apis.ts";
import { approve, createLiveKey } from "../../control/live.ts";
import { partnerOf } from "../../control/sandboxes.ts";
import { Problem } from "../../lib/problem.ts";
import { type Platform, jsonBody, requireActor } from "./session.ts";

const ApprovalBody = z.strictObject({
  partner: z.string(),
  plan: z.enum(["free", "pro"]).optional(),
  credential: z.string().min(1).max(4000).optional(),
  defaultApi: z.boolean().optional(),
});
const LiveKeyBody = z.strictObject({
  name: z.string().trim().min(1).max(100).default("Live key"),
  scopes: z.array(z.string().max(100)).max(50).default([]),
});

export const liveRoutes = new Hono<Platform>({ strict: false });

/** The provider of the API approves, or the administrator of the installation. */
liveRoutes.post("/:api/approvals", async (context) => {
  const { control } = context.env;
  const actor = await requireActor(context);
  const api = await requireApi(control, actor, context.req.param("api"));
  const approval = ApprovalBody.parse(await jsonBody(context));
  if (actor.partner !== null && (approval.plan !== undefined || approval.defaultApi !== undefined))
    throw new Problem("forbidden", "Only the administrator of this installation changes a partner's plan.");
  if (actor.partner !== null && (api.owner !== actor.partner || actor.role !== "owner"))
    throw new Problem("forbidden", "Only the API's provider approves.");
  return context.json(await approve(control, actor, api, approval));
});

liveRoutes.post("/:api/keys", async (context) => {
  const { control } = context.env;
  const actor = await requireActor(context);
  partnerOf(actor);
  const api = await requireApi(control, actor, context.req.param("api"));
  const { name, scopes } = LiveKeyBody.parse(await jsonBody(context));
  return context.json(await createLiveKey(control, actor, api, name, scopes), 201);
});
