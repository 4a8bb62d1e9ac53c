// Deleting an API: said in numbers first, confirmed by its name, refused while somebody rests on it, and nothing is left of it.
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { unfinishedKey } from "#contract/blobs.ts";
import { LIBRARY } from "../support/documents.ts";
import { activateTestSandbox, publish, send, signUp } from "../support/test-sandbox.ts";
import { openBothSides } from "../support/pipeline.ts";

const rowsOf = async (table: string, api: string): Promise<number> =>
  (await env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE api = ?`).bind(api).first<{ n: number }>())
    ?.n ?? 0;

describe("deleting an API", () => {
  it("says what ends, ends it, and frees the name", async () => {
    const { provider, sandbox, slug } = await openBothSides({});
    await sandbox.api("POST", "/v1/books", { title: "Kept nowhere" });
    expect((await send(`http://${slug}.localhost/v1/books?demo`)).status).toBeLessThan(500);
    const at = `/api/v1/apis/${slug}`;
    const preview = await provider.call("DELETE", `${at}?dryRun=true`);
    expect(preview.body).toMatchObject({
      releases: 1,
      sandboxes: 1,
      keys: 1,
      blockedBy: [],
      deletedAt: null,
    });
    const unconfirmed = await provider.call("DELETE", at);
    expect(unconfirmed.status).toBe(400);
    expect(unconfirmed.body.message).toContain(
      "ends 1 sandboxes of it with their records, 1 keys and 1 releases",
    );
    expect((await sandbox.api("GET", "/v1/books")).status).toBe(200);
    expect((await sandbox.partner.call("DELETE", `${at}?confirm=${slug}`)).status).toBe(403);

    const id =
      (await env.DB.prepare("SELECT id FROM apis WHERE slug = ?").bind(slug).first<{ id: string }>())?.id ??
      "";
    const deleted = await provider.call("DELETE", `${at}?confirm=${slug}`);
    expect(deleted.body).toMatchObject({ sandboxes: 1, deletedAt: expect.any(String) });
    expect((await sandbox.api("GET", "/v1/books")).status).toBeGreaterThanOrEqual(400);
    for (const table of ["tenants", "releases", "aliases", "plans", "subscriptions", "outbox"])
      expect(await rowsOf(table, id), table).toBe(0);
    expect((await provider.call("GET", `${at}/releases`)).status).toBe(404);

    const other = await signUp();
    const again = await publish(other, { document: LIBRARY }, slug);
    expect(again.answer.status).toBe(201);
    expect((await sandbox.api("GET", "/v1/books")).status).toBe(401);
    const fresh = await activateTestSandbox(other, slug);
    expect(JSON.stringify((await fresh.api("GET", "/v1/books")).body)).not.toContain("Kept nowhere");
  });

  it("leaves the files of all its releases to cron, however many there are", async () => {
    const provider = await signUp();
    const { slug } = await publish(provider, { document: LIBRARY });
    const hashes = Array.from({ length: 450 }, (_, i) => `${slug}${String(i).padStart(4, "0")}`);
    const insert = env.DB.prepare(
      `INSERT INTO releases (hash, api, compiler, title, version, live, fidelity, created_at)
       SELECT ?1, id, '5', 'Old', '1', 'none', '{}', 1 FROM apis WHERE slug = ?2`,
    );
    await env.DB.batch(hashes.map((hash) => insert.bind(hash, slug)));
    const deleted = await provider.call("DELETE", `/api/v1/apis/${slug}?confirm=${slug}`);
    expect(deleted).toMatchObject({ status: 200, body: { releases: 451 } });
    const marks = await Promise.all(hashes.map((hash) => env.BLOBS.head(unfinishedKey(hash))));
    expect(marks.filter((one) => one === null)).toEqual([]);
  });

  it("is refused while a submission waits or a live key works", async () => {
    const { provider, sandbox, slug } = await openBothSides({});
    await sandbox.partner.call("POST", `/api/v1/subscriptions/${slug}/submissions`, { form: {} });
    const at = `/api/v1/apis/${slug}?confirm=${slug}`;
    const waiting = await provider.call("DELETE", at);
    expect(waiting).toMatchObject({ status: 409 });
    expect(waiting.body.message).toContain("1 submissions wait for a decision");
    const { data } = (await provider.call("GET", `/api/v1/apis/${slug}/submissions`)).body;
    await provider.call("POST", `/api/v1/apis/${slug}/submissions/${data[0].id as string}/decision`, {
      decision: "approve",
    });
    const live = await sandbox.partner.call("POST", `/api/v1/live/${slug}/keys`, { name: "Live" });
    expect((await provider.call("DELETE", at)).body.message).toContain("1 live keys for it work");
    expect((await sandbox.api("GET", "/v1/books")).status).toBe(200);
    await sandbox.partner.call("DELETE", `/api/v1/live/${slug}/keys/${live.body.id as string}`);
    expect((await provider.call("DELETE", at)).status).toBe(200);
  });
});
