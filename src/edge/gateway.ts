// The outer Hono app: which API is meant, and by whom. API calls go straight to their tenant; the platform's own routes are a
// module of their own, loaded when first needed.
import { type Context, Hono } from "hono";
import { LIFECYCLE_PATH, SANDBOXES_PATH } from "#contract/gateway-config.ts";
import type { GatewayConfig } from "#contract/gateway-config.ts";
import { isoMillis, realNow } from "#lib/clock.ts";
import { newId } from "#lib/ids.ts";
import { log } from "#lib/log.ts";
import { type PlatformCode, PLATFORM_STATUS } from "#lib/problem.ts";
import { missingIsolation } from "./answer-headers.ts";
import { type CallTrace, answerApiCall } from "./api-call.ts";
import { gatewayConfigByApi, gatewayConfigBySlug } from "./gateway-configs.ts";
import { builtInAt } from "./bare-host.ts";
import { findKey, prove } from "./authenticate.ts";
import { type EdgeEnv, settingsOf } from "./ports.ts";
import { TAIL_PATH, openTail } from "./tail.ts";
import { originsOf } from "./origins.ts";
import { answerPortal } from "./portal.ts";
import { type Place, siteOf, whichApi } from "./which-api.ts";
import { SANDBOX_WIDE_PREFIX } from "#contract/prefix.ts";
import type { PlatformCall } from "./platform-call.ts";

type Variables = { requestId: string; now: number; trace: CallTrace };

type Gateway = { Bindings: EdgeEnv; Variables: Variables };

export const app = new Hono<Gateway>({ strict: false });

app.use(async (context, next) => {
  context.set("requestId", newId("req"));
  context.set("now", realNow());
  context.set("trace", {});
  await next();
  // An upgraded connection takes no more headers.
  if (context.res.status === 101) return;
  for (const [name, value] of missingIsolation(context.res.headers)) context.header(name, value);
});

app.onError((error, context) => {
  const requestId = context.get("requestId");
  log("error", "request.failed", { requestId, ...context.get("trace"), cause: error });
  return context.json(
    {
      sandbox_error: "internal",
      message: `Something went wrong here. Quote ${requestId} when you ask about it.`,
      timestamp: isoMillis(realNow()),
    },
    500,
    { "x-request-id": requestId },
  );
});

/** An API may have such paths of its own, on its own host. */
const isApiHost = (url: string, { DOMAIN }: EdgeEnv): boolean =>
  DOMAIN !== undefined && new URL(url).hostname.endsWith(`.${DOMAIN.toLowerCase()}`);

// Alive: this isolate runs. Nothing is looked at, neither settings nor bindings.
app.get("/healthz", (context, next) =>
  isApiHost(context.req.url, context.env) ? next() : Promise.resolve(context.json({ ok: true })),
);

app.get("/readyz", async (context, next) => {
  if (isApiHost(context.req.url, context.env)) return next();
  const { readiness } = await import("./health.ts");
  const found = await readiness(context.env);
  return context.json(found, found.ready ? 200 : 503, { "cache-control": "no-store" });
});

