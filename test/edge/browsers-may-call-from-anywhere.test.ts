// R47: preflights are answered without a key, answers can be read by scripts; HEAD is GET without its body.
import { expect, test } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { openTestSandbox, send } from "../support/test-sandbox.ts";

test("R47: a script on another origin may ask, call and read", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const origin = "https://docs.example.com";
  const asked = await send(`${sandbox.host}/v1/books`, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization, content-type",
    },
  });
  expect(asked.status).toBe(204);
  expect(asked.headers.get("access-control-allow-origin")).toBe("*");
  expect(asked.headers.get("access-control-allow-headers")).toBe("authorization, content-type");
  const called = await sandbox.api("GET", "/v1/books", undefined, { origin });
  expect(called.headers.get("access-control-allow-origin")).toBe("*");
  expect(called.headers.get("access-control-expose-headers")).toContain("x-request-id");
  expect(called.headers.get("access-control-allow-credentials")).toBeNull();
  expect((await sandbox.api("GET", "/v1/books")).headers.get("access-control-allow-origin")).toBeNull();
});

test("R47: HEAD answers what GET does, without the body", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const got = await sandbox.api("GET", "/v1/books");
  const head = await sandbox.api("HEAD", "/v1/books");
  expect(head).toMatchObject({ status: got.status, text: "" });
  expect(head.headers.get("content-type")).toBe(got.headers.get("content-type"));
});
