// A Durable Object's SQLite holds 2 MB a row and refuses more; local workerd does not, so our own limit is tested: what can
// be created can be changed and deleted, and no table ever holds a row that the real database would refuse.
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { MAX_ROW_BYTES, RowTooLarge, heldToRows, piecesOf } from "#tenant/store/row-limit.ts";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { rows, stubOf } from "../support/tenant.ts";

const open = () => openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
/** Of two bytes each, so that characters and bytes differ. */
const text = (bytes: number, letter = "é") => letter.repeat(bytes / 2);

/** The largest row of each table, in bytes of its values. */
async function largest(sandbox: TestSandbox): Promise<Record<string, number>> {
  return runInDurableObject(await stubOf(sandbox), (_instance, state) => {
    const { sql } = state.storage;
    const tables = sql
      .exec<{ name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
      )
      .toArray();
    return Object.fromEntries(
      tables.map(({ name }) => {
        const columns = sql.exec<{ name: string }>(`SELECT name FROM pragma_table_info('${name}')`).toArray();
        const size = columns.map((one) => `coalesce(length(CAST("${one.name}" AS BLOB)), 0)`).join(" + ");
        return [name, sql.exec<{ n: number | null }>(`SELECT max(${size}) AS n FROM "${name}"`).one().n ?? 0];
      }),
    );
  });
}

describe("a record near 2 MB", () => {
  it("is created, changed, moved, repeated and deleted, and every row of every table fits", async () => {
    const sandbox = await open();
    const at = `/api/v1/sandboxes/default/${sandbox.slug}`;
    await sandbox.partner.call("POST", `${at}/endpoints`, { url: "https://ok.webhook.test/" });
    const key = { "idempotency-key": "large" };
    const body = { title: text(1_980_000), pages: 1 };
    const made = await sandbox.api("POST", "/v1/books", body, key);
    expect(made.status, made.text.slice(0, 300)).toBe(201);
    const again = await sandbox.api("POST", "/v1/books", body, key);
    expect(again.text).toBe(made.text);
    const path = `/v1/books/${made.body.id}`;
    expect(
      (await sandbox.api("PATCH", path, { title: text(1_978_000, "ü") }, { "idempotency-key": "p" })).status,
    ).toBe(200);
    expect((await sandbox.api("PUT", path, { title: text(1_976_000, "ö") })).status).toBe(200);
    expect((await sandbox.api("POST", `${path}/publish`)).status).toBe(200);
    const moved = await sandbox.partner.call("POST", `${at}/clock`, { by: 7200 });
    expect(moved.status, moved.text.slice(0, 300)).toBeLessThan(300);
    const { body: log } = await sandbox.partner.call("GET", `${at}/log?method=PATCH`);
    const { body: told } = await sandbox.partner.call("GET", `${at}/log/${log.data.at(-1).id}`);
    expect(told.changes[0].before.title).toBe(body.title);
    expect((await sandbox.api("DELETE", path)).status).toBe(204);
    expect((await sandbox.api("GET", path)).status).toBe(404);
    for (const [table, size] of Object.entries(await largest(sandbox)))
      expect(size, table).toBeLessThan(2 * 1024 * 1024);
  });

  it("that grows beyond it is refused and stays as it was", async () => {
    const sandbox = await open();
    const made = await sandbox.api("POST", "/v1/books", { title: text(1_000_000) });
    const path = `/v1/books/${made.body.id}`;
    const over = await sandbox.api("PATCH", path, { title: text(2_200_000) });
    expect(over).toMatchObject({ status: 507, body: { sandbox_error: "sandbox_full" } });
    expect((await sandbox.api("GET", path)).text).toBe(made.text);
  });

  it("is refused by an import as by a call, with all the others of it", async () => {
    const sandbox = await open();
    const doc = (id: string, title: string) => ({
      doc: {
        id,
        title,
        status: "draft",
        created_at: "2026-01-01T00:00:00Z",
        updated_at: "2026-01-01T00:00:00Z",
      },
    });
    const at = `/api/v1/sandboxes/default/${sandbox.slug}/records`;
    const refused = await sandbox.partner.call("POST", at, {
      records: { book: [doc("small", "x"), doc("large", text(2_100_000))] },
    });
    expect(refused).toMatchObject({ status: 507, body: { sandbox_error: "sandbox_full" } });
    expect((await sandbox.api("GET", "/v1/books/small")).status).toBe(404);
  });

  it("is listed with others of its size, however long the page becomes", async () => {
    const sandbox = await open();
    await runInDurableObject(await stubOf(sandbox), (_instance, state) => {
      for (let i = 0; i < 18; i++) {
        const doc = {
          id: `big_${i}`,
          title: "x".repeat(1_900_000),
          status: "draft",
          created_at: "2026-01-01T00:00:00Z",
          updated_at: "2026-01-01T00:00:00Z",
        };
        state.storage.sql.exec(
          "INSERT INTO records (generation, resource, parent, id, seq, state, doc, created, updated) VALUES (1, 'book', '', ?, ?, 'draft', ?, 0, 0)",
          doc.id,
          10_000 + i,
          JSON.stringify(doc),
        );
      }
    });
    const page = await sandbox.api("GET", "/v1/books?limit=50");
    expect(page.status, page.text.slice(0, 200)).toBe(200);
    expect(page.text.length).toBeGreaterThan(32 * 1024 * 1024);
    expect(page.body.data.filter((one: { id: string }) => one.id.startsWith("big_"))).toHaveLength(18);
  });

  it("comes back with a fork from before it was changed", async () => {
    const sandbox = await open();
    const made = await sandbox.api("POST", "/v1/books", { title: text(1_900_000) });
    const path = `/v1/books/${made.body.id}`;
    const changed = await sandbox.api("PATCH", path, { title: "Short" });
    const forked = await sandbox.partner.call("POST", `/api/v1/sandboxes/default/${sandbox.slug}/forks`, {
      before: changed.headers.get("x-request-id"),
    });
    expect(forked.status, forked.text).toBe(201);
    const back = await sandbox.api("GET", path, undefined, {
      authorization: `Bearer ${forked.body.testApiKey.rawKey}`,
    });
    expect(back.body.title).toBe(made.body.title);
  });
});

