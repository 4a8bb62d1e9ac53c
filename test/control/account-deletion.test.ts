// A person's account: everything that is kept of it, and deleting it with what that ends.
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { ORIGIN, openTestSandbox, publish, send, signUp } from "../support/test-sandbox.ts";
import { auth, teammate, openBothSides } from "../support/pipeline.ts";

const PASSWORD = { password: "a long enough password" };

const rowsOf = async (table: string, partner: string): Promise<number> =>
  (
    await env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE partner = ?`)
      .bind(partner)
      .first<{ n: number }>()
  )?.n ?? 0;

describe("an account", () => {
  it("is exported with all that is kept of it, and no secret", async () => {
    const { sandbox } = await openBothSides({});
    await sandbox.partner.call("POST", `/api/v1/subscriptions/${sandbox.slug}/submissions`, { form: {} });
    const { status, body, text } = await sandbox.partner.call("GET", "/api/v1/me/export");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      person: { email: sandbox.partner.email },
      organisations: [{ role: "owner" }],
      sandboxes: [{ name: "default", apis: [{ api: sandbox.slug, status: "active" }] }],
      keys: [{ mode: "test", revoked: false }],
      subscriptions: [{ api: sandbox.slug, phase: "in_review" }],
      submissions: [{ api: sandbox.slug, status: "in_review" }],
    });
    expect(text).not.toContain(sandbox.key);
    expect(body.audit.length).toBeGreaterThan(0);
  });

  it("says what its deletion ends, asks for the password, and ends it", async () => {
    const { provider, sandbox } = await openBothSides({});
    const { partner } = sandbox;
    await sandbox.api("POST", "/v1/books", { title: "Gone" });
    const token = (await partner.call("POST", "/api/v1/service-tokens", { name: "ci", scopes: ["read"] }))
      .body.token as string;
    const preview = await partner.call("GET", "/api/v1/me/deletion");
    expect(preview.body).toMatchObject({
      email: partner.email,
      organisations: [{ ends: true, sandboxes: 1, testKeys: 1, liveKeys: 0 }],
      blockedBy: [],
    });
    expect((await auth(partner, "POST", "delete-user", { password: "a wrong password" })).status).toBe(400);
    expect((await sandbox.api("GET", "/v1/books")).status).toBe(200);
    expect((await auth(partner, "POST", "delete-user", PASSWORD)).status).toBe(200);
    expect((await sandbox.api("GET", "/v1/books")).status).toBe(403);
    expect((await partner.call("GET", "/api/v1/me")).status).toBe(401);
    expect((await askWith(token)).status).toBe(401);
    for (const table of ["sandboxes", "subscriptions", "submissions", "steps", "service_tokens"])
      expect(await rowsOf(table, partner.partner), table).toBe(0);
    const left = await env.DB.prepare("SELECT count(*) AS n FROM user WHERE email = ?")
      .bind(partner.email)
      .first();
    expect(left).toEqual({ n: 0 });
    expect((await provider.call("GET", `/api/v1/apis/${sandbox.slug}/partners`)).body.data).toEqual([]);
  });

  it("stays while it is in more organisations than one call can end", async () => {
    const person = await signUp();
    const user = (await person.call("GET", "/api/v1/me")).body.user as string;
    const many = Array.from({ length: 100 }, (_, i) => `${user}-${i}`);
    await env.DB.batch(
      many.flatMap((id) => [
        env.DB.prepare("INSERT INTO organization (id, name, slug, created_at) VALUES (?1, ?1, ?1, 1)").bind(
          id,
        ),
        env.DB.prepare(
          "INSERT INTO member (id, organization_id, user_id, role, created_at) VALUES (?1, ?1, ?2, 'owner', 1)",
        ).bind(id, user),
      ]),
    );
    const refused = await auth(person, "POST", "delete-user", PASSWORD);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain("more than 100 organisations");
    expect((await person.call("GET", "/api/v1/me")).status).toBe(200);
  });

  it("stays while its organisation publishes an API or would be left without an owner", async () => {
    const publisher = await signUp();
    const { slug } = await publish(publisher, { document: LIBRARY });
    const refused = await auth(publisher, "POST", "delete-user", PASSWORD);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain(`publishes ${slug}: delete these APIs first`);
    expect((await publisher.call("GET", "/api/v1/me")).status).toBe(200);

    const sandbox = await openTestSandbox({ document: LIBRARY });
    const developer = await teammate(sandbox.partner, "developer");
    expect((await sandbox.partner.call("GET", "/api/v1/me/deletion")).body.blockedBy[0]).toContain(
      "make another member its owner first",
    );
    expect((await auth(developer, "POST", "delete-user", PASSWORD)).status).toBe(200);
    expect((await sandbox.api("GET", "/v1/books")).status).toBe(200);
  });
});

const askWith = (token: string) =>
  send(`${ORIGIN}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
