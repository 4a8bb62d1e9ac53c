import { expect, test } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { openTestSandbox, publish, signUp } from "../support/test-sandbox.ts";
import { rows } from "../support/tenant.ts";

test("a record of 2.1 MB is refused and leaves nothing behind", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const before = await rows(
    sandbox,
    "SELECT (SELECT count(*) FROM records) AS records, (SELECT count(*) FROM events) AS events",
  );
  const refused = await sandbox.api("POST", "/v1/books", { title: "x".repeat(2_100_000) });
  expect(refused.status).toBe(507);
  expect(refused.body).toMatchObject({ sandbox_error: "sandbox_full", code: "sandbox_full" });
  expect(
    await rows(
      sandbox,
      "SELECT (SELECT count(*) FROM records) AS records, (SELECT count(*) FROM events) AS events",
    ),
  ).toEqual(before);
});

test("a body over the cap is 413 in the API's shape", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const refused = await sandbox.api("POST", "/v1/books", { title: "x".repeat(10_600_000) });
  expect(refused.status).toBe(413);
  expect(refused.body.code).toBe("payload_too_large");
});

test("a pattern that explodes elsewhere is matched in linear time", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const refused = await sandbox.api("POST", "/v1/books", { title: "x", isbn: `${"a".repeat(5000)}!` });
  expect(refused.status).toBe(422);
  expect((await sandbox.api("POST", "/v1/books", { title: "x", isbn: "a".repeat(5000) })).status).toBe(201);
});

test("deep JSON, prototype keys and broken UTF-8 are data or a clear 400", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  expect((await sandbox.api("POST", "/v1/books", `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`)).status).toBe(
    400,
  );
  const odd = await sandbox.api(
    "POST",
    "/v1/books",
    '{"title":"x","__proto__":{"polluted":true},"constructor":1}',
  );
  expect(odd.status).toBe(201);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect((await sandbox.api("GET", `/v1/books/${encodeURIComponent("%ff../../x")}`)).status).toBe(404);
});

test("documents that cannot be used answer diagnostics", async () => {
  const partner = await signUp();
  const bombs = {
    "not a document": "hello: world",
    "no paths": { openapi: "3.1.0", info: { title: "x", version: "1" } },
    "broken json": '{"openapi": "3.1.0",',
    "alias bomb": `openapi: 3.1.0\na: &a [x,x,x,x,x,x,x,x,x,x]\n${"bcdefghij"
      .split("")
      .map((name, i) => `${name}: &${name} [${`*${"abcdefghi"[i]},`.repeat(10).slice(0, -1)}]`)
      .join("\n")}\npaths: {}\n`,
    "too large for the server": JSON.stringify({
      openapi: "3.1.0",
      info: { title: "x".repeat(2_200_000) },
      paths: {},
    }),
  };
  for (const [name, document] of Object.entries(bombs)) {
    const { answer } = await publish(partner, { document });
    expect([413, 422], name).toContain(answer.status);
    expect(answer.body.message.length, name).toBeGreaterThan(10);
  }
});

test("circular schemas and dangling references compile and play", async () => {
  const node = {
    type: "object",
    required: ["id"],
    properties: {
      id: { type: "string" },
      next: { $ref: "#/components/schemas/Node" },
      gone: { $ref: "#/components/schemas/Nowhere" },
    },
  };
  const sandbox = await openTestSandbox({
    document: {
      openapi: "3.1.0",
      info: { title: "Circles", version: "1" },
      paths: {
        "/nodes": {
          get: {
            responses: {
              "200": {
                description: "",
                content: {
                  "application/json": {
                    schema: { type: "array", items: { $ref: "#/components/schemas/Node" } },
                  },
                },
              },
            },
          },
          post: {
            requestBody: {
              content: { "application/json": { schema: { $ref: "#/components/schemas/Node" } } },
            },
            responses: {
              "201": {
                description: "",
                content: { "application/json": { schema: { $ref: "#/components/schemas/Node" } } },
              },
            },
          },
        },
        "/nodes/{id}": {
          get: {
            responses: {
              "200": {
                description: "",
                content: { "application/json": { schema: { $ref: "#/components/schemas/Node" } } },
              },
            },
          },
        },
      },
      components: { schemas: { Node: node, Loop: { $ref: "#/components/schemas/Loop" } } },
    },
  });
  const made = await sandbox.api("POST", "/nodes", { id: "n1", next: { id: "n2", next: { id: "n3" } } });
  expect(made.body).toEqual({ id: "n1", next: { id: "n2", next: { id: "n3" } } });
  expect((await sandbox.api("GET", "/nodes/n1")).body).toEqual(made.body);
});
