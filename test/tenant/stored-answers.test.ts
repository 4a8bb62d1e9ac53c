// What makes a repeat the same call, and how long an answer is kept for it.
import { describe, expect, it } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { rows } from "../support/tenant.ts";

const KEY = { "idempotency-key": "once" };
const clock = (sandbox: TestSandbox, by: string) =>
  sandbox.partner.call("POST", `/api/v1/sandboxes/default/${sandbox.slug}/clock`, { by });

describe("a stored answer", () => {
  it("is for the same method and path: the key on another one is refused", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const book = await sandbox.api("POST", "/v1/books", { title: "Same" }, KEY);
    const author = await sandbox.api("POST", "/v1/authors", { title: "Same" }, KEY);
    expect([book.status, author.status, author.body.code]).toEqual([201, 409, "idempotency_mismatch"]);
    const path = `/v1/books/${book.body.id as string}`;
    expect((await sandbox.api("DELETE", path, undefined, { "idempotency-key": "other" })).status).toBe(204);
    expect((await sandbox.api("PATCH", path, undefined, { "idempotency-key": "other" })).status).toBe(409);
  });

  it("ends after a day of the sandbox clock: the key is as if it had never been used, and its row goes", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const first = await sandbox.api("POST", "/v1/books", { title: "First" }, KEY);
    await sandbox.api("POST", "/v1/books", { title: "Other" }, { "idempotency-key": "never again" });
    await clock(sandbox, "PT25H");
    const second = await sandbox.api("POST", "/v1/books", { title: "Second" }, KEY);
    expect([first.status, second.status, second.body.title]).toEqual([201, 201, "Second"]);
    expect(second.headers.get("idempotent-replayed")).toBeNull();
    expect(await rows(sandbox, "SELECT key FROM idempotency")).toEqual([{ key: "once" }]);
  });
});
