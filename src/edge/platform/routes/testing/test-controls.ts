// Test controls of one tenant: faults, rate overrides (`/rate-overrides`), the clock, triggered events.
import { Hono } from "hono";
import { z } from "zod";
import { ScenarioView, describeScenarios } from "#blueprint/format/scenarios.ts";
import { loadIndex } from "#contract/blobs.ts";
import { FaultRule, FaultView } from "#contract/faults.ts";
import { ClockMoved, ClockView, RateOverride, Triggered } from "#contract/views.ts";
import { hasKey, listKeys } from "#control/keys/keys.ts";
import type { Control } from "#control/context.ts";
import { parseDuration } from "#lib/clock.ts";
import { didYouMean } from "#lib/nearest.ts";
import { MOCK_WEBHOOK_HOSTS } from "#lib/mock-webhook-hosts.ts";
import { Problem } from "#lib/problem.ts";
import { scenariosPath } from "../../../docs.ts";
import { MomentInput } from "../../moment.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import type { Platform } from "../../auth.ts";
import { type ResolvedTenant, orInactive, orProblem, resolveTenant } from "../../resolve-tenant.ts";

export const testControlRoutes = new Hono<Platform>({ strict: false });
const base = "/api/v1/sandboxes";
const failures = defineRoutes(
  testControlRoutes,
  { base, tag: "Failures", access: "manage", changes: "test" },
  resolveTenant,
);
const time = defineRoutes(
  testControlRoutes,
  { base, tag: "Time and events", access: "manage", changes: "test" },
  resolveTenant,
);

failures(
  "get",
  "/:sandbox/:api/scenarios",
  {
    id: "listScenarios",
    summary: "Every scenario of the API's release, with all the ways to call it up",
    answers: {
      200: z.object({
        release: z.string(),
        page: z.string().describe("The same, to read"),
        data: z.array(ScenarioView),
        webhookHosts: z
          .array(z.string())
          .describe("Hosts that pretend to answer webhooks as they are called"),
      }),
    },
  },
  async ({ context, on }) => {
    const { value: index } = await loadIndex(context.env.control.blobs, on.api.release);
    return context.json({
      release: on.api.release,
      page: new URL(scenariosPath(on.api.slug), context.env.origins.portal).href,
      data: describeScenarios(index.scenarios),
      webhookHosts: MOCK_WEBHOOK_HOSTS,
    });
  },
);

failures(
  "post",
  "/:sandbox/:api/faults",
  {
    id: "armFault",
    summary: "Arm a fault: what it matches, what it does, how often, how long",
    detail:
      "A sequence of effects is used up one by one. What matches an event waits for it, whatever brings it about.",
    body: FaultRule,
    answers: { 201: FaultView },
  },
  async ({ context, on, body }) => {
    const { key } = body.match;
    if (key !== undefined) await requireKey(context.env.control, on, key);
    return context.json(orProblem(await on.tenant.armFault(body)), 201);
  },
);

failures(
  "get",
  "/:sandbox/:api/faults",
  { id: "listFaults", summary: "Faults that still hold, oldest first", answers: { 200: listOf(FaultView) } },
  async ({ context, on }) => context.json({ data: await on.tenant.faults() }),
);

failures(
  "delete",
  "/:sandbox/:api/faults/:fault",
  { id: "disarmFault", summary: "Disarm a fault", answers: { 204: null } },
  async ({ context, on, params }) => {
    if (!(await on.tenant.disarmFault(params.fault)))
      throw new Problem("not_found", "There is no such fault here; it may have ended by itself.");
    return context.body(null, 204);
  },
);

failures(
  "put",
  "/:sandbox/:api/rate-overrides/:key",
  {
    id: "setRateOverride",
    summary: "Let a key, or each with `*`, do only so much in a window",
    body: z.strictObject({
      limit: z.number().int().min(0).max(100_000),
      window: z.number().int().min(1).max(86_400).default(60).describe("Seconds"),
      expiresIn: z.number().int().min(1).max(86_400).default(3600).describe("Seconds"),
    }),
    answers: { 200: RateOverride },
  },
  async ({ context, on, body, params }) => {
    const key = params.key;
    if (key !== "*") await requireKey(context.env.control, on, key);
    return context.json(orProblem(await on.tenant.setRateOverride({ key, ...body })));
  },
);

