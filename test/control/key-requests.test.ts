// What is asked of a key: its scopes, its end, tokens of it; and what the audit says of it.
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { House } from "../support/house.ts";
import { openTable } from "../support/pipeline.ts";

const KEYS = "/api/v1/sandboxes/default/keys";
const open = async (): Promise<House> => (await openTable({ limits: { keys: 20 } })).house;
const make = (house: House, body: object = {}) =>
  house.partner.call("POST", KEYS, { api: house.slug, ...body });

describe("a key that is asked for", () => {
  it("is refused for a scope that no entity has", async () => {
    const house = await open();
    for (const scope of ["books", "books:delete", "Books:read", "**", "books:read books:write"])
      expect([scope, (await make(house, { scopes: ["authors:read", scope] })).status]).toEqual([scope, 400]);
    expect((await make(house, { scopes: ["*", "books:*", "books:read", "sandbox:manage"] })).status).toBe(
      201,
    );
  });

  it("is refused when it would have expired already", async () => {
    const house = await open();
    const at = (offset: number) => new Date(Date.now() + offset).toISOString();
    expect((await make(house, { expiresAt: at(-1000) })).status).toBe(400);
    expect((await make(house, { expiresAt: at(60_000) })).status).toBe(201);
  });

  it("stands in the audit when it is made, changed and ended, with its id and without its value", async () => {
    const house = await open();
    const { id, rawKey } = (await make(house, { name: "Audited" })).body as { id: string; rawKey: string };
    await house.partner.call("POST", `${KEYS}/${id}/rotate`, {});
    await house.partner.call("POST", `${KEYS}/${id}/regenerate`);
    await house.partner.call("DELETE", `${KEYS}/${id}`);
    const { body, text } = await house.partner.call("GET", `/api/v1/audit?target=${id}`);
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
    const house = await open();
    const { id } = (await make(house)).body as { id: string };
    const token = (await house.partner.call("POST", `${KEYS}/${id}/token`, {})).body as { id: string };
    expect((await house.partner.call("POST", `${KEYS}/${token.id}/token`, {})).status).toBe(409);
    await house.partner.call("DELETE", `${KEYS}/${id}`);
    expect((await house.partner.call("POST", `${KEYS}/${id}/token`, {})).status).toBe(409);
    expect((await house.partner.call("POST", `${KEYS}/${token.id}/rotate`, {})).status).toBe(409);
  });

  it("is bound to the addresses of its key", async () => {
    const house = await open();
    const { id } = (await make(house, { allow: ["192.0.2.9"] })).body as { id: string };
    const token = (await house.partner.call("POST", `${KEYS}/${id}/token`, {})).body as { id: string };
    const row = await env.DB.prepare("SELECT allow FROM keys WHERE id = ?").bind(token.id).first();
    expect(row).toEqual({ allow: '["192.0.2.9"]' });
  });
});
