// Limits of sign-in, sign-up, mail, claims and tokens: one count for all isolates, by network and by account.
import { env } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import {
  ATTEMPT_RULES,
  type AttemptRule,
  forgetAttempts,
  takeAttempt,
} from "#control/accounts/attempt-limits.ts";
import { networkOf } from "#lib/ip-address.ts";
import { drizzle } from "drizzle-orm/d1";
import { LIBRARY } from "../support/documents.ts";
import { type Answer, type TestSandbox, ORIGIN, openTestSandbox, send } from "../support/test-sandbox.ts";

const PASSWORD = "a long enough password";
const control = () => ({ db: drizzle(env.DB), now: Date.now() });
let subnet = 0;
/** Addresses of a /64 of its own. */
const network = (): ((host: number) => string) => {
  const prefix = `2001:db8:a77:${(++subnet).toString(16)}`;
  return (host) => `${prefix}:${host.toString(16)}::1`;
};

/** What other isolates have counted: they share nothing with this one but D1. */
async function elsewhere(rule: AttemptRule, whom: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await takeAttempt(control(), rule, whom);
}

const post = (path: string, body: object, address: string, headers: Record<string, string> = {}) =>
  send(`${ORIGIN}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: ORIGIN, "cf-connecting-ip": address, ...headers },
    body: JSON.stringify(body),
  });
const signIn = (email: string, password: string, address: string): Promise<Answer> =>
  post("/api/auth/sign-in/email", { email, password }, address);

describe("a limit", () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await openTestSandbox({ document: LIBRARY });
  });

  it.each<[AttemptRule, (address: string) => Promise<Answer>]>([
    ["sign-in", (address) => signIn(`${Math.random()}@example.com`, "wrong password", address)],
    [
      "sign-up",
      (address) =>
        post(
          "/api/auth/sign-up/email",
          { email: `${Math.random()}@example.com`, password: PASSWORD, name: "x" },
          address,
        ),
    ],
    ["mail", (address) => post("/api/auth/request-password-reset", { email: "nobody@example.com" }, address)],
    ["account", (address) => post("/api/auth/sign-out", {}, address)],
    ["claim", (address) => post("/api/v1/claimable", { api: sandbox.slug }, address)],
    ["token", (address) => post("/api/v1/oauth/token", { grant_type: "client_credentials" }, address)],
  ])("of %s holds for a whole /64 and across isolates, and for no other network", async (rule, ask) => {
    const [here, other] = [network(), network()];
    const { limit } = ATTEMPT_RULES[rule];
    await elsewhere(rule, networkOf(here(1)), limit - 1);
    expect((await ask(here(2))).status).not.toBe(429);
    const refused = await ask(here(3));
    expect(refused).toMatchObject({ status: 429, body: { sandbox_error: "quota_exceeded" } });
    expect(refused.body.message).toMatch(/[Ww]ait/);
    expect((await ask(other(1))).status).not.toBe(429);
  });

  it("of an account and a network counts failures, holds against the right password, and ends with a success", async () => {
    const { email } = sandbox.partner;
    const [here, other] = [network(), network()];
    await elsewhere(
      "sign-in here",
      `${email} ${networkOf(here(1))}`,
      ATTEMPT_RULES["sign-in here"].limit - 1,
    );
    expect((await signIn(email.toUpperCase(), PASSWORD, here(1))).status).toBe(200);
    for (let i = 0; i < ATTEMPT_RULES["sign-in here"].limit; i++)
      expect((await signIn(email, `wrong ${i}`, here(i))).status).toBe(401);
    expect((await signIn(email, PASSWORD, here(99))).status).toBe(429);
    expect((await signIn(email, PASSWORD, other(1))).status).toBe(200);
  });

  it("of an account holds for guesses from many networks at once", async () => {
    const { email } = sandbox.partner;
    await elsewhere("sign-in anywhere", email, ATTEMPT_RULES["sign-in anywhere"].limit);
    expect((await signIn(email, PASSWORD, network()(1))).status).toBe(429);
  });

  it("counts two at once as two, begins anew with its window, and leaves nothing behind", async () => {
    const { limit, window } = ATTEMPT_RULES.claim;
    const now = Date.now();
    const db = drizzle(env.DB);
    const taken = await Promise.all(
      Array.from({ length: limit + 3 }, () => takeAttempt({ db, now }, "claim", "x")),
    );
    expect(taken.filter(Boolean)).toHaveLength(limit);
    expect(await takeAttempt({ db, now: now + window }, "claim", "x")).toBe(true);
    await forgetAttempts({ db, now: now + 24 * 60 * window });
    expect(await env.DB.prepare("SELECT count(*) AS n FROM attempts").first()).toEqual({ n: 0 });
  });

  it("stores nobody's address", async () => {
    await signIn("somebody-else@example.com", "wrong password", "203.0.113.77");
    const rows = await env.DB.prepare("SELECT name FROM attempts").all<{ name: string }>();
    expect(rows.results.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows.results)).not.toMatch(/example\.com|203\.0\.113/);
  });
});
