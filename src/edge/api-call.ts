// An API call at the edge: prove the key, call the tenant, answer. No D1 query and no object access until the key
// is proved; unauthorized callers are answered here, in the API's own shape.
import { renderError } from "#blueprint/runtime/error-model.ts";
import { badKey, platformBody } from "#blueprint/runtime/platform-body.ts";
import type { CallAnswer, CallRequest } from "#contract/call.ts";
import type { GatewayConfig } from "#contract/gateway-config.ts";
import { tenantName } from "#contract/tenant.ts";
import { demoOwner } from "#contract/demo.ts";
import { fnv1a } from "#lib/hash.ts";
import { isoMillis } from "#lib/clock.ts";
import { networkOf } from "#lib/ip-address.ts";
import { type KeyClaims, type Mode, mintSandboxToken, proveSandboxToken } from "#lib/key.ts";
import { PLATFORM_STATUS, type PlatformCode } from "#lib/problem.ts";
import { isolated } from "./answer-headers.ts";
import { PROVED_BODY_BYTES, UNPROVED_BODY_BYTES } from "./body-limit.ts";
import { type BodyRefusal, takeBody } from "./call-body.ts";
import { allowReading, preflight } from "./cors.ts";
import { credentialIn, masked } from "./bare-host.ts";
import { type FoundKey, findKeyInBody, prove } from "./authenticate.ts";
import { type EdgeEnv, settingsOf, tenantsOf } from "./ports.ts";

/** Whom a call turned out to be for; the log says so when it fails. */
export type CallTrace = { tenant?: string; mode?: Mode };

export type ApiCall = {
  request: Request;
  url: URL;
  env: EdgeEnv;
  config: GatewayConfig;
  requestId: string;
  now: number;
  trace: CallTrace;
  /** Below the base URL. */
  path: string;
  base: string;
  found: FoundKey | undefined;
  /** The key prefix named in a 401: the API's own, or on `/sandbox/{api}` the one that opens every API. */
  prefix: string;
  /** On the sandbox's own URL: its token. */
  sandboxToken?: string;
  /** Without a key, and nothing is kept. */
  isDemo?: boolean;
};

export async function answerApiCall(call: ApiCall): Promise<Response> {
  const { request, url, config, env } = call;
  const asked = preflight(request);
  if (asked) return asked;
  if (call.isDemo) return answerVisitor(call);
  const settings = settingsOf(env);
  // What cannot be proved is answered before its body is read.
  const early = call.found && (await prove(settings.KEY_SECRETS, call.found.text));
  const sandbox =
    call.sandboxToken === undefined
      ? undefined
      : await proveSandboxToken(settings.KEY_SECRETS, call.sandboxToken);
  const mayComeLater = !call.found && (config.bodyFields.length > 0 || sandbox !== undefined);
  if (!early && !mayComeLater) return platform(call, "unauthorized", badKey(call.prefix));
  const most = early || sandbox !== undefined ? PROVED_BODY_BYTES : UNPROVED_BODY_BYTES;
  const taken = await takeBody(request, most);
  if ("status" in taken) return refused(call, taken);
  const { bytes: body, headers } = taken;
  const found = call.found ?? findKeyInBody(body, config.bodyFields);
  const key = early ?? (found && (await prove(settings.KEY_SECRETS, found.text)));
  const owner = ownerOf(call, found, key, sandbox);
  if (typeof owner === "object") return platform(call, owner.code, owner.message);
  const ask: CallRequest = {
    requestId: call.requestId,
    method: request.method,
    path: call.path,
    query: url.search.slice(1),
    headers,
    body,
    ...(key ? { key } : {}),
    ...(key && found ? { secret: found.text } : {}),
    place: found?.place ?? { kind: "url" },
    base: call.base,
    ...(key?.mode === "live" ? {} : { open: await openUrl(call, owner) }),
    address: request.headers.get("cf-connecting-ip") ?? "",
  };
  const [mode, name] = [key?.mode ?? ("test" as const), tenantName(owner, config.api)];
  Object.assign(call.trace, { mode, tenant: name } satisfies CallTrace);
  const answer = await tenantsOf(env)(mode, name).serve(ask);
  if (answer.unknown) return platform(call, answer.unknown.code, answer.unknown.message);
  // What a tester asked for happens here, after the commit: the tenant never waits.
  if (answer.delay !== undefined) await scheduler.wait(answer.delay);
  if (answer.drop) return lost();
  return respond(call, answer);
}

