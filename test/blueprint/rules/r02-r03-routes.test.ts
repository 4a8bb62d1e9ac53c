// R2, R3: what a path is without its trimmings, and which of several templates meets it.
import { describe, expect, it } from "vitest";
import { matchRoute } from "#blueprint/runtime/routes.ts";
import { compiled, documentOf } from "../../support/compiled.ts";
import { objectOf, pet, text } from "../../support/schemas.ts";

describe("R2, R3 a path", () => {
  it("is met without base path and suffix, with its custom verb, and by a literal before a parameter", () => {
    const { index } = compiled(
      documentOf(
        {
          "GET /a/{x}.json": { answer: pet },
          "GET /a/mine": { answer: pet },
          "POST /a/{x}:cancel": { answer: pet },
          "DELETE /a/{y}": {},
        },
        { servers: [{ url: "https://api.example/v1/" }, { url: "/v2" }] },
      ),
    );
    expect(index.basePaths.sort()).toEqual(["/v1", "/v2"]);
    const at = (path: string) =>
      Object.entries(matchRoute(index.routes, path)?.operations ?? {}).map(
        ([method, n]) => `${method} ${index.operations[n]?.path}`,
      );
    expect(at("/a/mine")).toEqual(["GET /a/mine"]);
    expect(at("/a/7.json")).toEqual(["GET /a/{x}.json", "DELETE /a/{y}"]);
    expect(at("/a/7")).toEqual(at("/a/7.json"));
    expect(at("/a/7:cancel")).toEqual(["POST /a/{x}:cancel"]);
    expect(matchRoute(index.routes, "/a/7.json")?.values).toEqual(["7"]);
  });
});

describe("R2 several operations at one path and method", () => {
  it("are all kept; what a query or fragment in the path key names is no create", () => {
    const names = objectOf({ names: { type: "array", items: text } });
    const { index, operation } = compiled(
      documentOf({
        "POST /pets": { body: pet, answer: pet, status: 201 },
        "POST /pets#operation=suspend": {
          body: names,
          answer: names,
          query: { operation: { enum: ["suspend"] } },
        },
        "GET /pets/{id}": { answer: pet },
      }),
    );
    const met = matchRoute(index.routes, "/pets");
    expect(met?.operations["POST"]).toBe(0);
    expect(met?.others).toEqual({ POST: [1] });
    expect(operation("POST", "/pets").kind).toBe("create");
    expect(operation("POST", "/pets#operation=suspend").kind).toBe("sampled");
  });
});
