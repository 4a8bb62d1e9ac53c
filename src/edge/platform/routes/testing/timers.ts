// Timers of one tenant: what waits, what could not be applied and why; try again or drop.
import { Hono } from "hono";
import { z } from "zod";
import { TimerView } from "#contract/views.ts";
import { Problem } from "#lib/problem.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import type { Platform } from "../../auth.ts";
import { Limit, resolveTenant } from "../../resolve-tenant.ts";

export const timerRoutes = new Hono<Platform>({ strict: false });
const base = "/api/v1/sandboxes";
const timers = defineRoutes(
  timerRoutes,
  { base, tag: "Time and events", access: "manage", changes: "test" },
  resolveTenant,
);

timers(
  "get",
  "/:sandbox/:api/timers",
  {
    id: "listTimers",
    summary: "Timers: what will happen by itself, and what could not; failed ones first",
    detail:
      "A timer that cannot be applied is tried again for some hours and then parked with its error. Others go on meanwhile.",
    query: z.object({ limit: Limit, state: TimerView.shape.state.optional() }),
    answers: { 200: listOf(TimerView) },
  },
  async ({ context, on, query: { limit, state } }) =>
    context.json({ data: await on.tenant.timers({ limit, ...(state === undefined ? {} : { state }) }) }),
);

timers(
  "post",
  "/:sandbox/:api/timers/:timer/retry",
  {
    id: "retryTimer",
    summary: "Try a timer that failed, or is parked, again at once",
    answers: { 202: TimerView },
  },
  async ({ context, on, params }) => {
    const timer = await on.tenant.retryTimer(timerId(params.timer));
    if (!timer)
      throw new Problem(
        "not_found",
        "No timer of this id has failed here. The list of timers says which have.",
      );
    return context.json(timer, 202);
  },
);

timers(
  "delete",
  "/:sandbox/:api/timers/:timer",
  {
    id: "dropTimer",
    summary: "Drop a timer: what it would have done never happens",
    answers: { 204: null },
  },
  async ({ context, on, params }) => {
    if (!(await on.tenant.dropTimer(timerId(params.timer))))
      throw new Problem("not_found", "There is no timer of this id here that can be dropped.");
    return context.body(null, 204);
  },
);

const timerId = (text = ""): number => (/^\d{1,15}$/.test(text) ? Number(text) : -1);
