// R29, R30: members that must name a record, and members that may stand once only.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { objectOf, pet, text } from "../../support/schemas.ts";

const owner = objectOf({ id: text, email: text });
const document = documentOf({
  "GET /owners/{owner_id}": { answer: owner },
  "POST /owners": { body: objectOf({ email: text, name: text }), answer: owner, status: 201 },
  "GET /pets/{id}": { answer: pet },
  "POST /pets": { body: objectOf({ name: text, owner_id: text, shop_id: text }), answer: pet, status: 201 },
});
(document["paths"] as any)["/owners"].post.responses["409"] = {
  description: "An owner with this email already exists.",
};
const { resources } = compiled(document).index;

describe("R29 a member called as a resource's id", () => {
  it("must name one of its records; one that no resource is called as may be anything", () => {
    expect(resources["pet"]?.references).toEqual([{ property: "owner_id", resource: "owner" }]);
  });

  it("keeps what the document itself shows there, and says which are declared", () => {
    const shown = structuredClone(document);
    (shown["paths"] as any)["/pets"].post.requestBody.content["application/json"].example = {
      owner_id: "own_example",
    };
    expect(compiled(shown).index.resources["pet"]?.references).toEqual([
      { property: "owner_id", resource: "owner", known: ["own_example"] },
    ]);
    const declared = compiled(document, "resources: { pet: { references: { shop_id: owner } } }");
    expect(declared.index.resources["pet"]?.references).toEqual([
      { property: "shop_id", resource: "owner", declared: true },
    ]);
  });
});

describe("R30 a member that a 409 of the create names", () => {
  it("is unique", () => {
    expect(resources["owner"]?.unique).toEqual(["email"]);
    expect(resources["pet"]?.unique).toEqual([]);
  });
});