failures(
  "get",
  "/:sandbox/:api/rate-overrides",
  {
    id: "listRateOverrides",
    summary: "Rate overrides that hold now",
    answers: { 200: listOf(RateOverride) },
  },
  async ({ context, on }) => context.json({ data: await on.tenant.rateOverrides() }),
);

failures(
  "delete",
  "/:sandbox/:api/rate-overrides/:key",
  { id: "removeRateOverride", summary: "Remove a rate override", answers: { 204: null } },
  async ({ context, on, params }) => {
    if (!(await on.tenant.release(params.key)))
      throw new Problem("not_found", "This key has no rate override.");
    return context.body(null, 204);
  },
);

/** A key of this sandbox, by its id; calls without one are `public`. */
async function requireKey(control: Control, on: ResolvedTenant, key: string): Promise<void> {
  if (key === "public" || (await hasKey(control, on.sandbox.id, key))) return;
  const latest = await listKeys(control, on.sandbox.id, null, { limit: 100 });
  const ids = latest.map((one) => one.id);
  throw new Problem(
    "not_found",
    `There is no key '${key}' here.${didYouMean(key, ids)} Name the id of a key as the list shows it.`,
  );
}

const Duration = z.union([
  z.number().positive(),
  z.string().transform((text, refine) => {
    const milliseconds = parseDuration(text);
    if (milliseconds !== undefined) return milliseconds / 1000;
    refine.addIssue({ code: "custom", message: "is no ISO 8601 duration such as PT1H30M or P2D" });
    return z.NEVER;
  }),
]);

time(
  "get",
  "/:sandbox/:api/clock",
  { id: "readClock", summary: "What time it is in the sandbox", answers: { 200: ClockView } },
  async ({ context, on }) => context.json(orInactive(await on.tenant.clock())),
);

time(
  "post",
  "/:sandbox/:api/clock",
  {
    id: "moveClock",
    summary: "Move the clock on by a duration or to a moment, or let it stand still",
    detail: "Everything that becomes due on the way happens, in order, before the call returns.",
    body: z
      .strictObject({
        by: Duration.optional().describe(
          "Seconds, or an ISO 8601 duration of weeks, days, hours, minutes and seconds",
        ),
        to: MomentInput.optional(),
        frozen: z.boolean().optional(),
        retries: z.boolean().optional().describe("Retries and delayed webhooks come nearer by as much"),
      })
      .refine(
        ({ by, to, frozen }) => by !== undefined || to !== undefined || frozen !== undefined,
        "Give by, to or frozen.",
      )
      .refine(({ by, to }) => by === undefined || to === undefined, "Give by or to, not both."),
    answers: { 200: ClockMoved },
  },
  async ({ context, on, body: { by, to, frozen, retries } }) =>
    context.json(
      orProblem(
        await on.tenant.moveClock({
          ...(by === undefined ? {} : { by: by * 1000 }),
          ...(to === undefined ? {} : { to }),
          ...(frozen === undefined ? {} : { frozen }),
          ...(retries === undefined ? {} : { retries }),
        }),
      ),
    ),
);

time(
  "post",
  "/:sandbox/:api/trigger",
  {
    id: "triggerEvent",
    summary: "Make an event happen, by the change that brings it about",
    detail:
      "On the newest record that can, or on the one named; a record is made where the event tells of a new one.",
    body: z.strictObject({
      event: z.string().min(1).max(200),
      record: z.string().max(300).optional(),
      data: z.record(z.string(), z.json()).optional().describe("Members for the body of the change"),
    }),
    answers: { 201: Triggered },
  },
  async ({ context, on, body: { event, record, data } }) =>
    context.json(
      orProblem(
        await on.tenant.trigger({
          event,
          ...(record === undefined ? {} : { record }),
          ...(data === undefined ? {} : { data }),
        }),
      ),
      201,
    ),
);
