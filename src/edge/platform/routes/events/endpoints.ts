// A tenant's status, its events, its webhook endpoints, and what was delivered to them.
import { type Context, Hono } from "hono";
import { z } from "zod";
import { eventNames, refuseEvent } from "#blueprint/known-names.ts";
import { loadIndex } from "#contract/blobs.ts";
import {
  EndpointTest,
  DeliveryView,
  EventView,
  EndpointView,
  EndpointWithSecret,
  Recovered,
  TenantStatus,
} from "#contract/views.ts";
import { mintSandboxToken } from "#lib/key.ts";
import { mockAnswer } from "#lib/mock-webhook-hosts.ts";
import { Problem } from "#lib/problem.ts";
import { refuseUrl } from "#lib/url-guard.ts";
import { MomentInput } from "../../moment.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import type { Platform } from "../../auth.ts";
import {
  Latest,
  Limit,
  type ResolvedTenant,
  orInactive,
  orProblem,
  resolveTenant,
} from "../../resolve-tenant.ts";

export const tenantRoutes = new Hono<Platform>({ strict: false });
const base = "/api/v1/sandboxes";
const status = defineRoutes(
  tenantRoutes,
  { base, tag: "Records and snapshots", access: "manage", changes: "test" },
  resolveTenant,
);
const webhooks = defineRoutes(
  tenantRoutes,
  { base, tag: "Webhooks", access: "manage", changes: "test" },
  resolveTenant,
);

status(
  "get",
  "/:sandbox/:api",
  {
    id: "readStatus",
    summary: "What the sandbox of an API holds, and its own URL",
    answers: { 200: TenantStatus.extend({ sandboxPath: z.string() }) },
  },
  async ({ context, on }) => {
    const sandboxPath = `/s/${await mintSandboxToken(context.env.control.signingKeys, on.sandbox.id)}/${on.api.slug}`;
    return context.json({ ...orInactive(await on.tenant.status()), sandboxPath });
  },
);

const Events = z.array(z.string().max(200)).max(100).describe("Names, or beginnings and `*`; none is all");
/** Names that no event has are refused; what is to be said where nothing is known of the API's events. */
async function checkEvents(
  context: Context<Platform>,
  on: ResolvedTenant,
  events: readonly string[],
): Promise<string | undefined> {
  if (events.length === 0) return undefined;
  const { release } = orInactive(await on.tenant.status());
  const { value: index } = await loadIndex(context.env.control.blobs, release);
  const unknown = events.flatMap((one) => refuseEvent(index, one) ?? []);
  if (unknown.length > 0) throw new Problem("invalid_request", unknown.join(" "), unknown);
  return eventNames(index).length === 0
    ? "Nothing is known of this API's events: the names are taken as they are, and may never come."
    : undefined;
}

const Secret = z.string().min(16).max(200);

function requireUrl(url: string, { reach, ownHosts }: Platform["Bindings"]): void {
  // Mock webhook hosts are never called.
  const refused = mockAnswer(url, 1) ? undefined : refuseUrl(url, reach, ownHosts);
  if (refused !== undefined) throw new Problem("invalid_request", `The URL ${refused}.`);
}

webhooks(
  "post",
  "/:sandbox/:api/endpoints",
  {
    id: "createEndpoint",
    summary: "Add an endpoint; its signing secret is shown once",
    body: z.strictObject({
      url: z.string().max(2000),
      events: Events.default([]),
      secret: Secret.optional(),
      description: z.string().max(200).optional(),
    }),
    answers: {
      201: EndpointWithSecret.extend({ notice: z.string().optional() }).meta({ id: "NewEndpoint" }),
    },
  },
  async ({ context, on, body: { url, events, secret, description } }) => {
    requireUrl(url, context.env);
    const notice = await checkEvents(context, on, events);
    const made = await on.tenant.addEndpoint({
      url,
      events,
      ...(secret === undefined ? {} : { secret }),
      ...(description === undefined ? {} : { description }),
    });
    return context.json({ ...orProblem(made), ...(notice === undefined ? {} : { notice }) }, 201);
  },
);

webhooks(
  "get",
  "/:sandbox/:api/endpoints",
  { id: "listEndpoints", summary: "Endpoints, oldest first", answers: { 200: listOf(EndpointView) } },
  async ({ context, on }) => context.json({ data: await on.tenant.endpoints() }),
);

webhooks(
  "patch",
  "/:sandbox/:api/endpoints/:endpoint",
  {
    id: "changeEndpoint",
    summary: "Pause it, let it go on, or change what it is told of and where",
    body: z.strictObject({
      active: z.boolean().optional(),
      events: Events.optional(),
      url: z.string().max(2000).optional(),
    }),
    answers: { 200: EndpointView },
  },
  async ({ context, on, body: { active, events, url }, params }) => {
    if (url !== undefined) requireUrl(url, context.env);
    if (events !== undefined) await checkEvents(context, on, events);
    const changed = await on.tenant.changeEndpoint(params.endpoint, {
      ...(active === undefined ? {} : { active }),
      ...(events === undefined ? {} : { events }),
      ...(url === undefined ? {} : { url }),
    });
    return context.json(orProblem(changed));
  },
);

