// R45: what a caller may ask of the form of an answer.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { list, objectOf, pet, ref, text } from "../../support/schemas.ts";

describe("R45 the parameters that form an answer", () => {
  const visit = objectOf({ id: text, pet: { anyOf: [text, ref("Pet")] }, note: text });
  const made = compiled(
    documentOf(
      {
        "GET /pets/{id}": { answer: ref("Pet"), query: { embed: text, exclude_fields: text } },
        "GET /visits/{id}": { answer: visit, query: { expand: list(text), fields: text } },
      },
      { components: { schemas: { Pet: pet } } },
    ),
  );

  it("are known by their names", () => {
    expect(made.details[0]?.["GET /visits/{id}"]?.fieldSelection).toEqual({
      expand: "expand",
      fields: "fields",
    });
    expect(made.details[0]?.["GET /pets/{id}"]?.fieldSelection).toEqual({
      include: "embed",
      omit: "exclude_fields",
    });
  });

  it("open members that are an id or the record it names", () => {
    expect(made.index.resources["visit"]?.expands).toEqual({ pet: "pet" });
  });
});
