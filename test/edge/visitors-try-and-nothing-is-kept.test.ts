// Demo mode: without a key, answered exactly, nothing kept, limited by address; and the public status beside it.
import { env, runInDurableObject } from "cloudflare:test";
import { expect, test, vi } from "vitest";
import { DEMO_OWNERS } from "#contract/demo.ts";
import { LIBRARY } from "../support/documents.ts";
import { ORIGIN, openTestSandbox, publish, send, signUp } from "../support/test-sandbox.ts";

const visit = (slug: string, method: string, path: string, body?: object, address = "2001:db8:77::1") =>
  send(`${ORIGIN}/demo/${slug}${path}`, {
    method,
    headers: { "content-type": "application/json", "cf-connecting-ip": address },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

test("a visitor creates, is refused as the API would, and leaves no trace", async () => {
  const { slug } = await openTestSandbox({ document: LIBRARY });
  const before = await visit(slug, "GET", "/v1/books?limit=50");
  expect(before.status).toBe(200);
  expect(before.body.total).toBeGreaterThan(0);
  const made = await visit(slug, "POST", "/v1/books", { title: "Mine" });
  expect(made).toMatchObject({ status: 201, body: { title: "Mine" } });
  expect((await visit(slug, "GET", `/v1/books/${made.body.id as string}`)).status).toBe(404);
  expect((await visit(slug, "POST", "/v1/books", { title: 5 })).status).toBeGreaterThanOrEqual(400);
  const id = before.body.data[0].id as string;
  expect((await visit(slug, "DELETE", `/v1/books/${id}`)).status).toBeLessThan(300);
  expect((await visit(slug, "GET", "/v1/books?limit=50")).body).toEqual(before.body);
  const api = await env.DB.prepare("SELECT id FROM apis WHERE slug = ?").bind(slug).first<{ id: string }>();
  for (const owner of DEMO_OWNERS) {
    const kept = await runInDurableObject(
      env.TEST.getByName(`${owner}:${api?.id ?? ""}`),
      (_instance, state) => {
        const tables = state.storage.sql
          .exec("SELECT 1 FROM sqlite_master WHERE name = 'requests'")
          .toArray();
        return tables.length === 0
          ? 0
          : state.storage.sql
              .exec<{ n: number }>(
                "SELECT (SELECT count(*) FROM requests) + (SELECT count(*) FROM events) AS n",
              )
              .one().n;
      },
    );
    expect(kept).toBe(0);
  }
});

test("one address is limited, another is not; a new release is what visitors see", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const answers = await Promise.all(
    Array.from({ length: 70 }, () => visit(sandbox.slug, "GET", "/v1/books", undefined, "2001:db8:77::2")),
  );
  expect(answers.some((one) => one.status === 429)).toBe(true);
  expect((await visit(sandbox.slug, "GET", "/v1/books", undefined, "2001:db8:77:3::1")).status).toBe(200);
  const { "/books": books, ...paths } = LIBRARY.paths;
  await publish(
    sandbox.partner,
    { document: { ...LIBRARY, paths: { ...paths, "/tomes": books } } },
    sandbox.slug,
  );
  expect((await visit(sandbox.slug, "GET", "/v1/tomes", undefined, "2001:db8:77:3::1")).status).toBe(200);
});

test("demo objects are nobody's: no key reaches them, private APIs have none, unknown ones neither", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  await visit(sandbox.slug, "GET", "/v1/books");
  const own = await signUp();
  const form = new FormData();
  form.set("document", JSON.stringify(LIBRARY));
  form.set("visibility", "private");
  const slug = `p${Date.now().toString(36)}`;
  await send(`${ORIGIN}/api/v1/apis/${slug}/releases`, {
    method: "POST",
    headers: { authorization: `Bearer ${own.token}` },
    body: form,
  });
  expect((await visit(slug, "GET", "/v1/books")).status).toBe(404);
  expect((await visit("no-such-api", "GET", "/v1/books")).status).toBe(404);
  expect((await send(`${ORIGIN}/sandbox/${sandbox.slug}/v1/books`)).status).toBe(401);
});

test("the status says when a sandbox last answered and what is announced, for everybody, D1 up or down", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const status = async () => (await send(`${ORIGIN}/api/v1/status/${sandbox.slug}`)).body;
  expect(await status()).toEqual({
    api: sandbox.slug,
    state: "ok",
    lastAnsweredAt: null,
    announcement: null,
  });
  await sandbox.api("GET", "/v1/books");
  await vi.waitFor(async () => expect((await status()).lastAnsweredAt).not.toBeNull(), { timeout: 5000 });
  const said = await sandbox.partner.call("PUT", `/api/v1/apis/${sandbox.slug}/announcement`, {
    state: "degraded",
    text: "Slow <b>today</b>",
  });
  expect(said.body.state).toBe("degraded");
  const page = await send(`${ORIGIN}/status`);
  expect(page.text).toContain("Slow &lt;b&gt;today&lt;/b&gt;");
  await sandbox.partner.call("PUT", `/api/v1/apis/${sandbox.slug}/announcement`, { state: "ok", text: "" });
  expect((await status()).announcement).toBeNull();
  const stranger = await signUp();
  expect(
    (await stranger.call("PUT", `/api/v1/apis/${sandbox.slug}/announcement`, { state: "down", text: "x" }))
      .status,
  ).toBe(403);
  const row = await env.DB.prepare(
    "SELECT calls, facts FROM tenants t JOIN apis a ON a.id = t.api WHERE a.slug = ?",
  )
    .bind(sandbox.slug)
    .first<{ calls: number; facts: number }>();
  expect(row?.calls).toBeGreaterThan(0);
});
