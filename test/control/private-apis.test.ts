// An API that only its provider may see is to everybody else as one that does not exist.
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { ORIGIN, openTestSandbox, send, signUp } from "../support/test-sandbox.ts";

async function openPrivate() {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  await env.DB.prepare("UPDATE apis SET visibility = 'private' WHERE slug = ?").bind(sandbox.slug).run();
  return sandbox;
}

describe("a private API", () => {
  it("has no status, no pages and no claimable sandbox for strangers", async () => {
    const { slug } = await openPrivate();
    expect((await send(`${ORIGIN}/api/v1/status/${slug}`)).status).toBe(404);
    for (const page of [`/docs/${slug}`, `/docs/${slug}/scenarios`]) {
      const [one, other] = [
        await send(`${ORIGIN}${page}`),
        await send(`${ORIGIN}${page.replace(slug, "nothing")}`),
      ];
      expect([page, one.status, other.status]).toEqual([page, 401, 401]);
      expect(one.text).not.toContain("Library");
    }
    const opened = await send(`${ORIGIN}/api/v1/claimable`, {
      method: "POST",
      headers: { "content-type": "application/json", "cf-connecting-ip": "2001:db8:55::1" },
      body: JSON.stringify({ api: slug }),
    });
    expect(opened).toMatchObject({ status: 404, body: { sandbox_error: "api_unknown" } });
    const list = await send(`${ORIGIN}/api/v1/status`);
    expect(list.text).not.toContain(slug);
  });

  it("is unknown to other organisations, by every way to it, and open to its provider", async () => {
    const { slug, partner } = await openPrivate();
    const other = await signUp();
    const ways = [
      ["GET", `/api/v1/apis/${slug}/releases`],
      ["GET", `/api/v1/apis/${slug}/document`],
      ["GET", `/api/v1/apis/${slug}/fidelity`],
      ["GET", `/api/v1/subscriptions/${slug}`],
      ["POST", `/api/v1/settings/api-access/sandbox/activate?api=${slug}`],
    ] as const;
    for (const [method, path] of ways) {
      const body = method === "POST" ? {} : undefined;
      const refused = await other.call(method, path, body);
      expect([path, refused.status, refused.body.sandbox_error]).toEqual([path, 404, "api_unknown"]);
      expect([path, (await partner.call(method, path, body)).status]).toEqual([path, 200]);
    }
    expect((await other.call("GET", "/api/v1/apis")).text).not.toContain(`"${slug}"`);
    expect(
      (await send(`${ORIGIN}/docs/${slug}`, { headers: { authorization: `Bearer ${partner.token}` } }))
        .status,
    ).toBe(200);
  });
});
