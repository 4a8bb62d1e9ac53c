// Deleting a sandbox: what it says before, what it refuses to end, what can be restored, and what is gone at once.
import { env } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { runScheduled } from "#edge/platform/run-scheduled-jobs.ts";
import { Sandbox } from "#tenant/durable-object.ts";
import { edgeEnv } from "../support/edge-env.ts";
import { rowsOf } from "../support/control.ts";
import { LIBRARY } from "../support/documents.ts";
import { type TestSandbox, callerOf, openTestSandbox } from "../support/test-sandbox.ts";
import { openBothSides } from "../support/pipeline.ts";

const run = () => runScheduled(edgeEnv);
const AT = "/api/v1/sandboxes";
const remove = (testSandbox: TestSandbox, named: string, query = "", body?: object) =>
  testSandbox.partner.call("DELETE", `${AT}/${named}${query}`, body);
const activateIn = (testSandbox: TestSandbox, named: string) =>
  testSandbox.partner.call(
    "POST",
    `/api/v1/settings/api-access/sandbox/activate?api=${testSandbox.slug}&sandbox=${named}`,
    {},
  );
const names = async (testSandbox: TestSandbox, query = ""): Promise<string[]> =>
  ((await testSandbox.partner.call("GET", `${AT}${query}`)).body.data as { name: string }[]).map(
    (one) => one.name,
  );
afterEach(() => void vi.restoreAllMocks());

/** A testSandbox with a second sandbox `ci`, a book in it, and a key its object has met. */
async function openCi() {
  const testSandbox = await openTestSandbox({ document: LIBRARY });
  await testSandbox.partner.call("POST", AT, { name: "ci" });
  const activated = await activateIn(testSandbox, "ci");
  const api = callerOf(testSandbox.host, activated.body.testApiKey.rawKey as string);
  const book = (await api("POST", "/v1/books", { title: "In CI" })).body.id as string;
  return { ...(await rowsOf(testSandbox, "ci")), testSandbox, api, book };
}

describe("DELETE /sandboxes/{sandbox}", () => {
  it("wants the sandbox's name, and ends nothing without it", async () => {
    const { testSandbox, api } = await openCi();
    const asked = await remove(testSandbox, "ci");
    expect(asked).toMatchObject({ status: 400, body: { sandbox_error: "invalid_request" } });
    expect(asked.body.message).toMatch(/1 test keys and 1 APIs with \d+ records.*\?confirm=ci/);
    expect((await remove(testSandbox, "ci", "?confirm=default")).status).toBe(400);
    expect((await remove(testSandbox, "ci", "", { confirm: "CI" })).status).toBe(400);
    expect((await api("GET", "/v1/books")).status).toBe(200);
    expect((await remove(testSandbox, "ci", "", { confirm: "ci" })).status).toBe(200);
    expect([401, 403]).toContain((await api("GET", "/v1/books")).status);
  });

  it("shows with dryRun what it would end, and ends nothing", async () => {
    const { testSandbox, api, sandbox } = await openCi();
    const { status, body } = await remove(testSandbox, "ci", "?dryRun=true");
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: sandbox.id, name: "ci", keys: 1, blockedBy: [], deletedAt: null });
    expect(body.apis).toEqual([{ api: testSandbox.slug, status: "active", records: body.records }]);
    expect(body.records).toBeGreaterThan(0);
    expect(Date.parse(body.restorableUntil as string)).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    expect((await api("GET", "/v1/books")).status).toBe(200);
  });

  it("never makes the sandbox it is asked to delete", async () => {
    const { testSandbox } = await openCi();
    await remove(testSandbox, "default", "?confirm=default");
    expect((await remove(testSandbox, "default", "?confirm=default")).status).toBe(404);
    expect((await remove(testSandbox, "nothing", "?confirm=nothing")).status).toBe(404);
    expect(await names(testSandbox)).toEqual(["ci"]);
  });

  it("frees the name and the place in the plan at once, and ends the keys", async () => {
    const { testSandbox, api } = await openCi();
    await testSandbox.partner.call("POST", AT, { name: "third" });
    expect((await testSandbox.partner.call("POST", AT, { name: "fourth" })).status).toBe(429);
    await remove(testSandbox, "ci", "?confirm=ci");
    expect((await testSandbox.partner.call("POST", AT, { name: "ci" })).status).toBe(201);
    expect([401, 403]).toContain((await api("GET", "/v1/books")).status);
    expect(await names(testSandbox)).toEqual(["default", "third", "ci"]);
    expect(await names(testSandbox, "?deleted=true")).toEqual(["ci"]);
    expect((await testSandbox.partner.call("GET", "/api/v1/billing")).body.periods).toMatchObject([
      { endedAt: expect.any(String) },
      { endedAt: null },
    ]);
  });

  it("says that it is not finished where an object cannot be reached, and finishes when it is repeated", async () => {
    const { testSandbox, api } = await openCi();
    vi.spyOn(Sandbox.prototype, "deactivate").mockRejectedValueOnce(
      new Error("the object could not be reached"),
    );
    expect((await remove(testSandbox, "ci", "?confirm=ci")).status).toBe(503);
    expect((await remove(testSandbox, "ci", "?confirm=ci")).status).toBe(200);
    expect((await api("GET", "/v1/books")).status).toBe(403);
    expect((await remove(testSandbox, "ci", "?confirm=ci")).status).toBe(404);
  });

  it("counts what it can where an object cannot be reached", async () => {
    const { testSandbox } = await openCi();
    vi.spyOn(Sandbox.prototype, "status").mockRejectedValueOnce(new Error("the object could not be reached"));
    expect((await remove(testSandbox, "ci", "?dryRun=true")).body.apis).toMatchObject([{ records: null }]);
  });
});

