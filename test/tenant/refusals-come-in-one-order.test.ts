import { expect, test } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox, send } from "../support/test-sandbox.ts";

const open = (): Promise<TestSandbox> =>
  openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });

test("R41: a key that is unknown comes before everything", async () => {
  const sandbox = await open();
  const refused = await send(`${sandbox.host}/nowhere`, { headers: { authorization: "Bearer nonsense" } });
  expect(refused.status).toBe(401);
  expect(refused.body).toMatchObject({
    code: "unauthorized",
    sandbox_error: "unauthorized",
    message: "Invalid or missing API key. Keys must start with 'lib_test_'.",
  });
});

test("R41: route, method, scope, media type, decoding, records, validation, references: each in its turn", async () => {
  const sandbox = await open();
  const readOnly = (
    await sandbox.partner.call("POST", "/api/v1/sandboxes/default/keys", {
      api: sandbox.slug,
      scopes: ["books:read"],
    })
  ).body.rawKey as string;
  const reader = (method: string, path: string, body?: string, type = "application/json") =>
    send(`${sandbox.host}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${readOnly}`,
        ...(body === undefined ? {} : { "content-type": type }),
      },
      ...(body === undefined ? {} : { body }),
    });

  expect((await reader("POST", "/v1/nothing", "{")).status).toBe(404);
  const method = await reader("DELETE", "/v1/books", undefined);
  expect(method.status).toBe(405);
  expect(method.headers.get("allow")).toBe("GET, POST");
  expect((await reader("POST", "/v1/books", "{", "text/csv")).status).toBe(403);
  expect((await reader("GET", "/v1/books")).status).toBe(200);

  expect((await sandbox.api("GET", "/v1/books", undefined, { accept: "image/png" })).status).toBe(406);
  expect((await sandbox.api("POST", "/v1/books", "{", { "content-type": "text/csv" })).status).toBe(415);
  const broken = await sandbox.api("POST", "/v1/books", "{");
  expect(broken.status).toBe(400);
  expect(broken.body.code).toBe("malformed");
  expect((await sandbox.api("PATCH", "/v1/books/none", { title: 7 })).status).toBe(404);
  const invalid = await sandbox.api("POST", "/v1/books", {
    title: "",
    pages: 0,
    author_id: "none",
  });
  expect(invalid.status).toBe(422);
  expect(invalid.body.errors).toEqual([
    { field: "title", message: "must have at least 1 characters" },
    { field: "pages", message: "must be at least 1" },
  ]);
  const reference = await sandbox.api("POST", "/v1/books", { title: "x", author_id: "aut_none" });
  expect(reference.status).toBe(422);
  expect(reference.body.field).toBe("author_id");
});

test("R42: 429 answers in the API's shape with Retry-After, before the route is looked at", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY, sandboxFile: "limits: { per_minute: 3 }" });
  for (let i = 0; i < 3; i++) await sandbox.api("GET", "/v1/books");
  const refused = await sandbox.api("GET", "/v1/nothing");
  expect(refused.status).toBe(429);
  expect(refused.body.code).toBe("rate_limited");
  expect(refused.body).not.toHaveProperty("sandbox_error");
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refused.headers.get("ratelimit-remaining")).toBe("0");
});
