// What happened in one tenant: the log, its explanations and its live tail, metrics, audit, evidence.
import { Hono } from "hono";
import { z } from "zod";
import { Series, SeriesQuery, seriesOf, spanOf } from "#contract/series.ts";
import { AuditEntry, CallDetail, Evidence, LogRow, Metrics, Replayed } from "#contract/views.ts";
import { isoMillis, realNow } from "#lib/clock.ts";
import { REASON_KINDS } from "#lib/reason.ts";
import { signTailTicket } from "#lib/tail-ticket.ts";
import { scenariosPath } from "../../../docs.ts";
import { TAIL_PATH } from "../../../tail.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import type { Platform } from "../../auth.ts";
import { Latest, Limit, Status, orInactive, orProblem, resolveTenant } from "../../resolve-tenant.ts";

export const logRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(
  logRoutes,
  { base: "/api/v1/sandboxes", tag: "Log and figures", access: "manage", changes: "test" },
  resolveTenant,
);

route(
  "get",
  "/:sandbox/:api/log",
  {
    id: "listLog",
    summary: "Logged calls: the latest, or with `after` those that follow a number, oldest first",
    query: z.object({
      after: z.coerce.number().int().optional().describe("The `seq` of the last row that is known"),
      limit: Limit,
      method: z.string().max(10).toUpperCase().optional(),
      operation: z.string().max(300).optional(),
      key: z.string().max(100).optional(),
      path: z.string().max(500).optional().describe("A part of the path"),
      status: Status.optional(),
      reason: z.enum(REASON_KINDS).optional().describe("The kind of the reason"),
      name: z.string().max(200).optional().describe("The name of the reason: of a scenario, a fault, a rule"),
    }),
    answers: { 200: listOf(LogRow) },
  },
  async ({ context, on, query }) => {
    const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
    return context.json({ data: await on.tenant.log(given) });
  },
);

route(
  "post",
  "/:sandbox/:api/log/tickets",
  {
    id: "openTail",
    summary: "A ticket for the live tail: one WebSocket, once, within a minute",
    detail: 'The socket says `{"latest": seq}` whenever the log has grown; read it with `after`.',
    answers: { 201: z.object({ ticket: z.string(), url: z.string(), expiresAt: z.iso.datetime() }) },
  },
  async ({ context, on }) => {
    const issued = orInactive(await on.tenant.tailTicket());
    const ticket = await signTailTicket(context.env.control.signingKeys, issued);
    const url = new URL(`${TAIL_PATH}?ticket=${encodeURIComponent(ticket)}`, context.req.url);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    return context.json({ ticket, url: url.href, expiresAt: isoMillis(issued.expires) }, 201);
  },
);

route(
  "get",
  "/:sandbox/:api/log/:request",
  {
    id: "explainCall",
    summary: "A logged call whole: why it was answered so, what it changed, what would be legal now",
    answers: {
      200: CallDetail.extend({
        help: z.string().nullable().describe("Where the scenario that answered is described"),
      }),
    },
  },
  async ({ context, on, params }) => {
    const call = orProblem(await on.tenant.explain(params.request));
    const help =
      call.whose === "simulated failure"
        ? new URL(`${scenariosPath(on.api.slug)}#${call.scenario ?? "headers"}`, context.env.origins.portal)
            .href
        : null;
    return context.json({ ...call, help });
  },
);

route(
  "post",
  "/:sandbox/:api/log/:request/replay",
  {
    id: "replayCall",
    summary: "Send a logged call once more, as a call of its own",
    answers: { 200: Replayed },
  },
  async ({ context, on, params }) => {
    const base = `${context.env.origins.apis}/sandbox/${on.api.slug}`;
    return context.json(orProblem(await on.tenant.replay(params.request, base)));
  },
);

route(
  "get",
  "/:sandbox/:api/metrics",
  {
    id: "readMetrics",
    summary: "Counts by operation and status, durations, deliveries: of the last day, or of `seconds`",
    query: z.object({ seconds: z.coerce.number().int().min(1).max(31_536_000).default(86_400) }),
    answers: { 200: Metrics },
  },
  async ({ context, on, query }) =>
    context.json(orInactive(await on.tenant.metrics(realNow() - query.seconds * 1000))),
);

route(
  "get",
  "/:sandbox/:api/series",
  {
    id: "readSeries",
    summary: "Calls, refusals, failures and deliveries over time: of the last day, or of `seconds`",
    query: SeriesQuery,
    answers: { 200: Series },
  },
  async ({ context, on, query }) => {
    const span = spanOf(query, realNow());
    return context.json(seriesOf(span, [orInactive(await on.tenant.series(span))]));
  },
);

route(
  "get",
  "/:sandbox/:api/audit",
  {
    id: "listAudit",
    summary: "What was done to the sandbox, newest first",
    query: Latest,
    answers: { 200: listOf(AuditEntry) },
  },
  async ({ context, on, query }) => context.json({ data: await on.tenant.audit(query.limit) }),
);

route(
  "get",
  "/:sandbox/:api/evidence",
  {
    id: "listEvidence",
    summary: "What the integration has proved, with the requests that show it",
    answers: { 200: listOf(Evidence) },
  },
  async ({ context, on }) => context.json({ data: await on.tenant.evidence() }),
);