describe("restoring", () => {
  it("brings the data back under the old name or another, without the old keys", async () => {
    const { testSandbox, api, book, sandbox } = await openCi();
    await remove(testSandbox, "ci", "?confirm=ci");
    await testSandbox.partner.call("POST", AT, { name: "ci" });
    const restore = (body: object) =>
      testSandbox.partner.call("POST", `${AT}/org_sandbox_${sandbox.id}/restore`, body);
    expect(await restore({})).toMatchObject({ status: 409 });
    const back = await restore({ name: "ci-again" });
    expect(back).toMatchObject({
      status: 200,
      body: {
        id: sandbox.id,
        name: "ci-again",
        deletedAt: null,
        apis: [{ api: testSandbox.slug, status: "inactive" }],
      },
    });
    const key = (await activateIn(testSandbox, "ci-again")).body.testApiKey.rawKey as string;
    expect((await callerOf(testSandbox.host, key)("GET", `/v1/books/${book}`)).body.title).toBe("In CI");
    expect((await api("GET", "/v1/books")).status).toBe(401);
    expect(await restore({})).toMatchObject({ status: 404 });
  });

  it("holds the plan's number of sandboxes, also for two at once", async () => {
    const { testSandbox } = await openCi();
    await remove(testSandbox, "ci", "?confirm=ci");
    await testSandbox.partner.call("POST", AT, { name: "second" });
    await remove(testSandbox, "second", "?confirm=second");
    await testSandbox.partner.call("POST", AT, { name: "other" });
    await Promise.all(
      ["ci", "second"].map((name) => testSandbox.partner.call("POST", `${AT}/${name}/restore`, {})),
    );
    expect((await names(testSandbox)).length).toBeLessThanOrEqual(3);
    await testSandbox.partner.call("POST", AT, { name: "last" });
    const full = await testSandbox.partner.call("POST", `${AT}/ci/restore`, {});
    expect([404, 429]).toContain(full.status);
    expect((await names(testSandbox)).length).toBe(3);
  });

  it("is another partner's only", async () => {
    const { testSandbox, sandbox } = await openCi();
    const stranger = await openTestSandbox({ document: LIBRARY });
    expect((await remove(stranger, sandbox.id, "?confirm=ci")).status).toBe(404);
    await remove(testSandbox, "ci", "?confirm=ci");
    expect((await stranger.partner.call("POST", `${AT}/${sandbox.id}/restore`, {})).status).toBe(404);
  });

  it("ends after 30 days: the data is purged, then the row goes", async () => {
    const { testSandbox, sandbox, tenant } = await openCi();
    await remove(testSandbox, "ci", "?confirm=ci");
    await run();
    expect(await env.TEST.getByName(tenant).status()).toBeDefined();
    const past = Date.now() - 31 * 86_400_000;
    await env.DB.batch([
      env.DB.prepare("UPDATE sandboxes SET deleted_at = ? WHERE id = ?").bind(past, sandbox.id),
      env.DB.prepare("UPDATE tenants SET deactivated_at = ? WHERE owner = ?").bind(past, sandbox.id),
    ]);
    expect((await testSandbox.partner.call("POST", `${AT}/${sandbox.id}/restore`, {})).status).toBe(404);
    vi.spyOn(Sandbox.prototype, "purge").mockRejectedValueOnce(new Error("the object could not be reached"));
    await run();
    const row = () => env.DB.prepare("SELECT 1 FROM sandboxes WHERE id = ?").bind(sandbox.id).first();
    expect(await row()).not.toBeNull();
    await run();
    expect(await env.TEST.getByName(tenant).status()).toBeUndefined();
    expect(await row()).toBeNull();
  });
});

