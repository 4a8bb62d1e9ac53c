import { expect, test } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { admin, openTestSandbox } from "../support/test-sandbox.ts";
import { rows, stubOf } from "../support/tenant.ts";

test("a partner's new plan holds in a sandbox that was active before", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY, sandboxFile: "live: hosted" });
  const plan = async (): Promise<string> =>
    JSON.parse((await rows<{ value: string }>(sandbox, "SELECT value FROM meta"))[0]?.value ?? "{}").policy
      .plan;
  expect(await plan()).toBe("free");
  await admin("POST", `/api/v1/live/${sandbox.slug}/approvals`, {
    partner: sandbox.partner.partner,
    plan: "pro",
  });
  expect(await plan()).toBe("pro");
});

test("a purge does not take a tenant that was activated again", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const made = await sandbox.api("POST", "/v1/books", { title: "Still needed" });
  await (await stubOf(sandbox)).purge();
  expect((await sandbox.api("GET", `/v1/books/${made.body.id}`)).status).toBe(200);
});
