// R2, R3: what a path is without its trimmings, and which of several templates meets it.
import { describe, expect, it } from "vitest";
import { matchRoute } from "#blueprint/runtime/routes.ts";
import { findRoute } from "#engine/request/parse.ts";
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

  it("is met below the base path before a path of nothing but parameters takes that for names", () => {
    const { index } = compiled(
      documentOf(
        { "GET /{kind}/{id}/{part}/{name}": { answer: pet }, "GET /pets/{id}": { answer: pet } },
        { servers: [{ url: "https://api.example/a/b" }] },
      ),
    );
    const at = (path: string): string | undefined => {
      const route = findRoute(index, "GET", path);
      return route && "operation" in route ? route.operation.path : undefined;
    };
    expect(at("/a/b/pets/7")).toBe("/pets/{id}");
    expect(at("/pets/7")).toBe("/pets/{id}");
    expect(at("/x/7/parts/y")).toBe("/{kind}/{id}/{part}/{name}");
  });

  it("have texts and parameters in one segment", () => {
    const { index, operation } = compiled(
      documentOf({
        "GET /pets/{id}": { answer: pet },
        "GET /pets/{id}.png": { answer: pet },
        "GET /pets/{id}.{size}.{form}": { answer: pet },
        "GET /seals(kind={kind},print={print})": { answer: pet },
        "GET /workers/{place}:{id}/jobs": { answer: pet },
      }),
    );
    const at = (path: string) => {
      const met = matchRoute(index.routes, path);
      return [index.operations[met?.operations["GET"] ?? -1]?.path, ...(met?.values ?? [])];
    };
    expect(at("/pets/7")).toEqual(["/pets/{id}", "7"]);
    expect(at("/pets/7.png")).toEqual(["/pets/{id}.png", "7"]);
    expect(at("/pets/7.big.webp")).toEqual(["/pets/{id}.{size}.{form}", "7", "big", "webp"]);
    expect(at("/seals(kind=sha1,print=0a%2Fb)")).toEqual([
      "/seals(kind={kind},print={print})",
      "sha1",
      "0a/b",
    ]);
    expect(at("/workers/east:a:1/jobs")).toEqual(["/workers/{place}:{id}/jobs", "east", "a:1"]);
    expect(at("/seals(kind={")).toEqual([undefined]);
    expect(operation("GET", "/pets/{id}.png").parameters).toEqual([
      { name: "id", resource: "pet", role: "parent" },
    ]);
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
