// The outbox: what a change of D1 asks of objects and of mail is done at once, or by cron, in any order and as often as it takes.
import { env } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { claim, openClaimable } from "#control/accounts/claims.ts";
import type { Control } from "#control/context.ts";
import { deleteSandbox } from "#control/sandboxes/deletions.ts";
import { fork } from "#control/sandboxes/forks.ts";
import { deliverDue, outboxCounts } from "#control/jobs/outbox.ts";
import { replayAgainstRelease } from "#control/apis/release-replays.ts";
import { promote } from "#control/apis/releases.ts";
import { activate, deactivate } from "#control/sandboxes/activation.ts";
import { pinRelease } from "#control/sandboxes/sandbox-release.ts";
import { runScheduledJobs } from "#control/jobs/scheduled-jobs.ts";
import { controlOf, failing, rowsOf } from "../support/control.ts";
import { Sandbox } from "#tenant/durable-object.ts";
import { LIBRARY } from "../support/documents.ts";
import { openBothSides } from "../support/pipeline.ts";
import { type TestSandbox, openTestSandbox, publish, send, signUp } from "../support/test-sandbox.ts";
import { rows, stubOf } from "../support/tenant.ts";

const HOUR = 3_600_000;
const nobody = (): Promise<void> => Promise.resolve();
const waiting = async (
  owner: string,
): Promise<{ kind: string; attempts: number; last_error: string | null }[]> =>
  (
    await env.DB.prepare("SELECT kind, attempts, last_error FROM outbox WHERE owner = ?")
      .bind(owner)
      .all<{ kind: string; attempts: number; last_error: string | null }>()
  ).results;
const statusOf = (tenant: string) => env.TEST.getByName(tenant).status();
/** Cron, by this control's objects and clock. */
const cron = (control: Control) => deliverDue(control, nobody, 500);

/** Holds a method of one object back; `held` resolves when somebody waits there. */
function holding(method: string, tenant: (name: string) => boolean) {
  let arrive = (): void => undefined;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (arrive = resolve));
  const gate = new Promise<void>((resolve) => (release = resolve));
  const breaks = async (called: string, name: string): Promise<boolean> => {
    if (called !== method || !tenant(name)) return false;
    arrive();
    await gate;
    return false;
  };
  return { breaks, held, release };
}

