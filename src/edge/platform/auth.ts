// Who calls the platform: a person's session (Bearer or cookie), a service token, or the deployer's token.
import type { Context } from "hono";
import { type Auth, actorOf } from "#control/accounts/accounts.ts";
import type { AttemptRule } from "#control/accounts/attempt-limits.ts";
import type { Actor, Control } from "#control/context.ts";
import { findWorkingKey } from "#control/keys/keys.ts";
import { actorOfToken } from "#control/keys/service-tokens.ts";
import { MANAGE, mayManage } from "#control/keys/scopes.ts";
import { KEY_GRAMMAR, type KeyClaims, proveKey } from "#lib/key.ts";
import { equalBytes } from "#lib/hash.ts";
import { isServiceToken } from "#lib/service-token.ts";
import { utf8 } from "#lib/bytes.ts";
import type { Reach } from "#lib/url-guard.ts";
import { Problem } from "#lib/problem.ts";
import { readColumn, StringList } from "#lib/json-column.ts";
import type { PlatformCall } from "../platform-call.ts";
import type { BodyLimit } from "../body-limit.ts";

export type Platform = {
  Bindings: {
    control: Control;
    auth: Auth;
    call: PlatformCall;
    /** How much is read of the body; raised once somebody has proved who they are. */
    body: BodyLimit;
    origins: { portal: string; apis: string };
    adminToken: string;
    reach: Reach;
    ownHosts: readonly string[];
    /** Cloudflare's limits in front of our own, by the rule they stand before. */
    shields: Partial<Record<AttemptRule, RateLimit | undefined>>;
  };
};

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** The actor behind a request; without one it is refused. A cookie may change things only from our own pages. */
export async function requireActor(context: Context<Platform>): Promise<Actor> {
  const { control, auth, adminToken } = context.env;
  const authorization = context.req.header("authorization");
  const token = /^bearer\s+(.+)$/i.exec(authorization ?? "")?.[1];
  if (token !== undefined && equalBytes(utf8(token), utf8(adminToken)))
    return { user: "admin", partner: null, role: "admin" };
  if (token !== undefined && isServiceToken(token)) return actorOfToken(control, token);
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
    throw new Problem(
      "unauthorized",
      token === undefined
        ? "Sign in first: send the session token as 'Authorization: Bearer …'."
        : "Sign in first: this session has ended, or is of another server.",
    );
  return actorOf(control, person);
}

/** The actor of routes that ask for none: whoever calls may read, and owns nothing. */
export const everybody = (): Promise<Actor> =>
  Promise.resolve({ user: "nobody", partner: "", role: "viewer" });

/** What a key on a manage route is bound to, and itself: its tenant is asked whether it works there, too. */
export type Bound = { sandbox: string; api: string | null; claims: KeyClaims };

/** A person, or a test key that may manage its own sandbox. */
export async function requireManager(context: Context<Platform>): Promise<{ actor: Actor; bound?: Bound }> {
  const { control } = context.env;
  const token = /^bearer\s+(\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1] ?? "";
  if (!KEY_GRAMMAR.test(token)) return { actor: await requireActor(context) };
  const claims = await proveKey(control.signingKeys, token);
  if (claims?.mode !== "test") throw new Problem("unauthorized", "This key is not valid here.");
  const found = await findWorkingKey(control, claims, callerAddress(context));
  if (!found.ok) throw new Problem(found.failure.code, found.failure.message);
  const key = found.value;
  if (!mayManage(readColumn(StringList, key.scopes)))
    throw new Problem(
      "forbidden",
      `This key lacks the scope ${MANAGE}. Make one that has it, or use a session token.`,
    );
  return {
    actor: { user: `key ${key.id}`, partner: key.partner, role: "developer" },
    bound: { sandbox: key.owner, api: key.api, claims },
  };
}

/** Where a call comes from, as Cloudflare says; empty where nobody does, which no allow-list holds. */
export const callerAddress = (context: Context<Platform>): string =>
  context.req.header("cf-connecting-ip") ?? "";

/** The body as JSON; an absent one is an empty object. */
/** A JSON value a line. */
export const LINES = /\bapplication\/(x-)?(ndjson|jsonl)\b/i;

const valuesOf = (text: string): unknown[] =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as unknown);

export async function jsonBody(context: Context<Platform>): Promise<unknown> {
  const text = await context.req.text();
  if (text.trim() === "") return {};
  const isLines = LINES.test(context.req.header("content-type") ?? "");
  try {
    return isLines ? valuesOf(text) : (JSON.parse(text) as unknown);
  } catch {
    throw new Problem(
      "invalid_request",
      `The body is not valid JSON${isLines ? " in each of its lines" : ""}.`,
    );
  }
}
