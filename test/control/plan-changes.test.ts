// A plan that its provider changes holds for every tenant of every partner who has it.
import { describe, expect, it } from "vitest";
import { activateTestSandbox, type Answer, type TestSandbox, signUp } from "../support/test-sandbox.ts";
import { openBothSides } from "../support/pipeline.ts";

/** The statuses of calls made one after the other. */
async function statuses(sandbox: TestSandbox, calls: number): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < calls; i++) found.push((await sandbox.api("GET", "/v1/books")).status);
  return found;
}
const limit = async (sandbox: TestSandbox): Promise<string | null> =>
  (await sandbox.api("GET", "/v1/books")).headers.get("ratelimit-limit");

const SEVEN = { name: "Standard", limits: { perMinute: 7 } };

describe("a plan that is saved again", () => {
  it("lets the eighth call of a minute be refused, at every partner who has it", async () => {
    const { provider, sandbox, slug } = await openBothSides({ limits: { perMinute: 1000 } });
    const second = await activateTestSandbox(await signUp(), slug);
    expect(await limit(sandbox)).toBe("1000");
    const saved: Answer = await provider.call("PUT", `/api/v1/apis/${slug}/plans/standard`, {
      ...SEVEN,
      isDefault: true,
    });
    expect(saved.status).toBe(200);
    expect((await statuses(second, 8)).slice(-2)).toEqual([200, 429]);
    // The call that read the limit was one of this sandbox's seven.
    expect((await statuses(sandbox, 7)).slice(-2)).toEqual([200, 429]);
  });

  it("holds for whoever chose it, and leaves other plans alone", async () => {
    const { provider, sandbox, slug } = await openBothSides({ limits: { perMinute: 1000 } });
    await provider.call("PUT", `/api/v1/apis/${slug}/plans/chosen`, {
      name: "Chosen",
      limits: { perMinute: 50 },
    });
    const second = await activateTestSandbox(await signUp(), slug);
    await second.partner.call("PUT", `/api/v1/subscriptions/${slug}/plan`, { plan: "chosen" });
    expect(await limit(second)).toBe("50");
    await provider.call("PUT", `/api/v1/apis/${slug}/plans/chosen`, {
      name: "Chosen",
      limits: { perMinute: 7 },
    });
    expect([await limit(second), await limit(sandbox)]).toEqual(["7", "1000"]);
  });

  it("holds when it becomes the default, and when the default is retired", async () => {
    const { provider, sandbox, slug } = await openBothSides();
    await provider.call("PUT", `/api/v1/apis/${slug}/plans/standard`, { ...SEVEN, isDefault: true });
    expect(await limit(sandbox)).toBe("7");
    await provider.call("DELETE", `/api/v1/apis/${slug}/plans/standard`);
    expect(await limit(sandbox)).not.toBe("7");
    await provider.call("PUT", `/api/v1/apis/${slug}/plans/standard`, { ...SEVEN, isDefault: true });
    expect(await limit(sandbox)).toBe("7");
    await provider.call("PUT", `/api/v1/apis/${slug}/plans/standard`, { ...SEVEN, isDefault: false });
    expect(await limit(sandbox)).not.toBe("7");
  });

  it("holds in production too", async () => {
    const { provider, sandbox, slug } = await openBothSides({ limits: { perMinute: 1000 } });
    await provider.call("POST", `/api/v1/live/${slug}/approvals`, { partner: sandbox.partner.partner });
    const live = await sandbox.partner.call("POST", `/api/v1/live/${slug}/keys`, {});
    const callLive = {
      ...sandbox,
      api: (await import("../support/test-sandbox.ts")).callerOf(sandbox.host, live.body.rawKey as string),
    };
    expect(await limit(callLive)).toBe("1000");
    await provider.call("PUT", `/api/v1/apis/${slug}/plans/standard`, { ...SEVEN, isDefault: true });
    expect((await statuses(callLive, 7)).slice(-2)).toEqual([200, 429]);
  });
});

describe("choosing a plan", () => {
  it("is the provider's in production: the partner gets 403 and keeps its plan", async () => {
    const { provider, sandbox, slug } = await openBothSides({ limits: { perMinute: 1000 } });
    await provider.call("PUT", `/api/v1/apis/${slug}/plans/other`, {
      name: "Other",
      limits: { perMinute: 7 },
    });
    const choose = () => sandbox.partner.call("PUT", `/api/v1/subscriptions/${slug}/plan`, { plan: "other" });
    await provider.call("POST", `/api/v1/live/${slug}/approvals`, { partner: sandbox.partner.partner });
    expect(await choose()).toMatchObject({ status: 403, body: { sandbox_error: "forbidden" } });
    expect(await limit(sandbox)).toBe("1000");
    const given = await provider.call(
      "PUT",
      `/api/v1/apis/${slug}/partners/${sandbox.partner.partner}/plan`,
      {
        plan: "other",
      },
    );
    expect(given.status).toBe(200);
    expect(await limit(sandbox)).toBe("7");
  });
});
