// What a partner sees of one tenant: endpoints, deliveries, the request log, evidence.
import { type Context, Hono } from "hono";
import { z } from "zod";
import { describeScenarios } from "../../blueprint/scenarios.ts";
import { loadIndex } from "../../contract/blobs.ts";
import { FaultRule } from "../../contract/faults.ts";
import { requireApi } from "../../control/apis.ts";
import { findSandbox } from "../../control/sandboxes.ts";
import { type TenantPort, tenantName } from "../../contract/tenant.ts";
import type { RecordsFile, TenantFailure } from "../../contract/call.ts";
import type { Result } from "../../lib/result.ts";
import { parseDuration } from "../../lib/clock.ts";
import { mintSandboxToken } from "../../lib/key.ts";
import { Problem } from "../../lib/problem.ts";
import { refuseUrl } from "../../lib/url-guard.ts";
import { type Platform, jsonBody, requireActor } from "./session.ts";

const EndpointBody = z.strictObject({
  url: z.string().max(2000),
  events: z.array(z.string().max(200)).max(100).default([]),
  secret: z.string().min(16).max(200).optional(),
  description: z.string().max(200).optional(),
});
const EndpointChange = z.strictObject({
  active: z.boolean().optional(),
  events: z.array(z.string().max(200)).max(100).optional(),
  url: z.string().max(2000).optional(),
});
const ClockBody = z
  .strictObject({
    /** Seconds, or an ISO 8601 duration of weeks, days, hours, minutes and seconds. */
    by: z
      .union([
        z.number().positive(),
        z.string().transform((text, refine) => {
          const milliseconds = parseDuration(text);
          if (milliseconds !== undefined) return { milliseconds };
          refine.addIssue({ code: "custom", message: "is no ISO 8601 duration such as PT1H30M or P2D" });
          return z.NEVER;
        }),
      ])
      .optional(),
    to: z.iso.datetime({ offset: true }).optional(),
    frozen: z.boolean().optional(),
  })
  .refine(
    ({ by, to, frozen }) => by !== undefined || to !== undefined || frozen !== undefined,
    "Give by, to or frozen.",
  )
  .refine(({ by, to }) => by === undefined || to === undefined, "Give by or to, not both.");
