// R55, R8, R9, R20, R22: who calls is a record, owns what it makes, and is found at `me` and by name.
import { expect, test } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";

const text = { type: "string" };
const user = {
  type: "object",
  required: ["id", "login"],
  properties: { id: { type: "integer" }, login: text, bio: { type: ["string", "null"] } },
};
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const document = documentOf(
  {
    "GET /user": { answer: ref("User") },
    "PATCH /user": { body: { type: "object", properties: { bio: text } }, answer: ref("User") },
    "GET /users": { answer: { type: "array", items: ref("User") } },
    "GET /users/{username}": { answer: ref("User") },
    "DELETE /users/{username}": {},
    "GET /user/shelves": { answer: { type: "array", items: ref("Shelf") } },
    "POST /user/shelves": {
      body: { type: "object", required: ["name"], properties: { name: text } },
      answer: ref("Shelf"),
      status: 201,
    },
    "GET /shelves/{owner}/{shelf}": { answer: ref("Shelf") },
    "POST /shelves/{owner}/{shelf}/notes": {
      body: { type: "object", properties: { title: text } },
      answer: ref("Note"),
      status: 201,
    },
    "GET /shelves/{owner}/{shelf}/notes": {
      answer: { type: "array", items: ref("Note") },
      query: { state: { type: "string", enum: ["open", "closed", "all"], default: "open" } },
    },
    "GET /shelves/{owner}/{shelf}/notes/{number}": { answer: ref("Note") },
    "PATCH /shelves/{owner}/{shelf}/notes/{number}": {
      body: { type: "object", properties: { state: { type: "string", enum: ["open", "closed"] } } },
      answer: ref("Note"),
    },
  },
  {
    components: {
      schemas: {
        User: user,
        Shelf: {
          type: "object",
          required: ["id", "name", "owner"],
          properties: {
            id: { type: "integer" },
            name: text,
            full_name: text,
            owner: ref("User"),
            url: { ...text, format: "uri" },
          },
        },
        Note: {
          type: "object",
          required: ["id", "number"],
          properties: {
            id: { type: "integer" },
            number: { type: "integer" },
            title: { type: ["string", "null"] },
            state: { type: "string", enum: ["open", "closed"] },
            closed_at: { type: ["string", "null"], format: "date-time" },
            user: ref("User"),
          },
        },
      },
    },
  },
);

test("R8, R9, R20, R22, R35, R55: the caller is one record: read as me, owner of what it makes, counted per parent", async () => {
  const { api } = await openTestSandbox({ document });
  const me = await api("GET", "/user");
  expect(me.status).toBe(200);
  const { login } = me.body as { login: string };
  expect((await api("GET", `/users/${login}`)).body).toEqual(me.body);
  expect((await api("PATCH", "/user", { bio: "reads" })).body).toMatchObject({ login, bio: "reads" });
  const shelf = await api("POST", "/user/shelves", { name: "poems" });
  expect(shelf.body).toMatchObject({ name: "poems", full_name: `${login}/poems`, owner: { login } });
  expect((await api("GET", `/shelves/${login}/poems`)).body).toEqual(shelf.body);
  expect((await api("GET", "/shelves/nobody/poems")).status).toBe(404);
  const path = `/shelves/${login}/poems/notes`;
  const first = await api("POST", path, { title: "one" });
  await api("POST", path, { title: "two" });
  expect(first.body).toMatchObject({ number: 1, state: "open", closed_at: null, user: { login } });
  const closed = await api("PATCH", `${path}/1`, { state: "closed" });
  expect(closed.body).toMatchObject({ state: "closed", closed_at: expect.stringMatching(/^20/) as string });
  expect(((await api("GET", path)).body as { number: number }[]).map((one) => one.number)).toEqual([2]);
  expect((await api("GET", `${path}?state=all`)).body).toHaveLength(2);
  expect((await api("PATCH", `${path}/1`, { state: "open" })).body).toMatchObject({ closed_at: null });
});

test("R55: a caller whose record was deleted is somebody else from then on, and stays so", async () => {
  const { api } = await openTestSandbox({ document });
  const { id, login } = (await api("GET", "/user")).body as { id: number; login: string };
  expect((await api("DELETE", `/users/${login}`)).status).toBe(204);
  const next = await api("GET", "/user");
  expect(next.body.id).not.toBe(id);
  expect((await api("GET", "/user")).body).toEqual(next.body);
  expect((await api("PATCH", "/user", { bio: "new" })).status).toBe(200);
  expect((await api("GET", "/user")).body).toMatchObject({ id: next.body.id, bio: "new" });
});
