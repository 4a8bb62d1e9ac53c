import { env } from "cloudflare:test";
import { expect, test } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { admin, callerOf, openTestSandbox } from "../support/test-sandbox.ts";
import { receiver } from "../support/receiver.ts";

const UNREACHABLE = "http://127.0.0.1:9";

async function liveSandbox(upstream: string) {
  const sandbox = await openTestSandbox({
    document: LIBRARY,
    sandboxFile: `key: { prefix: lib }\nlive: { upstream: "${upstream}" }`,
  });
  const approve = (body: object) =>
    admin("POST", `/api/v1/live/${sandbox.slug}/approvals`, { partner: sandbox.partner.partner, ...body });
  const bare = await approve({});
  expect(bare.status).toBe(400);
  expect(bare.body.message).toContain("credential");
  expect((await approve({ credential: "their-secret" })).body).toEqual({
    phase: "production",
    live: "upstream",
  });
  const key = (await sandbox.partner.call("POST", `/api/v1/live/${sandbox.slug}/keys`, {})).body
    .rawKey as string;
  return { sandbox, live: callerOf(sandbox.host, key) };
}

test("calls go to the provider's origin with the partner's own credential and a claim as idempotency key", async () => {
  const hook = receiver(() =>
    Response.json({ id: "real" }, { status: 201, headers: { "x-upstream": "yes", "set-cookie": "a=b" } }),
  );
  const { sandbox, live } = await liveSandbox(hook.url);
  const target = receiver(
    () => Response.json({ id: "real" }, { status: 201, headers: { "x-upstream": "yes" } }),
    `${hook.url}/v1/books`,
  );
  const made = await live("POST", "/v1/books", { title: "Real" }, { "idempotency-key": "k" });
  expect(made).toMatchObject({ status: 201, body: { id: "real" } });
  expect(made.headers.get("x-upstream")).toBe("yes");
  expect(target.received[0]?.headers).toMatchObject({ authorization: "Bearer their-secret" });
  expect(target.received[0]?.headers["idempotency-key"]).toMatch(/^claim_/);
  const repeat = await live("POST", "/v1/books", { title: "Real" }, { "idempotency-key": "k" });
  expect(repeat.body).toEqual(made.body);
  expect(target.received).toHaveLength(1);
  const stored = await env.DB.prepare("SELECT credential FROM subscriptions WHERE partner = ?")
    .bind(sandbox.partner.partner)
    .first<{ credential: string }>();
  expect(stored?.credential).not.toContain("their-secret");
});

test("a write whose answer never came is not sent again: its outcome is unknown", async () => {
  const hook = receiver();
  const { live } = await liveSandbox(hook.url);
  const target = receiver(() => {
    throw new Error("connection lost after the request was sent");
  }, `${hook.url}/v1/books`);
  const lost = await live("POST", "/v1/books", { title: "Lost" }, { "idempotency-key": "k" });
  expect(lost).toMatchObject({ status: 409, body: { sandbox_error: "outcome_unknown" } });
  const repeat = await live("POST", "/v1/books", { title: "Lost" }, { "idempotency-key": "k" });
  expect(repeat.status).toBe(409);
  expect(target.received).toHaveLength(1);
});

test("a read of an origin that is away is 502, and nothing about it is stored", async () => {
  const { live } = await liveSandbox(UNREACHABLE);
  const away = await live("GET", "/v1/books");
  expect(away).toMatchObject({ status: 502, body: { sandbox_error: "upstream_unreachable" } });
});

test("an API without production says why no live key can be made", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const refused = await admin("POST", `/api/v1/live/${sandbox.slug}/approvals`, {
    partner: sandbox.partner.partner,
  });
  expect(refused).toMatchObject({ status: 409, body: { sandbox_error: "live_unavailable" } });
});
