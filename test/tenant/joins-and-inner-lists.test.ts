// R11, R31: join tables, toggles, lists inside records, and creates that take many.
import { expect, test } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";

const text = { type: "string" };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const list = (items: unknown) => ({ type: "array", items });
const document = documentOf(
  {
    "GET /users": { answer: list(ref("User")) },
    "POST /users": {
      body: { type: "object", properties: { login: text } },
      answer: ref("User"),
      status: 201,
    },
    "GET /users/{login}": { answer: ref("User") },
    "GET /teams": { answer: list(ref("Team")) },
    "POST /teams": { body: { type: "object", properties: { name: text } }, answer: ref("Team"), status: 201 },
    "GET /teams/{id}": { answer: ref("Team") },
    "GET /teams/{id}/members": { answer: list(ref("User")) },
    "PUT /teams/{id}/members/{login}": { status: 204 },
    "GET /teams/{id}/members/{login}": { status: 204 },
    "DELETE /teams/{id}/members/{login}": {},
    "PUT /teams/{id}/archive": { status: 204 },
    "DELETE /teams/{id}/archive": {},
    "GET /teams/{id}/labels": { answer: list(ref("Label")) },
    "POST /teams/{id}/labels": {
      body: { type: "object", properties: { labels: list(text) } },
      answer: list(ref("Label")),
      status: 200,
    },
    "PUT /teams/{id}/labels": {
      body: { type: "object", properties: { labels: list(text) } },
      answer: list(ref("Label")),
    },
    "DELETE /teams/{id}/labels": {},
    "DELETE /teams/{id}/labels/{name}": { answer: list(ref("Label")), status: 200 },
    "POST /notes": {
      body: list({ type: "object", required: ["text"], properties: { text } }),
      answer: list(ref("Note")),
      status: 201,
    },
    "GET /notes": { answer: list(ref("Note")) },
    "GET /notes/{id}": { answer: ref("Note") },
  },
  {
    components: {
      schemas: {
        User: {
          type: "object",
          required: ["login"],
          properties: { login: text, name: { type: ["string", "null"] } },
        },
        Team: {
          type: "object",
          required: ["id"],
          properties: {
            id: text,
            name: text,
            archived: { type: "boolean" },
            labels: list({ oneOf: [text, ref("Label")] }),
          },
        },
        Label: {
          type: "object",
          required: ["name"],
          properties: { name: text, color: { ...text, default: "grey" } },
        },
        Note: { type: "object", required: ["id", "text"], properties: { id: { type: "integer" }, text } },
      },
    },
  },
);
const open = async () => {
  const { api } = await openTestSandbox({ document });
  const team = `/teams/${(await api("POST", "/teams", { name: "core" })).body.id as string}`;
  return { api, team };
};

test("R11: who is put in is listed and there, until taken out; who does not exist cannot be put in", async () => {
  const { api, team } = await open();
  await api("POST", "/users", { login: "ada" });
  const member = `${team}/members/ada`;
  expect((await api("GET", member)).status).toBe(404);
  expect((await api("PUT", member)).status).toBe(204);
  expect((await api("PUT", member)).status).toBe(204);
  expect((await api("GET", member)).status).toBe(204);
  expect((await api("GET", `${team}/members`)).body).toEqual([(await api("GET", "/users/ada")).body]);
  expect((await api("PUT", `${team}/members/nobody`)).status).toBe(404);
  expect((await api("DELETE", member)).status).toBe(204);
  expect((await api("DELETE", member)).status).toBe(204);
  expect((await api("GET", `${team}/members`)).body).toEqual([]);
});

test("R11: a boolean goes up with PUT and down with DELETE", async () => {
  const { api, team } = await open();
  expect((await api("PUT", `${team}/archive`)).status).toBe(204);
  expect((await api("GET", team)).body.archived).toBe(true);
  await api("DELETE", `${team}/archive`);
  expect((await api("GET", team)).body.archived).toBe(false);
});

test("R11: a list inside a record is added to, set, thinned and emptied, and the record shows it", async () => {
  const { api, team } = await open();
  const names = async () =>
    ((await api("GET", team)).body.labels as { name: string }[]).map((one) => one.name);
  expect((await api("POST", `${team}/labels`, { labels: ["a", "b"] })).body).toMatchObject([
    { name: "a", color: "grey" },
    { name: "b" },
  ]);
  await api("POST", `${team}/labels`, { labels: ["b", "c"] });
  expect(await names()).toEqual(["a", "b", "c"]);
  expect((await api("DELETE", `${team}/labels/b`)).body).toHaveLength(2);
  expect((await api("DELETE", `${team}/labels/b`)).status).toBe(404);
  await api("PUT", `${team}/labels`, { labels: ["z"] });
  expect((await api("GET", `${team}/labels`)).body).toMatchObject([{ name: "z" }]);
  expect((await api("DELETE", `${team}/labels`)).status).toBe(204);
  expect(await names()).toEqual([]);
});

test("R31: a create that takes a list makes a record of each item, or none", async () => {
  const { api } = await open();
  const before = (await api("GET", "/notes")).body.length as number;
  const made = await api("POST", "/notes", [{ text: "one" }, { text: "two" }]);
  expect(made).toMatchObject({ status: 201, body: [{ text: "one" }, { text: "two" }] });
  expect((await api("POST", "/notes", [{ text: "three" }, {}])).status).toBe(400);
  expect((await api("GET", "/notes")).body).toHaveLength(before + 2);
});
