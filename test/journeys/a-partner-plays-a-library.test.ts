import { expect, test } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";

test("a record lives through create, read, list, update, action and delete", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
  expect(sandbox.key).toMatch(/^lib_test_/);
  const author = (await sandbox.api("GET", "/v1/authors")).body[0];
  const made = await sandbox.api("POST", "/v1/books", { title: "Dune", pages: 412, author_id: author.id });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ title: "Dune", pages: 412, status: "draft", isbn: null, tags: [] });
  expect(made.body.id).toMatch(/^book_[0-9A-Za-z]{16}$/);
  const path = `/v1/books/${made.body.id}`;
  expect((await sandbox.api("GET", path)).body).toEqual(made.body);
  const listed = await sandbox.api("GET", "/v1/books?limit=50");
  expect(listed.body.data.map((one: { id: string }) => one.id)).toContain(made.body.id);
  expect((await sandbox.api("PATCH", path, { pages: 500 })).body).toMatchObject({
    title: "Dune",
    pages: 500,
  });
  expect((await sandbox.api("POST", `${path}/publish`)).body.status).toBe("published");
  const again = await sandbox.api("POST", `${path}/publish`);
  expect(again.status).toBe(409);
  expect(again.body.code).toBe("illegal_transition");
  expect((await sandbox.api("DELETE", path)).status).toBe(204);
  expect((await sandbox.api("GET", path)).status).toBe(404);
});
