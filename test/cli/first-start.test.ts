import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ROOT } from "#cli/local/paths.ts";
import { BEING_BUILT } from "#cli/portal-build/beside.ts";
import { publishPortal } from "#cli/portal-build/publish.ts";
import { compileAhead } from "#cli/publishing/compile-ahead.ts";
import { isCompiled } from "#cli/publishing/built-ins.ts";
import { NONCE_PLACEHOLDER, PortalManifest } from "#contract/portal.ts";

describe("a first start", () => {
  /** Nothing is compiled by it yet, and nobody else uses what is. */
  const compiler = `first-start-${process.pid}`;
  const made: string[] = [];
  afterAll(async () => {
    for (const folder of made) await rm(folder, { recursive: true, force: true });
  });

  it("compiles in threads what is not compiled, and answers in the order that was asked for", async () => {
    const found = await Promise.all(await compileAhead(["documint", "cronping"], compiler));
    for (const { slug, hash } of found) made.push(path.join(ROOT, ".sandbar/built-ins", slug, hash));
    expect(found.map(({ slug, operations }) => [slug, operations > 0])).toEqual([
      ["documint", true],
      ["cronping", true],
    ]);
    expect(await isCompiled("documint", compiler)).toBe(true);
    expect(await Promise.all(await compileAhead(["cronping", "documint"], compiler))).toEqual(
      found.toReversed(),
    );
  });

  it("has a page in the portal's place while that is built, which asks again by itself", async () => {
    const sent: unknown[] = [];
    await publishPortal(async <T>(_method: string, _path: string, body?: unknown) => {
      sent.push(body);
      return { missing: [] } as T;
    }, BEING_BUILT);
    expect(PortalManifest.parse(sent[0]).files.map((file) => file.path)).toEqual(["/index.html"]);
    const page = await readFile(path.join(BEING_BUILT, "index.html"), "utf8");
    expect(page).toContain('http-equiv="refresh"');
    expect(page).toContain(NONCE_PLACEHOLDER);
  });
});
