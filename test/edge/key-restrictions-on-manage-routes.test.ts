// What restricts a key on API calls restricts it on the routes that manage its sandbox: address, rotation, end, clock.
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { type TestSandbox, ORIGIN, openTestSandbox, send } from "../support/test-sandbox.ts";
import { askToken, callApi, callManage, exchange, from, makeKey, revoke } from "../support/keys.ts";
import { LIBRARY } from "../support/documents.ts";

const scopes = ["*", "sandbox:manage"];
const open = (): Promise<TestSandbox> => openTestSandbox({ document: LIBRARY });

/** The status of an API call and of a manage route. */
const both = async (
  sandbox: TestSandbox,
  key: string,
  headers: Record<string, string> = {},
): Promise<number[]> => [
  (await callApi(sandbox, key, headers)).status,
  (await callManage(sandbox, key, headers)).status,
];

const moveClock = async (sandbox: TestSandbox, by: string): Promise<void> => {
  const moved = await sandbox.partner.call("POST", `/api/v1/sandboxes/default/${sandbox.slug}/clock`, { by });
  expect(moved.status).toBe(200);
};

describe("a key's address allow-list", () => {
  it("lets a listed address in and no other, on API calls and on manage routes, bound or not", async () => {
    const sandbox = await open();
    for (const api of [sandbox.slug, null]) {
      const key = await makeKey(sandbox, { api, scopes, allow: ["192.0.2.7", "2001:db8::7"] });
      expect(await both(sandbox, key.rawKey, from("192.0.2.7"))).toEqual([200, 200]);
      expect(await both(sandbox, key.rawKey, from("2001:db8::7"))).toEqual([200, 200]);
      expect(await both(sandbox, key.rawKey, from("192.0.2.8"))).toEqual([403, 403]);
      expect(await both(sandbox, key.rawKey)).toEqual([403, 403]);
      await revoke(sandbox, key.id);
    }
  });

  it("goes over to the key's tokens", async () => {
    const sandbox = await open();
    const key = await makeKey(sandbox, { scopes, allow: ["192.0.2.7"] });
    const token = (await askToken(sandbox, key.id)).body.rawKey as string;
    expect(await both(sandbox, token, from("192.0.2.7"))).toEqual([200, 200]);
    expect(await both(sandbox, token, from("192.0.2.8"))).toEqual([403, 403]);
  });

  it("holds addresses only, in the form in which Cloudflare tells them", async () => {
    const sandbox = await open();
    const key = await makeKey(sandbox, { scopes, allow: ["2001:DB8:0:0::7"] });
    expect(await both(sandbox, key.rawKey, from("2001:db8::7"))).toEqual([200, 200]);
    const refused = await sandbox.partner.call("POST", "/api/v1/sandboxes/default/keys", {
      api: sandbox.slug,
      allow: ["192.0.2.0/24"],
    });
    expect(refused).toMatchObject({ status: 400, body: { sandbox_error: "invalid_request" } });
    expect(refused.body.message).toContain("192.0.2.0/24");
  });
});

describe("a rotated key", () => {
  it("is good by both values until the overlap ends, then by the new one alone", async () => {
    const sandbox = await open();
    const key = await makeKey(sandbox, { scopes });
    const path = `/api/v1/sandboxes/default/keys/${key.id}`;
    const rotated = await sandbox.partner.call("POST", `${path}/rotate`, { overlapSeconds: 2 });
    const fresh = rotated.body.rawKey as string;
    expect(await both(sandbox, key.rawKey)).toEqual([200, 200]);
    expect(await both(sandbox, fresh)).toEqual([200, 200]);
    expect((await exchange({ client_secret: key.rawKey })).status).toBe(200);
    await scheduler.wait(2100);
    expect(await both(sandbox, key.rawKey)).toEqual([401, 401]);
    expect((await exchange({ client_secret: key.rawKey })).status).toBe(401);
    expect(await both(sandbox, fresh)).toEqual([200, 200]);
    const again = await sandbox.partner.call("POST", `${path}/regenerate`);
    expect(await both(sandbox, fresh)).toEqual([401, 401]);
    expect(await both(sandbox, again.body.rawKey as string)).toEqual([200, 200]);
  });
});

