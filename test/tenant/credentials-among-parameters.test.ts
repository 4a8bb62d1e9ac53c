// R41: some documents list the credential as a parameter, or as a member of every body.
import { expect, test } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { openTestSandbox, send } from "../support/test-sandbox.ts";

const text = { type: "string" };
const tag = { type: "object", required: ["id", "name"], properties: { id: text, name: text } };
const asked = (...names: string[]) => ({
  type: "object",
  required: ["key", ...names],
  properties: Object.fromEntries(["key", ...names].map((name) => [name, text])),
});
const document = documentOf({
  "POST /tags/add": { body: asked("name"), answer: tag, status: 200 },
  "POST /tags/info": { body: asked("id"), answer: tag, status: 200 },
  "POST /tags/list": { body: asked(), answer: { type: "array", items: tag }, status: 200 },
  "POST /tags/delete": { body: asked("id"), answer: tag, status: 200 },
});

test("R41: a key in the body is the credential, and one in a header spares it", async () => {
  const sandbox = await openTestSandbox({ document });
  const call = (path: string, body: object, headers: Record<string, string> = {}) =>
    send(`${sandbox.host}${path}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    });
  const made = await call("/tags/add", { key: sandbox.key, name: "new" });
  expect(made).toMatchObject({ status: 200, body: { name: "new" } });
  expect((await call("/tags/add", { name: "new" })).status).toBe(401);
  const bearer = { authorization: `Bearer ${sandbox.key}` };
  expect((await call("/tags/info", { id: made.body.id }, bearer)).body).toEqual(made.body);
  expect((await call("/tags/add", {}, bearer)).status).toBe(400);
  const { id } = made.body as { id: string };
  const names = async () =>
    ((await call("/tags/list", { key: sandbox.key })).body as { id: string }[]).map((one) => one.id);
  expect(await names()).toContain(id);
  expect((await call("/tags/delete", { key: sandbox.key, id })).body).toEqual(made.body);
  expect(await names()).not.toContain(id);
});
