// The partner's sandboxes as such, and what its organisation did and owes: list, open, delete; audit; billing.
import { Hono } from "hono";
import { z } from "zod";
import { AuditRow, BillingView, SandboxView } from "../../contract/account-views.ts";
import { listAudit } from "../../control/audit.ts";
import { billingOf } from "../../control/billing.ts";
import { deleteSandbox, findSandbox, listSandboxes, openSandbox } from "../../control/sandboxes.ts";
import { Problem } from "../../lib/problem.ts";
import { describing, listOf } from "./described.ts";
import { type Platform, requireActor } from "./session.ts";
import { Latest, Limit } from "./target.ts";

export const sandboxRoutes = new Hono<Platform>({ strict: false });
const route = describing(sandboxRoutes, { base: "/api/v1", tag: "Sandboxes" }, requireActor);

route(
  "get",
  "/sandboxes",
  {
    id: "listSandboxes",
    summary: "Your sandboxes, oldest first, with the APIs that are open in each",
    query: z.object({
      after: z.iso.datetime().optional().describe("Only what was made after"),
      limit: Limit,
    }),
    answers: { 200: listOf(SandboxView) },
  },
  async ({ context, on: actor, query }) => {
    const after = query.after === undefined ? 0 : Date.parse(query.after);
    return context.json({ data: await listSandboxes(context.env.control, actor, query.limit, after) });
  },
);

route(
  "post",
  "/sandboxes",
  {
    id: "openSandbox",
    summary: "Open another sandbox: for a developer, for a run of CI",
    body: z.strictObject({
      name: z
        .string()
        .trim()
        .regex(/^[\w][\w. -]{0,99}$/, "letters, digits, dots, dashes and spaces"),
      ttl_seconds: z
        .number()
        .int()
        .min(60)
        .max(31_536_000)
        .optional()
        .describe("It is deleted after so long"),
    }),
    answers: { 201: SandboxView },
  },
  async ({ context, on: actor, body }) => {
    const { control } = context.env;
    const lasts = body.ttl_seconds === undefined ? undefined : body.ttl_seconds * 1000;
    const made = await openSandbox(control, actor, body.name, lasts);
    if (made.createdAt !== control.now)
      throw new Problem("conflict", `There is a sandbox '${body.name}' already.`);
    const expiresAt = made.expiresAt === null ? null : new Date(made.expiresAt).toISOString();
    const { id, name, createdAt } = made;
    return context.json({ id, name, createdAt: new Date(createdAt).toISOString(), expiresAt, apis: [] }, 201);
  },
);

route(
  "delete",
  "/sandboxes/:sandbox",
  {
    id: "deleteSandbox",
    summary: "Delete a sandbox with its keys and everything in it",
    answers: { 204: null },
  },
  async ({ context, on: actor }) => {
    const { control } = context.env;
    await deleteSandbox(
      control,
      actor,
      await findSandbox(control, actor, context.req.param("sandbox") ?? ""),
    );
    return context.body(null, 204);
  },
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
