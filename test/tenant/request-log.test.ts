// What the log keeps: the latest calls, the rows that evidence cites, and bodies up to a length.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { rows, stubOf } from "../support/tenant.ts";

const logOf = (sandbox: TestSandbox, limit = 500) =>
  sandbox.partner.call("GET", `/api/v1/sandboxes/default/${sandbox.slug}/log?limit=${limit}`);

describe("the request log", () => {
  it("forgets what is older than its latest 2,000 rows, but for those that evidence cites", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    await sandbox.api("POST", "/v1/books", { title: "Cited by evidence" });
    await logOf(sandbox);
    const [cited] = await rows<{ request: string }>(sandbox, "SELECT request FROM evidence");
    await rows(
      sandbox,
      `INSERT INTO requests (id, at, method, path, status, duration, why, request_headers, response_headers, generation)
       SELECT 'old ' || value, 1, 'GET', '/v1/books', 200, 0, '', '[]', '[]', 1 FROM json_each(?)`,
      JSON.stringify(Array.from({ length: 2100 }, (_, i) => i)),
    );
    // The ring is trimmed at every 256th row or so.
    for (let i = 0; i < 300; i++) await sandbox.api("GET", "/v1/books/none");
    await logOf(sandbox);
    const [{ n } = { n: 0 }] = await rows<{ n: number }>(sandbox, "SELECT count(*) AS n FROM requests");
    expect(n).toBeGreaterThan(1990);
    expect(n).toBeLessThan(2300);
    expect(await rows(sandbox, "SELECT id FROM requests WHERE id = 'old 1'")).toEqual([]);
    expect(await rows(sandbox, "SELECT id FROM requests WHERE id = ?", cited?.request ?? "")).toHaveLength(1);
  });

  it("keeps a body of up to 64 KB, and of a longer one that there was a call", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const short = await sandbox.api("POST", "/v1/books", { title: "a".repeat(1000) });
    const long = await sandbox.api("POST", "/v1/books", { title: "b".repeat(80_000) });
    expect([short.status, long.status]).toEqual([201, 201]);
    await logOf(sandbox);
    await evictDurableObject(await stubOf(sandbox));
    const kept = await rows<{ length: number | null; answer: number | null }>(
      sandbox,
      "SELECT length(request_body) AS length, length(response_body) AS answer FROM requests WHERE method = 'POST' ORDER BY seq",
    );
    expect(kept[0]?.length).toBeGreaterThan(1000);
    expect(kept[1]?.length).toBeNull();
    expect(kept[1]?.answer).toBe(64 * 1024);
  });
});
