// Cron: every step and every row in it stands by itself, and the run says what it did and what it could not.
import { env } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import type { Mail } from "#control/accounts/mail.ts";
import { deactivate } from "#control/sandboxes/activation.ts";
import { runScheduledJobs } from "#control/jobs/scheduled-jobs.ts";
import { runScheduled } from "#edge/platform/run-scheduled-jobs.ts";
import { edgeEnv } from "../support/edge-env.ts";
import { controlOf, rowsOf } from "../support/control.ts";
import { LIBRARY } from "../support/documents.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";
import { sweepAll } from "../support/sweep.ts";

const nobody = (): Promise<void> => Promise.resolve();
const open = async () => {
  const testSandbox = await openTestSandbox({ document: LIBRARY });
  return { ...(await rowsOf(testSandbox)), testSandbox };
};
const long = (days: number): number => Date.now() - days * 86_400_000;
const isActive = async (tenant: string) => (await env.TEST.getByName(tenant).status())?.active;

describe("the sweep", () => {
  it("goes on where a push of a key, the stopping of an idle sandbox and a purge each fail", async () => {
    await sweepAll();
    const [pushed, idle, idleToo, stopped, expired] = [
      await open(),
      await open(),
      await open(),
      await open(),
      await open(),
    ];
    await deactivate(controlOf(), stopped.actor, stopped.sandbox, stopped.api);
    await env.DB.batch([
      env.DB.prepare(
        "INSERT INTO pushes (id, mode, tenant, key, at) SELECT ?, 'test', ?, id, 1 FROM keys WHERE owner = ?",
      ).bind(`push_${pushed.sandbox.id}`, pushed.tenant, pushed.sandbox.id),
      // No others are idle: a run takes only so many.
      env.DB.prepare("UPDATE tenants SET seen_at = ?").bind(Date.now()),
      env.DB.prepare("UPDATE tenants SET seen_at = 1, activated_at = 1 WHERE owner IN (?, ?)").bind(
        idle.sandbox.id,
        idleToo.sandbox.id,
      ),
      env.DB.prepare("UPDATE tenants SET deactivated_at = ? WHERE owner = ?").bind(
        long(31),
        stopped.sandbox.id,
      ),
      env.DB.prepare("UPDATE sandboxes SET expires_at = 1 WHERE id = ?").bind(expired.sandbox.id),
    ]);
    const broken = controlOf(
      (method, name) =>
        (method === "putKey" && name === pushed.tenant) ||
        (method === "keyUses" && name === idle.tenant) ||
        (method === "purge" && name === stopped.tenant),
    );
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const report = await runScheduledJobs(broken, nobody);
    const said = JSON.stringify(logged.mock.calls);
    logged.mockRestore();
    expect(report["pushes"]?.failed).toBe(1);
    expect(report["idle"]).toMatchObject({ failed: 1 });
    expect(report["idle"]?.done).toBeGreaterThanOrEqual(1);
    expect(report["expired"]?.done).toBeGreaterThanOrEqual(1);
    expect(report["outbox"]?.failed).toBeGreaterThanOrEqual(1);
    expect(await isActive(idle.tenant)).toBe(true);
    expect(await isActive(idleToo.tenant)).toBe(false);
    expect(await isActive(expired.tenant)).toBeUndefined();
    // Each failure is in the log with its tenant and its cause.
    for (const word of [
      idle.tenant,
      stopped.tenant,
      "could not be reached (keyUses)",
      "could not be reached (purge)",
    ])
      expect(said).toContain(word);
    // Nothing was lost: the next run does what this one could not.
    await sweepAll();
    expect(await isActive(idle.tenant)).toBe(false);
    expect(await isActive(stopped.tenant)).toBeUndefined();
    expect(
      await env.DB.prepare("SELECT 1 FROM pushes WHERE id = ?").bind(`push_${pushed.sandbox.id}`).first(),
    ).toBeNull();
  });

  it("sends the mail of a stopped sandbox later when it could not be sent", async () => {
    const { sandbox, testSandbox } = await open();
    await env.DB.prepare("UPDATE tenants SET seen_at = 1, activated_at = 1 WHERE owner = ?")
      .bind(sandbox.id)
      .run();
    const sent: Mail[] = [];
    const refuse = (): Promise<void> => Promise.reject(new Error("the mail service is down"));
    const keep = (mail: Mail): Promise<void> => Promise.resolve(void sent.push(mail));
    expect((await runScheduledJobs(controlOf(), refuse))["outbox"]?.failed).toBeGreaterThanOrEqual(1);
    await runScheduledJobs(controlOf(), keep);
    await runScheduledJobs(
      controlOf(() => false, Date.now() + 3_600_000),
      keep,
    );
    expect(sent.filter(({ to }) => to === testSandbox.partner.email)).toMatchObject([
      { about: { kind: "idle", sandbox: sandbox.id } },
    ]);
  });

  it("takes a sandbox that was called again, or that an idle one stands before, as it is", async () => {
    const { sandbox, tenant, testSandbox } = await open();
    await testSandbox.api("GET", "/v1/books");
    await env.DB.prepare("UPDATE tenants SET seen_at = 1, activated_at = 1 WHERE owner = ?")
      .bind(sandbox.id)
      .run();
    await expect
      .poll(async () => Object.keys(await env.TEST.getByName(tenant).keyUses()).length, { timeout: 3000 })
      .toBe(1);
    await runScheduledJobs(controlOf(), nobody);
    expect(await isActive(tenant)).toBe(true);
  });

  it("answers what each step did", async () => {
    const report = await runScheduled(edgeEnv);
    expect(Object.keys(report)).toEqual([
      "alarms",
      "pushes",
      "idle",
      "expired",
      "orphaned",
      "purges",
      "outbox",
      "webhooks",
      "webhook_deliveries",
      "deleted",
      "tokens",
      "claims",
      "attempts",
      "bundles",
      "uploads",
      "mails",
      "dead_letters",
    ]);
    for (const { done, failed } of Object.values(report))
      expect([typeof done, failed]).toEqual(["number", 0]);
  });
});
