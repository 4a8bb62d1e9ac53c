// What happens to a sandbox while one of its calls waits for the blueprint: the call sees it, and writes nothing.
import { env, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { CallAnswer } from "#contract/call.ts";
import { utf8 } from "#lib/bytes.ts";
import { proveKey } from "#lib/key.ts";
import type { Sandbox } from "#tenant/durable-object.ts";
import { LIBRARY } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox, publish } from "../support/test-sandbox.ts";
import { rows, stubOf } from "../support/tenant.ts";

/** A document of its own for each test, so that no part of its blueprint is in memory yet. */
const document = (title: string) => ({
  ...LIBRARY,
  info: { title: `${title} ${Math.random()}`, version: "1" },
});

/** Creates a book; while the call waits for what its operation needs, `meanwhile` happens in the object. */
async function createWhile(
  testSandbox: TestSandbox,
  meanwhile: (sandbox: Sandbox) => Promise<unknown>,
): Promise<CallAnswer> {
  const claims = await proveKey(env.KEY_SECRETS.split(","), testSandbox.key);
  return runInDurableObject(await stubOf(testSandbox), async (sandbox: Sandbox) => {
    // The object's own store, with a gate before the details of operations.
    const { tenant } = sandbox as unknown as { tenant: { env: { BLOBS: { get(key: string): unknown } } } };
    const { get } = tenant.env.BLOBS;
    let reached = (): void => undefined;
    let go = (): void => undefined;
    const waits = new Promise<void>((resolve) => (reached = resolve));
    const gate = new Promise<void>((resolve) => (go = resolve));
    const store = tenant.env.BLOBS;
    tenant.env.BLOBS = {
      ...store,
      get: async (key) => {
        if (key.includes("/details-")) {
          reached();
          await gate;
        }
        return get.call(store, key);
      },
    };
    try {
      const answer = sandbox.serve({
        requestId: `req_${Math.random()}`,
        method: "POST",
        path: "/v1/books",
        query: "",
        headers: [["content-type", "application/json"]],
        body: utf8('{"title":"Under way"}'),
        ...(claims ? { key: claims } : {}),
        place: { kind: "bearer" },
        base: testSandbox.host,
        address: "",
      });
      await waits;
      await meanwhile(sandbox);
      go();
      return await answer;
    } finally {
      tenant.env.BLOBS = store;
    }
  });
}

const titles = async (testSandbox: TestSandbox): Promise<unknown[]> =>
  rows(testSandbox, "SELECT doc FROM records WHERE doc LIKE '%Under way%'");

describe("a call under way", () => {
  it("acts when nothing happens meanwhile", async () => {
    const testSandbox = await openTestSandbox({ document: document("Nothing") });
    expect((await createWhile(testSandbox, () => Promise.resolve())).status).toBe(201);
    expect(await titles(testSandbox)).toHaveLength(1);
  });

  it("writes nothing into a sandbox that was deactivated meanwhile", async () => {
    const testSandbox = await openTestSandbox({ document: document("Deactivated") });
    const answer = await createWhile(testSandbox, (sandbox) => sandbox.deactivate());
    expect([answer.status, answer.body]).toEqual([403, expect.stringContaining("SANDBOX_NOT_ACTIVE")]);
    expect(await titles(testSandbox)).toEqual([]);
  });

  it("writes nothing into a sandbox that went over to another release meanwhile, and says to try again", async () => {
    const testSandbox = await openTestSandbox({ document: document("First") });
    const { answer } = await publish(testSandbox.partner, { document: document("Second") }, testSandbox.slug);
    const moved = await createWhile(testSandbox, (sandbox) =>
      sandbox.pinRelease(answer.body.release as string),
    );
    expect([moved.status, moved.body]).toEqual([503, expect.stringContaining("Try again")]);
    expect(await titles(testSandbox)).toEqual([]);
    const log = await testSandbox.partner.call("GET", `/api/v1/sandboxes/default/${testSandbox.slug}/log`);
    expect(log.body.data).toMatchObject([
      { status: 503, reason: { kind: "platform", name: "unavailable", facts: { to: answer.body.release } } },
    ]);
  });
});
