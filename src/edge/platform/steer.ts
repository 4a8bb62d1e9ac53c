// Steering one tenant: failures on demand, time, snapshots, what a reset would do.
import { Hono } from "hono";
import { z } from "zod";
import { describeScenarios } from "../../blueprint/scenarios.ts";
import { loadIndex } from "../../contract/blobs.ts";
import { FaultRule } from "../../contract/faults.ts";
import { requireApi } from "../../control/apis.ts";
import { listKeys } from "../../control/keys.ts";
import { findSandbox, fork } from "../../control/sandboxes.ts";
import { newId } from "../../lib/ids.ts";
import type { JsonObject } from "../../lib/json.ts";
import { parseDuration } from "../../lib/clock.ts";
import { PRETENDED_HOSTS } from "../../lib/pretend-hosts.ts";
import { Problem } from "../../lib/problem.ts";
import { type Platform, jsonBody, requireActor } from "./session.ts";
import { orProblem, target } from "./target.ts";

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
    /** Retries and delayed webhooks come nearer by as much. */
    retries: z.boolean().optional(),
  })
  .refine(
    ({ by, to, frozen }) => by !== undefined || to !== undefined || frozen !== undefined,
    "Give by, to or frozen.",
  )
  .refine(({ by, to }) => by === undefined || to === undefined, "Give by or to, not both.");
const ResetBody = z.strictObject({
  profile: z.enum(["empty", "small", "rich", "edge"]).optional(),
  seed: z.number().int().min(0).optional(),
});
const SnapshotBody = z.strictObject({ name: z.string().max(100).default("") });
const SqueezeBody = z.strictObject({
  limit: z.number().int().min(0).max(100_000),
  /** Seconds. */
  window: z.number().int().min(1).max(86_400).default(60),
  expires_in: z.number().int().min(1).max(86_400).default(3600),
});
const TriggerBody = z.strictObject({
  event: z.string().min(1).max(200),
  record: z.string().max(300).optional(),
  /** Members for the body of the change. */
  data: z.record(z.string(), z.json()).optional(),
});
const ForkBody = z
  .strictObject({
    /** Of the new sandbox. */
    name: z.string().trim().min(1).max(100).optional(),
    snapshot: z.string().max(100).optional(),
    /** The id of a logged request: the records as they were before it. */
    before: z.string().max(100).optional(),
  })
  .refine(
    ({ snapshot, before }) => snapshot === undefined || before === undefined,
    "Give snapshot or before, not both.",
  );

export const steerRoutes = new Hono<Platform>({ strict: false });

/** What a reset to a profile and number would leave of each resource; nothing is changed. */
steerRoutes.post("/:sandbox/:api/reset/preview", async (context) => {
  const { tenant } = await target(context);
  const { profile, seed } = ResetBody.parse(await jsonBody(context));
  const counts = await tenant.previewReset({
    ...(profile === undefined ? {} : { profile }),
    ...(seed === undefined ? {} : { number: seed }),
  });
  if (!counts) throw new Problem("sandbox_not_active", "Sandbox environment is not active.");
  return context.json({ resources: counts });
});

steerRoutes.post("/:sandbox/:api/undo", async (context) =>
  context.json(orProblem(await (await target(context)).tenant.undo())),
);

steerRoutes.post("/:sandbox/:api/snapshots", async (context) => {
  const { tenant } = await target(context);
  const { name } = SnapshotBody.parse(await jsonBody(context));
  return context.json(orProblem(await tenant.createSnapshot(name)), 201);
});

steerRoutes.get("/:sandbox/:api/snapshots", async (context) =>
  context.json({ data: await (await target(context)).tenant.snapshots() }),
);

steerRoutes.post("/:sandbox/:api/snapshots/:snapshot/restore", async (context) =>
  context.json(orProblem(await (await target(context)).tenant.restore(context.req.param("snapshot")))),
);

steerRoutes.delete("/:sandbox/:api/snapshots/:snapshot", async (context) => {
  const { tenant } = await target(context);
  if (!(await tenant.deleteSnapshot(context.req.param("snapshot"))))
    throw new Problem("not_found", "There is no such snapshot here.");
  return context.body(null, 204);
});