webhooks(
  "delete",
  "/:sandbox/:api/endpoints/:endpoint",
  { id: "deleteEndpoint", summary: "Remove an endpoint", answers: { 204: null } },
  async ({ context, on, params }) => {
    if (!(await on.tenant.removeEndpoint(params.endpoint)))
      throw new Problem("not_found", "There is no such endpoint here.");
    return context.body(null, 204);
  },
);

webhooks(
  "post",
  "/:sandbox/:api/endpoints/:endpoint/rotate",
  {
    id: "rotateSecret",
    summary: "A new signing secret, shown once",
    detail: "The old one signs along for a while where the scheme can carry both.",
    body: z.strictObject({
      overlapSeconds: z.number().int().min(0).max(604_800).default(86_400),
      secret: Secret.optional(),
    }),
    answers: { 200: EndpointWithSecret },
  },
  async ({ context, on, body: { overlapSeconds: overlap, secret }, params }) =>
    context.json(orProblem(await on.tenant.rotateSecret(params.endpoint, overlap * 1000, secret))),
);

const ENDPOINT_TEST_STEPS = 40;
const ENDPOINT_TEST_STEP_MS = 500;

webhooks(
  "post",
  "/:sandbox/:api/endpoints/:endpoint/test",
  {
    id: "testEndpoint",
    summary: "What an endpoint takes that it should not",
    detail:
      "One valid, one badly signed, one stale, one mutated and one duplicate delivery; answers when all have been tried.",
    answers: { 200: EndpointTest, 202: EndpointTest },
  },
  async ({ context, on, params }) => {
    const { id } = orProblem(await on.tenant.beginEndpointTest(params.endpoint));
    let report = await on.tenant.endpointTestReport(id);
    for (let step = 0; step < ENDPOINT_TEST_STEPS && !report?.done; step++) {
      await scheduler.wait(ENDPOINT_TEST_STEP_MS);
      report = await on.tenant.endpointTestReport(id);
    }
    return context.json(report, report?.done ? 200 : 202);
  },
);

webhooks(
  "post",
  "/:sandbox/:api/endpoints/:endpoint/recover",
  {
    id: "recoverEndpoint",
    summary:
      "Send everything the endpoint missed, in order: what failed, and what happened while it was paused",
    answers: { 202: Recovered },
  },
  async ({ context, on, params }) => context.json(orProblem(await on.tenant.recover(params.endpoint)), 202),
);

webhooks(
  "post",
  "/:sandbox/:api/endpoints/:endpoint/replay",
  {
    id: "replayEvents",
    summary: "Send every event since a moment of the sandbox clock again, in order",
    body: z.strictObject({ since: MomentInput }),
    answers: { 202: z.object({ resent: z.int() }) },
  },
  async ({ context, on, body, params }) => {
    const resent = await on.tenant.resendSince(params.endpoint, body.since);
    return context.json({ resent }, 202);
  },
);

webhooks(
  "get",
  "/:sandbox/:api/deliveries",
  {
    id: "listDeliveries",
    summary: "Deliveries with their attempts, newest first",
    query: Latest.extend({
      before: z.coerce.number().int().min(1).optional().describe("The id of the last delivery that is known"),
    }),
    answers: { 200: listOf(DeliveryView) },
  },
  async ({ context, on, query }) =>
    context.json({ data: await on.tenant.deliveries(query.limit, query.before) }),
);

webhooks(
  "post",
  "/:sandbox/:api/deliveries/:delivery/resend",
  {
    id: "resendDelivery",
    summary: "Send a delivery's event to its endpoint once more",
    answers: { 202: z.object({ delivery: z.int() }) },
  },
  async ({ context, on, params }) => {
    const id = await on.tenant.resend(Number(params.delivery));
    if (id === undefined) throw new Problem("not_found", "There is no such delivery here.");
    return context.json({ delivery: id }, 202);
  },
);

webhooks(
  "get",
  "/:sandbox/:api/events",
  {
    id: "listEvents",
    summary: "Events that follow a number, oldest first, whether an endpoint is told of them or not",
    detail: "The last 5,000 are kept.",
    query: z.object({
      after: z.coerce.number().int().min(0).default(0).describe("The `seq` of the last event that is known"),
      limit: Limit,
    }),
    answers: { 200: listOf(EventView) },
  },
  async ({ context, on, query }) => context.json({ data: await on.tenant.events(query.after, query.limit) }),
);
