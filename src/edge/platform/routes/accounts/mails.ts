// Mail that was stored because there is no mail binding: for the administrator of a local installation, and for tests.
import { Hono } from "hono";
import { z } from "zod";
import { listMails } from "#control/accounts/mail.ts";
import { Problem } from "#lib/problem.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import { type Platform, requireActor } from "../../auth.ts";
import { Limit } from "../../resolve-tenant.ts";

export const mailRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(mailRoutes, { base: "/api/v1/mails", tag: "Accounts" }, requireActor);

route(
  "get",
  "/",
  {
    id: "listMails",
    scope: "session",
    summary: "Mail that was captured here because there is no binding to send it by",
    detail: "For the administrator; on a developer's machine people see what was sent to their own address.",
    query: z.object({ to: z.string().optional(), limit: Limit }),
    answers: {
      200: listOf(
        z.object({
          to: z.string(),
          subject: z.string(),
          text: z.string(),
          about: z.record(z.string(), z.string()),
          at: z.iso.datetime(),
        }),
      ),
    },
  },
  async ({ context, on: actor, query }) => {
    const { control, auth, reach } = context.env;
    // Where anybody may sign up, mail is only for whoever reads that address.
    if (actor.partner !== null && reach === "public")
      throw new Problem("forbidden", "Captured mail is for the administrator here.");
    const person = actor.partner === null ? undefined : await auth.whoIs(context.req.raw.headers);
    const to = actor.partner === null ? query.to : (person?.email ?? "");
    return context.json({ data: await listMails(control.db, to, query.limit) });
  },
);