app.all("*", async (context) => {
  const { req, env } = context;
  const url = new URL(req.url);
  const at = { requestId: context.get("requestId"), now: context.get("now"), trace: context.get("trace") };
  const settings = settingsOf(env);
  const site = siteOf(url, settings.PORTAL_HOST);
  const place: Place = site === "portal" ? { kind: "bare" } : whichApi(url, settings.DOMAIN);
  if (place.kind === "bare") {
    if (url.pathname === TAIL_PATH) return openTail(req.raw, url, env);
    if (site === "portal") return toSite(context, url, at);
  }
  const found = findKey(req.raw, url);
  if (place.kind === "bare") {
    const key = found && (await prove(settings.KEY_SECRETS, found.text));
    const config = key?.api ? await gatewayConfigByApi(env.BLOBS, key.api, at.now) : undefined;
    if (config && req.method === "POST" && url.pathname === config.tokenPath)
      return toPlatform(req.raw, env, { ...at, api: config.slug, path: TOKEN_PATH });
    if (config && !isTestControl(url.pathname, config))
      return answerApiCall({
        request: req.raw,
        url,
        env,
        config: config,
        ...at,
        path: url.pathname,
        base: url.origin,
        found,
        prefix: config.keyPrefix,
      });
    const own = site === "both" ? await toSite(context, url, at) : undefined;
    if (own && (own.status !== 404 || req.raw.bodyUsed || url.pathname.startsWith(PLATFORM_PATHS)))
      return own;
    const asked = await builtInAt(req.raw, url.pathname, env, at.now);
    if (asked)
      return answerApiCall({
        request: req.raw,
        url,
        env,
        config: asked,
        ...at,
        path: url.pathname,
        base: url.origin,
        found,
        prefix: asked.keyPrefix,
      });
    if (own) return own;
    // A key with `sandbox:manage` may use the test controls on the host where it calls the API.
    if (found && url.pathname.startsWith(SANDBOXES_PATH))
      return toPlatform(req.raw, env, { ...at, withoutCookies: true });
    return notHere(
      at,
      "not_found",
      `There is nothing at ${req.method} ${url.pathname} without an API's key. Pages and accounts are at https://${settings.PORTAL_HOST}.`,
    );
  }
  const config = await gatewayConfigBySlug(env.BLOBS, place.slug, at.now);
  if (!config) return notHere(at, "api_unknown", `There is no API '${place.slug}' here.`);
  if (place.kind !== "demo" && req.method === "POST" && place.path === config.tokenPath)
    return toPlatform(req.raw, env, { ...at, api: config.slug, path: TOKEN_PATH });
  if (place.kind !== "demo" && isLifecycle(place, config))
    return toPlatform(req.raw, env, { ...at, api: config.slug, path: place.path });
  return answerApiCall({
    request: req.raw,
    url,
    env,
    config: config,
    ...at,
    path: place.path,
    base: place.base,
    found,
    prefix: place.kind === "host" ? config.keyPrefix : SANDBOX_WIDE_PREFIX,
    ...(place.kind === "sandbox" ? { sandboxToken: place.token } : {}),
    ...(place.kind === "demo" ? { isDemo: true } : {}),
  });
});

const notHere = (
  { requestId, now }: { requestId: string; now: number },
  code: PlatformCode,
  message: string,
): Response =>
  Response.json(
    { sandbox_error: code, message, timestamp: isoMillis(now) },
    { status: PLATFORM_STATUS[code], headers: { "x-request-id": requestId } },
  );

/** What the platform has not at these is nowhere. */
const PLATFORM_PATHS = "/api/v1/";

/** The Model Context Protocol. */
const MCP_PATH = "/mcp";

/** Where the platform exchanges client credentials. */
const TOKEN_PATH = "/api/v1/oauth/token";

/** The lifecycle paths are ours on every API's address, unless its document declares them. */
const isLifecycle = (place: Exclude<Place, { kind: "bare" }>, config: GatewayConfig): boolean =>
  !config.ownsLifecyclePaths &&
  (place.path === LIFECYCLE_PATH || place.path.startsWith(`${LIFECYCLE_PATH}/`));

/** Our own paths for test controls and for exchanging a key for a token, unless the API's document declares them. */
const isTestControl = (path: string, config: GatewayConfig): boolean =>
  !config.ownsTestControlPaths && (path.startsWith(SANDBOXES_PATH) || path === TOKEN_PATH);

/** Pages, accounts and tools for agents. The portal's files are answered without the platform, which is loaded for the rest. */
async function toSite(context: Context<Gateway>, url: URL, at: PlatformCall): Promise<Response> {
  const { req, env, executionCtx } = context;
  if (url.pathname === MCP_PATH) {
    const { answerMcp } = await import("./mcp.ts");
    const { apis } = originsOf(url, settingsOf(env));
    // Tools call back into this very handler, within the same request.
    const answer = async (request: Request): Promise<Response> => app.fetch(request, env, executionCtx);
    return answerMcp(req.raw, { ...at, url, apis, answer });
  }
  return (await answerPortal(req.raw, url, env, at.now)) ?? toPlatform(req.raw, env, at);
}

async function toPlatform(request: Request, env: EdgeEnv, call: PlatformCall): Promise<Response> {
  const { answerPlatform } = await import("./platform/app.ts");
  return answerPlatform(request, env, call);
}
