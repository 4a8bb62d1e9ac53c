// The token endpoint of APIs whose document names one (OAuth 2.0): at the path the document gives it, on the API's address.
// What cannot be read or is refused is answered in OAuth's own shape (RFC 6749 §5.2).
import { type Context, Hono } from "hono";
import { z } from "zod";
import { exchangeToken } from "#control/keys/oauth.ts";
import type { Actor } from "#control/context.ts";
import { fromBase64 } from "#lib/bytes.ts";
import { Problem } from "#lib/problem.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { defineRoutes } from "../../define-route.ts";
import { limitByAddress } from "../../limits.ts";
import { type Platform, callerAddress } from "../../auth.ts";

export const oauthRoutes = new Hono<Platform>({ strict: false });
const client: Actor = { user: "client", partner: "", role: "developer" };
const route = defineRoutes(oauthRoutes, { base: "/api/v1/oauth", tag: "Keys", access: "public" }, () =>
  Promise.resolve(client),
);

type Credentials = { id: string | undefined; secret: string | undefined };

route(
  "post",
  "/token",
  {
    id: "exchangeCredentials",
    summary:
      "Client credentials for a short-lived token (RFC 6749); also at the path an API's document names",
    detail:
      "`client_id` is a test key's id, `client_secret` the key; as form members or as Basic credentials. A key's address allow-list holds here, too.",
    answers: {
      200: z.object({
        access_token: z.string(),
        token_type: z.literal("Bearer"),
        expires_in: z.int(),
        scope: z.string().optional(),
      }),
    },
  },
  async ({ context }) => {
    await limitByAddress(context, "token");
    const read = membersOf(await context.req.text());
    if (!read.ok) return refused(context, 400, "invalid_request", read.failure);
    const form = read.value;
    const grant = form.get("grant_type");
    if (grant === undefined)
      return refused(context, 400, "invalid_request", "grant_type is missing: send client_credentials.");
    if (grant !== "client_credentials")
      return refused(context, 400, "unsupported_grant_type", "Only client_credentials is granted here.");
    const basic = basicOf(context.req.header("authorization"));
    if (!basic.ok) return refused(context, 400, "invalid_request", basic.failure);
    const { id, secret }: Credentials = basic.value ?? {
      id: form.get("client_id"),
      secret: form.get("client_secret"),
    };
    const scopes = form.get("scope")?.split(/\s+/).filter(Boolean);
    try {
      const granted = await exchangeToken(context.env.control, context.env.control.signingKeys, {
        id: id === "" ? undefined : id,
        secret: secret ?? "",
        scopes: scopes?.length === 0 ? undefined : scopes,
        address: callerAddress(context),
      });
      return granted.ok
        ? context.json(granted.value, 200, NOT_STORED)
        : refused(context, 401, "invalid_client", granted.failure);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return refusedFor(context, error);
    }
  },
);

const NOT_STORED = { "cache-control": "no-store", pragma: "no-cache" };

/** What may be refused of credentials that are good. */
function refusedFor(context: Context<Platform>, problem: Problem): Response {
  const { code, message } = problem;
  if (code === "forbidden" || code === "invalid_request")
    return refused(context, 400, "invalid_scope", message);
  if (code === "conflict") return refused(context, 401, "invalid_client", message);
  // RFC 6749 has no word for this; clients show the description.
  if (code === "quota_exceeded") return refused(context, 429, "quota_exceeded", message);
  throw problem;
}

/** The members of a form, or of JSON where a client sends that; each once and each a text. */
function membersOf(text: string): Result<Map<string, string>, string> {
  const pairs = text.trimStart().startsWith("{") ? jsonPairs(text) : [...new URLSearchParams(text)];
  if (!pairs) return fail("The body is not valid JSON. Send a form, or an object of texts.");
  const members = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (typeof value !== "string") return fail(`${name} is no text.`);
    if (members.has(name)) return fail(`${name} stands there more than once.`);
    members.set(name, value);
  }
  return succeed(members);
}

function jsonPairs(text: string): [string, unknown][] | undefined {
  try {
    return Object.entries(JSON.parse(text) as object); // It begins with a brace.
  } catch {
    return undefined;
  }
}

/** Basic credentials (RFC 7617), each part encoded as in a form (RFC 6749 §2.3.1); undefined where there are none. */
function basicOf(authorization: string | undefined): Result<Credentials | undefined, string> {
  if (!/^basic(\s|$)/i.test(authorization ?? "")) return succeed(undefined);
  const bytes = fromBase64(/^basic\s+(\S+)\s*$/i.exec(authorization ?? "")?.[1] ?? "");
  if (!bytes || bytes.length === 0)
    return fail("The Basic credentials are not valid base64: encode <client id>:<client secret>.");
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
    const colon = text.indexOf(":");
    if (colon < 0) return fail("The Basic credentials have no colon: encode <client id>:<client secret>.");
    return succeed({ id: formDecoded(text.slice(0, colon)), secret: formDecoded(text.slice(colon + 1)) });
  } catch {
    return fail("The Basic credentials are not valid UTF-8 in percent-encoding.");
  }
}

/** Throws where the percent-encoding is broken. */
const formDecoded = (text: string): string => decodeURIComponent(text.replaceAll("+", " "));

const refused = (
  context: Context<Platform>,
  status: 400 | 401 | 429,
  error: string,
  description: string,
): Response =>
  context.json({ error, error_description: description }, status, {
    ...NOT_STORED,
    ...(status === 401 ? { "www-authenticate": 'Basic realm="token"' } : {}),
  });
