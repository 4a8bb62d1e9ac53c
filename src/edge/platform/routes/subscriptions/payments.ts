// Payment webhooks of providers: proved by their signature, not by a session.
import { Hono } from "hono";
import { z } from "zod";
import type { Actor } from "#control/context.ts";
import { takePayment } from "#control/subscriptions/payments.ts";
import { defineRoutes } from "../../define-route.ts";
import type { Platform } from "../../auth.ts";

export const paymentRoutes = new Hono<Platform>({ strict: false });
const machine: Actor = { user: "payment webhook", partner: "", role: "owner" };
const route = defineRoutes(
  paymentRoutes,
  { base: "/api/v1/payments", tag: "For providers", access: "public" },
  () => Promise.resolve(machine),
);

route(
  "post",
  "/:slug",
  {
    id: "takePayment",
    summary: "Your payment system says that a partner has paid",
    detail:
      'Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`, and a body of `{"type":"payment.completed","data":{"partner":"…"}}`.',
    answers: { 200: z.object({ partner: z.string(), confirmed: z.boolean() }) },
  },
  async ({ context, params }) => {
    const header = (name: string): string => context.req.header(`webhook-${name}`) ?? "";
    const headers = { id: header("id"), timestamp: header("timestamp"), signature: header("signature") };
    const body = await context.req.text();
    return context.json(await takePayment(context.env.control, params.slug, headers, body));
  },
);
