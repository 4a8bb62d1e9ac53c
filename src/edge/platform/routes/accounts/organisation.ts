// The organisation that somebody acts for: its members, their roles, and who is invited. People manage people: no token does.
import { Hono } from "hono";
import { z } from "zod";
import { InvitationView, MemberView, OrganisationView, Role } from "#contract/team.ts";
import {
  cancelInvitation,
  changeRole,
  describeOrganisation,
  listInvitations,
  listMembers,
  readInvitation,
  removeMember,
} from "#control/accounts/team.ts";
import { partnerOf } from "#control/sandboxes/sandboxes.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import { type Platform, requireActor } from "../../auth.ts";
import { Latest } from "../../resolve-tenant.ts";

export const organisationRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(
  organisationRoutes,
  { base: "/api/v1/organisation", tag: "Accounts", changes: "session" },
  requireActor,
);

route(
  "get",
  "/",
  {
    id: "readOrganisation",
    summary: "Your organisation, what you may do in it, and what each role may",
    answers: { 200: OrganisationView },
  },
  async ({ context, on: actor }) => context.json(await describeOrganisation(context.env.control, actor)),
);

route(
  "get",
  "/members",
  {
    id: "listMembers",
    summary: "The members of your organisation and their roles",
    query: Latest,
    answers: { 200: listOf(MemberView) },
  },
  async ({ context, on: actor, query }) =>
    context.json({ data: await listMembers(context.env.control, actor, query.limit) }),
);

route(
  "patch",
  "/members/:member",
  {
    id: "changeRole",
    summary: "Give a member another role; it holds from their next request on",
    right: "own",
    scope: "session",
    body: z.strictObject({ role: Role }),
    answers: { 200: MemberView },
  },
  async ({ context, on: actor, params, body }) =>
    context.json(await changeRole(context.env.control, actor, params.member, body.role)),
);

route(
  "delete",
  "/members/:member",
  {
    id: "removeMember",
    summary: "Take a member out; what they made stays, and so do keys and service tokens",
    right: "own",
    scope: "session",
    answers: { 200: MemberView },
  },
  async ({ context, on: actor, params }) =>
    context.json(await removeMember(context.env.control, actor, params.member)),
);

route(
  "get",
  "/invitations",
  {
    id: "listInvitations",
    summary: "Invitations that nobody has answered, newest first",
    query: Latest,
    answers: { 200: listOf(InvitationView) },
  },
  async ({ context, on: actor, query }) =>
    context.json({ data: await listInvitations(context.env.control, actor, query.limit) }),
);

route(
  "post",
  "/invitations",
  {
    id: "inviteMember",
    summary: "Invite somebody by mail; to an open invitation the mail is sent again",
    detail:
      "The link in the mail is good for two days, and for whoever signs in with that address. Invited again, the role of the first invitation stays: take it back to change it.",
    right: "own",
    scope: "session",
    body: z.strictObject({ email: z.email().max(254), role: Role }),
    answers: { 201: InvitationView },
  },
  async ({ context, on: actor, body }) => {
    const { auth, control } = context.env;
    const id = await auth.invite(context.req.raw.headers, { ...body, organization: partnerOf(actor) });
    return context.json(await readInvitation(control, actor, id), 201);
  },
);

route(
  "delete",
  "/invitations/:invitation",
  {
    id: "cancelInvitation",
    summary: "Take back an invitation that nobody has answered",
    right: "own",
    scope: "session",
    answers: { 204: null },
  },
  async ({ context, on: actor, params }) => {
    await cancelInvitation(context.env.control, actor, params.invitation);
    return context.body(null, 204);
  },
);
