// Who calls: what the credential of a request stands for; everything that is kept of a person, and what deleting them would end.
import { Hono } from "hono";
import { MembershipView } from "#contract/team.ts";
import { Me } from "#contract/account-views.ts";
import { AccountDeletion, AccountExport } from "#contract/own-account.ts";
import { previewAccountDeletion } from "#control/accounts/deletion.ts";
import { exportAccount } from "#control/accounts/export.ts";
import { Problem } from "#lib/problem.ts";
import { describeActor } from "#control/accounts/describe-actor.ts";
import { listMemberships } from "#control/accounts/team.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import { type Platform, requireActor } from "../../auth.ts";
import { Latest } from "../../resolve-tenant.ts";

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

route(
  "get",
  "/organisations",
  {
    id: "listMyOrganisations",
    scope: "session",
    summary: "The organisations that you are in",
    detail: "You act for one of them at a time: POST /api/auth/organization/set-active chooses.",
    query: Latest,
    answers: { 200: listOf(MembershipView) },
  },
  async ({ context, on: actor, query }) =>
    context.json({ data: await listMemberships(context.env.control, actor, query.limit) }),
);

route(
  "get",
  "/export",
  {
    id: "exportAccount",
    scope: "session",
    summary:
      "Everything that is kept of you and of the organisation you act for, but for records and secrets",
    answers: { 200: AccountExport },
  },
  async ({ context, on: actor }) => context.json(await exportAccount(context.env.control, actor)),
);

route(
  "get",
  "/deletion",
  {
    id: "previewAccountDeletion",
    scope: "session",
    summary: "What deleting your account would end, in numbers",
    detail: "It is deleted by POST /api/auth/delete-user with your password.",
    answers: { 200: AccountDeletion },
  },
  async ({ context }) => {
    const { auth, control } = context.env;
    const person = await auth.whoIs(context.req.raw.headers);
    if (!person) throw new Problem("forbidden", "This is for a person's session. Sign in.");
    return context.json(await previewAccountDeletion(control, person));
  },
);
