// The platform's own routes: accounts, lifecycle, keys, publishing, endpoints, logs. One onError answers refusals.
import { Hono } from "hono";
import { DrizzleQueryError } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { z } from "zod";
import { accounts } from "../../control/accounts.ts";
import { openDemo } from "../../control/demo.ts";
import { mailer } from "../../control/mail.ts";
import type { Control } from "../../control/context.ts";
import { isoMillis } from "../../lib/clock.ts";
import { Problem } from "../../lib/problem.ts";
import { hideKeys } from "../../lib/redact-keys.ts";
import { forgetPlates } from "../doorplates.ts";
import { type EdgeEnv, settingsOf, tenantsOf } from "../ports.ts";
import type { PlatformCall } from "../app.ts";
import { Me } from "../../contract/account-views.ts";
import { apiRoutes } from "./apis.ts";
import { bundleRoutes } from "./bundles.ts";
import { claimRoutes } from "./claims.ts";
import { describing } from "./described.ts";
import { platformDocument } from "./openapi.ts";
import { docsRoutes } from "./docs.ts";
import { keyRoutes } from "./keys.ts";
import { lifecycleRoutes } from "./lifecycle.ts";
import { pinRoutes, releaseRoutes } from "./releases.ts";
import { sandboxRoutes } from "./sandboxes.ts";
import { liveRoutes } from "./live.ts";
import { mailRoutes } from "./mails.ts";
import { oauthRoutes } from "./oauth.ts";
import { paymentRoutes } from "./payments.ts";
import { providerRoutes } from "./provider.ts";
import { subscriptionRoutes } from "./subscriptions.ts";
import { stateRoutes } from "./states.ts";
import { steerRoutes } from "./steer.ts";
import { logRoutes } from "./tenant-log.ts";
import { tenantRoutes } from "./tenants.ts";
import { announceRoutes, statusPages, statusRoutes } from "./status.ts";
import { type Platform, requireActor } from "./session.ts";

const app = new Hono<Platform>({ strict: false });

app.use(async (context, next) => {
  await next();
  context.header("x-request-id", context.env.call.requestId);
  context.header("cache-control", "no-store");
});

app.all("/api/auth/*", (context) => context.env.auth.handler(context.req.raw));
describing(app, { base: "", tag: "Accounts" }, requireActor)(
  "get",
  "/api/v1/me",
  { id: "whoAmI", summary: "Who calls, and for which organisation", answers: { 200: Me } },
  ({ context, on }) => context.json(on),
);
app.route("/api/v1/settings/api-access", lifecycleRoutes);
app.route("/api/v1/apis", apiRoutes);
app.route("/api/v1/apis", releaseRoutes);
app.route("/api/v1/sandboxes", pinRoutes);
app.route("/api/v1/apis", providerRoutes);
app.route("/api/v1/subscriptions", subscriptionRoutes);
app.route("/api/v1/mails", mailRoutes);
app.route("/api/v1/live", liveRoutes);
app.route("/api/v1/payments", paymentRoutes);
app.route("/api/v1/oauth", oauthRoutes);
app.route("/api/v1/claimable", claimRoutes);
app.route("/api/v1", bundleRoutes);
app.route("/api/v1/status", statusRoutes);
app.route("/api/v1/apis", announceRoutes);
app.route("/status", statusPages);
app.route("/api/v1", sandboxRoutes);
app.route("/api/v1/sandboxes", keyRoutes);
app.route("/api/v1/sandboxes", tenantRoutes);
app.route("/api/v1/sandboxes", stateRoutes);
app.route("/api/v1/sandboxes", steerRoutes);
app.route("/api/v1/sandboxes", logRoutes);
app.get("/openapi.json", (context) => context.json(platformDocument(new URL(context.req.url).origin)));
app.route("/docs", docsRoutes);
app.get("/", (context) =>
  context.json({
    name: "Sandbar",
    message: "A stateful sandbox of any OpenAPI document.",
    apis: "/api/v1/apis",
    reference: "/docs",
    signUp: "/api/auth/sign-up/email",
  }),
);

app.notFound((context) => {
  throw new Problem(
    "not_found",
    `There is nothing at ${context.req.method} ${new URL(context.req.url).pathname}. An API is reached at its own host, or at /sandbox/{api}/….`,
  );
});

app.onError((error, context) => {
  const { requestId, now } = context.env.call;
  const problem = asProblem(error);
  // A query's parameters may hold what no log should; its cause says enough.
  if (problem.code === "unavailable")
    console.error("D1 failed", { requestId, error: hideKeys(String(error.cause)) });
  if (problem.code === "internal")
    console.error("unexpected error", { requestId, error: hideKeys(error.stack ?? "") });
  const body = {
    sandbox_error: problem.code,
    message: problem.message,
    timestamp: isoMillis(now),
    ...(problem.details.length > 0 ? { details: problem.details } : {}),
  };
  return new Response(JSON.stringify(body), {
    status: problem.status,
    headers: { "content-type": "application/json", "x-request-id": requestId },
  });
});

function asProblem(error: Error): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof z.ZodError)
    return new Problem(
      "invalid_request",
      error.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`).join("; "),
      error.issues.map((issue) => ({ field: issue.path.join("."), message: issue.message })),
    );
  if (error instanceof SyntaxError) return new Problem("invalid_request", "The body is not valid JSON.");
  if (error instanceof DrizzleQueryError)
    return new Problem(
      "unavailable",
      "The directory of accounts and keys cannot be reached. API calls are not affected. Try again.",
    );
  return new Problem("internal", "Something went wrong here. Quote the request id when you ask about it.");
}

/** Makes the demo object of an owner, when it is first called. */
export const wakeDemo = (env: EdgeEnv, call: PlatformCall, slug: string, owner: string): Promise<boolean> =>
  openDemo(controlOf(env, call), slug, owner);

function controlOf(env: EdgeEnv, call: PlatformCall): Control {
  const settings = settingsOf(env);
  return {
    db: drizzle(env.DB),
    blobs: env.BLOBS,
    tenant: tenantsOf(env),
    ring: settings.KEY_SECRETS,
    encryptionSecret: settings.ENCRYPTION_SECRET,
    now: call.now,
    forgetDoorplate: forgetPlates,
  };
}

/** Answers one platform request; `api` and `path` say which API's address it came by, if any. */
export async function answerPlatform(request: Request, env: EdgeEnv, call: PlatformCall): Promise<Response> {
  const settings = settingsOf(env);
  const url = new URL(request.url);
  const control = controlOf(env, call);
  const send = mailer(control.db, call.now, env.EMAIL, `no-reply@${settings.DOMAIN}`);
  const auth = accounts(env.DB, settings.AUTH_SECRET, url.origin, send);
  if (call.path !== undefined) url.pathname = call.path;
  return app.fetch(new Request(url, request), {
    control,
    auth,
    call,
    adminToken: settings.ADMIN_TOKEN,
    reach: settings.REACH,
    limitClaims: env.CLAIMS,
  } satisfies Platform["Bindings"]);
}