describe("what a review or production rests on", () => {
  const submit = (testSandbox: TestSandbox) =>
    testSandbox.partner.call("POST", `/api/v1/subscriptions/${testSandbox.slug}/submissions`, { form: {} });

  it("is not deleted while it is reviewed, and is when the submission is withdrawn", async () => {
    const { sandbox: testSandbox } = await openBothSides({ evidence: [{ fact: "succeeded" }] });
    await testSandbox.partner.call("POST", AT, { name: "proof" });
    const key = (await activateIn(testSandbox, "proof")).body.testApiKey.rawKey as string;
    await callerOf(testSandbox.host, key)("POST", "/v1/books", { title: "Proves it" });
    expect((await submit(testSandbox)).status).toBe(201);
    const refused = await remove(testSandbox, "proof", "?confirm=proof");
    expect(refused).toMatchObject({ status: 409, body: { sandbox_error: "conflict" } });
    expect(refused.body.message).toMatch(/being reviewed.*withdraw/);
    expect((await remove(testSandbox, "proof", "?dryRun=true")).body.blockedBy).toHaveLength(1);
    // The evidence did not come from this one.
    expect((await remove(testSandbox, "default", "?dryRun=true")).body.blockedBy).toEqual([]);
    await testSandbox.partner.call("DELETE", `/api/v1/subscriptions/${testSandbox.slug}/submissions/current`);
    expect((await remove(testSandbox, "proof", "?confirm=proof")).status).toBe(200);
  });

  it("is not deleted in production", async () => {
    const { sandbox: testSandbox, provider } = await openBothSides();
    await testSandbox.api("POST", "/v1/books", { title: "Proves it" });
    expect((await submit(testSandbox)).status).toBe(201);
    const [one] = (await provider.call("GET", `/api/v1/apis/${testSandbox.slug}/submissions`)).body.data as {
      id: string;
    }[];
    await provider.call("POST", `/api/v1/apis/${testSandbox.slug}/submissions/${one?.id ?? ""}/decision`, {
      decision: "approve",
    });
    const refused = await remove(testSandbox, "default", "?confirm=default");
    expect(refused.status).toBe(409);
    expect(refused.body.message).toContain("is in production");
    expect((await testSandbox.api("GET", "/v1/books")).status).toBe(200);
  });

  it("is `default` where production was opened without a submission", async () => {
    const { sandbox: testSandbox, provider } = await openBothSides();
    await testSandbox.partner.call("POST", AT, { name: "spare" });
    await provider.call("POST", `/api/v1/live/${testSandbox.slug}/approvals`, {
      partner: testSandbox.partner.partner,
    });
    expect((await remove(testSandbox, "default", "?confirm=default")).status).toBe(409);
    expect((await remove(testSandbox, "spare", "?confirm=spare")).status).toBe(200);
  });

  it("is what a live key was opened from, until the key is revoked", async () => {
    const { sandbox: testSandbox } = await openBothSides({ review: false });
    const live = await testSandbox.partner.call("POST", `/api/v1/live/${testSandbox.slug}/keys`, {});
    expect(live.status).toBe(201);
    const refused = await remove(testSandbox, "default", "?confirm=default");
    expect(refused).toMatchObject({ status: 409 });
    expect(refused.body.message).toMatch(/1 live keys.*revoke/);
    await testSandbox.partner.call(
      "DELETE",
      `/api/v1/live/${testSandbox.slug}/keys/${live.body.id as string}`,
    );
    expect((await remove(testSandbox, "default", "?confirm=default")).status).toBe(200);
  });

  it("outlives its own time and its own key", async () => {
    const { sandbox: testSandbox } = await openBothSides({ evidence: [{ fact: "succeeded" }] });
    const made = await testSandbox.partner.call("POST", `${AT}/default/keys`, {
      api: testSandbox.slug,
      ownSandbox: true,
    });
    const own = (made.body.sandboxOrgId as string).replace("org_sandbox_", "");
    await callerOf(testSandbox.host, made.body.rawKey as string)("POST", "/v1/books", { title: "Proves it" });
    expect((await submit(testSandbox)).status).toBe(201);
    await testSandbox.partner.call("DELETE", `${AT}/${own}/keys/${made.body.id as string}`);
    await env.DB.prepare("UPDATE sandboxes SET expires_at = 1 WHERE id = ?").bind(own).run();
    await run();
    const { api } = await rowsOf(testSandbox);
    expect(await env.TEST.getByName(`${own}:${api.id}`).status()).toBeDefined();
    await testSandbox.partner.call("DELETE", `/api/v1/subscriptions/${testSandbox.slug}/submissions/current`);
    await env.DB.prepare("UPDATE sandboxes SET expires_at = 1 WHERE id = ?").bind(own).run();
    await run();
    expect(await env.TEST.getByName(`${own}:${api.id}`).status()).toBeUndefined();
  });
});

