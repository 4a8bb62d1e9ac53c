// R4, R8: resources out of paths.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { pet } from "../../support/schemas.ts";

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
});