/** A visitor's call: answered by one of a few objects that keep nothing, made when it is first called. */
async function answerVisitor(call: ApiCall): Promise<Response> {
  const { request, url, config, env } = call;
  const taken = await takeBody(request, UNPROVED_BODY_BYTES);
  if ("status" in taken) return refused(call, taken);
  const address = request.headers.get("cf-connecting-ip") ?? "";
  const owner = demoOwner(fnv1a(networkOf(address)));
  const ask: CallRequest = {
    requestId: call.requestId,
    method: request.method,
    path: call.path,
    query: url.search.slice(1),
    headers: taken.headers,
    body: taken.bytes,
    place: { kind: "url" },
    base: call.base,
    address,
    demo: true,
  };
  const name = tenantName(owner, config.api);
  Object.assign(call.trace, { mode: "test", tenant: name } satisfies CallTrace);
  const tenant = tenantsOf(env)("test", name);
  let answer = await tenant.serve(ask);
  if (answer.unknown) {
    const { activateDemo } = await import("./platform/app.ts");
    if (!(await activateDemo(env, call, config.slug, owner)))
      return platform(call, "api_unknown", `There is no API '${config.slug}' here.`);
    answer = await tenant.serve(ask);
  }
  if (answer.unknown) return platform(call, answer.unknown.code, answer.unknown.message);
  return respond(call, answer);
}

const tokens = new Map<string, string>();
const MAX_TOKENS = 2000;

/** The sandbox's own URL, on the host that has no API's name before it. */
async function openUrl({ url, env, base, config, sandboxToken }: ApiCall, owner: string): Promise<string> {
  if (sandboxToken !== undefined) return base;
  const token = tokens.get(owner) ?? (await mintSandboxToken(settingsOf(env).KEY_SECRETS, owner));
  if (tokens.size >= MAX_TOKENS) tokens.clear();
  tokens.set(owner, token);
  const named = `${config.slug}.`;
  const host = base === url.origin && url.host.startsWith(named) ? url.host.slice(named.length) : url.host;
  return `${url.protocol}//${host}/s/${token}/${config.slug}`;
}

/** Whose tenant is meant: the key's owner; without a key only the sandbox's own URL names one. */
function ownerOf(
  call: ApiCall,
  found: FoundKey | undefined,
  key: KeyClaims | undefined,
  sandbox: string | undefined,
): string | { code: PlatformCode; message: string } {
  const refused = { code: "unauthorized" as const, message: badKey(call.prefix) };
  if (found && !key) return refused;
  if (key && key.api !== null && key.api !== call.config.api)
    return { code: "unauthorized", message: "This API key belongs to another API." };
  if (call.sandboxToken === undefined) return key ? key.owner : refused;
  if (sandbox === undefined) return refused;
  if (key && key.owner !== sandbox)
    return { code: "unauthorized", message: "This API key belongs to another sandbox." };
  return sandbox;
}

function platform(call: ApiCall, code: PlatformCode, message: string): Response {
  const { config } = call;
  const credential = credentialIn(call.request);
  const body = platformBody(config, code, message, {
    requestId: call.requestId,
    timestamp: isoMillis(call.now),
    credential: credential === undefined ? "" : masked(credential),
  });
  const media = config.errors.declared ? config.errors.media : "application/json";
  const headers: [string, string][] = [
    ["content-type", media],
    ["x-request-id", call.requestId],
  ];
  if (code === "unauthorized") headers.push(["www-authenticate", `Bearer realm="${config.slug}"`]);
  return respond(call, { status: PLATFORM_STATUS[code], headers, body: JSON.stringify(body) });
}

/** A body that could not be taken, in the API's own error shape. */
function refused(call: ApiCall, refusal: BodyRefusal): Response {
  const { errors } = call.config;
  const body = renderError(errors, refusal, { requestId: call.requestId, timestamp: isoMillis(call.now) });
  return respond(call, {
    status: refusal.status,
    headers: [
      ["content-type", errors.media],
      ["x-request-id", call.requestId],
    ],
    body: JSON.stringify(body),
  });
}

/** The nearest a Worker comes to hanging up: an answer that breaks off before its first byte. */
const lost = (): Response =>
  new Response(
    new ReadableStream({
      pull(controller) {
        controller.error(new Error("the sandbox was asked to lose this answer"));
      },
    }),
    { status: 504 },
  );

const NO_BODY = new Set([101, 204, 205, 304]);

function respond(call: ApiCall, answer: CallAnswer): Response {
  const headers = isolated(answer.headers);
  if (call.request.headers.has("origin")) allowReading(headers);
  // The answer to HEAD is that to GET without its body (R47).
  const body = NO_BODY.has(answer.status) || call.request.method === "HEAD" ? null : answer.body;
  return new Response(body, { status: answer.status, headers });
}
