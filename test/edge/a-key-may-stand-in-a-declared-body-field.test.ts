import { expect, test } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { openTestSandbox, send } from "../support/test-sandbox.ts";

const ping = { type: "object", properties: { key: { type: "string" }, "a.b(c": { type: "string" } } };

test("a key is found in the body where the sandbox file says so, and nowhere else in it", async () => {
  const sandbox = await openTestSandbox({
    document: documentOf({
      "POST /ping": { body: ping, answer: { type: "object", properties: { ok: { type: "boolean" } } } },
    }),
    sandboxFile: 'key: { prefix: bk, places: [{ kind: body, name: "key" }, { kind: body, name: "a.b(c" }] }',
  });
  const post = (body: unknown) =>
    send(`${sandbox.host}/ping`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  expect((await post({ key: sandbox.key })).status).toBe(200);
  expect((await post({ "a.b(c": sandbox.key })).status).toBe(200);
  expect((await post({ other: sandbox.key })).status).toBe(401);
  expect((await post({})).body).toMatchObject({
    sandbox_error: "unauthorized",
    message: "Invalid or missing API key. Keys must start with 'bk_test_'.",
  });
});
