// What an update may not do: name what is not there, change a key, or take the place of what the path says.
import { describe, expect, it } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";

describe("an update", () => {
  it("is refused when it refers to a record that is not there, and changes nothing", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const { id } = (await sandbox.api("POST", "/v1/books", { title: "Kept" })).body as { id: string };
    for (const method of ["PUT", "PATCH"]) {
      const refused = await sandbox.api(method, `/v1/books/${id}`, { title: "Lost", author_id: "aut_none" });
      expect([method, refused.status, refused.body.field]).toEqual([method, 400, "author_id"]);
    }
    expect((await sandbox.api("GET", `/v1/books/${id}`)).body).toMatchObject({
      title: "Kept",
      author_id: null,
    });
    const author = (await sandbox.api("POST", "/v1/authors", { name: "Ada" })).body as { id: string };
    const changed = await sandbox.api("PATCH", `/v1/books/${id}`, { author_id: author.id });
    expect(changed.body).toMatchObject({ title: "Kept", author_id: author.id });
  });

  it("never changes a record's key", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const { id } = (await sandbox.api("POST", "/v1/books", { title: "Kept" })).body as { id: string };
    for (const method of ["PUT", "PATCH"])
      expect((await sandbox.api(method, `/v1/books/${id}`, { id: "book_mine", title: "Kept" })).body.id).toBe(
        id,
      );
    expect((await sandbox.api("GET", "/v1/books/book_mine")).status).toBe(404);
  });
});