describe("the outbox", () => {
  it("goes on where one tenant cannot be reached, keeps what failed with its cause, and counts it", async () => {
    const [dead, well] = [
      await openTestSandbox({ document: LIBRARY }),
      await openTestSandbox({ document: LIBRARY }),
    ];
    const [one, other] = [await rowsOf(dead), await rowsOf(well)];
    const broken = controlOf((method) => method === "deactivate");
    for (const { actor, sandbox, api } of [one, other])
      await expect(deactivate(broken, actor, sandbox, api)).rejects.toMatchObject({ code: "unavailable" });
    const before = await outboxCounts(controlOf());
    expect(before.failing).toBeGreaterThanOrEqual(2);
    expect(before.oldest).not.toBeNull();
    const report = await cron(controlOf(failing("deactivate", one.tenant, 9)));
    expect(report.failed.map(({ row }) => row.owner)).toContain(one.sandbox.id);
    expect((await statusOf(other.tenant))?.active).toBe(false);
    expect(await waiting(other.sandbox.id)).toEqual([]);
    expect(await waiting(one.sandbox.id)).toMatchObject([
      { kind: "deactivate", attempts: 2, last_error: expect.stringContaining("could not be reached") },
    ]);
    // It waits longer each time, so that it stands in nobody's way.
    await cron(controlOf());
    expect((await statusOf(one.tenant))?.active).toBe(true);
    await cron(controlOf(() => false, Date.now() + HOUR));
    expect((await statusOf(one.tenant))?.active).toBe(false);
    expect(await waiting(one.sandbox.id)).toEqual([]);
  });

  it("makes an object with the seed that was asked for when its activation was lost", async () => {
    const testSandbox = await openTestSandbox({ document: LIBRARY });
    const { actor, api } = await rowsOf(testSandbox);
    await testSandbox.partner.call("POST", "/api/v1/sandboxes", { name: "second" });
    const { sandbox, tenant } = await rowsOf(testSandbox, "second");
    const broken = controlOf(failing("activate", tenant));
    await expect(
      activate(broken, actor, sandbox, api, { profile: "empty", number: 7 }),
    ).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(await statusOf(tenant)).toBeUndefined();
    await cron(controlOf());
    expect(await statusOf(tenant)).toMatchObject({
      active: true,
      records: 0,
      seed: { profile: "empty", number: 7 },
    });
  });

  it("lets a later deactivation win over an activation that arrives after it", async () => {
    const testSandbox = await openTestSandbox({ document: LIBRARY });
    const { actor, sandbox, api, tenant } = await rowsOf(testSandbox);
    await deactivate(controlOf(), actor, sandbox, api);
    const { breaks, held, release } = holding("activate", (name) => name === tenant);
    const waking = activate(controlOf(breaks), actor, sandbox, api);
    await held;
    await deactivate(controlOf(), actor, sandbox, api);
    release();
    await waking.catch(() => undefined);
    expect((await statusOf(tenant))?.active).toBe(false);
    expect(await waiting(sandbox.id)).toEqual([]);
  });

  it("lets a later activation win over a deactivation that arrives after it", async () => {
    const testSandbox = await openTestSandbox({ document: LIBRARY });
    const { actor, sandbox, api, tenant } = await rowsOf(testSandbox);
    const { breaks, held, release } = holding("deactivate", (name) => name === tenant);
    const stopping = deactivate(controlOf(breaks), actor, sandbox, api);
    await held;
    await activate(controlOf(), actor, sandbox, api);
    release();
    await stopping;
    expect((await statusOf(tenant))?.active).toBe(true);
    expect(await waiting(sandbox.id)).toEqual([]);
  });

  it("tells again what changed while it was told, before it takes it as done", async () => {
    const { sandbox: testSandbox, slug, provider } = await openBothSides({ limits: { perMinute: 500 } });
    const { sandbox, tenant } = await rowsOf(testSandbox);
    const limit = async () => (await testSandbox.api("GET", "/v1/books")).headers.get("ratelimit-limit");
    const save = (perMinute: number) =>
      provider.call("PUT", `/api/v1/apis/${slug}/plans/standard`, {
        name: "Standard",
        isDefault: true,
        limits: { perMinute },
      });
    // A first change waits: its object cannot be reached.
    vi.spyOn(Sandbox.prototype, "activate").mockRejectedValueOnce(new Error("out of reach"));
    await save(400);
    vi.restoreAllMocks();
    expect(await waiting(sandbox.id)).toHaveLength(1);
    // While cron tells the object of it, the terms change once more.
    const { breaks, held, release } = holding("activate", (name) => name === tenant);
    const telling = cron(controlOf(breaks));
    await held;
    await env.DB.batch([
      env.DB.prepare("UPDATE plans SET terms = replace(terms, '400', '300') WHERE slug = 'standard'"),
      env.DB.prepare("UPDATE tenants SET version = version + 1 WHERE owner = ?").bind(sandbox.id),
    ]);
    release();
    await telling;
    expect(await limit()).toBe("300");
    expect(await waiting(sandbox.id)).toEqual([]);
  });

  it("does not take as done what the object refuses, since it was told something newer than D1 has", async () => {
    const testSandbox = await openTestSandbox({ document: LIBRARY });
    const { actor, sandbox, api, tenant } = await rowsOf(testSandbox);
    // As after D1 was set back to an earlier moment.
    await env.TEST.getByName(tenant).deactivate(Date.now() + HOUR);
    await expect(activate(controlOf(), actor, sandbox, api)).rejects.toMatchObject({ code: "unavailable" });
    await env.TEST.getByName(tenant).status();
    expect(await waiting(sandbox.id)).toMatchObject([
      { kind: "activate", last_error: expect.stringContaining("newer") },
    ]);
    // A change that is newer holds again.
    await activate(
      controlOf(() => false, Date.now() + 2 * HOUR),
      actor,
      sandbox,
      api,
    );
    expect((await statusOf(tenant))?.active).toBe(true);
  });

  it("may be performed by requests and by cron at once", async () => {
    const testSandbox = await openTestSandbox({ document: LIBRARY });
    const { actor, sandbox, api, tenant } = await rowsOf(testSandbox);
    const later = controlOf(() => false, Date.now() + HOUR);
    await Promise.all([
      deactivate(controlOf(), actor, sandbox, api),
      cron(later),
      deactivate(controlOf(), actor, sandbox, api),
      cron(later),
    ]);
    await cron(later);
    expect((await statusOf(tenant))?.active).toBe(false);
    expect(await waiting(sandbox.id)).toEqual([]);
    expect(await rows(testSandbox, "SELECT 1 FROM audit WHERE action = 'deactivate'")).toHaveLength(1);
  });

  it("delivers the changed terms of many tenants in pages: the first at once, the rest by cron", async () => {
    const provider = await signUp();
    const { slug } = await publish(provider, { document: LIBRARY });
    const api = await env.DB.prepare("SELECT id, release FROM apis WHERE slug = ?")
      .bind(slug)
      .first<{ id: string; release: string }>();
    const ids = Array.from({ length: 70 }, (_, i) => `bulk${i}${slug}`);
    await env.DB.batch(
      ids.flatMap((id) => [
        env.DB.prepare("INSERT INTO sandboxes (id, partner, name, created_at) VALUES (?, ?, 'x', 1)").bind(
          id,
          id,
        ),
        env.DB.prepare(
          "INSERT INTO tenants (mode, owner, api, release, status, created_at, activated_at) VALUES ('test', ?, ?, ?, 'active', 1, 1)",
        ).bind(id, api?.id ?? "", api?.release ?? ""),
      ]),
    );
    const save = (perMinute: number) =>
      provider.call("PUT", `/api/v1/apis/${slug}/plans/standard`, {
        name: "Standard",
        isDefault: true,
        limits: { perMinute },
      });
    const left = async (): Promise<number | undefined> =>
      (
        await env.DB.prepare("SELECT count(*) AS n FROM outbox WHERE api = ?")
          .bind(api?.id ?? "")
          .first<{ n: number }>()
      )?.n;
    await save(8);
    expect(await left()).toBe(20);
    // Saved again before the rest was told: one row each is enough, since what holds is read when it is told.
    await save(9);
    expect(await left()).toBe(20);
    await cron(controlOf());
    expect(await left()).toBe(0);
    const policies = await Promise.all(
      [ids[0], ids[69]].map(async (id) => {
        const { runInDurableObject } = await import("cloudflare:test");
        return runInDurableObject(env.TEST.getByName(`${id ?? ""}:${api?.id ?? ""}`), (_, state) => {
          const [meta] = state.storage.sql.exec<{ value: string }>("SELECT value FROM meta").toArray();
          return (JSON.parse(meta?.value ?? "{}") as { policy: { perMinute: number } }).policy.perMinute;
        });
      }),
    );
    expect(policies).toEqual([9, 9]);
  });
});

