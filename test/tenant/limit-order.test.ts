// Step 2 of a call: the month's quota comes before the minute's rate, and a rate override holds only as long as it was made for.
import { describe, expect, it } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";
import { openBothSides } from "../support/pipeline.ts";
import { rows } from "../support/tenant.ts";

describe("the limits of a call", () => {
  it("are asked for the month before the minute, so that nobody waits a minute for a month that is spent", async () => {
    const { sandbox } = await openBothSides({ limits: { perMonth: 2, perMinute: 2 } });
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await sandbox.api("GET", "/v1/books"));
    expect(answers.map((one) => one.status)).toEqual([200, 200, 429]);
    expect(answers[2]?.body).toMatchObject({ sandbox_error: "quota_exceeded" });
  });

  it("allow the last call of the month and refuse the next", async () => {
    const { sandbox } = await openBothSides({ limits: { perMonth: 3 } });
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await sandbox.api("GET", "/v1/books")).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
  });
});

describe("a rate override", () => {
  it("ends by itself", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const at = `/api/v1/sandboxes/default/${sandbox.slug}/rate-overrides`;
    await sandbox.partner.call("PUT", `${at}/*`, { limit: 0, expiresIn: 1 });
    expect((await sandbox.api("GET", "/v1/books")).status).toBe(429);
    await scheduler.wait(1100);
    expect((await sandbox.api("GET", "/v1/books")).status).toBe(200);
    expect((await sandbox.partner.call("GET", at)).body.data).toEqual([]);
  });

  it("is refused beyond fifty at once", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    await rows(
      sandbox,
      "INSERT INTO squeezes (key, quota, window, expires) SELECT 'k' || value, 1, 60000, 9e12 FROM json_each(?)",
      JSON.stringify(Array.from({ length: 50 }, (_, i) => i)),
    );
    const refused = await sandbox.partner.call(
      "PUT",
      `/api/v1/sandboxes/default/${sandbox.slug}/rate-overrides/*`,
      {
        limit: 1,
      },
    );
    expect(refused).toMatchObject({ status: 507, body: { sandbox_error: "sandbox_full" } });
  });
});
