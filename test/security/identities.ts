// Who calls, and what each may do by the product's rules: held here, and not read from the code that is under test.
import { env } from "cloudflare:test";
import type { Operation, Right } from "./routes.ts";
import { ALLOWED_ADDRESS, type KeyKind, type TokenKind, type Victim } from "./victim.ts";

/**
 * - `refused`: 401, 403 or 404 (405 where a key's call goes to the API it opens), nothing changed, nothing told.
 * - `allowed`: not refused for who it is.
 * - `elsewhere`: it works on the caller's own things, whatever comes of it: nothing of the victim's changes or is told.
 */
export type Expectation = "refused" | "allowed" | "elsewhere";

export type Identity = {
  name: string;
  headers: Record<string, string>;
  expects(operation: Operation): Expectation;
};

const RIGHTS: Readonly<Record<keyof Victim["roles"], readonly Right[]>> = {
  owner: ["read", "build", "decide", "own"],
  developer: ["read", "build"],
  reviewer: ["read", "decide"],
  viewer: ["read"],
};

/** What routes of these scopes each service token may call. */
const SCOPES: Readonly<Record<TokenKind, readonly string[]>> = {
  "read token": ["read"],
  "test token": ["read", "test"],
  "publish token": ["read", "publish"],
  "admin token": ["read", "test", "publish", "admin"],
  "revoked admin token": [],
  "expired admin token": [],
};

/** Keys of the victim that may manage the sandbox of the API the routes are called for. */
const MANAGERS: readonly KeyKind[] = ["manage key", "all-API manage key", "manage token"];

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

export function identitiesOf(victim: Victim, stranger: { token: string }): Identity[] {
  return [
    { name: "no credential", headers: {}, expects: expectsNothing },
    { name: "a garbage token", headers: bearer("garbage"), expects: expectsNothing },
    {
      name: "a session of another organisation",
      headers: bearer(stranger.token),
      expects: ({ whose, path }) =>
        whose === "public" ||
        (whose === "own" && !/\{(key|serviceToken|member|invitation|webhook)\}/.test(path))
          ? "elsewhere"
          : "refused",
    },
    ...(Object.keys(RIGHTS) as (keyof Victim["roles"])[]).map((role): Identity => ({
      name: `the organisation's ${role}`,
      headers: bearer(victim.roles[role]),
      expects: ({ whose, right }) =>
        whose === "public"
          ? "elsewhere"
          : whose !== "administrator" && RIGHTS[role].includes(right)
            ? "allowed"
            : "refused",
    })),
    ...(Object.entries(victim.keys) as [KeyKind, string][]).map(([kind, key]): Identity => ({
      name: kind,
      headers: bearer(key),
      expects: ({ whose, byKey }) =>
        whose === "public" ? "elsewhere" : byKey && MANAGERS.includes(kind) ? "allowed" : "refused",
    })),
    ...(Object.entries(victim.serviceTokens) as [TokenKind, string][]).map(([kind, token]): Identity => ({
      name: kind,
      headers: bearer(token),
      expects: ({ whose, scope }) =>
        whose === "public"
          ? "elsewhere"
          : whose !== "administrator" && scope !== undefined && SCOPES[kind].includes(scope)
            ? "allowed"
            : "refused",
    })),
    {
      name: "manage key from one of its addresses",
      headers: {
        ...bearer(victim.keys["manage key bound to other addresses"]),
        "cf-connecting-ip": ALLOWED_ADDRESS,
      },
      expects: ({ whose, byKey }) => (whose === "public" ? "elsewhere" : byKey ? "allowed" : "refused"),
    },
    {
      name: "the administrator's token",
      headers: bearer(env.ADMIN_TOKEN),
      // It belongs to no organisation, so no partner's sandbox is its own; all APIs are.
      expects: ({ whose }) =>
        whose === "provider" || whose === "administrator"
          ? "allowed"
          : whose === "sandbox"
            ? "refused"
            : "elsewhere",
    },
  ];
}

const expectsNothing = ({ whose }: Operation): Expectation => (whose === "public" ? "elsewhere" : "refused");