/** A new sandbox with these records as they are, as a snapshot has them, or as they were before a logged request. */
steerRoutes.post("/:sandbox/:api/forks", async (context) => {
  const { control } = context.env;
  const actor = await requireActor(context);
  const { name, snapshot, before } = ForkBody.parse(await jsonBody(context));
  const sandbox = await findSandbox(control, actor, context.req.param("sandbox"));
  const api = await requireApi(control, actor, context.req.param("api"));
  const made = await fork(control, actor, sandbox, api, {
    name: name ?? newId("fork"),
    ...(snapshot === undefined ? {} : { snapshot }),
    ...(before === undefined ? {} : { before }),
  });
  return context.json(made, 201);
});

steerRoutes.get("/:sandbox/:api/clock", async (context) => {
  const clock = await (await target(context)).tenant.clock();
  if (!clock) throw new Problem("sandbox_not_active", "Sandbox environment is not active.");
  return context.json(clock);
});

/** `{by: "PT1H"}`, `{to: "2030-01-01T00:00:00Z"}`, `{frozen: true}`; what became due on the way is in the answer. */
steerRoutes.post("/:sandbox/:api/clock", async (context) => {
  const { tenant } = await target(context);
  const { by, to, frozen, retries } = ClockBody.parse(await jsonBody(context));
  const moved = await tenant.moveClock({
    ...(by === undefined ? {} : { by: typeof by === "number" ? by * 1000 : by.milliseconds }),
    ...(to === undefined ? {} : { to: Date.parse(to) }),
    ...(frozen === undefined ? {} : { frozen }),
    ...(retries === undefined ? {} : { retries }),
  });
  if (!moved.ok) throw new Problem(moved.failure.code, moved.failure.message);
  return context.json(moved.value);
});

steerRoutes.post("/:sandbox/:api/faults", async (context) => {
  const { tenant } = await target(context);
  const armed = await tenant.armFault(FaultRule.parse(await jsonBody(context)));
  if (!armed.ok) throw new Problem(armed.failure.code, armed.failure.message);
  return context.json(armed.value, 201);
});

steerRoutes.get("/:sandbox/:api/faults", async (context) =>
  context.json({ data: await (await target(context)).tenant.faults() }),
);

steerRoutes.delete("/:sandbox/:api/faults/:fault", async (context) => {
  const { tenant } = await target(context);
  if (!(await tenant.disarmFault(context.req.param("fault"))))
    throw new Problem("not_found", "There is no such fault here; it may have ended by itself.");
  return context.body(null, 204);
});

/** `{limit: 2, window: 10}`: the key, or each with `*`, may do two calls in ten seconds, for an hour if nothing is said. */
steerRoutes.put("/:sandbox/:api/squeezes/:key", async (context) => {
  const { tenant, sandbox } = await target(context);
  const key = context.req.param("key");
  const rule = SqueezeBody.parse(await jsonBody(context));
  if (key !== "*" && !(await listKeys(context.env.control, sandbox, null)).some((one) => one.id === key))
    throw new Problem(
      "not_found",
      "There is no such key here. Name the id of a key as the list shows it, or *.",
    );
  return context.json(orProblem(await tenant.squeeze({ key, ...rule })));
});

steerRoutes.get("/:sandbox/:api/squeezes", async (context) =>
  context.json({ data: await (await target(context)).tenant.squeezes() }),
);

steerRoutes.delete("/:sandbox/:api/squeezes/:key", async (context) => {
  const { tenant } = await target(context);
  if (!(await tenant.release(context.req.param("key"))))
    throw new Problem("not_found", "This key is not squeezed.");
  return context.body(null, 204);
});

/** `{event: "order.paid"}`: the change that brings it about is made, on the newest record that can, or on `record`. */
steerRoutes.post("/:sandbox/:api/trigger", async (context) => {
  const { tenant } = await target(context);
  const { event, record, data } = TriggerBody.parse(await jsonBody(context));
  const asked = {
    event,
    ...(record === undefined ? {} : { record }),
    ...(data === undefined ? {} : { data: data as JsonObject }), // the same shape, `| undefined` apart
  };
  return context.json(orProblem(await tenant.trigger(asked)), 201);
});

/** Every scenario of the API's release, with all the ways to call it up. */
steerRoutes.get("/:sandbox/:api/scenarios", async (context) => {
  const { control } = context.env;
  const api = await requireApi(control, await requireActor(context), context.req.param("api"));
  const { value: index } = await loadIndex(control.blobs, api.release);
  return context.json({
    release: api.release,
    data: describeScenarios(index.scenarios),
    webhook_hosts: PRETENDED_HOSTS,
  });
});
