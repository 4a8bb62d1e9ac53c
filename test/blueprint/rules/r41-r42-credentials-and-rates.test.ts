// R41, R42: where a credential stands, and in which headers rates are told.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { objectOf, pet, text } from "../../support/schemas.ts";

describe("R41 a credential", () => {
  it("stands where the security schemes say, each operation's own alternatives included", () => {
    const document = documentOf(
      { "GET /pets/{id}": { answer: pet }, "GET /open": { answer: pet } },
      {
        security: [{ header: [] }, { basic: [] }],
        components: {
          securitySchemes: {
            header: { type: "apiKey", in: "header", name: "X-Key" },
            query: { type: "apiKey", in: "query", name: "key" },
            basic: { type: "http", scheme: "basic" },
            oauth: { type: "oauth2", flows: {} },
          },
        },
      },
    );
    (document["paths"] as any)["/open"].get.security = [];
    const { index, operation } = compiled(document);
    expect(index.schemes).toEqual({
      header: { kind: "header", name: "x-key" },
      query: { kind: "query", name: "key" },
      basic: { kind: "basic" },
      oauth: { kind: "bearer" },
    });
    expect(operation("GET", "/pets/{id}").security).toEqual([["header"], ["basic"]]);
    expect(operation("GET", "/open").security).toEqual([[]]);
  });

  it("stands in the body where most operations require it there", () => {
    const body = objectOf({ key: text, name: text }, ["key"]);
    const { index } = compiled(
      documentOf({ "POST /pets": { body, answer: pet }, "POST /pets/{id}": { body, answer: pet } }),
    );
    expect(Object.values(index.schemes)).toContainEqual({ kind: "body", name: "key" });
  });
});

describe("R42 rates", () => {
  it("are told in the headers that the document declares, else in the usual ones", () => {
    const declared = compiled(
      documentOf({ "GET /pets/{id}": { answer: pet, headers: ["X-RateLimit-Limit", "X-RateLimit-Reset"] } }),
    );
    expect(declared.index.rateHeaders).toEqual({
      limit: "X-RateLimit-Limit",
      remaining: "RateLimit-Remaining",
      reset: "X-RateLimit-Reset",
    });
    expect(compiled(documentOf({ "GET /pets/{id}": { answer: pet } })).index.rateHeaders.limit).toBe(
      "RateLimit-Limit",
    );
  });
});
