// Service tokens of an organisation. People make and revoke them: no token makes another, or outlives its end that way.
import { Hono } from "hono";
import { z } from "zod";
import { CreatedServiceToken, ServiceScope, ServiceTokenView } from "#contract/service-tokens.ts";
import { createServiceToken, listServiceTokens, revokeServiceToken } from "#control/keys/service-tokens.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import { type Platform, requireActor } from "../../auth.ts";
import { Latest } from "../../resolve-tenant.ts";

export const serviceTokenRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(
  serviceTokenRoutes,
  { base: "/api/v1/service-tokens", tag: "Accounts", changes: "session" },
  requireActor,
);

route(
  "post",
  "/",
  {
    id: "createServiceToken",
    summary: "A long-lived token for machines, shown once",
    detail:
      "It acts for the organisation and stays when its maker leaves. Every token reads; `test` changes sandboxes, `publish` publishes APIs, `admin` does all that an owner does and is given by owners.",
    body: z.strictObject({
      name: z.string().trim().min(1).max(100),
      scopes: z.array(ServiceScope).min(1).max(4),
      expiresAt: z.iso.datetime({ offset: true }).optional(),
    }),
    answers: { 201: CreatedServiceToken },
  },
  async ({ context, on: actor, body: { name, scopes, expiresAt } }) =>
    context.json(
      await createServiceToken(context.env.control, actor, {
        name,
        scopes: [...new Set(scopes)],
        expires: expiresAt === undefined ? null : Date.parse(expiresAt),
      }),
      201,
    ),
);

route(
  "get",
  "/",
  {
    id: "listServiceTokens",
    summary: "Service tokens of your organisation, newest first",
    scope: "session",
    query: Latest,
    answers: { 200: listOf(ServiceTokenView) },
  },
  async ({ context, on: actor, query }) =>
    context.json({ data: await listServiceTokens(context.env.control, actor, query.limit) }),
);

route(
  "delete",
  "/:serviceToken",
  {
    id: "revokeServiceToken",
    summary: "End a service token; it holds on the very next request",
    answers: { 200: ServiceTokenView },
  },
  async ({ context, on: actor }) =>
    context.json(
      await revokeServiceToken(context.env.control, actor, context.req.param("serviceToken") ?? ""),
    ),
);
