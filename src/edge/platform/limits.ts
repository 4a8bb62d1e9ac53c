// Rate limits for callers without an identity. Cloudflare's own limit comes first, where there is one: it is per location and
// lenient, and keeps a flood away from D1, whose count decides.
import type { Context, MiddlewareHandler } from "hono";
import { type AttemptRule, clearAttempts, takeAttempt } from "#control/accounts/attempt-limits.ts";
import { networkOf } from "#lib/ip-address.ts";
import { Problem } from "#lib/problem.ts";
import type { Platform } from "./auth.ts";

const TOO_MANY: Record<AttemptRule, string> = {
  "sign-in": "So many sign-ins come from your network. Wait a minute.",
  "sign-in here":
    "So many sign-ins to this account have failed. Wait 15 minutes, or set a new password by mail.",
  "sign-in anywhere":
    "So many sign-ins to this account have failed. Wait an hour, or set a new password by mail.",
  "sign-up": "So many accounts are opened from your network. Wait a minute.",
  mail: "So many mails are asked for from your network. Wait a minute.",
  account: "So many requests come from your network. Wait a minute.",
  claim: "So many sandboxes are opened from your network. Wait a minute, or sign up.",
  token: "So many tokens are fetched from your network. Wait a minute: a token is good for an hour.",
};

const networkIn = (context: Context<Platform>): string =>
  networkOf(context.req.header("cf-connecting-ip") ?? "");

async function take(context: Context<Platform>, rule: AttemptRule, whom: string): Promise<void> {
  if (!(await takeAttempt(context.env.control, rule, whom)))
    throw new Problem("quota_exceeded", TOO_MANY[rule]);
}

/** Counts an attempt of this network (an IPv4 address, an IPv6 /64); refuses it beyond the rule's limit. */
export async function limitByAddress(
  context: Context<Platform>,
  rule: Exclude<AttemptRule, "sign-in here" | "sign-in anywhere">,
): Promise<void> {
  const network = networkIn(context);
  const shield = context.env.shields[rule];
  if (shield && !(await shield.limit({ key: network })).success)
    throw new Problem("quota_exceeded", TOO_MANY[rule]);
  await take(context, rule, network);
}

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
/** Of better-auth's routes, below its base path. */
const RULES: readonly [RegExp, "sign-in" | "sign-up" | "mail"][] = [
  [/^\/sign-in\b/, "sign-in"],
  [/^\/sign-up\b/, "sign-up"],
  [/^\/(request-password-reset|forget-password|send-verification-email|change-email)\b/, "mail"],
];

/** Everything that changes something among the accounts; the library's own limit is of one isolate. */
export const limitAccounts: MiddlewareHandler<Platform> = async (context, next) => {
  if (SAFE.has(context.req.method)) return next();
  const path = new URL(context.req.url).pathname.replace(/^\/api\/auth/, "");
  const rule = RULES.find(([pattern]) => pattern.test(path))?.[1] ?? "account";
  await limitByAddress(context, rule);
  if (rule !== "sign-in") return next();
  const account = await accountIn(context);
  const here = `${account} ${networkIn(context)}`;
  await take(context, "sign-in here", here);
  await take(context, "sign-in anywhere", account);
  await next();
  if (!context.res.ok) return;
  const { control } = context.env;
  await Promise.all([
    clearAttempts(control, "sign-in here", here),
    clearAttempts(control, "sign-in anywhere", account),
  ]);
};

/** Which account somebody signs in to, as the library compares addresses. */
async function accountIn(context: Context<Platform>): Promise<string> {
  const body: unknown = await context.req.json().catch(() => undefined);
  const email = typeof body === "object" && body !== null && "email" in body ? body.email : undefined;
  return typeof email === "string" ? email.trim().toLowerCase() : "";
}
