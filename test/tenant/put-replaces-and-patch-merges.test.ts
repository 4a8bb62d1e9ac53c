import { expect, test } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { documentOf } from "../support/compiled.ts";
import { openHouse } from "../support/house.ts";

test("R26: PUT forgets what it does not send, PATCH keeps it; identity, state and birth stay the server's", async () => {
  const house = await openHouse({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
  const made = await house.api("POST", "/v1/books", {
    title: "Dune",
    pages: 412,
    tags: ["sand"],
    isbn: "123",
  });
  const path = `/v1/books/${made.body.id}`;
  await house.api("POST", `${path}/publish`);
  expect((await house.api("PATCH", path, { title: "Dune II" })).body).toMatchObject({
    title: "Dune II",
    pages: 412,
    tags: ["sand"],
    isbn: "123",
  });
  const put = await house.api("PUT", path, { title: "Dune III" });
  expect(put.status).toBe(200);
  expect(put.body).toMatchObject({
    id: made.body.id,
    title: "Dune III",
    tags: [],
    isbn: null,
    status: "published",
    created_at: made.body.created_at,
  });
  expect(put.body).not.toHaveProperty("pages");
  expect((await house.api("GET", path)).body).toEqual(put.body);
  expect((await house.api("PUT", path, {})).status).toBe(400);
});

test("R26: a PUT whose body requires nothing changes only what it names", async () => {
  const member = {
    type: "object",
    properties: {
      id: { type: "string", readOnly: true },
      name: { type: "string" },
      note: { type: ["string", "null"] },
    },
  };
  const house = await openHouse({
    document: documentOf({
      "POST /members": { body: member, answer: member, status: 201 },
      "GET /members/{id}": { answer: member },
      "PUT /members/{id}": { body: member, answer: member },
    }),
  });
  const made = await house.api("POST", "/members", { name: "Ada", note: "first" });
  expect((await house.api("PUT", `/members/${made.body.id}`, { name: "Grace" })).body).toMatchObject({
    name: "Grace",
    note: "first",
  });
});
