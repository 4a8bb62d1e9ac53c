// Receipts of workflow runs: kept with a sandbox, counted as evidence, and read by whoever has the link to one.
import { Hono } from "hono";
import { Receipt, ReceiptRow, RunReport } from "#contract/receipts.ts";
import type { Actor } from "#control/context.ts";
import { confirmRun } from "#control/sandboxes/receipts.ts";
import { readSharedReceipt, shareReceipt } from "#control/sandboxes/shared-requests.ts";
import { isoMillis } from "#lib/clock.ts";
import { Problem } from "#lib/problem.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import type { Platform } from "../../auth.ts";
import { Latest, type ResolvedTenant, orProblem, resolveTenant } from "../../resolve-tenant.ts";
import { Lifetime, SharedLink } from "./shared-requests.ts";

export const receiptRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(
  receiptRoutes,
  { base: "/api/v1", tag: "Log and figures", access: "manage", changes: "test" },
  resolveTenant,
);
const reader: Actor = { user: "reader", partner: "", role: "viewer" };
const read = defineRoutes(receiptRoutes, { base: "/api/v1", tag: "Log and figures", access: "public" }, () =>
  Promise.resolve(reader),
);

route(
  "post",
  "/sandboxes/:sandbox/:api/receipts",
  {
    id: "keepReceipt",
    summary: "Keep the receipt of a workflow run with this sandbox; one that passed is evidence",
    detail:
      "Sent by a runner before it deletes the sandbox of the run: every request that it names has to stand in that sandbox's log.",
    body: RunReport,
    answers: { 201: Receipt },
  },
  async ({ context, on, body }) => {
    if (on.isBound && body.run !== on.sandbox.id && body.run !== on.sandbox.name)
      throw new Problem(
        "forbidden",
        "This key manages its own sandbox only: a receipt of another takes a session or a service token.",
      );
    const receipt = await confirmRun(context.env.control, on.actor, on.api, body);
    orProblem(await on.tenant.keepReceipt(receipt));
    return context.json(receipt, 201);
  },
);

route(
  "get",
  "/sandboxes/:sandbox/:api/receipts",
  {
    id: "listReceipts",
    summary: "Receipts of workflow runs, newest first",
    query: Latest,
    answers: { 200: listOf(ReceiptRow) },
  },
  async ({ context, on, query }) => {
    const receipts = await on.tenant.receipts(query.limit);
    return context.json({
      data: receipts.map(({ id, at, workflow, release, scenario, passed, steps }) => ({
        id,
        at,
        workflow,
        release,
        scenario,
        passed,
        steps: steps.length,
      })),
    });
  },
);

route(
  "get",
  "/sandboxes/:sandbox/:api/receipts/:receipt",
  { id: "readReceipt", summary: "One receipt whole", answers: { 200: Receipt } },
  async ({ context, on, params }) => context.json(await findReceipt(on, params.receipt)),
);

route(
  "post",
  "/sandboxes/:sandbox/:api/receipts/:receipt/link",
  {
    id: "shareReceipt",
    summary: "A link to one receipt, for a while",
    body: Lifetime,
    answers: { 201: SharedLink },
  },
  async ({ context, on, body, params }) => {
    const { control } = context.env;
    const lifetime = body.expiresIn * 1000;
    const token = await shareReceipt(control, on.actor, await findReceipt(on, params.receipt), lifetime);
    const url = new URL(`/api/v1/receipts/${token}`, context.req.url).href;
    return context.json({ url, expiresAt: isoMillis(control.now + lifetime) }, 201);
  },
);

read(
  "get",
  "/receipts/:token",
  { id: "readSharedReceipt", summary: "The receipt that a link shows", answers: { 200: Receipt } },
  async ({ context, params }) => context.json(await readSharedReceipt(context.env.control, params.token)),
);

async function findReceipt({ tenant }: ResolvedTenant, id: string): Promise<Receipt> {
  const receipt = await tenant.receipt(id);
  if (!receipt) throw new Problem("not_found", "There is no such receipt; a sandbox keeps its latest 200.");
  return receipt;
}
