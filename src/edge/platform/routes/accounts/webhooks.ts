// Webhooks of the platform itself, for an organisation's own tools: endpoints with secrets, a test delivery, attempts.
import { Hono } from "hono";
import { z } from "zod";
import {
  CreatedWebhook,
  PlatformEvent,
  SecretRotation,
  WebhookDelivery,
  WebhookView,
} from "#contract/webhooks.ts";
import {
  createWebhook,
  listWebhookDeliveries,
  listWebhooks,
  removeWebhook,
  resendDelivery,
  rotateWebhookSecret,
  testWebhook,
} from "#control/webhooks/webhooks.ts";
import { mockAnswer } from "#lib/mock-webhook-hosts.ts";
import { Problem } from "#lib/problem.ts";
import { refuseUrl } from "#lib/url-guard.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import { type Platform, requireActor } from "../../auth.ts";
import { Limit } from "../../resolve-tenant.ts";

export const webhookRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(
  webhookRoutes,
  { base: "/api/v1/organisation/webhooks", tag: "Accounts" },
  requireActor,
);

route(
  "get",
  "/",
  {
    id: "listPlatformWebhooks",
    summary: "Endpoints that hear of what happens on the platform, newest first",
    answers: { 200: listOf(WebhookView) },
  },
  async ({ context, on: actor }) => context.json({ data: await listWebhooks(context.env.control, actor) }),
);

route(
  "post",
  "/",
  {
    id: "createPlatformWebhook",
    summary: "Add an endpoint; its secret is shown once",
    detail:
      "Submissions and decisions are told to the API's provider and to the partner, releases to their provider, endpoints that were switched off to whose sandbox it is. Deliveries are signed by Standard Webhooks and tried for about 75 hours; an answer of 2xx ends that.",
    right: "own",
    body: z.strictObject({
      url: z.url().max(2000),
      events: z.array(PlatformEvent).max(20).default([]).describe("None are all"),
    }),
    answers: { 201: CreatedWebhook },
  },
  async ({ context, on: actor, body }) => {
    const { control, reach, ownHosts } = context.env;
    const refused = mockAnswer(body.url, 1) ? undefined : refuseUrl(body.url, reach, ownHosts);
    if (refused !== undefined) throw new Problem("invalid_request", `The URL ${refused}.`);
    return context.json(await createWebhook(control, actor, body), 201);
  },
);

route(
  "delete",
  "/:webhook",
  {
    id: "removePlatformWebhook",
    summary: "Remove an endpoint, and forget what was sent to it",
    right: "own",
    answers: { 204: null },
  },
  async ({ context, on: actor, params }) => {
    await removeWebhook(context.env.control, actor, params.webhook);
    return context.body(null, 204);
  },
);

route(
  "post",
  "/:webhook/test",
  {
    id: "testPlatformWebhook",
    summary: "Send the event webhook.test",
    right: "own",
    answers: { 202: WebhookDelivery },
  },
  async ({ context, on: actor, params }) =>
    context.json(await testWebhook(context.env.control, actor, params.webhook), 202),
);

route(
  "post",
  "/:webhook/rotate",
  {
    id: "rotatePlatformWebhookSecret",
    summary: "Give the endpoint another secret, which is shown once",
    detail: "Deliveries are signed with both secrets until the old one ends.",
    right: "own",
    body: SecretRotation,
    answers: { 200: CreatedWebhook },
  },
  async ({ context, on: actor, params, body }) =>
    context.json(await rotateWebhookSecret(context.env.control, actor, params.webhook, body.overlapSeconds)),
);

route(
  "post",
  "/:webhook/deliveries/:sent/resend",
  {
    id: "resendPlatformDelivery",
    summary: "Send what was sent to the endpoint once more, under the same event id",
    right: "own",
    answers: { 202: WebhookDelivery },
  },
  async ({ context, on: actor, params }) =>
    context.json(await resendDelivery(context.env.control, actor, params.webhook, Number(params.sent)), 202),
);

route(
  "get",
  "/:webhook/deliveries",
  {
    id: "listPlatformDeliveries",
    summary: "What was and is to be sent to an endpoint, latest first, with every attempt",
    query: z.object({
      before: z.coerce.number().int().optional().describe("The id of the last one that is known"),
      limit: Limit,
    }),
    answers: { 200: listOf(WebhookDelivery) },
  },
  async ({ context, on: actor, params, query }) =>
    context.json({
      data: await listWebhookDeliveries(context.env.control, actor, params.webhook, query),
    }),
);
