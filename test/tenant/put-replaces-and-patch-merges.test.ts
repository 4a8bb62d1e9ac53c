import { expect, test } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { documentOf } from "../support/compiled.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";

test("R26: PUT forgets what it does not send, PATCH keeps it; identity, state and birth stay the server's", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
  const made = await sandbox.api("POST", "/v1/books", {
    title: "Dune",
    pages: 412,
    tags: ["sand"],
    isbn: "123",
  });
  const path = `/v1/books/${made.body.id}`;
  await sandbox.api("POST", `${path}/publish`);
  expect((await sandbox.api("PATCH", path, { title: "Dune II" })).body).toMatchObject({
    title: "Dune II",
    pages: 412,
    tags: ["sand"],
    isbn: "123",
  });
  const put = await sandbox.api("PUT", path, { title: "Dune III" });
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
  expect((await sandbox.api("GET", path)).body).toEqual(put.body);
  expect((await sandbox.api("PUT", path, {})).status).toBe(400);
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
  const sandbox = await openTestSandbox({
    document: documentOf({
      "POST /members": { body: member, answer: member, status: 201 },
      "GET /members/{id}": { answer: member },
      "PUT /members/{id}": { body: member, answer: member },
    }),
  });
  const made = await sandbox.api("POST", "/members", { name: "Ada", note: "first" });
  expect((await sandbox.api("PUT", `/members/${made.body.id}`, { name: "Grace" })).body).toMatchObject({
    name: "Grace",
    note: "first",
  });
});
