// Production: approving a partner's subscription, and the live keys that follow from it.
import { Hono } from "hono";
import { z } from "zod";
import { Approved, CreatedKey } from "../../contract/account-views.ts";
import { requireApi } from "../../control/apis.ts";
import { approve, createLiveKey } from "../../control/live.ts";
import { partnerOf } from "../../control/sandboxes.ts";
import { Problem } from "../../lib/problem.ts";
import { describing } from "./described.ts";
import { type Platform, requireActor } from "./session.ts";

export const liveRoutes = new Hono<Platform>({ strict: false });
const route = describing(liveRoutes, { base: "/api/v1/live", tag: "Production" }, requireActor);

route(
  "post",
  "/:api/approvals",
  {
    id: "approvePartner",
    right: "decide",
    summary: "Put a partner into production: the API's provider, or the administrator",
    body: z.strictObject({
      partner: z.string(),
      plan: z.enum(["free", "pro"]).optional(),
      credential: z
        .string()
        .min(1)
        .max(4000)
        .optional()
        .describe("The upstream credential of this partner alone"),
      defaultApi: z.boolean().optional(),
    }),
    answers: { 200: Approved },
  },
  async ({ context, on: actor, body: approval }) => {
    const { control } = context.env;
    const api = await requireApi(control, actor, context.req.param("api") ?? "");
    if (actor.partner !== null && (approval.plan !== undefined || approval.defaultApi !== undefined))
      throw new Problem("forbidden", "Only the administrator of this installation changes a partner's plan.");
    if (actor.partner !== null && api.owner !== actor.partner)
      throw new Problem("forbidden", "Only the API's provider approves.");
    return context.json(await approve(control, actor, api, approval));
  },
);

route(
  "post",
  "/:api/keys",
  {
    id: "createLiveKey",
    summary: "A live key, shown once; only in production",
    body: z.strictObject({
      name: z.string().trim().min(1).max(100).default("Live key"),
      scopes: z.array(z.string().max(100)).max(50).default([]),
    }),
    answers: { 201: CreatedKey },
  },
  async ({ context, on: actor, body: { name, scopes } }) => {
    const { control } = context.env;
    partnerOf(actor);
    const api = await requireApi(control, actor, context.req.param("api") ?? "");
    return context.json(await createLiveKey(control, actor, api, name, scopes), 201);
  },
);