describe("the guard of every statement", () => {
  it("refuses what no row holds, in any table and of any kind", async () => {
    const sandbox = await open();
    await runInDurableObject(await stubOf(sandbox), (_instance, state) => {
      const sql = heldToRows(state.storage.sql);
      sql.exec("CREATE TABLE try (a TEXT, b BLOB)");
      sql.exec("INSERT INTO try VALUES (?, ?)", "x".repeat(1_000_000), new Uint8Array(1_000_000));
      const refused = [
        ["x".repeat(MAX_ROW_BYTES + 1), null],
        [text(MAX_ROW_BYTES + 2), null],
        [null, new Uint8Array(MAX_ROW_BYTES + 1)],
        ["x".repeat(1_200_000), new Uint8Array(1_200_000)],
      ] as const;
      for (const values of refused)
        expect(() => sql.exec("INSERT INTO try VALUES (?, ?)", ...values)).toThrow(RowTooLarge);
      sql.exec("DROP TABLE try");
    });
  });

  it("cuts texts where no character is lost", () => {
    const whole = `a${"😀".repeat(10)}é`;
    for (let most = 2; most < 12; most++) {
      const pieces = piecesOf(whole, most);
      expect(pieces.join("")).toBe(whole);
      for (const piece of pieces)
        expect(new TextDecoder().decode(new TextEncoder().encode(piece))).toBe(piece);
    }
  });

  it("leaves nothing in the log of a call that was refused but its own row", async () => {
    const sandbox = await open();
    const refused = await sandbox.api("POST", "/v1/books", { title: text(2_200_000) });
    expect(refused.status).toBe(507);
    expect(await rows(sandbox, "SELECT 1 FROM changes")).toHaveLength(0);
  });
});
