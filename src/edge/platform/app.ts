// The platform's own routes: accounts, lifecycle, keys, publishing, endpoints, logs. One onError answers refusals.
import { log } from "#lib/log.ts";
import { Hono } from "hono";
import { DrizzleQueryError } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { z } from "zod";
import { accounts } from "#control/accounts/accounts.ts";
import { noteAudit } from "#control/accounts/audit.ts";
import { endWithAccount } from "#control/accounts/deletion.ts";
import { openDemo } from "#control/apis/demo.ts";
import { mailer } from "#control/accounts/mail.ts";
import type { Control } from "#control/context.ts";
import { isoMillis } from "#lib/clock.ts";
import { Problem } from "#lib/problem.ts";
import { ownHosts } from "#lib/url-guard.ts";
import { type BodyLimit, UNPROVED_BODY_BYTES, bodyTooLarge, limitBody } from "../body-limit.ts";
import { clearGatewayConfigs } from "../gateway-configs.ts";
import { originsOf } from "../origins.ts";
import { llmsText } from "../pages/llms-text.ts";
import { type EdgeEnv, enqueueIn, settingsOf, tenantsOf } from "../ports.ts";
import type { PlatformCall } from "../platform-call.ts";
import { apiRoutes } from "./routes/apis/apis.ts";
import { publishingRoutes } from "./routes/apis/publishing.ts";
import { catalogueRoutes, schemaRoutes } from "./routes/apis/catalogue.ts";
import { bundleRoutes } from "./routes/testing/shared-requests.ts";
import { receiptRoutes } from "./routes/testing/receipts.ts";
import { claimRoutes } from "./routes/accounts/claims.ts";
import { platformDocument } from "./openapi.ts";
import { docsRoutes } from "./routes/apis/docs.ts";
import { keyRoutes } from "./routes/keys/keys.ts";
import { lifecycleRoutes } from "./routes/sandboxes/lifecycle.ts";
import { pinRoutes, releaseRoutes } from "./routes/apis/releases.ts";
import { workflowRoutes } from "./routes/apis/workflows.ts";
import { sandboxRoutes } from "./routes/sandboxes/sandboxes.ts";
import { limitAccounts } from "./limits.ts";
import { liveRoutes } from "./routes/subscriptions/live.ts";
import { mailRoutes } from "./routes/accounts/mails.ts";
import { meRoutes } from "./routes/accounts/me.ts";
import { organisationRoutes } from "./routes/accounts/organisation.ts";
import { webhookRoutes } from "./routes/accounts/webhooks.ts";
import { serviceTokenRoutes } from "./routes/accounts/service-tokens.ts";
import { oauthRoutes } from "./routes/keys/oauth.ts";
import { adminRoutes } from "./routes/admin/overview.ts";
import { backupRoutes } from "./routes/admin/backup.ts";
import { partnerRoutes } from "./routes/admin/partners.ts";
import { portalRoutes } from "./routes/admin/portal.ts";
import { paymentRoutes } from "./routes/subscriptions/payments.ts";
import { requireSameOrigin } from "./same-origin.ts";
import { providerRoutes } from "./routes/subscriptions/provider.ts";
import { subscriptionRoutes } from "./routes/subscriptions/subscriptions.ts";
import { recordRoutes } from "./routes/sandboxes/records.ts";
import { stateRoutes } from "./routes/sandboxes/states.ts";
import { testControlRoutes } from "./routes/testing/test-controls.ts";
import { logRoutes } from "./routes/testing/log.ts";
import { tenantRoutes } from "./routes/events/endpoints.ts";
import { timerRoutes } from "./routes/testing/timers.ts";
import { announceRoutes, statusPages, statusRoutes } from "./routes/apis/status.ts";
import type { Platform } from "./auth.ts";

const app = new Hono<Platform>({ strict: false });

app.use(async (context, next) => {
  await next();
  context.header("x-request-id", context.env.call.requestId);
  context.header("cache-control", "no-store");
});

app.use(requireSameOrigin);

