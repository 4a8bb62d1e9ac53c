// R43: several operations at one path and method are told apart by their query, media type or body; bodies in media
// types that are no notation of values are taken as they are.
import { expect, test } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";
import { objectOf, pet, text } from "../support/schemas.ts";

const names = objectOf({ names: { type: "array", items: text } }, ["names"]);
const answer = objectOf({ done: { type: "string", enum: ["suspended"] } }, ["done"]);
const resumed = objectOf({ done: { type: "string", enum: ["resumed"] } }, ["done"]);
const scanned = objectOf({ done: { type: "string", enum: ["scanned"] } }, ["done"]);
const document = documentOf({
  "POST /pets": { body: objectOf({ name: text }, ["name"]), answer: pet, status: 201 },
  "POST /pets#operation=suspend": {
    body: names,
    answer,
    query: { operation: { type: "string", enum: ["suspend"] } },
  },
  "POST /pets?operation=resume": { body: names, answer: resumed },
  "POST /pets#overload=stream": { answer: scanned },
  "GET /pets/{id}": { answer: pet },
  "GET /pets/{id}?view=stats": { answer: objectOf({ id: text, visits: { type: "integer" } }, ["visits"]) },
  "POST /files": { answer: objectOf({ id: text, size: { type: "integer" } }), status: 201 },
});
const paths = document["paths"] as any;
paths["/pets#operation=suspend"].post.parameters[0].required = true;
const stream = { content: { "application/octet-stream": { schema: { type: "object", properties: {} } } } };
paths["/pets#overload=stream"].post.requestBody = stream;
paths["/files"].post.requestBody = stream;

test("the query, the media type and the body say which operation is meant", async () => {
  const { api } = await openTestSandbox({ document });
  expect(await api("POST", "/pets", { name: "Rex" })).toMatchObject({ status: 201, body: { name: "Rex" } });
  expect((await api("POST", "/pets?operation=suspend", { names: ["Rex"] })).body).toEqual({
    done: "suspended",
  });
  expect((await api("POST", "/pets?operation=resume", { names: ["Rex"] })).body).toEqual({ done: "resumed" });
  const bytes = { "content-type": "application/octet-stream" };
  expect((await api("POST", "/pets", "\u0001\u0002", bytes)).body).toEqual({ done: "scanned" });
  expect((await api("POST", "/pets", {})).status).toBe(400);
  const { body: made } = await api("POST", "/pets", { name: "Tom" });
  expect((await api("GET", `/pets/${made.id}?view=stats`)).body).toHaveProperty("visits");
  expect((await api("GET", `/pets/${made.id}`)).body).not.toHaveProperty("visits");
});

test("R43: bytes are taken as they are where the schema speaks of an object", async () => {
  const { api } = await openTestSandbox({ document });
  const bytes = { "content-type": "application/octet-stream" };
  expect((await api("POST", "/files", "\u0001\u0002", bytes)).status).toBeLessThan(300);
  expect((await api("POST", "/files", '{"size": 7}', bytes)).status).toBeLessThan(300);
});
