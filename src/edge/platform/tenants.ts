// What a partner sees of one tenant: its status, its endpoints and what was delivered to them.
import { Hono } from "hono";
import { z } from "zod";
import { Problem } from "../../lib/problem.ts";
import { pretendedAnswer } from "../../lib/pretend-hosts.ts";
import { type Reach, refuseUrl } from "../../lib/url-guard.ts";
import { type Platform, jsonBody } from "./session.ts";
import { Page, orProblem, target } from "./target.ts";

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
const Rotation = z.strictObject({
  /** How long the old secret signs along, in seconds; a day if nothing is said, at most a week. */
  overlap_seconds: z.number().int().min(0).max(604_800).default(86_400),
  secret: z.string().min(16).max(200).optional(),
});
const Since = z.strictObject({ since: z.iso.datetime({ offset: true }) });

/** Hosts that only pretend are never called. */
const refuseEndpoint = (url: string, reach: Reach): string | undefined =>
  pretendedAnswer(url, 1) ? undefined : refuseUrl(url, reach);

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
  const refused = refuseEndpoint(url, context.env.reach);
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
  const refused = url === undefined ? undefined : refuseEndpoint(url, context.env.reach);
  if (refused !== undefined) throw new Problem("invalid_request", `The URL ${refused}.`);
  const changed = await tenant.changeEndpoint(context.req.param("endpoint"), {
    ...(active === undefined ? {} : { active }),
    ...(events === undefined ? {} : { events }),
    ...(url === undefined ? {} : { url }),
  });
  return context.json(orProblem(changed));
});

tenantRoutes.delete("/:sandbox/:api/endpoints/:endpoint", async (context) => {
  const { tenant } = await target(context);
  if (!(await tenant.removeEndpoint(context.req.param("endpoint"))))
    throw new Problem("not_found", "There is no such endpoint here.");
  return context.body(null, 204);
});

const CHECK_UP_STEPS = 40;
const CHECK_UP_STEP_MS = 500;

/** One valid, one badly signed, one stale, one mutated and one duplicate delivery; answers when all have been tried. */
tenantRoutes.post("/:sandbox/:api/endpoints/:endpoint/check-up", async (context) => {
  const { tenant } = await target(context);
  const { id } = orProblem(await tenant.beginCheckUp(context.req.param("endpoint")));
  let report = await tenant.checkUpReport(id);
  for (let step = 0; step < CHECK_UP_STEPS && !report?.done; step++) {
    await scheduler.wait(CHECK_UP_STEP_MS);
    report = await tenant.checkUpReport(id);
  }
  return context.json(report, report?.done ? 200 : 202);
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

/** Every event since a moment of the sandbox clock once more, in order. */
tenantRoutes.post("/:sandbox/:api/endpoints/:endpoint/replay", async (context) => {
  const { tenant } = await target(context);
  const { since } = Since.parse(await jsonBody(context));
  return context.json(
    { resent: await tenant.resendSince(context.req.param("endpoint"), Date.parse(since)) },
    202,
  );
});

/** A new signing secret, shown once; the old one signs along for a while where the scheme can carry both. */
tenantRoutes.post("/:sandbox/:api/endpoints/:endpoint/rotate", async (context) => {
  const { tenant } = await target(context);
  const { overlap_seconds: overlap, secret } = Rotation.parse(await jsonBody(context));
  return context.json(
    orProblem(await tenant.rotateSecret(context.req.param("endpoint"), overlap * 1000, secret)),
  );
});