const Page = z.object({
  after: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
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
const RecordsBody = z.strictObject({
  release: z.string().optional(),
  records: z.record(
    z.string(),
    z.array(z.strictObject({ doc: z.record(z.string(), z.json()), parent: z.string().optional() })),
  ),
});
const ResetBody = z.strictObject({
  profile: z.enum(["empty", "small", "rich", "edge"]).optional(),
  seed: z.number().int().min(0).optional(),
});
const SnapshotBody = z.strictObject({ name: z.string().max(100).default("") });

export const tenantRoutes = new Hono<Platform>({ strict: false });

tenantRoutes.get("/:sandbox/:api", async (context) => {
  const { tenant, sandboxPath } = await target(context);
  const status = await tenant.status();
  if (!status) throw new Problem("sandbox_not_active", "Sandbox environment is not active.");
  return context.json({ ...status, sandboxPath });
});

tenantRoutes.post("/:sandbox/:api/endpoints", async (context) => {
  const { tenant } = await target(context);
  const { url, events, secret, description } = EndpointBody.parse(await jsonBody(context));
  const refused = refuseUrl(url, context.env.reach);
  if (refused !== undefined) throw new Problem("invalid_request", `The URL ${refused}.`);
  const made = await tenant.addEndpoint({
    url,
    events,
    ...(secret === undefined ? {} : { secret }),
    ...(description === undefined ? {} : { description }),
  });
  if (!made.ok) throw new Problem(made.failure.code, made.failure.message);
  return context.json(made.value, 201);
});

tenantRoutes.get("/:sandbox/:api/endpoints", async (context) =>
  context.json({ data: await (await target(context)).tenant.endpoints() }),
);

/** Pauses it (`{active: false}`) or lets it go on, or changes what it is told of and where. */
tenantRoutes.patch("/:sandbox/:api/endpoints/:endpoint", async (context) => {
  const { tenant } = await target(context);
  const { active, events, url } = EndpointChange.parse(await jsonBody(context));
  const refused = url === undefined ? undefined : refuseUrl(url, context.env.reach);
  if (refused !== undefined) throw new Problem("invalid_request", `The URL ${refused}.`);
  const changed = await tenant.changeEndpoint(context.req.param("endpoint"), {
    ...(active === undefined ? {} : { active }),
    ...(events === undefined ? {} : { events }),
    ...(url === undefined ? {} : { url }),
  });
  if (!changed) throw new Problem("not_found", "There is no such endpoint here.");
  return context.json(changed);
});

tenantRoutes.delete("/:sandbox/:api/endpoints/:endpoint", async (context) => {
  const { tenant } = await target(context);
  if (!(await tenant.removeEndpoint(context.req.param("endpoint"))))
    throw new Problem("not_found", "There is no such endpoint here.");
  return context.body(null, 204);
});

tenantRoutes.get("/:sandbox/:api/deliveries", async (context) => {
  const { limit } = Page.parse(context.req.query());
  return context.json({ data: await (await target(context)).tenant.deliveries(limit) });
});

tenantRoutes.post("/:sandbox/:api/deliveries/:delivery/resend", async (context) => {
  const { tenant } = await target(context);
  const id = await tenant.resend(Number(context.req.param("delivery")));
  if (id === undefined) throw new Problem("not_found", "There is no such delivery here.");
  return context.json({ delivery: id }, 202);
});

tenantRoutes.post("/:sandbox/:api/endpoints/:endpoint/recover", async (context) =>
  context.json({ resent: await (await target(context)).tenant.recover(context.req.param("endpoint")) }, 202),
);

tenantRoutes.get("/:sandbox/:api/log", async (context) => {
  const filter = LogQuery.parse(context.req.query());
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  return context.json({ data: await (await target(context)).tenant.log(given) });
});

tenantRoutes.get("/:sandbox/:api/log/:request", async (context) =>
  context.json(orProblem(await (await target(context)).tenant.explain(context.req.param("request")))),
);

tenantRoutes.post("/:sandbox/:api/log/:request/replay", async (context) => {
  const { tenant } = await target(context);
  const base = `${new URL(context.req.url).origin}/sandbox/${context.req.param("api")}`;
  return context.json(orProblem(await tenant.replay(context.req.param("request"), base)));
});

tenantRoutes.get("/:sandbox/:api/records", async (context) => {
  const file = await (await target(context)).tenant.exportRecords();
  if (!file) throw new Problem("sandbox_not_active", "Sandbox environment is not active.");
  return context.json(file);
});

/** `{records: {customer: [{doc: {…}}]}}`: silently, all or none. */
tenantRoutes.post("/:sandbox/:api/records", async (context) => {
  const { tenant } = await target(context);
  const { records } = RecordsBody.parse(await jsonBody(context));
  const imported = await tenant.importRecords(records as RecordsFile["records"]); // the same shape, `| undefined` apart
  if (!imported.ok)
    throw new Problem(imported.failure.code, imported.failure.message, imported.failure.details ?? []);
  return context.json(imported.value, 201);
});

tenantRoutes.get("/:sandbox/:api/records/:resource/:record/next", async (context) => {
  const { resource, record } = context.req.param();
  const moves = await (await target(context)).tenant.legalMoves(resource, record);
  if (!moves) throw new Problem("not_found", "There is no such record here.");
  return context.json(moves);
});

/** What a reset to a profile and number would leave of each resource; nothing is changed. */
tenantRoutes.post("/:sandbox/:api/reset/preview", async (context) => {
  const { tenant } = await target(context);
  const { profile, seed } = ResetBody.parse(await jsonBody(context));
  const counts = await tenant.previewReset({
    ...(profile === undefined ? {} : { profile }),
    ...(seed === undefined ? {} : { number: seed }),
  });
  if (!counts) throw new Problem("sandbox_not_active", "Sandbox environment is not active.");
  return context.json({ resources: counts });
});

tenantRoutes.post("/:sandbox/:api/undo", async (context) =>
  context.json(orProblem(await (await target(context)).tenant.undo())),
);

tenantRoutes.post("/:sandbox/:api/snapshots", async (context) => {
  const { tenant } = await target(context);
  const { name } = SnapshotBody.parse(await jsonBody(context));
  return context.json(orProblem(await tenant.createSnapshot(name)), 201);
});

tenantRoutes.get("/:sandbox/:api/snapshots", async (context) =>
  context.json({ data: await (await target(context)).tenant.snapshots() }),
);

tenantRoutes.post("/:sandbox/:api/snapshots/:snapshot/restore", async (context) =>
  context.json(orProblem(await (await target(context)).tenant.restore(context.req.param("snapshot")))),
);

tenantRoutes.delete("/:sandbox/:api/snapshots/:snapshot", async (context) => {
  const { tenant } = await target(context);
  if (!(await tenant.deleteSnapshot(context.req.param("snapshot"))))
    throw new Problem("not_found", "There is no such snapshot here.");
  return context.body(null, 204);
});

tenantRoutes.get("/:sandbox/:api/clock", async (context) => {
  const clock = await (await target(context)).tenant.clock();
  if (!clock) throw new Problem("sandbox_not_active", "Sandbox environment is not active.");
  return context.json(clock);
});

/** `{by: "PT1H"}`, `{to: "2030-01-01T00:00:00Z"}`, `{frozen: true}`; what became due on the way is in the answer. */
tenantRoutes.post("/:sandbox/:api/clock", async (context) => {
  const { tenant } = await target(context);
  const { by, to, frozen } = ClockBody.parse(await jsonBody(context));
  const moved = await tenant.moveClock({
    ...(by === undefined ? {} : { by: typeof by === "number" ? by * 1000 : by.milliseconds }),
    ...(to === undefined ? {} : { to: Date.parse(to) }),
    ...(frozen === undefined ? {} : { frozen }),
  });
  if (!moved.ok) throw new Problem(moved.failure.code, moved.failure.message);
  return context.json(moved.value);
});

tenantRoutes.post("/:sandbox/:api/faults", async (context) => {
  const { tenant } = await target(context);
  const armed = await tenant.armFault(FaultRule.parse(await jsonBody(context)));
  if (!armed.ok) throw new Problem(armed.failure.code, armed.failure.message);
  return context.json(armed.value, 201);
});

tenantRoutes.get("/:sandbox/:api/faults", async (context) =>
  context.json({ data: await (await target(context)).tenant.faults() }),
);

tenantRoutes.delete("/:sandbox/:api/faults/:fault", async (context) => {
  const { tenant } = await target(context);
  if (!(await tenant.disarmFault(context.req.param("fault"))))
    throw new Problem("not_found", "There is no such fault here; it may have ended by itself.");
  return context.body(null, 204);
});

/** Every scenario of the API's release, with all the ways to call it up. */
tenantRoutes.get("/:sandbox/:api/scenarios", async (context) => {
  const { control } = context.env;
  const api = await requireApi(control, await requireActor(context), context.req.param("api"));
  const { value: index } = await loadIndex(control.blobs, api.release);
  return context.json({ release: api.release, data: describeScenarios(index.scenarios) });
});

tenantRoutes.get("/:sandbox/:api/evidence", async (context) =>
  context.json({ data: await (await target(context)).tenant.evidence() }),
);

function orProblem<T>(result: Result<T, TenantFailure>): T {
  if (result.ok) return result.value;
  throw new Problem(result.failure.code, result.failure.message);
}

async function target(context: Context<Platform>): Promise<{ tenant: TenantPort; sandboxPath: string }> {
  const { control } = context.env;
  const actor = await requireActor(context);
  const sandbox = await findSandbox(control, actor, context.req.param("sandbox") ?? "default");
  const api = await requireApi(control, actor, context.req.param("api") ?? "");
  return {
    tenant: control.tenant("test", tenantName(sandbox.id, api.id)),
    sandboxPath: `/s/${await mintSandboxToken(control.ring, sandbox.id)}/${api.slug}`,
  };
}