describe("a sandbox that ends by itself", () => {
  async function openOwn() {
    const testSandbox = await openTestSandbox({ document: LIBRARY });
    const made = await testSandbox.partner.call("POST", `${AT}/default/keys`, {
      api: testSandbox.slug,
      ownSandbox: true,
    });
    const id = (made.body.sandboxOrgId as string).replace("org_sandbox_", "");
    const api = callerOf(testSandbox.host, made.body.rawKey as string);
    await api("POST", "/v1/books", { title: "Mine alone" });
    const tenant = env.TEST.getByName(`${id}:${(await rowsOf(testSandbox)).api.id}`);
    const revoke = () => testSandbox.partner.call("DELETE", `${AT}/${id}/keys/${made.body.id as string}`);
    return { testSandbox, id, api, tenant, revoke, key: made.body.id as string };
  }

  it("is purged with its key: a deleted key leaves a clean slate", async () => {
    const { testSandbox, id, api, tenant, revoke } = await openOwn();
    expect((await revoke()).body.revoked).toBe(true);
    expect(await tenant.status()).toBeUndefined();
    expect([401, 403]).toContain((await api("GET", "/v1/books")).status);
    expect((await testSandbox.partner.call("GET", AT)).body.data).toHaveLength(1);
    expect((await testSandbox.partner.call("POST", `${AT}/${id}/restore`, {})).status).toBe(404);
  });

  it("is purged by cron where its object could not be reached", async () => {
    const { tenant, revoke } = await openOwn();
    vi.spyOn(Sandbox.prototype, "purge").mockRejectedValueOnce(new Error("the object could not be reached"));
    expect((await revoke()).status).toBe(200);
    expect(await tenant.status()).toBeDefined();
    await run();
    expect(await tenant.status()).toBeUndefined();
  });

  it("is purged by cron where a crash came after the key had ended, and while it has a key it stays", async () => {
    const { id, tenant, key } = await openOwn();
    await env.DB.prepare("UPDATE sandboxes SET created_at = 1 WHERE id = ?").bind(id).run();
    await run();
    expect(await tenant.status()).toBeDefined();
    await env.DB.prepare("UPDATE keys SET revoked_at = 1 WHERE id = ?").bind(key).run();
    await run();
    expect(await tenant.status()).toBeUndefined();
  });

  it("keeps nothing when a person deletes it, and is not one that was regenerated its key", async () => {
    const { testSandbox, id, tenant, key } = await openOwn();
    await testSandbox.partner.call("POST", `${AT}/${id}/keys/${key}/regenerate`);
    expect(await tenant.status()).toBeDefined();
    const named = (
      (await testSandbox.partner.call("GET", AT)).body.data as { id: string; name: string }[]
    ).find((one) => one.id === id)?.name;
    const gone = await remove(testSandbox, id, `?confirm=${named ?? ""}`);
    expect(gone).toMatchObject({ status: 200, body: { restorableUntil: null } });
    expect(await tenant.status()).toBeUndefined();
  });

  it("is purged at its time, whatever becomes of another one", async () => {
    const { testSandbox, sandbox, tenant } = await openCi();
    const other = await openCi();
    await env.DB.prepare("UPDATE sandboxes SET expires_at = 1 WHERE id IN (?, ?)")
      .bind(sandbox.id, other.sandbox.id)
      .run();
    vi.spyOn(Sandbox.prototype, "purge").mockRejectedValueOnce(new Error("the object could not be reached"));
    await run();
    expect(await names(testSandbox)).toEqual(["default"]);
    expect(await names(other.testSandbox)).toEqual(["default"]);
    await run();
    expect(await env.TEST.getByName(tenant).status()).toBeUndefined();
    expect(await env.TEST.getByName(other.tenant).status()).toBeUndefined();
  });
});
