// Step 1 of a call: what is refused at a tenant's door, and in which order.
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { type Answer, type TestSandbox, callerOf, openTestSandbox } from "../support/test-sandbox.ts";

const open = (): Promise<TestSandbox> => openTestSandbox({ document: LIBRARY });
const lifecycle = (sandbox: TestSandbox, act: string): Promise<Answer> =>
  sandbox.partner.call("POST", `/api/v1/settings/api-access/sandbox/${act}?api=${sandbox.slug}`, {});
const makeKey = async (sandbox: TestSandbox, body: object) =>
  (await sandbox.partner.call("POST", "/api/v1/sandboxes/default/keys", { api: sandbox.slug, ...body }))
    .body as {
    id: string;
    rawKey: string;
  };

describe("a tenant", () => {
  it("refuses a genuine key that the record of keys does not know", async () => {
    const sandbox = await open();
    const key = await makeKey(sandbox, {});
    await env.DB.prepare("DELETE FROM keys WHERE id = ?").bind(key.id).run();
    for (const [method, path] of [
      ["GET", "/v1/books"],
      ["POST", "/v1/books"],
    ] as const)
      expect((await callerOf(sandbox.host, key.rawKey)(method, path)).body).toMatchObject({
        sandbox_error: "unauthorized",
      });
  });

  it("says that the sandbox is not active before it says that the key was revoked", async () => {
    const sandbox = await open();
    expect((await sandbox.api("GET", "/v1/books")).status).toBe(200);
    await lifecycle(sandbox, "deactivate");
    expect((await sandbox.api("GET", "/v1/books")).body.code).toBe("SANDBOX_NOT_ACTIVE");
    await lifecycle(sandbox, "activate");
    const again = await sandbox.api("GET", "/v1/books");
    expect([again.status, again.body.message]).toEqual([401, "This API key has been revoked."]);
  });

  it("ends a key at its moment of real time, however far the sandbox clock was moved", async () => {
    const sandbox = await open();
    const { rawKey } = await makeKey(sandbox, { expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    const api = callerOf(sandbox.host, rawKey);
    await sandbox.partner.call("POST", `/api/v1/sandboxes/default/${sandbox.slug}/clock`, { by: "P2D" });
    expect((await api("GET", "/v1/books")).status).toBe(200);
  });

  it("takes a key that is bound to addresses from those and from no other", async () => {
    const sandbox = await open();
    const { rawKey } = await makeKey(sandbox, { allow: ["192.0.2.1", "192.0.2.2"] });
    const from = async (address: string) =>
      (await callerOf(sandbox.host, rawKey)("GET", "/v1/books", undefined, { "cf-connecting-ip": address }))
        .status;
    expect([await from("192.0.2.1"), await from("192.0.2.2")]).toEqual([200, 200]);
    expect([await from("192.0.2.3"), await from("192.0.2.10"), await from("")]).toEqual([403, 403, 403]);
  });
});
