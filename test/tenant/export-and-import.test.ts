// All records out of a sandbox and into another: streamed, however many there are, and one state of them.
import { SELF, runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type TestSandbox, ORIGIN, openTestSandbox, send } from "../support/test-sandbox.ts";
import { rows, stubOf } from "../support/tenant.ts";

const MOMENT = "2026-01-01T00:00:00Z";
const at = (sandbox: TestSandbox) => `/api/v1/sandboxes/default/${sandbox.slug}/records`;
const open = () =>
  openTestSandbox({
    document: LIBRARY,
    sandboxFile: `${LIBRARY_BEHAVIOUR}\nlimits: { max_megabytes: 1000, per_minute: 10000 }`,
  });

/** Books written past the API, each of so many bytes. */
async function fill(sandbox: TestSandbox, books: number, bytes: number): Promise<void> {
  await runInDurableObject(await stubOf(sandbox), (_instance, state) => {
    for (let i = 0; i < books; i++) {
      const id = `big_${String(i).padStart(3, "0")}`;
      const doc = {
        id,
        title: "é".repeat(bytes / 2),
        status: "draft",
        created_at: MOMENT,
        updated_at: MOMENT,
      };
      state.storage.sql.exec(
        "INSERT INTO records (generation, resource, parent, id, seq, state, doc, created, updated) VALUES (1, 'book', '', ?, ?, 'draft', ?, 0, 0)",
        id,
        10_000 + i,
        JSON.stringify(doc),
      );
    }
    state.storage.sql.exec("UPDATE sequences SET value = 20000 WHERE name = '\nrecords'");
  });
}

const exported = (sandbox: TestSandbox, accept = "application/json") =>
  SELF.fetch(`${ORIGIN}${at(sandbox)}`, {
    headers: { authorization: `Bearer ${sandbox.partner.token}`, accept },
  });

type Book = { doc: { id: string; title: string } };

describe("an export", () => {
  it("of more than 40 MB is streamed whole, and its copy is forgotten", async () => {
    const sandbox = await open();
    await fill(sandbox, 24, 1_900_000);
    const response = await exported(sandbox);
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text.length * 2).toBeGreaterThan(40_000_000);
    const books = (JSON.parse(text) as { records: { book: Book[] } }).records.book;
    expect(books.filter((one) => one.doc.id.startsWith("big_"))).toHaveLength(24);
    expect(books.at(-1)?.doc.title.length).toBe(950_000);
    await vi.waitFor(
      async () => expect(await rows(sandbox, "SELECT DISTINCT generation FROM records")).toHaveLength(1),
      { timeout: 10_000 },
    );
  }, 60_000);

  it("shows one state, whatever is called while it is read", async () => {
    const sandbox = await open();
    await fill(sandbox, 12, 1_000_000);
    const response = await exported(sandbox, "application/x-ndjson");
    const reader = (response.body as ReadableStream<Uint8Array>)
      .pipeThrough(new TextDecoderStream())
      .getReader();
    let text = (await reader.read()).value ?? "";
    expect((await sandbox.api("DELETE", "/v1/books/big_011")).status).toBe(204);
    expect((await sandbox.api("PATCH", "/v1/books/big_010", { title: "Changed" })).status).toBe(200);
    await sandbox.api("POST", "/v1/books", { title: "New" });
    const reset = await sandbox.partner.call(
      "POST",
      `/api/v1/settings/api-access/sandbox/reset?api=${sandbox.slug}`,
      {},
    );
    expect(reset.status).toBeLessThan(300);
    for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
    const lines = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Partial<Book> & { resource?: string; release?: string });
    expect(lines[0]?.release).toMatch(/\w+/);
    const books = lines.filter((line) => line.resource === "book").map((line) => line.doc);
    expect(books.filter((doc) => doc?.id.startsWith("big_")).map((doc) => doc?.title.length)).toEqual(
      Array.from({ length: 12 }, () => 500_000),
    );
    expect(books.some((doc) => doc?.title === "New")).toBe(false);
  }, 60_000);

  it("breaks off when its records go while it is read, and never ends as if it were whole", async () => {
    const sandbox = await open();
    await fill(sandbox, 12, 1_000_000);
    const response = await exported(sandbox);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await runInDurableObject(await stubOf(sandbox), (_instance, state) => {
      state.storage.sql.exec("DELETE FROM records WHERE generation > 1");
    });
    const rest = (async () => {
      while (!(await reader.read()).done);
    })();
    await expect(rest).rejects.toThrow();
  }, 60_000);

  it.each(["application/json", "application/x-ndjson"])(
    "as %s is what an import of another sandbox takes",
    async (type) => {
      const sandbox = await open();
      await sandbox.api("POST", "/v1/books", { title: `Line\nbreak "quoted" é😀` });
      const text = await (await exported(sandbox, type)).text();
      const other = await openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
      const put = await send(`${ORIGIN}${at(other)}`, {
        method: "POST",
        headers: { authorization: `Bearer ${other.partner.token}`, "content-type": type },
        body: text,
      });
      expect(put.status, put.text).toBe(201);
      const books = (sandbox: TestSandbox) =>
        sandbox
          .api("GET", "/v1/books?limit=50")
          .then(({ body }) => body.data.map((one: { id: string }) => one.id).sort());
      expect(await books(other)).toEqual(expect.arrayContaining(await books(sandbox)));
    },
  );

  it("of a sandbox that was never activated is refused", async () => {
    const sandbox = await open();
    await sandbox.partner.call("POST", "/api/v1/sandboxes", { name: "empty" });
    const none = await sandbox.partner.call("GET", `/api/v1/sandboxes/empty/${sandbox.slug}/records`);
    expect(none.status).toBe(403);
  });

  it("names the line of an import that is no JSON", async () => {
    const sandbox = await open();
    const put = await send(`${ORIGIN}${at(sandbox)}`, {
      method: "POST",
      headers: { authorization: `Bearer ${sandbox.partner.token}`, "content-type": "application/x-ndjson" },
      body: '{"release":"x"}\n{"resource":',
    });
    expect(put).toMatchObject({ status: 400, body: { sandbox_error: "invalid_request" } });
  });
});
