// What happened in one tenant: the log and its explanations, records whole, evidence.
import { Hono } from "hono";
import { z } from "zod";
import type { RecordsFile } from "../../contract/call.ts";
import { isoMillis, realNow } from "../../lib/clock.ts";
import { TAIL_PATH } from "../tail.ts";
import { Problem } from "../../lib/problem.ts";
import { type Platform, jsonBody } from "./session.ts";
import { Page, orProblem, target } from "./target.ts";

const LogQuery = Page.extend({
  method: z.string().max(10).toUpperCase().optional(),
  operation: z.string().max(300).optional(),
  key: z.string().max(100).optional(),
  path: z.string().max(500).optional(),
  status: z
    .string()
    .regex(/^[1-5](xx|\d\d)$/i)
    .transform((text) => (/xx/i.test(text) ? Number(text[0]) : Number(text)))
    .optional(),
});
const MetricsQuery = z.object({ seconds: z.coerce.number().int().min(1).max(31_536_000).default(86_400) });
const RecordsBody = z.strictObject({
  release: z.string().optional(),
  records: z.record(
    z.string(),
    z.array(z.strictObject({ doc: z.record(z.string(), z.json()), parent: z.string().optional() })),
  ),
});

export const logRoutes = new Hono<Platform>({ strict: false });

logRoutes.get("/:sandbox/:api/log", async (context) => {
  const filter = LogQuery.parse(context.req.query());
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  return context.json({ data: await (await target(context)).tenant.log(given) });
});

/** A ticket for the live tail: one socket, once, within a minute. What it says is only that there is more to read. */
logRoutes.post("/:sandbox/:api/log/tickets", async (context) => {
  const issued = await (await target(context)).tenant.tailTicket();
  if (!issued) throw new Problem("sandbox_not_active", "Sandbox environment is not active.");
  const url = new URL(`${TAIL_PATH}?ticket=${encodeURIComponent(issued.ticket)}`, context.req.url);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return context.json({ ticket: issued.ticket, url: url.href, expiresAt: isoMillis(issued.expires) }, 201);
});

logRoutes.get("/:sandbox/:api/log/:request", async (context) =>
  context.json(orProblem(await (await target(context)).tenant.explain(context.req.param("request")))),
);

logRoutes.post("/:sandbox/:api/log/:request/replay", async (context) => {
  const { tenant } = await target(context);
  const base = `${new URL(context.req.url).origin}/sandbox/${context.req.param("api")}`;
  return context.json(orProblem(await tenant.replay(context.req.param("request"), base)));
});

logRoutes.get("/:sandbox/:api/records", async (context) => {
  const file = await (await target(context)).tenant.exportRecords();
  if (!file) throw new Problem("sandbox_not_active", "Sandbox environment is not active.");
  return context.json(file);
});

/** `{records: {customer: [{doc: {…}}]}}`: silently, all or none. */
logRoutes.post("/:sandbox/:api/records", async (context) => {
  const { tenant } = await target(context);
  const { records } = RecordsBody.parse(await jsonBody(context));
  const imported = await tenant.importRecords(records as RecordsFile["records"]); // the same shape, `| undefined` apart
  if (!imported.ok)
    throw new Problem(imported.failure.code, imported.failure.message, imported.failure.details ?? []);
  return context.json(imported.value, 201);
});

logRoutes.get("/:sandbox/:api/records/:resource/:record/next", async (context) => {
  const { resource, record } = context.req.param();
  const moves = await (await target(context)).tenant.legalMoves(resource, record);
  if (!moves) throw new Problem("not_found", "There is no such record here.");
  return context.json(moves);
});

/** Counts by operation and status, durations, deliveries: of the last day, or of `seconds`. */
logRoutes.get("/:sandbox/:api/metrics", async (context) => {
  const { seconds } = MetricsQuery.parse(context.req.query());
  const metrics = await (await target(context)).tenant.metrics(realNow() - seconds * 1000);
  if (!metrics) throw new Problem("sandbox_not_active", "Sandbox environment is not active.");
  return context.json(metrics);
});

logRoutes.get("/:sandbox/:api/audit", async (context) => {
  const { limit } = Page.parse(context.req.query());
  return context.json({ data: await (await target(context)).tenant.audit(limit) });
});

logRoutes.get("/:sandbox/:api/evidence", async (context) =>
  context.json({ data: await (await target(context)).tenant.evidence() }),
);
