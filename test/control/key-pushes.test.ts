// What tenants are told of keys: of two changes at once the later one stands, in whatever order they are told.
import { describe, expect, it } from "vitest";
import type { TenantKey } from "#contract/call.ts";
import type { TenantOf } from "#contract/tenant.ts";
import { rotateKey } from "#control/keys/keys.ts";
import { actorOf, openControl, ownerOf } from "../support/counted-control.ts";
import { LIBRARY } from "../support/documents.ts";
import { callApi, makeKey } from "../support/keys.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";

describe("a key that is changed while a tenant is told of it", () => {
  it("is told once more, as it stands then", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const key = await makeKey(sandbox);
    const { owner } = await ownerOf(key.id);
    const direct = openControl();
    let second = "";
    // The first change arrives at the tenant after a second one has been made and told.
    const late = ((mode: "test", name: string) => {
      const tenant = direct.control.tenant(mode, name);
      return {
        putKey: async (told: TenantKey) => {
          if (second === "")
            second = (await rotateKey(direct.control, actorOf(sandbox), owner, key.id, 0)).rawKey;
          await tenant.putKey(told);
        },
      };
    }) as unknown as TenantOf; // Nothing else is asked of a tenant here.
    const first = await rotateKey(openControl(Date.now(), late).control, actorOf(sandbox), owner, key.id, 0);
    expect((await callApi(sandbox, second)).status).toBe(200);
    expect((await callApi(sandbox, first.rawKey)).status).toBe(401);
    expect((await callApi(sandbox, key.rawKey)).status).toBe(401);
  });
});
