// What is asked of a key: its scopes, its end, tokens of it; and what the audit says of it.
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { TestSandbox } from "../support/test-sandbox.ts";
import { openBothSides } from "../support/pipeline.ts";

const KEYS = "/api/v1/sandboxes/default/keys";
const open = async (): Promise<TestSandbox> => (await openBothSides({ limits: { keys: 20 } })).sandbox;
const make = (sandbox: TestSandbox, body: object = {}) =>
  sandbox.partner.call("POST", KEYS, { api: sandbox.slug, ...body });

describe("a key that is asked for", () => {
  it("is refused for a scope that no entity has", async () => {
    const sandbox = await open();
    for (const scope of ["books", "books:delete", "Books:read", "**", "books:read books:write"])
      expect([scope, (await make(sandbox, { scopes: ["authors:read", scope] })).status]).toEqual([
        scope,
        400,
      ]);
    expect((await make(sandbox, { scopes: ["*", "books:*", "books:read", "sandbox:manage"] })).status).toBe(
      201,
    );
  });

  it("is refused when it would have expired already", async () => {
    const sandbox = await open();
    const at = (offset: number) => new Date(Date.now() + offset).toISOString();
    expect((await make(sandbox, { expiresAt: at(-1000) })).status).toBe(400);
    expect((await make(sandbox, { expiresAt: at(60_000) })).status).toBe(201);
  });

  it("stands in the audit when it is made, changed and ended, with its id and without its value", async () => {
    const sandbox = await open();
    const { id, rawKey } = (await make(sandbox, { name: "Audited" })).body as { id: string; rawKey: string };
    await sandbox.partner.call("POST", `${KEYS}/${id}/rotate`, {});
    await sandbox.partner.call("POST", `${KEYS}/${id}/regenerate`);
    await sandbox.partner.call("DELETE", `${KEYS}/${id}`);
    const { body, text } = await sandbox.partner.call("GET", `/api/v1/audit?target=${id}`);
    expect((body.data as { action: string }[]).map((one) => one.action)).toEqual([
      "key.revoke",
      "key.regenerate",
      "key.rotate",
      "key.create",
    ]);
    expect(text).not.toContain(rawKey);
  });
});

describe("a token", () => {
  it("is not made of a revoked key, nor of a token, nor of a live key's id", async () => {
    const sandbox = await open();
    const { id } = (await make(sandbox)).body as { id: string };
    const token = (await sandbox.partner.call("POST", `${KEYS}/${id}/token`, {})).body as { id: string };
    expect((await sandbox.partner.call("POST", `${KEYS}/${token.id}/token`, {})).status).toBe(409);
    await sandbox.partner.call("DELETE", `${KEYS}/${id}`);
    expect((await sandbox.partner.call("POST", `${KEYS}/${id}/token`, {})).status).toBe(409);
    expect((await sandbox.partner.call("POST", `${KEYS}/${token.id}/rotate`, {})).status).toBe(409);
  });

  it("is bound to the addresses of its key", async () => {
    const sandbox = await open();
    const { id } = (await make(sandbox, { allow: ["192.0.2.9"] })).body as { id: string };
    const token = (await sandbox.partner.call("POST", `${KEYS}/${id}/token`, {})).body as { id: string };
    const row = await env.DB.prepare("SELECT allow FROM keys WHERE id = ?").bind(token.id).first();
    expect(row).toEqual({ allow: '["192.0.2.9"]' });
  });
});