// Read here, where its size is held to: the library takes whatever a body ends in for its own error.
app.all("/api/auth/*", limitAccounts, async (context) => {
  const { raw } = context.req;
  const body = raw.body && (await context.req.arrayBuffer());
  const { method, headers } = raw;
  return context.env.auth.handler(new Request(raw.url, { method, headers, body }));
});
app.route("/api/v1/me", meRoutes);
app.route("/api/v1/organisation", organisationRoutes);
app.route("/api/v1/organisation/webhooks", webhookRoutes);
app.route("/api/v1/service-tokens", serviceTokenRoutes);
app.route("/api/v1/settings/api-access", lifecycleRoutes);
app.route("/api/v1/apis", apiRoutes);
app.route("/api/v1/apis", publishingRoutes);
app.route("/api/v1/catalogue", catalogueRoutes);
app.route("/api/v1/schemas", schemaRoutes);
app.route("/api/v1/apis", releaseRoutes);
app.route("/api/v1/apis", workflowRoutes);
app.route("/api/v1/sandboxes", pinRoutes);
app.route("/api/v1/apis", providerRoutes);
app.route("/api/v1/subscriptions", subscriptionRoutes);
app.route("/api/v1/mails", mailRoutes);
app.route("/api/v1/live", liveRoutes);
app.route("/api/v1/payments", paymentRoutes);
app.route("/api/v1/oauth", oauthRoutes);
app.route("/api/v1/claimable", claimRoutes);
app.route("/api/v1", bundleRoutes);
app.route("/api/v1", receiptRoutes);
app.route("/api/v1/status", statusRoutes);
app.route("/api/v1/apis", announceRoutes);
app.route("/api/v1/admin", adminRoutes);
app.route("/api/v1/admin", portalRoutes);
app.route("/api/v1/admin", partnerRoutes);
app.route("/api/v1/admin", backupRoutes);
app.route("/status", statusPages);
app.route("/api/v1", sandboxRoutes);
app.route("/api/v1/sandboxes", keyRoutes);
app.route("/api/v1/sandboxes", tenantRoutes);
app.route("/api/v1/sandboxes", stateRoutes);
app.route("/api/v1/sandboxes", recordRoutes);
app.route("/api/v1/sandboxes", testControlRoutes);
app.route("/api/v1/sandboxes", timerRoutes);
app.route("/api/v1/sandboxes", logRoutes);
app.get("/openapi.json", (context) => context.json(platformDocument(new URL(context.req.url).origin)));
app.get("/llms.txt", (context) => context.text(llmsText(context.env.origins)));
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
    `There is nothing at ${context.req.method} ${new URL(context.req.url).pathname}. An API is reached at its own host, or at ${context.env.origins.apis}/sandbox/{api}/….`,
  );
});

app.onError((error, context) => {
  const { requestId, now, trace } = context.env.call;
  const problem = context.env.body.exceeded ? bodyTooLarge(context.env.body) : asProblem(error);
  // A query's parameters may hold what no log should; its cause says enough.
  if (error instanceof DrizzleQueryError)
    log("error", "directory.failed", { requestId, ...trace, cause: error.cause });
  if (problem.code === "internal") log("error", "request.failed", { requestId, ...trace, cause: error });
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
export const activateDemo = (
  env: EdgeEnv,
  call: PlatformCall,
  slug: string,
  owner: string,
): Promise<boolean> => openDemo(controlOf(env, call), slug, owner);

function controlOf(env: EdgeEnv, call: PlatformCall): Control {
  const settings = settingsOf(env);
  return {
    db: drizzle(env.DB),
    blobs: env.BLOBS,
    tenant: tenantsOf(env),
    signingKeys: settings.KEY_SECRETS,
    encryptionSecret: settings.ENCRYPTION_SECRET,
    now: call.now,
    enqueue: enqueueIn(env),
    forgetGatewayConfig: clearGatewayConfigs,
  };
}

/** Answers one platform request; `api` and `path` say which API's address it came by, if any. */
export async function answerPlatform(request: Request, env: EdgeEnv, call: PlatformCall): Promise<Response> {
  const settings = settingsOf(env);
  const url = new URL(request.url);
  const origins = originsOf(url, settings);
  const control = controlOf(env, call);
  const send = mailer(control.db, call.now, env.EMAIL, `no-reply@${settings.DOMAIN}`);
  const auth = accounts(env.DB, settings.AUTH_SECRET, url.origin, send, {
    endWith: (person) => endWithAccount(control, person),
    note: ({ user, organization, ...entry }) =>
      noteAudit(control, { user, partner: organization, role: "owner" }, { mode: "test", ...entry }),
  });
  if (call.path !== undefined) url.pathname = call.path;
  const headers = new Headers(request.headers);
  // One credential at most: a cookie is for our own pages, which send no other, and an API's address has no pages.
  if (headers.has("authorization") || call.api !== undefined || call.withoutCookies) headers.delete("cookie");
  const body: BodyLimit = { bytes: UNPROVED_BODY_BYTES, exceeded: false };
  return app.fetch(limitBody(request, url, headers, body), {
    control,
    auth,
    call,
    body,
    origins,
    adminToken: settings.ADMIN_TOKEN,
    reach: settings.REACH,
    ownHosts: ownHosts(settings),
    shields: {
      "sign-in": env.ACCOUNTS,
      "sign-up": env.ACCOUNTS,
      mail: env.ACCOUNTS,
      claim: env.CLAIMS,
      token: env.TOKENS,
    },
  } satisfies Platform["Bindings"]);
}
