// R52: records in the examples of answers.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { list, objectOf, pet } from "../../support/schemas.ts";

describe("R52 the examples of answers", () => {
  it("are records of their resource, each once, whatever carries them", () => {
    const rex = { id: "1", name: "Rex" };
    const { seed } = compiled(
      documentOf({
        "GET /pets": {
          answer: objectOf({ data: list(pet) }),
          example: { data: [rex, { id: "2", name: "Tom" }, { name: "without a key" }] },
        },
        "GET /pets/{id}": { answer: pet, example: rex },
      }),
    );
    expect(seed.examples).toEqual({ pet: [rex, { id: "2", name: "Tom" }] });
  });
});
