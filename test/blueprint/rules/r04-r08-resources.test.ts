// R4, R8: resources out of paths.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { list, objectOf, pet, text } from "../../support/schemas.ts";

describe("R4, R8 a resource", () => {
  it("is a collection with its items, and one whichever of several paths leads to its schema", () => {
    const named = { components: { schemas: { Pet: pet } } };
    const ref = { $ref: "#/components/schemas/Pet" };
    const { index, operation } = compiled(
      documentOf(
        {
          "GET /pets": { answer: { type: "array", items: ref } },
          "POST /pets": { body: ref, answer: ref, status: 201 },
          "GET /pets/{petId}": { answer: ref },
          "GET /owners/{id}/pets": { answer: { type: "array", items: ref } },
        },
        named,
      ),
    );
    expect(Object.keys(index.resources)).toEqual(["pet"]);
    expect(operation("GET", "/owners/{id}/pets")).toMatchObject({ kind: "list", resource: "pet" });
    expect(operation("POST", "/pets").kind).toBe("create");
  });

  it("is listed by a POST that is called so, and made by the PUT beside it", () => {
    const bot = objectOf({ botId: text, name: text });
    const document = documentOf({
      "POST /bots": {
        body: objectOf({ maxResults: { type: "integer" } }),
        answer: objectOf({ bots: list(bot) }),
      },
      "PUT /bots": { body: objectOf({ name: text }), answer: bot },
      "GET /bots/{botId}": { answer: bot },
    });
    (document["paths"] as any)["/bots"].post.operationId = "ListBots";
    const { operation } = compiled(document);
    expect(operation("POST", "/bots")).toMatchObject({ kind: "list", resource: "bot" });
    expect(operation("PUT", "/bots").kind).toBe("create");
  });

  it("is what the create takes, or a row of a read that lists, where no answer shows one", () => {
    const { index, operation } = compiled(
      documentOf({
        "POST /groups": { body: objectOf({ name: text, size: { type: "integer" } }) },
        "GET /groups/{name}": {},
        "POST /genes": { body: objectOf({ symbol: text }), answer: list(objectOf({ symbol: text })) },
        "GET /genes/{symbol}": { answer: list(objectOf({ symbol: text })) },
      }),
    );
    expect(operation("POST", "/groups").kind).toBe("create");
    expect(operation("GET", "/groups/{name}").kind).toBe("read");
    expect(index.resources["group"]?.identity).toMatchObject({ property: "name", clientChosen: true });
    expect(operation("GET", "/genes/{symbol}")).toMatchObject({ kind: "read", resource: "gene" });
  });

  it("is as its examples show where the document has nothing else of its answers", () => {
    const hook = { attributes: { enabled: true, url: "https://a.test" }, id: "6qyFL6", type: "hook" };
    const example = { data: hook };
    const plain = documentOf({
      "GET /hooks": {},
      "POST /hooks": { body: objectOf({ url: text }), status: 201 },
      "GET /hooks/{id}": {},
    }) as { paths: Record<string, Record<string, { responses: Record<string, unknown> }>> };
    const tell = (path: string, method: string, shown: unknown): void => {
      const operation = plain.paths[path]?.[method];
      if (operation)
        operation.responses = {
          200: { description: "", content: { "application/json": { example: shown } } },
        };
    };
    tell("/hooks", "get", { data: [hook], links: { next: null } });
    tell("/hooks/{id}", "get", example);
    const { index, operation, details } = compiled(plain);
    expect(operation("GET", "/hooks")).toMatchObject({ kind: "list", resource: "hook" });
    expect(index.resources["hook"]?.schema.properties?.["attributes"]?.properties).toMatchObject({
      enabled: { type: ["boolean"] },
    });
    expect(details[0]?.["GET /hooks/{id}"]?.answer.envelope).toEqual({ kind: "wrapped", path: ["data"] });
  });

  it("may have a collection whose path ends in a parameter, and pages of a list at such a path are no record", () => {
    const flag = objectOf({ key: text, name: text, kind: text });
    const { operation } = compiled(
      documentOf({
        "GET /flags/{project}": { answer: objectOf({ items: list(flag) }) },
        "POST /flags/{project}": { body: flag, answer: flag, status: 201 },
        "GET /flags/{project}/{flag}": { answer: flag },
        "GET /flags/{project}/{environment}/{flag}/dependents": { answer: list(flag) },
        "POST /hooks/{owner}/{place}": { body: flag, answer: flag, status: 201 },
        "GET /hooks/{owner}/{place}/{hook}": { answer: flag },
        "GET /blocked": { answer: list(objectOf({ address: text })) },
        "GET /blocked/{kind}": {
          answer: list(objectOf({ address: text })),
          query: { page: { type: "integer" } },
        },
      }),
    );
    const parameters = (method: string, path: string) =>
      operation(method, path).parameters.map(({ name, role }) => `${name} ${role}`);
    expect(operation("GET", "/flags/{project}").kind).toBe("list");
    expect(operation("POST", "/flags/{project}")).toMatchObject({ kind: "create", resource: "flag" });
    expect(parameters("GET", "/flags/{project}/{flag}")).toEqual(["project value", "flag key"]);
    expect(parameters("GET", "/flags/{project}/{environment}/{flag}/dependents")).toEqual([
      "project value",
      "environment value",
      "flag value",
    ]);
    expect(operation("POST", "/hooks/{owner}/{place}")).toMatchObject({
      kind: "create",
      resource: "hook",
    });
    expect(operation("GET", "/blocked/{kind}").kind).not.toBe("read");
  });

  it("is not what paths of nothing but parameters lead to", () => {
    const { operation } = compiled(
      documentOf({
        "GET /{kind}": { answer: list(pet) },
        "POST /{kind}": { body: pet, answer: pet },
        "GET /{kind}/{id}": { answer: pet },
        "GET /pets": { answer: list(pet) },
        "POST /pets": { body: pet, answer: pet },
      }),
    );
    expect(operation("POST", "/{kind}").kind).toBe("sampled");
    expect(operation("POST", "/pets").kind).toBe("create");
  });

  it("is not called after the version that its path ends in", () => {
    const { index } = compiled(
      documentOf({
        "POST /categories/v2": {
          body: objectOf({ name: text }),
          answer: objectOf({ uuid: text, name: text }),
        },
        "GET /categories/v2/{uuid}": { answer: objectOf({ uuid: text, name: text }) },
      }),
    );
    expect(Object.keys(index.resources)).toEqual(["category"]);
  });
});
