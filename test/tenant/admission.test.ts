// Step 1 of a call: what is refused at a tenant's door, and in which order.
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { type Answer, type House, callerOf, openHouse } from "../support/house.ts";

const open = (): Promise<House> => openHouse({ document: LIBRARY });
const lifecycle = (house: House, act: string): Promise<Answer> =>
  house.partner.call("POST", `/api/v1/settings/api-access/sandbox/${act}?api=${house.slug}`, {});
const makeKey = async (house: House, body: object) =>
  (await house.partner.call("POST", "/api/v1/sandboxes/default/keys", { api: house.slug, ...body })).body as {
    id: string;
    rawKey: string;
  };

describe("a tenant", () => {
  it("refuses a genuine key that the record of keys does not know", async () => {
    const house = await open();
    const key = await makeKey(house, {});
    await env.DB.prepare("DELETE FROM keys WHERE id = ?").bind(key.id).run();
    for (const [method, path] of [
      ["GET", "/v1/books"],
      ["POST", "/v1/books"],
    ] as const)
      expect((await callerOf(house.host, key.rawKey)(method, path)).body).toMatchObject({
        sandbox_error: "unauthorized",
      });
  });

  it("says that the sandbox is not active before it says that the key was revoked", async () => {
    const house = await open();
    expect((await house.api("GET", "/v1/books")).status).toBe(200);
    await lifecycle(house, "deactivate");
    expect((await house.api("GET", "/v1/books")).body.code).toBe("SANDBOX_NOT_ACTIVE");
    await lifecycle(house, "activate");
    const again = await house.api("GET", "/v1/books");
    expect([again.status, again.body.message]).toEqual([401, "This API key has been revoked."]);
  });

  it("ends a key at its moment of real time, however far the sandbox clock was moved", async () => {
    const house = await open();
    const { rawKey } = await makeKey(house, { expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    const api = callerOf(house.host, rawKey);
    await house.partner.call("POST", `/api/v1/sandboxes/default/${house.slug}/clock`, { by: "P2D" });
    expect((await api("GET", "/v1/books")).status).toBe(200);
  });

  it("takes a key that is bound to addresses from those and from no other", async () => {
    const house = await open();
    const { rawKey } = await makeKey(house, { allow: ["192.0.2.1", "192.0.2.2"] });
    const from = async (address: string) =>
      (await callerOf(house.host, rawKey)("GET", "/v1/books", undefined, { "cf-connecting-ip": address }))
        .status;
    expect([await from("192.0.2.1"), await from("192.0.2.2")]).toEqual([200, 200]);
    expect([await from("192.0.2.3"), await from("192.0.2.10"), await from("")]).toEqual([403, 403, 403]);
  });
});
