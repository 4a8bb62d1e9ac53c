// Who calls: what the credential of a request stands for.
import { Hono } from "hono";
import { Me } from "#contract/account-views.ts";
import { describeActor } from "#control/accounts/describe-actor.ts";
import { defineRoutes } from "../../define-route.ts";
import { type Platform, requireActor } from "../../auth.ts";

export const meRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(meRoutes, { base: "/api/v1/me", tag: "Accounts" }, requireActor);

route(
  "get",
  "/",
  { id: "whoAmI", summary: "Who calls, and for which organisation", answers: { 200: Me } },
  async ({ context, on: actor }) => {
    const { auth, control } = context.env;
    const isPerson = actor.partner !== null && actor.scopes === undefined;
    const person = isPerson ? await auth.whoIs(context.req.raw.headers) : undefined;
    return context.json(await describeActor(control, actor, person));
  },
);
