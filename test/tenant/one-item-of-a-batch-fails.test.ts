// `batch_item_fails`: of a call that makes many records one is refused; alone where the API tells errors by item, else
// with the whole call.
import { expect, test } from "vitest";
import { openTestSandbox } from "../support/test-sandbox.ts";

const item = {
  type: "object",
  required: ["email"],
  properties: { id: { type: "string" }, email: { type: "string" } },
};
const json = (schema: object) => ({ content: { "application/json": { schema } } });
const post = (answer: object) => ({
  post: {
    requestBody: json({ type: "object", properties: { contacts: { type: "array", items: item } } }),
    responses: { "200": { description: "made", ...json(answer) } },
  },
  get: {
    responses: {
      "200": {
        description: "all",
        ...json({ type: "object", properties: { contacts: { type: "array", items: item } } }),
      },
    },
  },
});
const list = { contacts: { type: "array", items: item } };
const told = {
  errors: {
    type: "array",
    items: {
      type: "object",
      properties: { email: { type: "string" }, message: { type: "string" }, index: { type: "integer" } },
    },
  },
  error_count: { type: "integer" },
};
const document = (answer: object) => ({
  openapi: "3.1.0",
  info: { title: "Contacts", version: "1" },
  paths: { "/contacts": post({ type: "object", properties: answer }) },
});
const body = { contacts: ["a@x.io", "b@x.io", "c@x.io"].map((email) => ({ email })) };
const asked = { "x-sandbox-scenario": "batch_item_fails" };
const emails = (answer: { body: { contacts: { email: string }[] } }) =>
  answer.body.contacts.map((one) => one.email);

test("an API that tells errors by item takes the others and names the one", async () => {
  const sandbox = await openTestSandbox({
    document: document({ ...list, ...told }),
    sandboxFile: "resources: { contact: { seed: 0 } }",
  });
  const answer = await sandbox.api("POST", "/contacts", body, asked);
  expect(answer.status).toBe(200);
  expect(emails(answer)).toEqual(["a@x.io", "c@x.io"]);
  expect(answer.body.errors).toMatchObject([{ email: "b@x.io", index: 1 }]);
  expect(answer.body.error_count).toBe(1);
  expect(emails(await sandbox.api("GET", "/contacts"))).toEqual(["a@x.io", "c@x.io"]);
});

test("an API that does not refuses the call, and makes none", async () => {
  const sandbox = await openTestSandbox({
    document: document(list),
    sandboxFile: "resources: { contact: { seed: 0 } }",
  });
  const answer = await sandbox.api("POST", "/contacts", body, asked);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(JSON.stringify(answer.body)).toContain("items[1]");
  expect(emails(await sandbox.api("GET", "/contacts"))).toEqual([]);
  expect((await sandbox.api("POST", "/contacts", body)).status).toBe(200);
});
