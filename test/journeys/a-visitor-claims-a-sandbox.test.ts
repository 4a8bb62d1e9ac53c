// Claimable sandboxes: opened without an account, used, and taken over with their data and key, or gone.
import { env } from "cloudflare:test";
import { expect, test } from "vitest";
import { runScheduled } from "#edge/platform/run-scheduled-jobs.ts";
import { edgeEnv } from "../support/edge-env.ts";
import { LIBRARY } from "../support/documents.ts";
import { ORIGIN, callerOf, openTestSandbox, send, signUp } from "../support/test-sandbox.ts";

const open = (api: string, address: string) =>
  send(`${ORIGIN}/api/v1/claimable`, {
    method: "POST",
    headers: { "content-type": "application/json", "cf-connecting-ip": address },
    body: JSON.stringify({ api }),
  });

test("it works at once, delivers to nobody, and is claimed with its data and key by one only", async () => {
  const { slug, host } = await openTestSandbox({ document: LIBRARY });
  const made = await open(slug, "2001:db8:88::1");
  expect(made.status).toBe(201);
  const { claimToken, testApiKey } = made.body as { claimToken: string; testApiKey: { rawKey: string } };
  const api = callerOf(host, testApiKey.rawKey);
  const book = await api("POST", "/v1/books", { title: "Before I signed up" });
  expect(book.status).toBe(201);
  const [one, other] = [await signUp(), await signUp()];
  const claims = await Promise.all(
    [one, other].map((who) =>
      who.call("POST", "/api/v1/claimable/claims", { token: claimToken, name: "mine" }),
    ),
  );
  expect(claims.map((answer) => answer.status).sort((a, b) => a - b)).toEqual([200, 404]);
  const winner = claims[0]?.status === 200 ? one : other;
  expect((await api("GET", `/v1/books/${book.body.id as string}`)).body.title).toBe("Before I signed up");
  const at = `/api/v1/sandboxes/mine/${slug}`;
  expect((await winner.call("GET", `${at}/log`)).body.data.length).toBeGreaterThan(0);
  expect((await winner.call("GET", `/api/v1/sandboxes/mine/keys?api=${slug}`)).body.data).toHaveLength(1);
  expect((await winner.call("POST", `${at}/endpoints`, { url: "http://127.0.0.1:9/mine" })).status).toBe(201);
  expect((await winner.call("GET", `/api/v1/subscriptions/${slug}`)).body.phase).toBe("sandbox");
});

test("before it is claimed it delivers only to hosts that pretend", async () => {
  const { slug } = await openTestSandbox({ document: LIBRARY });
  const made = await open(slug, "2001:db8:88::2");
  const id = (made.body.sandboxOrgId as string).replace("org_sandbox_", "");
  const api = await env.DB.prepare("SELECT id FROM apis WHERE slug = ?").bind(slug).first<{ id: string }>();
  const tenant = env.TEST.getByName(`${id}:${api?.id ?? ""}`);
  const add = async (url: string) => (await tenant.addEndpoint({ url, events: [] })).ok;
  expect([await add("http://127.0.0.1:9/x"), await add("https://ok.webhook.test/")]).toEqual([false, true]);
});

test("one address opens only so many, and what nobody claims is gone after a week", async () => {
  const { slug, host } = await openTestSandbox({ document: LIBRARY });
  const answers = [];
  for (let i = 0; i < 7; i++) answers.push(await open(slug, "2001:db8:88:3::1"));
  expect(answers.map((one) => one.status)).toContain(429);
  expect((await open("no-such-api", "2001:db8:88:4::1")).status).toBe(404);
  const first = answers[0]?.body as {
    testApiKey: { rawKey: string };
    sandboxOrgId: string;
    claimToken: string;
  };
  const key = first.testApiKey.rawKey;
  const id = first.sandboxOrgId.replace("org_sandbox_", "");
  await env.DB.batch([
    env.DB.prepare("UPDATE sandboxes SET expires_at = 1 WHERE id = ?").bind(id),
    env.DB.prepare("UPDATE claims SET expires = 1 WHERE sandbox = ?").bind(id),
  ]);
  await runScheduled(edgeEnv);
  expect([401, 403]).toContain((await callerOf(host, key)("GET", "/v1/books")).status);
  const late = await signUp();
  expect((await late.call("POST", "/api/v1/claimable/claims", { token: first.claimToken })).status).toBe(404);
});
