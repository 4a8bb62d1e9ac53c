// Production: approving a partner's subscription, and the live keys that follow from it.
import { Hono } from "hono";
import { z } from "zod";
import { Approved, CreatedKey, KeyView } from "#contract/account-views.ts";
import { BuiltInPlan } from "#contract/pipeline.ts";
import { requireApi } from "#control/apis/apis.ts";
import { approve, createLiveKey } from "#control/subscriptions/live.ts";
import type { Actor } from "#control/context.ts";
import { listKeys, revokeKey, rotateKey } from "#control/keys/keys.ts";
import { partnerOf } from "#control/sandboxes/sandboxes.ts";
import { Problem } from "#lib/problem.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import { KeyPage, Overlap } from "../keys/keys.ts";
import { type Platform, requireActor } from "../../auth.ts";

export const liveRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(liveRoutes, { base: "/api/v1/live", tag: "Production" }, requireActor);

route(
  "post",
  "/:api/approvals",
  {
    id: "approvePartner",
    right: "decide",
    summary: "Put a partner into production: the API's provider, or the administrator",
    body: z.strictObject({
      partner: z.string(),
      plan: BuiltInPlan.optional(),
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
  async ({ context, on: actor, body: approval, params }) => {
    const { control } = context.env;
    const api = await requireApi(control, actor, params.api);
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
  async ({ context, on: actor, body: { name, scopes }, params }) => {
    const { control } = context.env;
    partnerOf(actor);
    const api = await requireApi(control, actor, params.api);
    return context.json(await createLiveKey(control, actor, api, name, scopes), 201);
  },
);

const owner = (actor: Actor): string => partnerOf(actor);

route(
  "get",
  "/:api/keys",
  {
    id: "listLiveKeys",
    summary: "Your live keys of an API, newest first",
    query: KeyPage,
    answers: { 200: listOf(KeyView) },
  },
  async ({ context, on: actor, query, params }) => {
    const { control } = context.env;
    const api = await requireApi(control, actor, params.api);
    return context.json({ data: await listKeys(control, owner(actor), api.id, query) });
  },
);

route(
  "delete",
  "/:api/keys/:key",
  {
    id: "revokeLiveKey",
    summary: "End a live key; it holds on the very next call",
    answers: { 200: KeyView },
  },
  async ({ context, on: actor, params }) =>
    context.json(await revokeKey(context.env.control, actor, owner(actor), params.key)),
);

route(
  "post",
  "/:api/keys/:key/regenerate",
  {
    id: "regenerateLiveKey",
    summary: "A new value, shown once; the old one dies at once",
    answers: { 200: CreatedKey },
  },
  async ({ context, on: actor, params }) =>
    context.json(await rotateKey(context.env.control, actor, owner(actor), params.key, 0)),
);

route(
  "post",
  "/:api/keys/:key/rotate",
  {
    id: "rotateLiveKey",
    summary: "A new value under the same id, shown once; the old one is good for a while",
    body: Overlap,
    answers: { 200: CreatedKey },
  },
  async ({ context, on: actor, body, params }) => {
    const overlap = body.overlapSeconds * 1000;
    return context.json(await rotateKey(context.env.control, actor, owner(actor), params.key, overlap));
  },
);
