// Revoking a key ends its tokens, however many and however known, in one push to each tenant and a bounded number of queries.
import { env, evictDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import type { TenantOf } from "#contract/tenant.ts";
import { findWorkingKey, revokeKey } from "#control/keys/keys.ts";
import { syncWaitingKeys } from "#control/keys/key-sync.ts";
import { newKeyId } from "#lib/ids.ts";
import { mintKey, proveKey } from "#lib/key.ts";
import { actorOf, openControl, ownerOf } from "../support/counted-control.ts";
import { LIBRARY } from "../support/documents.ts";
import {
  type TestSandbox,
  activateTestSandbox,
  openTestSandbox,
  publish,
  send,
  ORIGIN,
} from "../support/test-sandbox.ts";
import { askToken, callApi, callManage, makeKey, revoke } from "../support/keys.ts";
import { openBothSides } from "../support/pipeline.ts";
import { stubOf } from "../support/tenant.ts";

/** As many tokens as are ever called in a test; the others are rows alone. */
const CALLED = 8;

/** So many tokens of a key as only an older version let one make, written where the cap does not look; some to call with. */
async function plantTokens(key: { id: string }, many: number): Promise<string[]> {
  const { owner, api } = await ownerOf(key.id);
  const grant = { prefix: "planted", mode: "test" as const, owner, api };
  const made = await Promise.all(
    Array.from({ length: CALLED }, () =>
      mintKey(env.KEY_SECRETS.split(","), { ...grant, keyId: newKeyId() }),
    ),
  );
  const others = Array.from({ length: many - CALLED }, () => ({ id: newKeyId(), hash: "never called" }));
  const called = made.map(({ claims }) => ({ id: claims.keyId, hash: claims.hash }));
  // Half of those called come last: behind whatever number a list may end at.
  const rows = [...called.slice(0, CALLED / 2), ...others, ...called.slice(CALLED / 2)];
  await env.DB.prepare(
    `INSERT INTO keys (id, hash, mode, owner, partner, api, name, scopes, allow, start, last4, created_at, expires, kind, parent, real_expires)
     SELECT value ->> 'id', value ->> 'hash', 'test', k.owner, k.partner, k.api, 't', '[]', '[]', 's', 'l', ?, ?, 'token', k.id, ?
     FROM json_each(?) JOIN keys k ON k.id = ?`,
  )
    .bind(Date.now(), Date.now() + 3_600_000, Date.now() + 3_600_000, JSON.stringify(rows), key.id)
    .run();
  return made.map((one) => one.key);
}

const waitingOf = async (key: string): Promise<number> =>
  (await env.DB.prepare("SELECT count(*) AS n FROM pushes WHERE key = ?").bind(key).first<{ n: number }>())
    ?.n ?? -1;

const statuses = (sandbox: TestSandbox, keys: string[]): Promise<number[]> =>
  Promise.all(keys.map(async (key) => (await callApi(sandbox, key)).status));

describe("revoking a key", () => {
  it("ends all of its 1,210 tokens on the very next call: met, remembered, evicted and never met", async () => {
    const { sandbox } = await openBothSides({ limits: { keys: 10 } });
    const key = await makeKey(sandbox);
    const tokens = await plantTokens(key, 1210);
    const last = tokens.slice(-3);
    expect(await statuses(sandbox, [...last, tokens[0] ?? ""])).toEqual([200, 200, 200, 200]);
    await evictDurableObject(await stubOf(sandbox));
    expect(await statuses(sandbox, [tokens[1] ?? "", ...last.slice(1)])).toEqual([200, 200, 200]);
    expect((await revoke(sandbox, key.id)).status).toBe(200);
    expect(await statuses(sandbox, [...last, ...tokens.slice(0, 5), key.rawKey])).toEqual(Array(9).fill(401));
    const said = await callApi(sandbox, last[0] ?? "");
    expect(said.body.message).toContain("revoked");
    const left = await env.DB.prepare(
      "SELECT count(*) AS n FROM keys WHERE parent = ? AND revoked_at IS NULL",
    )
      .bind(key.id)
      .first<{ n: number }>();
    expect(left?.n).toBe(0);
    expect(await waitingOf(key.id)).toBe(0);
  });

  it("ends a token whose own row D1 has not marked, since it was made in the same moment", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const key = await makeKey(sandbox, { scopes: ["*", "sandbox:manage"] });
    const [met, fresh] = [await askToken(sandbox, key.id), await askToken(sandbox, key.id)];
    expect(await statuses(sandbox, [met.body.rawKey as string])).toEqual([200]);
    await revoke(sandbox, key.id);
    await env.DB.prepare("UPDATE keys SET revoked_at = NULL WHERE parent = ?").bind(key.id).run();
    const tokens = [met, fresh].map((one) => one.body.rawKey as string);
    expect(await statuses(sandbox, tokens)).toEqual([401, 401]);
    expect((await callManage(sandbox, tokens[1] ?? "")).status).toBe(401);
    // D1 alone says so, too, where no tenant is asked.
    const { control } = openControl();
    const claims = await proveKey(control.signingKeys, tokens[1] ?? "");
    const found = claims && (await findWorkingKey(control, claims, ""));
    expect(found).toMatchObject({ ok: false, failure: { message: "This API key has been revoked." } });
    expect((await askToken(sandbox, key.id)).status).toBe(409);
  });

  it("ends one that opens every API in all of them, after it was used there", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const second = await publish(sandbox.partner, { document: LIBRARY });
    const sandboxes = [sandbox, await activateTestSandbox(sandbox.partner, second.slug)];
    const key = await makeKey(sandbox, { api: null });
    const token = (await askToken(sandbox, key.id)).body.rawKey as string;
    const everywhere = async (raw: string) =>
      Promise.all(
        sandboxes.flatMap((one) =>
          [one.host, `${ORIGIN}/sandbox/${one.slug}`].map(
            async (base) =>
              (await send(`${base}/v1/books`, { headers: { authorization: `Bearer ${raw}` } })).status,
          ),
        ),
      );
    expect(await everywhere(key.rawKey)).toEqual([200, 200, 200, 200]);
    expect(await everywhere(token)).toEqual([200, 200, 200, 200]);
    await revoke(sandbox, key.id);
    expect(await everywhere(key.rawKey)).toEqual([401, 401, 401, 401]);
    expect(await everywhere(token)).toEqual([401, 401, 401, 401]);
  });

  it("does not come back with a sandbox that was stopped while the key ended elsewhere", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const { partner, slug } = sandbox;
    const second = await publish(partner, { document: LIBRARY });
    const other = await activateTestSandbox(partner, second.slug);
    const key = await makeKey(sandbox, { api: null });
    const life = (api: string, act: string) =>
      partner.call("POST", `/api/v1/settings/api-access/sandbox/${act}?api=${api}`, {});
    await life(other.slug, "deactivate");
    // The stopped sandbox meets the key, which then ends with the last active API.
    expect((await callApi(other, key.rawKey)).status).toBe(403);
    await life(slug, "deactivate");
    await life(other.slug, "activate");
    expect((await callApi(other, key.rawKey)).status).toBe(401);
  });
});

