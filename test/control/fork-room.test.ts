// A fork is a sandbox with a key of its own: it needs room for both, and one that fails leaves neither.
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { House } from "../support/house.ts";
import { openTable } from "../support/pipeline.ts";

const fork = (house: House, body: object) =>
  house.partner.call("POST", `/api/v1/sandboxes/default/${house.slug}/forks`, body);
const sandboxesOf = async (house: House): Promise<string[]> =>
  ((await house.partner.call("GET", "/api/v1/sandboxes")).body.data as { name: string }[]).map(
    ({ name }) => name,
  );

describe("forking a sandbox", () => {
  it("is refused before anything is copied where the plan has no room for its key", async () => {
    const { house } = await openTable({ limits: { keys: 1 } });
    expect(await fork(house, { name: "copy" })).toMatchObject({ status: 429 });
    expect(await sandboxesOf(house)).toEqual(["default"]);
  });

  it("leaves no sandbox and no tenant behind when there is nothing to copy", async () => {
    const { house } = await openTable({ limits: { keys: 10 } });
    expect((await fork(house, { name: "copy", snapshot: "snap_none" })).status).toBe(404);
    expect(await sandboxesOf(house)).toEqual(["default"]);
    const tenants = await env.DB.prepare(
      "SELECT count(*) AS n FROM tenants t JOIN apis a ON a.id = t.api WHERE a.slug = ?",
    )
      .bind(house.slug)
      .first();
    expect(tenants).toEqual({ n: 1 });
    expect((await fork(house, { name: "copy" })).status).toBe(201);
  });
});
