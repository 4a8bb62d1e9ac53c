import { env } from "cloudflare:test";
import { expect, test } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { callerOf, openTestSandbox } from "../support/test-sandbox.ts";
import { sweepAll } from "../support/sweep.ts";
import { rows, stubOf } from "../support/tenant.ts";

test("data stays for 30 days and is gone after, while billing stops at once", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const made = await sandbox.api("POST", "/v1/books", { title: "Kept for a while" });
  const lifecycle = (verb: string) =>
    sandbox.partner.call("POST", `/api/v1/settings/api-access/sandbox/${verb}?api=${sandbox.slug}`, {});
  await lifecycle("deactivate");
  const billed = await env.DB.prepare("SELECT ended_at FROM billing WHERE partner = ?")
    .bind(sandbox.partner.partner)
    .first<{ ended_at: number | null }>();
  expect(billed?.ended_at).not.toBeNull();
  await sweepAll();
  const back = await lifecycle("activate");
  expect(
    (await callerOf(sandbox.host, back.body.testApiKey.rawKey)("GET", `/v1/books/${made.body.id}`)).status,
  ).toBe(200);

  await lifecycle("deactivate");
  const stub = await stubOf(sandbox);
  await env.DB.prepare("UPDATE tenants SET deactivated_at = ? WHERE deactivated_at IS NOT NULL")
    .bind(Date.now() - 31 * 86_400_000)
    .run();
  await sweepAll();
  expect(await stub.status()).toBeUndefined();
  const refused = await callerOf(sandbox.host, sandbox.key)("GET", "/v1/books");
  expect(refused.status).toBe(403);
  expect(refused.body.code).toBe("SANDBOX_NOT_ACTIVE");
  const fresh = await lifecycle("activate");
  expect(
    (await callerOf(sandbox.host, fresh.body.testApiKey.rawKey)("GET", `/v1/books/${made.body.id}`)).status,
  ).toBe(404);
  expect(await rows(sandbox, "SELECT 1 FROM audit WHERE action = 'activate'")).toHaveLength(1);
});
