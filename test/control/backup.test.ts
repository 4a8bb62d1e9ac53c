// Backup and restore of an installation over the administrator's routes: what was there is there again, and nobody else may.
import { env } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import type { BackupContents, BackupFiles, BackupPage } from "#contract/backup.ts";
import { LIBRARY } from "../support/documents.ts";
import { ORIGIN, type TestSandbox, admin, openTestSandbox, send } from "../support/test-sandbox.ts";

const BACKUP = "/api/v1/admin/backup";

describe("a backup", () => {
  let sandbox: TestSandbox;
  let contents: BackupContents;
  const pages = new Map<string, BackupPage[]>();

  beforeAll(async () => {
    sandbox = await openTestSandbox({ document: LIBRARY });
    // More rows than a page has, and one that is nearly as long as a page may be.
    await env.DB.batch([
      env.DB.prepare(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) INSERT INTO pushes (id, mode, tenant, key, at) SELECT 'push-' || i, 'test', 'nobody:x', '{}', i FROM n",
      ),
      env.DB.prepare(
        "INSERT INTO pushes (id, mode, tenant, key, at) SELECT 'long-' || value, 'test', 'nobody:x', ?, 1.5 FROM json_each('[1,2,3]')",
      ).bind(JSON.stringify({ text: "ö".repeat(400_000) })),
    ]);
    contents = (await admin("GET", BACKUP)).body;
    for (const { name } of contents.tables) pages.set(name, await readAll(name));
  });

  it("has every table, each behind those that it refers to, and every row once", () => {
    const names = contents.tables.map(({ name }) => name);
    expect(names).not.toContain("d1_migrations");
    expect(names.indexOf("user")).toBeLessThan(names.indexOf("session"));
    expect(names.indexOf("organization")).toBeLessThan(names.indexOf("member"));
    for (const { name, rows } of contents.tables)
      expect(pages.get(name)?.flatMap((page) => page.rows).length, name).toBe(rows);
    expect(pages.get("pushes")?.length).toBeGreaterThan(3);
  });

  it("has the files of releases, and what the edge knows of APIs", async () => {
    const { body } = await admin("GET", `${BACKUP}/files`);
    const found: BackupFiles["data"] = [...body.data];
    for (let next = body.next; next !== null;) {
      const page = (await admin("GET", `${BACKUP}/files?cursor=${encodeURIComponent(next)}`)).body;
      found.push(...page.data);
      next = page.next;
    }
    expect(found.some(({ key }) => key.endsWith(`/slug/${sandbox.slug}.json`))).toBe(true);
    expect(found.some(({ key }) => /^releases\/.*\/document$/.test(key))).toBe(true);
    expect((await admin("GET", `${BACKUP}/files/content?key=portal/manifest.json`)).status).toBe(400);
  });

  it("is not restored over what is there, nor into another version's tables", async () => {
    const { migration } = contents;
    expect(await admin("POST", "/api/v1/admin/restore", { migration })).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining("already") },
    });
    const other = { migration: "0001_pipeline.sql", replace: true };
    expect(await admin("POST", "/api/v1/admin/restore", other)).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining("0001_pipeline.sql") },
    });
    const stranger = { columns: ["id"], rows: [["x"]] };
    expect((await admin("PUT", `${BACKUP}/tables/d1_migrations`, stranger)).status).toBe(404);
    const nowhere = { columns: ["nowhere"], rows: [["x"]] };
    expect((await admin("PUT", `${BACKUP}/tables/user`, nowhere)).status).toBe(400);
    const bare = { columns: ["id"], rows: [["x"]] };
    expect(await admin("PUT", `${BACKUP}/tables/user`, bare)).toMatchObject({
      status: 409,
      body: { message: expect.stringMatching(/do not fit the table user: .*user\.name/) },
    });
  });

  it("is put back whole: the same rows, the same sandbox, the same key", async () => {
    const { migration, tables } = contents;
    const config = `doorplates/slug/${sandbox.slug}.json`;
    const kept = await (await env.BLOBS.get(config))?.arrayBuffer();
    expect((await admin("POST", "/api/v1/admin/restore", { migration, replace: true })).status).toBe(204);
    expect((await sandbox.api("GET", "/v1/books")).status).toBe(404);
    for (const { name } of tables)
      for (const { columns, rows } of pages.get(name) ?? [])
        if (rows.length > 0) {
          const put = await admin("PUT", `${BACKUP}/tables/${name}`, { columns, rows });
          expect(put.status, JSON.stringify(put.body)).toBe(204);
        }
    for (const { name } of tables)
      expect(
        (await readAll(name)).flatMap((page) => page.rows),
        name,
      ).toEqual(pages.get(name)?.flatMap((page) => page.rows));
    const put = await send(`${ORIGIN}${BACKUP}/files/content?key=${config}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${env.ADMIN_TOKEN}`, "content-type": "application/octet-stream" },
      body: kept ?? "",
    });
    expect(put.status).toBe(204);
    expect((await sandbox.api("GET", "/v1/books")).status).toBe(200);
  });
});

async function readAll(table: string): Promise<BackupPage[]> {
  const found: BackupPage[] = [];
  for (let after: number | null = -1; after !== null;) {
    const page: BackupPage = (await admin("GET", `${BACKUP}/tables/${table}?after=${after}`)).body;
    found.push(page);
    after = page.next;
  }
  return found;
}
