import { env } from "cloudflare:test";
import { expect, test } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";

test("with D1 gone a key the tenant has met still works, and the platform says 503", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  expect((await sandbox.api("GET", "/v1/books")).status).toBe(200);
  await env.DB.prepare("ALTER TABLE keys RENAME TO keys_away").run();
  try {
    expect((await sandbox.api("POST", "/v1/books", { title: "Still here" })).status).toBe(201);
    expect((await sandbox.api("GET", "/v1/books")).status).toBe(200);
    const listed = await sandbox.partner.call("GET", "/api/v1/sandboxes/default/keys");
    expect(listed.status).toBe(503);
    expect(listed.body.sandbox_error).toBe("unavailable");
  } finally {
    await env.DB.prepare("ALTER TABLE keys_away RENAME TO keys").run();
  }
});
