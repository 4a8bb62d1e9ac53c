// A fork is a sandbox with a key of its own: it needs room for both, and one that fails leaves neither.
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { TestSandbox } from "../support/test-sandbox.ts";
import { openBothSides } from "../support/pipeline.ts";

const fork = (sandbox: TestSandbox, body: object) =>
  sandbox.partner.call("POST", `/api/v1/sandboxes/default/${sandbox.slug}/forks`, body);
const sandboxesOf = async (sandbox: TestSandbox): Promise<string[]> =>
  ((await sandbox.partner.call("GET", "/api/v1/sandboxes")).body.data as { name: string }[]).map(
    ({ name }) => name,
  );

describe("forking a sandbox", () => {
  it("is refused before anything is copied where the plan has no room for its key", async () => {
    const { sandbox } = await openBothSides({ limits: { keys: 1 } });
    expect(await fork(sandbox, { name: "copy" })).toMatchObject({ status: 429 });
    expect(await sandboxesOf(sandbox)).toEqual(["default"]);
  });

  it("leaves no sandbox and no tenant behind when there is nothing to copy", async () => {
    const { sandbox } = await openBothSides({ limits: { keys: 10 } });
    expect((await fork(sandbox, { name: "copy", snapshot: "snap_none" })).status).toBe(404);
    expect(await sandboxesOf(sandbox)).toEqual(["default"]);
    const tenants = await env.DB.prepare(
      "SELECT count(*) AS n FROM tenants t JOIN apis a ON a.id = t.api WHERE a.slug = ?",
    )
      .bind(sandbox.slug)
      .first();
    expect(tenants).toEqual({ n: 1 });
    expect((await fork(sandbox, { name: "copy" })).status).toBe(201);
  });
});
