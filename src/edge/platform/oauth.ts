// The token endpoint of APIs whose document names one (OAuth 2.0): at the path the document gives it, on the API's address.
import { type Context, Hono } from "hono";
import { z } from "zod";
import { exchange } from "../../control/oauth.ts";
import type { Actor } from "../../control/context.ts";
import { fromBase64, fromUtf8 } from "../../lib/bytes.ts";
import { Problem } from "../../lib/problem.ts";
import { describing } from "./described.ts";
import { limitByAddress } from "./limits.ts";
import type { Platform } from "./session.ts";

export const oauthRoutes = new Hono<Platform>({ strict: false });
const client: Actor = { user: "client", partner: "", role: "developer" };
const route = describing(oauthRoutes, { base: "/api/v1/oauth", tag: "Keys", access: "public" }, () =>
  Promise.resolve(client),
);

route(
  "post",
  "/token",
  {
    id: "exchangeCredentials",
    summary:
      "Client credentials for a short-lived token (RFC 6749); also at the path an API's document names",
    detail:
      "`client_id` is a test key's id, `client_secret` the key; as form members or as Basic credentials.",
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
    const form = await membersOf(context);
    const grant = form.get("grant_type");
    if (grant !== "client_credentials")
      return refused(context, 400, "unsupported_grant_type", "Only client_credentials is granted here.");
    const { id, secret } = basicOf(context) ?? {
      id: form.get("client_id"),
      secret: form.get("client_secret"),
    };
    const scope = form.get("scope");
    try {
      const granted = await exchange(context.env.control, context.env.control.ring, {
        id: id === undefined || id === "" ? undefined : id,
        secret: secret ?? "",
        scopes: scope === undefined || scope === "" ? undefined : scope.split(/\s+/),
      });
      return granted
        ? context.json(granted, 200, { "cache-control": "no-store" })
        : refused(
            context,
            401,
            "invalid_client",
            "The client id is a test key's id, the secret the key; both must work.",
          );
    } catch (error) {
      if (error instanceof Problem && error.code === "forbidden")
        return refused(context, 400, "invalid_scope", error.message);
      throw error;
    }
  },
);

/** A form, or JSON where a client sends that. */
async function membersOf(context: Context<Platform>): Promise<Map<string, string>> {
  const text = await context.req.text();
  if (text.trimStart().startsWith("{"))
    return new Map(Object.entries(JSON.parse(text) as object).map(([name, value]) => [name, String(value)]));
  return new Map(new URLSearchParams(text));
}

function basicOf(context: Context<Platform>): { id: string; secret: string } | undefined {
  const sent = /^basic\s+(\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
  const [id = "", secret = ""] = fromUtf8(fromBase64(sent ?? "") ?? new Uint8Array(0)).split(":");
  return sent === undefined ? undefined : { id: decodeURIComponent(id), secret: decodeURIComponent(secret) };
}

const refused = (
  context: Context<Platform>,
  status: 400 | 401,
  error: string,
  description: string,
): Response =>
  context.json(
    { error, error_description: description },
    status,
    status === 401 ? { "www-authenticate": 'Basic realm="token"' } : {},
  );
