// A schedule that resets a sandbox: off until it is set, on real time, and gone when it is ended.
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";
import { rows, stubOf } from "../support/tenant.ts";

describe("a reset schedule", () => {
  it("resets when it is due and goes on, until it is ended", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
    const at = `/api/v1/sandboxes/default/${sandbox.slug}`;
    const call = (method: string, path: string, body?: object) =>
      sandbox.partner.call(method, `${at}${path}`, body);
    const schedule = async () => (await call("GET", "/reset-schedule")).body.schedule;
    expect(await schedule()).toBeNull();
    const set = await call("PUT", "/reset-schedule", { everySeconds: 3600, profile: "small" });
    expect(set.body.schedule).toMatchObject({ cron: null, everySeconds: 3600, profile: "small" });
    const made = (await sandbox.api("POST", "/v1/books", { title: "Stale" })).body as { id: string };

    const stub = await stubOf(sandbox);
    await runInDurableObject(stub, (_instance, { storage }) => {
      storage.sql.exec("UPDATE timers SET due = 1 WHERE kind = 'scheduled-reset'");
    });
    await runDurableObjectAlarm(stub);
    expect((await sandbox.api("GET", `/v1/books/${made.id}`)).status).toBe(404);
    const next = (await schedule()).nextAt as string;
    expect(Date.parse(next) - Date.now()).toBeGreaterThan(3_500_000);
    expect(await rows(sandbox, "SELECT id FROM timers WHERE kind = 'scheduled-reset'")).toHaveLength(1);

    const cron = await call("PUT", "/reset-schedule", { cron: "0 3 * * *" });
    expect(cron.body.schedule).toMatchObject({
      cron: "0 3 * * *",
      nextAt: expect.stringMatching(/T03:00:00/),
    });
    for (const wrong of [
      {},
      { cron: "0 3 * * *", everySeconds: 3600 },
      { everySeconds: 5 },
      { cron: "* * * * *" },
      { cron: "every so often" },
    ])
      expect([wrong, (await call("PUT", "/reset-schedule", wrong)).status]).toEqual([wrong, 400]);
    expect((await call("DELETE", "/reset-schedule")).status).toBe(204);
    expect(await schedule()).toBeNull();
    expect(await rows(sandbox, "SELECT id FROM timers WHERE kind = 'scheduled-reset'")).toEqual([]);
  });
});