describe("a fork", () => {
  const open = async () => {
    const testSandbox = await openTestSandbox({ document: LIBRARY });
    return { testSandbox, ...(await rowsOf(testSandbox)) };
  };
  const named = (testSandbox: TestSandbox) =>
    env.DB.prepare("SELECT id FROM sandboxes WHERE partner = ? AND name = 'copy'")
      .bind(testSandbox.partner.partner)
      .first<{ id: string }>();

  it("leaves neither sandbox nor data when its object fails", async () => {
    const { testSandbox, actor, sandbox, api } = await open();
    const broken = controlOf((method) => method === "fork");
    await expect(fork(broken, actor, sandbox, api, { name: "copy" })).rejects.toThrow("could not be reached");
    expect(await named(testSandbox)).toBeNull();
    expect((await fork(controlOf(), actor, sandbox, api, { name: "copy" })).sandbox.name).toBe("copy");
    expect(await waiting((await named(testSandbox))?.id ?? "")).toEqual([]);
  });

  it("ends with a conflict and leaves no data when its sandbox is deleted while it is copied", async () => {
    const { testSandbox, actor, sandbox, api, tenant } = await open();
    const { breaks, held, release } = holding("fork", (name) => name !== tenant);
    const copying = fork(controlOf(breaks), actor, sandbox, api, { name: "copy" });
    await held;
    const copy = (await named(testSandbox))?.id ?? "";
    await deleteSandbox(controlOf(), actor, "copy", "copy");
    release();
    await expect(copying).rejects.toMatchObject({ code: "conflict" });
    expect(await statusOf(`${copy}:${api.id}`)).toBeUndefined();
    expect(await waiting(copy)).toEqual([]);
  });

  it("that a crash ended is given up by cron, with its sandbox", async () => {
    const { testSandbox, actor, sandbox, api, tenant } = await open();
    const { breaks, held } = holding("fork", (name) => name !== tenant);
    void fork(controlOf(breaks), actor, sandbox, api, { name: "copy" });
    await held;
    const copy = (await named(testSandbox))?.id ?? "";
    await runScheduledJobs(
      controlOf(() => false, Date.now() + 2 * HOUR),
      nobody,
    );
    expect(await named(testSandbox)).toBeNull();
    expect(await waiting(copy)).toEqual([]);
  });
});

