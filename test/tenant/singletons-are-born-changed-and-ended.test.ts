import { expect, test } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";

const settings = {
  type: "object",
  required: ["dark", "label"],
  properties: { dark: { type: "boolean", default: false }, label: { type: ["string", "null"] } },
};

test("R10: a singleton answers defaults, keeps what is written, and is as new after its end", async () => {
  const sandbox = await openTestSandbox({
    document: documentOf({
      "GET /settings": { answer: settings },
      "PATCH /settings": { body: { type: "object", properties: settings.properties }, answer: settings },
      "DELETE /settings": {},
    }),
  });
  expect((await sandbox.api("GET", "/settings")).body).toEqual({ dark: false, label: null });
  expect((await sandbox.api("PATCH", "/settings", { label: "mine" })).body).toEqual({
    dark: false,
    label: "mine",
  });
  expect((await sandbox.api("GET", "/settings")).body.label).toBe("mine");
  expect((await sandbox.api("DELETE", "/settings")).status).toBe(204);
  expect((await sandbox.api("GET", "/settings")).body).toEqual({ dark: false, label: null });
});
