// Shared requests: created by whoever may see the request, read by whoever has the link.
import { Hono } from "hono";
import { z } from "zod";
import { CallDetail, DeliveryView } from "#contract/views.ts";
import { shareRequest, readSharedRequest } from "#control/sandboxes/shared-requests.ts";
import type { Actor } from "#control/context.ts";
import { isoMillis } from "#lib/clock.ts";
import { defineRoutes } from "../../define-route.ts";
import type { Platform } from "../../auth.ts";
import { orProblem, resolveTenant } from "../../resolve-tenant.ts";

export const bundleRoutes = new Hono<Platform>({ strict: false });
const make = defineRoutes(
  bundleRoutes,
  { base: "/api/v1", tag: "Log and figures", access: "manage", changes: "test" },
  resolveTenant,
);
const reader: Actor = { user: "reader", partner: "", role: "viewer" };
const read = defineRoutes(bundleRoutes, { base: "/api/v1", tag: "Log and figures", access: "public" }, () =>
  Promise.resolve(reader),
);
const MOST_DELIVERIES = 500;

/** How long a link lasts. */
export const Lifetime = z.strictObject({
  expiresIn: z
    .number()
    .int()
    .min(60)
    .max(2_592_000)
    .default(604_800)
    .describe("Seconds; a week if nothing is said"),
});
export const SharedLink = z.object({ url: z.string(), expiresAt: z.iso.datetime() });

make(
  "post",
  "/sandboxes/:sandbox/:api/log/:request/bundle",
  {
    id: "createBundle",
    summary: "A link to one request, redacted, with its explanation, changes and deliveries, for a while",
    body: Lifetime,
    answers: { 201: SharedLink },
  },
  async ({ context, on, body, params }) => {
    const { control } = context.env;
    const call = orProblem(await on.tenant.explain(params.request));
    const deliveries = (await on.tenant.deliveries(MOST_DELIVERIES)).filter((one) => one.request === call.id);
    const lifetime = body.expiresIn * 1000;
    const token = await shareRequest(control, on.actor, { api: on.api.slug, call, deliveries }, lifetime);
    const url = new URL(`/api/v1/bundles/${token}`, context.req.url).href;
    return context.json({ url, expiresAt: isoMillis(control.now + lifetime) }, 201);
  },
);

read(
  "get",
  "/bundles/:token",
  {
    id: "readBundle",
    summary: "What a support link shows",
    answers: { 200: z.object({ api: z.string(), call: CallDetail, deliveries: z.array(DeliveryView) }) },
  },
  async ({ context, params }) => {
    const shared = await readSharedRequest(context.env.control, params.token);
    // A picture that is older than reasons with facts has the sentence alone.
    const call: Omit<CallDetail, "reason"> & Partial<CallDetail> = shared.call;
    const { reason = { kind: "text", name: "", facts: { text: call.why } } } = call;
    return context.json({ ...shared, call: { ...call, reason } });
  },
);