describe("a deletion", () => {
  it("changes nothing when the sandbox is submitted for review meanwhile", async () => {
    const testSandbox = await openTestSandbox({ document: LIBRARY, sandboxFile: "live: hosted" });
    await testSandbox.api("POST", "/v1/books", { title: "Proves it" });
    const { actor, sandbox, tenant } = await rowsOf(testSandbox);
    const { breaks, held, release } = holding("status", (name) => name === tenant);
    const deleting = deleteSandbox(controlOf(breaks), actor, "default", "default");
    await held;
    const submitted = await testSandbox.partner.call(
      "POST",
      `/api/v1/subscriptions/${testSandbox.slug}/submissions`,
      {
        form: {},
      },
    );
    expect(submitted.status).toBe(201);
    release();
    await expect(deleting).rejects.toMatchObject({ code: "conflict" });
    expect((await statusOf(tenant))?.active).toBe(true);
    expect((await testSandbox.api("GET", "/v1/books")).status).toBe(200);
    expect(await waiting(sandbox.id)).toEqual([]);
  });
});

describe("other two-steps", () => {
  it("purge the scratch object of a replay against a release later when it could not be reached", async () => {
    const testSandbox = await openTestSandbox({ document: LIBRARY });
    await testSandbox.api("POST", "/v1/books", { title: "Played again" });
    await rows(testSandbox, "SELECT 1");
    const { actor, sandbox, api } = await rowsOf(testSandbox);
    const scratch = new Set<string>();
    const broken = controlOf((method, name) => {
      if (name.startsWith("scratch")) scratch.add(name);
      return method === "purge" && name.startsWith("scratch");
    });
    await expect
      .poll(async () => (await (await stubOf(testSandbox)).loggedCalls(9)).calls.length, { timeout: 3000 })
      .toBeGreaterThan(0);
    const done = await replayAgainstRelease(broken, actor, sandbox, api, api.release, testSandbox.host);
    expect(done.replayed).toBe(1);
    const [name = ""] = scratch;
    expect(await statusOf(name)).toBeDefined();
    await cron(controlOf());
    expect(await statusOf(name)).toBeUndefined();
    expect(await waiting(name.split(":")[0] ?? "")).toEqual([]);
  });

  it("promote a release although a demo object cannot be reached, and renew that one later", async () => {
    const testSandbox = await openTestSandbox({ document: LIBRARY });
    await send(`http://localhost/demo/${testSandbox.slug}/v1/books`);
    const next = await publish(
      testSandbox.partner,
      {
        document: { ...LIBRARY, info: { ...(LIBRARY as { info: object }).info, version: "2.0.0" } },
      },
      testSandbox.slug,
    );
    const before = next.answer.body.release as string;
    const { actor, api } = await rowsOf(testSandbox);
    const owners = await Promise.all(
      ["demo-0", "demo-1", "demo-2", "demo-3"].map(async (owner) => ({
        owner,
        open: (await statusOf(`${owner}:${api.id}`)) !== undefined,
      })),
    );
    const opened = owners.find((one) => one.open)?.owner ?? "";
    const old = await env.DB.prepare("SELECT hash FROM releases WHERE api = ? AND hash <> ?")
      .bind(api.id, before)
      .first<{ hash: string }>();
    expect((await statusOf(`${opened}:${api.id}`))?.release).toBe(before);
    await promote(
      controlOf((method) => method === "reset"),
      actor,
      api,
      "latest",
      old?.hash ?? "",
    );
    expect((await statusOf(`${opened}:${api.id}`))?.release).toBe(before);
    await cron(controlOf());
    expect((await statusOf(`${opened}:${api.id}`))?.release).toBe(old?.hash);
  });

  it("give a sandbox to who claims it although its object cannot be reached, and tell that later", async () => {
    const { slug } = await openTestSandbox({ document: LIBRARY });
    const opened = await openClaimable(controlOf(), slug);
    const partner = await signUp();
    const actor = { user: "somebody", partner: partner.partner, role: "owner" };
    const id = opened.sandboxOrgId.replace("org_sandbox_", "");
    const broken = controlOf((method) => method === "activate");
    expect(await claim(broken, actor, opened.claimToken, "taken")).toEqual({ id, name: "taken" });
    const add = async () => {
      const answer = await partner.call("POST", `/api/v1/sandboxes/taken/${slug}/endpoints`, {
        url: "http://127.0.0.1:9/mine",
      });
      return answer.status;
    };
    expect(await add()).toBe(409);
    await cron(controlOf());
    expect(await add()).toBe(201);
  });

  it("give a sandbox to one of two who claim it at the same moment", async () => {
    const { slug } = await openTestSandbox({ document: LIBRARY });
    const { claimToken, sandboxOrgId } = await openClaimable(controlOf(), slug);
    const who = [await signUp(), await signUp()].map(({ partner }) => ({
      user: "somebody",
      partner,
      role: "owner",
    }));
    const claims = await Promise.allSettled(
      who.map((actor) => claim(controlOf(), actor, claimToken, "taken")),
    );
    const winner = who[claims.findIndex(({ status }) => status === "fulfilled")];
    expect(claims.filter(({ status }) => status === "rejected")).toHaveLength(1);
    const row = await env.DB.prepare("SELECT partner FROM sandboxes WHERE id = ?")
      .bind(sandboxOrgId.replace("org_sandbox_", ""))
      .first();
    expect(row).toEqual({ partner: winner?.partner });
  });

  it("leave D1 with the release that the object plays, whatever was lost", async () => {
    const testSandbox = await openTestSandbox({ document: LIBRARY });
    const { actor, sandbox, api, tenant } = await rowsOf(testSandbox);
    const second = await publish(
      testSandbox.partner,
      {
        document: { ...LIBRARY, info: { ...(LIBRARY as { info: object }).info, version: "3.0.0" } },
      },
      testSandbox.slug,
    );
    const release = second.answer.body.release as string;
    const inD1 = async () =>
      (
        await env.DB.prepare("SELECT release FROM tenants WHERE owner = ?")
          .bind(sandbox.id)
          .first<{ release: string }>()
      )?.release;
    // The object is told, and D1 then cannot ask it.
    await pinRelease(controlOf(failing("status", tenant)), actor, sandbox, api, release);
    expect([await inD1(), (await statusOf(tenant))?.release]).toEqual([api.release, release]);
    await cron(controlOf());
    expect(await inD1()).toBe(release);
    // Undoing a reset to the latest release is the object's doing alone.
    await pinRelease(controlOf(), actor, sandbox, api, api.release);
    const at = `/api/v1/settings/api-access/sandbox/reset?api=${testSandbox.slug}`;
    await testSandbox.partner.call("POST", at, { release: "latest" });
    expect(await inD1()).toBe(release);
    await testSandbox.partner.call("POST", `/api/v1/sandboxes/default/${testSandbox.slug}/undo`, {});
    expect(await inD1()).toBe(api.release);
  });
});
