// Service tokens: made by people, used by machines. Who may call what with one is tried route by route in test/security.
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import {
  type Answer,
  type Partner,
  ORIGIN,
  openTestSandbox,
  publish,
  send,
  signUp,
} from "../support/test-sandbox.ts";
import { teammate } from "../support/pipeline.ts";

const make = async (of: Partner, body: object): Promise<Answer> =>
  of.call("POST", "/api/v1/service-tokens", { name: "CI", scopes: ["read"], ...body });

const as =
  (token: string) =>
  (method: string, path: string, body?: object): Promise<Answer> =>
    send(`${ORIGIN}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

describe("a service token", () => {
  it("says whom it acts for, what it may do and when it ends", async () => {
    const owner = await signUp();
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const { body } = await make(owner, { scopes: ["test", "test"], expiresAt });
    expect(body).toMatchObject({ scopes: ["test"], expiresAt, lastUsedAt: null, state: "working" });
    expect((await as(body.token)("GET", "/api/v1/me")).body).toEqual({
      user: `token ${body.id}`,
      partner: owner.partner,
      role: "service",
      name: "CI",
      email: null,
      organisation: expect.stringMatching(/^Partner /),
      scopes: ["test"],
      expiresAt,
    });
    const { data } = (await owner.call("GET", "/api/v1/service-tokens")).body;
    expect(data).toEqual([{ ...body, token: undefined, lastUsedAt: expect.any(String) }]);
  });

  it("is stored as a hash, and its making and its end are audited", async () => {
    const owner = await signUp();
    const { body } = await make(owner, {});
    await owner.call("DELETE", `/api/v1/service-tokens/${body.id}`);
    const { results } = await env.DB.prepare("SELECT * FROM service_tokens WHERE id = ?").bind(body.id).all();
    expect(JSON.stringify(results)).not.toContain(body.token);
    const { data } = (await owner.call("GET", "/api/v1/audit")).body;
    expect(data.map((row: { action: string; target: string }) => [row.action, row.target])).toEqual([
      ["token.revoke", body.id],
      ["token.create", body.id],
    ]);
  });

  it("ends at its moment, or when it is revoked, on the very next request, and says which", async () => {
    const owner = await signUp();
    const late = (await make(owner, { expiresAt: new Date(Date.now() + 60_000).toISOString() })).body;
    await env.DB.prepare("UPDATE service_tokens SET expires = 1 WHERE id = ?").bind(late.id).run();
    const gone = (await make(owner, {})).body;
    expect((await as(gone.token)("GET", "/api/v1/me")).status).toBe(200);
    await owner.call("DELETE", `/api/v1/service-tokens/${gone.id}`);
    const said = await Promise.all(
      [late.token, gone.token, gone.token.replace(/.{4}$/, "0000")].map((one) =>
        as(one)("GET", "/api/v1/me"),
      ),
    );
    expect(said.map((one) => [one.status, one.body.message])).toEqual([
      [401, expect.stringContaining("expired at 1970")],
      [401, expect.stringContaining("has been revoked")],
      [401, expect.stringContaining("not known")],
    ]);
    expect((await make(owner, { expiresAt: new Date(0).toISOString() })).status).toBe(400);
  });

  it("publishes, tests and administers by its scopes alone", async () => {
    const { partner: owner, slug } = await openTestSandbox({ document: LIBRARY });
    const call = async (scope: string): Promise<ReturnType<typeof as>> =>
      as((await make(owner, { scopes: [scope] })).body.token);
    const [read, test, publishing] = [await call("read"), await call("test"), await call("publish")];
    const reset = `/api/v1/sandboxes/default/${slug}/reset`;
    expect((await read("POST", reset)).body.message).toContain("lacks the scope test");
    expect((await test("POST", reset)).status).toBe(200);
    expect((await publishing("POST", reset)).status).toBe(403);
    const hide = { visibility: "private" };
    expect((await test("PATCH", `/api/v1/apis/${slug}`, hide)).status).toBe(403);
    expect((await publishing("PATCH", `/api/v1/apis/${slug}`, hide)).body).toMatchObject(hide);
    const token = (await make(owner, { scopes: ["publish"] })).body.token as string;
    const published = await publish({ ...owner, token }, { document: LIBRARY });
    expect(published.answer.status).toBe(201);
  });

  it("is given nothing that its maker may not do, and makes no other", async () => {
    const owner = await signUp();
    const developer = await teammate(owner, "developer");
    expect((await make(developer, { scopes: ["admin"] })).status).toBe(403);
    const made = (await make(developer, { scopes: ["test", "publish"] })).body;
    expect((await make(await teammate(owner, "viewer"), { scopes: ["read"] })).status).toBe(403);
    const strong = (await make(owner, { scopes: ["admin"] })).body;
    const path = "/api/v1/service-tokens";
    expect((await as(strong.token)("POST", path, { name: "x", scopes: ["read"] })).status).toBe(403);
    expect((await developer.call("DELETE", `${path}/${strong.id}`)).status).toBe(403);
    expect((await owner.call("DELETE", `${path}/${made.id}`)).body.state).toBe("revoked");
  });
});

describe("a test key with sandbox:manage", () => {
  it("resets its own sandbox and no other", async () => {
    const { partner, slug, api } = await openTestSandbox({ document: LIBRARY });
    const key = (
      await partner.call("POST", "/api/v1/sandboxes/default/keys", {
        api: slug,
        scopes: ["*", "sandbox:manage"],
      })
    ).body.rawKey as string;
    const count = async (): Promise<number> =>
      (await as(key)("GET", `/api/v1/sandboxes/default/${slug}`)).body.records;
    const before = await count();
    await api("POST", "/v1/books", { title: "One more" });
    expect(await count()).toBe(before + 1);
    expect((await as(key)("POST", `/api/v1/sandboxes/default/${slug}/reset`, {})).body).toMatchObject({
      active: true,
    });
    expect(await count()).toBe(before);
    await partner.call("POST", "/api/v1/sandboxes", { name: "other" });
    expect((await as(key)("POST", `/api/v1/sandboxes/other/${slug}/reset`, {})).status).toBe(403);
  });
});
