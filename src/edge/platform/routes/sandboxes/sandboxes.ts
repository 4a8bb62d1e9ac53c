// The partner's sandboxes: list, create, delete, restore; the organisation's audit log and billing.
import { Hono } from "hono";
import { z } from "zod";
import { AuditRow, BillingView, DeletionView, SandboxView } from "#contract/account-views.ts";
import { listAudit } from "#control/accounts/audit.ts";
import { billingOf } from "#control/subscriptions/billing.ts";
import { deleteSandbox, previewDeletion, restoreSandbox } from "#control/sandboxes/deletions.ts";
import { listSandboxes, openSandbox, viewsOf } from "#control/sandboxes/sandboxes.ts";
import { Problem } from "#lib/problem.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import { type Platform, requireActor } from "../../auth.ts";
import { Latest, Limit } from "../../resolve-tenant.ts";

const SandboxName = z
  .string()
  .trim()
  .regex(/^[\w][\w. -]{0,99}$/, "letters, digits, dots, dashes and spaces");

export const sandboxRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(
  sandboxRoutes,
  { base: "/api/v1", tag: "Sandboxes", changes: "test" },
  requireActor,
);

route(
  "get",
  "/sandboxes",
  {
    id: "listSandboxes",
    summary: "Your sandboxes, oldest first, with the APIs that are open in each",
    query: z.object({
      after: z.iso.datetime().optional().describe("Only what was made after"),
      deleted: z.enum(["true", "false"]).optional().describe("Those that were deleted and can be restored"),
      limit: Limit,
    }),
    answers: { 200: listOf(SandboxView) },
  },
  async ({ context, on: actor, query }) => {
    const data = await listSandboxes(context.env.control, actor, {
      limit: query.limit,
      after: query.after === undefined ? 0 : Date.parse(query.after),
      deleted: query.deleted === "true",
    });
    return context.json({ data });
  },
);

route(
  "post",
  "/sandboxes",
  {
    id: "openSandbox",
    summary: "Open another sandbox: for a developer, for a run of CI",
    body: z.strictObject({
      name: SandboxName,
      ttlSeconds: z.number().int().min(60).max(31_536_000).optional().describe("It is deleted after so long"),
    }),
    answers: { 201: SandboxView },
  },
  async ({ context, on: actor, body }) => {
    const { control } = context.env;
    const lifetime = body.ttlSeconds === undefined ? undefined : body.ttlSeconds * 1000;
    const made = await openSandbox(control, actor, body.name, lifetime);
    if (made.createdAt !== control.now)
      throw new Problem("conflict", `There is a sandbox '${body.name}' already.`);
    const [view] = await viewsOf(control, [made]);
    return context.json(view, 201);
  },
);

route(
  "delete",
  "/sandboxes/:sandbox",
  {
    id: "deleteSandbox",
    summary: "Delete a sandbox with its keys and everything in it",
    detail:
      "Say its name in `confirm`, as a parameter or in the body; `dryRun=true` only shows what would end. It can be restored for 30 days, unless it has a time to live or belongs to one key. What a review or production rests on is not deleted.",
    query: z.object({
      dryRun: z.enum(["true", "false"]).optional().describe("Only show what would end"),
      confirm: z.string().max(100).optional().describe("The sandbox's name"),
    }),
    body: z.strictObject({ confirm: z.string().max(100).optional().describe("The sandbox's name") }),
    answers: { 200: DeletionView },
  },
  async ({ context, on: actor, query, body, params }) => {
    const { control } = context.env;
    const named = params.sandbox;
    if (query.dryRun === "true") return context.json(await previewDeletion(control, actor, named));
    return context.json(await deleteSandbox(control, actor, named, query.confirm ?? body.confirm));
  },
);

route(
  "post",
  "/sandboxes/:sandbox/restore",
  {
    id: "restoreSandbox",
    summary: "Bring back a sandbox that was deleted in the last 30 days",
    detail:
      "Its records, log and evidence are there again; its APIs are inactive and its old keys stay ended: activate each API that is needed.",
    body: z.strictObject({ name: SandboxName.optional().describe("Where its old name is taken") }),
    answers: { 200: SandboxView },
  },
  async ({ context, on: actor, body, params }) =>
    context.json(await restoreSandbox(context.env.control, actor, params.sandbox, body.name)),
);

route(
  "get",
  "/audit",
  {
    id: "listOrganisationAudit",
    summary: "What your organisation's people did, latest first",
    query: z.object({
      action: z.string().max(100).optional(),
      target: z.string().max(200).optional(),
      actor: z.string().max(100).optional().describe("The id of who did it"),
      api: z
        .string()
        .regex(/^[a-z0-9-]{1,40}$/)
        .optional()
        .describe("An API: itself, its releases, plans and partners"),
      mode: z.enum(["test", "live"]).optional(),
      before: z.coerce.number().int().optional().describe("The id of the last row that is known"),
      limit: Limit,
    }),
    answers: { 200: listOf(AuditRow) },
  },
  async ({ context, on: actor, query }) =>
    context.json({ data: await listAudit(context.env.control, actor, query) }),
);

route(
  "get",
  "/billing",
  {
    id: "readBilling",
    summary: "The sandbox add-on's periods, and the calls of this month",
    query: Latest,
    answers: { 200: BillingView },
  },
  async ({ context, on: actor, query }) =>
    context.json(await billingOf(context.env.control, actor, query.limit)),
);
