import { expect, test } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { openHouse } from "../support/house.ts";

test("a record lives through create, read, list, update, action and delete", async () => {
  const house = await openHouse({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
  expect(house.key).toMatch(/^lib_test_/);
  const author = (await house.api("GET", "/v1/authors")).body[0];
  const made = await house.api("POST", "/v1/books", { title: "Dune", pages: 412, author_id: author.id });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ title: "Dune", pages: 412, status: "draft", isbn: null, tags: [] });
  expect(made.body.id).toMatch(/^book_[0-9A-Za-z]{16}$/);
  const path = `/v1/books/${made.body.id}`;
  expect((await house.api("GET", path)).body).toEqual(made.body);
  const listed = await house.api("GET", "/v1/books?limit=50");
  expect(listed.body.data.map((one: { id: string }) => one.id)).toContain(made.body.id);
  expect((await house.api("PATCH", path, { pages: 500 })).body).toMatchObject({ title: "Dune", pages: 500 });
  expect((await house.api("POST", `${path}/publish`)).body.status).toBe("published");
  const again = await house.api("POST", `${path}/publish`);
  expect(again.status).toBe(409);
  expect(again.body.code).toBe("illegal_transition");
  expect((await house.api("DELETE", path)).status).toBe(204);
  expect((await house.api("GET", path)).status).toBe(404);
});
