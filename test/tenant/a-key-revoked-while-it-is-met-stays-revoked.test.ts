import { env, runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import type { CallRequest, TenantKey } from "#contract/call.ts";
import { realNow } from "#lib/clock.ts";
import { resolveKey } from "#tenant/request/authenticate.ts";
import { deactivate, putKey } from "#tenant/state/lifecycle.ts";
import { Tenant, type TenantEnv } from "#tenant/tenant.ts";
import { LIBRARY } from "../support/documents.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";
import { stubOf } from "../support/tenant.ts";

const row = {
  id: "k1",
  hash: "h1",
  scopes: "[]",
  expires: null,
  allow: "[]",
  revoked: null as number | null,
  per_minute: null,
  per_day: null,
  virtual: 0,
  previous: null,
  previous_until: null,
  parent: null as string | null,
  real_expires: null,
};
const key: TenantKey = {
  id: "k1",
  hash: "h1",
  scopes: [],
  expires: null,
  realExpires: null,
  parent: null,
  allow: [],
  perMinute: null,
  perDay: null,
  virtual: false,
  previous: null,
  previousUntil: null,
  revoked: false,
};
const request = {
  key: { prefix: "lib", mode: "test", owner: "o", api: null, keyId: "k1", hash: "h1" },
} as unknown as CallRequest;

/** A D1 whose answer is read first and arrives after `meanwhile` has happened. */
function slowDirectory(meanwhile: () => void): D1Database {
  const first = (): Promise<typeof row> => {
    const read = { ...row };
    meanwhile();
    return Promise.resolve(read);
  };
  return { withSession: () => ({ prepare: () => ({ bind: () => ({ first }) }) }) } as unknown as D1Database;
}

const tenantWith = (storage: DurableObjectStorage, DB: D1Database): Tenant =>
  new Tenant(storage, { ...(env as unknown as TenantEnv), DB }, realNow);

test("a revocation that arrives during the look into D1 wins over what was read", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  await runInDurableObject(await stubOf(sandbox), async (_instance, state) => {
    const revoke = (): void => putKey(tenant, { ...key, revoked: true });
    const tenant: Tenant = tenantWith(state.storage, slowDirectory(revoke));
    expect((await resolveKey(tenant, request, Date.now()))?.revoked).toBe(true);
    expect((await resolveKey(tenant, request, Date.now()))?.revoked).toBe(true);
  });
});

test("a rotation that arrives during the look wins over the value that was read", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  await runInDurableObject(await stubOf(sandbox), async (_instance, state) => {
    const rotate = (): void => putKey(tenant, { ...key, hash: "h2" });
    const tenant: Tenant = tenantWith(state.storage, slowDirectory(rotate));
    expect(await resolveKey(tenant, request, Date.now())).toBeUndefined();
  });
});

test("a deactivation during the look asks D1 again", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  await runInDurableObject(await stubOf(sandbox), async (_instance, state) => {
    let asked = 0;
    const stop = (): void => {
      if (asked++ > 0) return;
      row.revoked = 1;
      deactivate(tenant);
    };
    const tenant: Tenant = tenantWith(state.storage, slowDirectory(stop));
    expect((await resolveKey(tenant, request, Date.now()))?.revoked).toBe(true);
    expect(asked).toBe(2);
    row.revoked = null;
  });
});