describe("the queries of a revocation", () => {
  const many = 450;
  let sandbox: TestSandbox;
  beforeAll(async () => {
    ({ sandbox } = await openBothSides({ limits: { keys: 10 } }));
  });

  /** A key that opens every API of a sandbox in which very many are open. */
  async function wideKey(): Promise<{ id: string; owner: string }> {
    const key = await makeKey(sandbox, { api: null });
    const { owner } = await ownerOf(key.id);
    await env.DB.prepare(
      `INSERT OR IGNORE INTO tenants (mode, owner, api, release, status, created_at, activated_at)
       SELECT 'test', ?, 'planted' || key, 'r', 'active', 1, 1 FROM json_each(?)`,
    )
      .bind(owner, JSON.stringify(Array.from({ length: many }, (_, i) => i)))
      .run();
    return { id: key.id, owner };
  }

  /** Tenants of which some fail; what each was told. */
  function tenants(fails: (name: string) => boolean): { tenant: TenantOf; told: string[] } {
    const told: string[] = [];
    const tell = (name: string) => () => {
      if (fails(name)) return Promise.reject(new Error("unreachable"));
      told.push(name);
      return Promise.resolve();
    };
    // Nothing else is asked of a tenant here.
    const tenant = ((_mode: unknown, name: string) => ({
      putKey: tell(name),
    })) as unknown as TenantOf;
    return { tenant, told };
  }

  it("stay a few dozen at 450 tenants and 1,500 tokens, and each tenant is told once", async () => {
    const { id, owner } = await wideKey();
    await plantTokens({ id }, 1500);
    const { tenant, told } = tenants(() => false);
    const { control, queries } = openControl(Date.now(), tenant);
    await revokeKey(control, actorOf(sandbox), owner, id);
    expect(told).toHaveLength(many + 1);
    expect(new Set(told).size).toBe(many + 1);
    expect(queries()).toBeLessThan(30);
    expect(await waitingOf(id)).toBe(0);
  });

  it("leave a tenant that fails to the sweep, say so, and tell the others", async () => {
    const { id, owner } = await wideKey();
    const broken = `${owner}:planted7`;
    const { tenant, told } = tenants((name) => name === broken);
    const { control } = openControl(Date.now() - 1000, tenant);
    await expect(revokeKey(control, actorOf(sandbox), owner, id)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining(`1 of the ${many + 1}`) as string,
    });
    expect(told).toHaveLength(many);
    expect(await waitingOf(id)).toBe(1);
    // One that goes on failing does not hold up those behind it.
    const behind = `${owner}:planted8`;
    await env.DB.prepare("INSERT INTO pushes (id, mode, tenant, key, at) VALUES (?, 'test', ?, ?, ?)")
      .bind(`behind-${id}`, behind, id, Date.now() - 500)
      .run();
    told.length = 0;
    await syncWaitingKeys(openControl(Date.now(), tenant).control);
    expect(told).toContain(behind);
    expect(await waitingOf(id)).toBe(1);
    const healed = tenants(() => false);
    await syncWaitingKeys(openControl(Date.now() + 1000, healed.tenant).control);
    expect(healed.told).toContain(broken);
    expect(await waitingOf(id)).toBe(0);
  });

  it("are told again when the revocation is repeated", async () => {
    const { id, owner } = await wideKey();
    const failing = tenants(() => true);
    const control = openControl(Date.now(), failing.tenant).control;
    await expect(revokeKey(control, actorOf(sandbox), owner, id)).rejects.toMatchObject({
      code: "unavailable",
    });
    const { tenant, told } = tenants(() => false);
    const view = await revokeKey(openControl(Date.now(), tenant).control, actorOf(sandbox), owner, id);
    expect(view.revoked).toBe(true);
    expect(told).toHaveLength(many + 1);
    await env.DB.prepare("DELETE FROM pushes WHERE key = ?").bind(id).run();
  });
});

describe("deleting a sandbox", () => {
  it("ends each of its keys and 1,100 tokens at once", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const key = await makeKey(sandbox);
    const tokens = await plantTokens(key, 1100);
    const all = [sandbox.key, key.rawKey, ...tokens.slice(-2), tokens[0] ?? ""];
    expect(await statuses(sandbox, all)).toEqual(Array(5).fill(200));
    const gone = await sandbox.partner.call("DELETE", "/api/v1/sandboxes/default?confirm=default");
    expect(gone.status).toBe(200);
    for (const status of await statuses(sandbox, all)) expect([401, 403]).toContain(status);
    const left = await env.DB.prepare("SELECT count(*) AS n FROM keys WHERE owner = ? AND revoked_at IS NULL")
      .bind((await ownerOf(key.id)).owner)
      .first<{ n: number }>();
    expect(left?.n).toBe(0);
  });
});
