// Who calls the platform: a person's session (Bearer or cookie), or the deployer's token.
import type { Context } from "hono";
import { type Auth, actorOf } from "../../control/accounts.ts";
import type { Actor, Control } from "../../control/context.ts";
import { equalBytes } from "../../lib/hash.ts";
import { utf8 } from "../../lib/bytes.ts";
import type { Reach } from "../../lib/url-guard.ts";
import { Problem } from "../../lib/problem.ts";
import type { PlatformCall } from "../app.ts";

export type Platform = {
  Bindings: { control: Control; auth: Auth; call: PlatformCall; adminToken: string; reach: Reach };
};

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** The actor behind a request; without one it is refused. A cookie may change things only from our own pages. */
export async function requireActor(context: Context<Platform>): Promise<Actor> {
  const { control, auth, adminToken } = context.env;
  const authorization = context.req.header("authorization");
  const token = /^bearer\s+(.+)$/i.exec(authorization ?? "")?.[1];
  if (token !== undefined && equalBytes(utf8(token), utf8(adminToken)))
    return { user: "admin", partner: null, role: "admin" };
  if (authorization === undefined && !SAFE.has(context.req.method)) {
    const origin = context.req.header("origin");
    if (origin !== undefined && origin !== new URL(context.req.url).origin)
      throw new Problem(
        "forbidden",
        "A cookie is only taken from our own pages. Use the session token as a Bearer token.",
      );
  }
  const person = await auth.whoIs(context.req.raw.headers);
  if (!person)
    throw new Problem("unauthorized", "Sign in first: send the session token as 'Authorization: Bearer …'.");
  return actorOf(control, person);
}

/** The body as JSON; an absent one is an empty object. */
export async function jsonBody(context: Context<Platform>): Promise<unknown> {
  const text = await context.req.text();
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Problem("invalid_request", "The body is not valid JSON.");
  }
}