describe("a token", () => {
  it("ends on the sandbox clock when that is moved on, whether it has been used before or not", async () => {
    const sandbox = await open();
    const key = await makeKey(sandbox, { scopes });
    const token = async () => (await askToken(sandbox, key.id, { expiresIn: 3600 })).body.rawKey as string;
    const [used, fresh] = [await token(), await token()];
    expect(await both(sandbox, used)).toEqual([200, 200]);
    await moveClock(sandbox, "PT2H");
    expect(await both(sandbox, used)).toEqual([401, 401]);
    expect((await callManage(sandbox, fresh)).status).toBe(401);
    expect((await callApi(sandbox, fresh)).status).toBe(401);
    expect(await both(sandbox, await token())).toEqual([200, 200]);
  });

  it("of a key that opens every API lasts on a clock that was moved before, and ends when it is moved again", async () => {
    const sandbox = await open();
    await moveClock(sandbox, "P3D");
    const key = await makeKey(sandbox, { api: null, scopes });
    const token = (await exchange({ client_secret: key.rawKey })).body.access_token as string;
    expect(await both(sandbox, token)).toEqual([200, 200]);
    await moveClock(sandbox, "PT2H");
    expect(await both(sandbox, token)).toEqual([401, 401]);
  });

  it("ends in real time where the sandbox clock stands still", async () => {
    const sandbox = await open();
    const clock = `/api/v1/sandboxes/default/${sandbox.slug}/clock`;
    expect((await sandbox.partner.call("POST", clock, { frozen: true })).status).toBe(200);
    const key = await makeKey(sandbox, { scopes });
    const met = (await askToken(sandbox, key.id, { expiresIn: 2 })).body.rawKey as string;
    const unmet = (await askToken(sandbox, key.id, { expiresIn: 2 })).body.rawKey as string;
    expect(await both(sandbox, met)).toEqual([200, 200]);
    await scheduler.wait(2100);
    expect(await both(sandbox, met)).toEqual([401, 401]);
    expect(await both(sandbox, unmet)).toEqual([401, 401]);
  });

  it("ends with its key", async () => {
    const sandbox = await open();
    const key = await makeKey(sandbox, { scopes });
    const token = (await askToken(sandbox, key.id)).body.rawKey as string;
    expect(await both(sandbox, token)).toEqual([200, 200]);
    await revoke(sandbox, key.id);
    expect(await both(sandbox, token)).toEqual([401, 401]);
  });
});

describe("a key that has expired", () => {
  it("opens neither the API nor a manage route nor a token", async () => {
    const sandbox = await open();
    const key = await makeKey(sandbox, { scopes, expiresAt: new Date(Date.now() + 2000).toISOString() });
    expect(await both(sandbox, key.rawKey)).toEqual([200, 200]);
    await scheduler.wait(2100);
    expect(await both(sandbox, key.rawKey)).toEqual([401, 401]);
    expect((await exchange({ client_secret: key.rawKey })).status).toBe(401);
    expect((await askToken(sandbox, key.id)).status).toBe(409);
  });
});

describe("manage routes", () => {
  it("refuse a live key, a forged one and another sandbox's", async () => {
    const sandbox = await open();
    const other = await open();
    const key = await makeKey(other, { scopes });
    expect((await callManage(sandbox, key.rawKey)).status).toBe(403);
    expect((await callManage(other, key.rawKey.replace("_test_", "_live_"))).status).toBe(401);
    const tenant = await env.DB.prepare("SELECT owner FROM keys WHERE id = ?")
      .bind(key.id)
      .first<{ owner: string }>();
    const named = await send(`${ORIGIN}/api/v1/sandboxes/${tenant?.owner ?? ""}/${other.slug}/faults`, {
      headers: { authorization: `Bearer ${(await makeKey(sandbox, { scopes })).rawKey}` },
    });
    expect(named.status).toBe(404);
  });
});
