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
});
