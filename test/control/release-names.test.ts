// A release by its name: whole, by its beginning, and only of its own API.
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { openBothSides } from "../support/pipeline.ts";

describe("the name of a release", () => {
  it("may be its beginning, of six letters or more, while no other begins so", async () => {
    const { sandbox, slug } = await openBothSides();
    const pin = (release: string) =>
      sandbox.partner.call("PUT", `/api/v1/sandboxes/default/${slug}/release`, { release });
    const { release } = (await sandbox.partner.call("GET", `/api/v1/sandboxes/default/${slug}`)).body as {
      release: string;
    };
    expect([(await pin(release.slice(0, 6))).status, (await pin(release.slice(0, 5))).status]).toEqual([
      200, 404,
    ]);
    const api = await env.DB.prepare("SELECT id FROM apis WHERE slug = ?").bind(slug).first<{ id: string }>();
    await env.DB.prepare(
      "INSERT INTO releases (hash, api, compiler, title, version, live, fidelity, created_at) SELECT ?, api, compiler, title, version, live, fidelity, created_at FROM releases WHERE hash = ? AND api = ?",
    )
      .bind(`${release.slice(0, 8)}${"0".repeat(32)}`, release, api?.id ?? "")
      .run();
    expect([(await pin(release.slice(0, 8))).status, (await pin(release.slice(0, 12))).status]).toEqual([
      404, 200,
    ]);
  });

  it("names no release of another API", async () => {
    const [one, other] = [await openBothSides(), await openBothSides(undefined, "live: none")];
    const { release } = (await other.sandbox.partner.call("GET", `/api/v1/sandboxes/default/${other.slug}`))
      .body;
    const pinned = await one.sandbox.partner.call("PUT", `/api/v1/sandboxes/default/${one.slug}/release`, {
      release,
    });
    expect(pinned.status).toBe(404);
  });
});
