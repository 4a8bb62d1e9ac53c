// R53: what is said of each inference.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { pet, text } from "../../support/schemas.ts";

describe("R53 an operation", () => {
  it("has a tier, and one that is not stateful says why", () => {
    const { index } = compiled(
      documentOf({
        "GET /pets/{id}": { answer: pet },
        "POST /compute": { body: { type: "object" }, answer: { type: "object", properties: { x: text } } },
        "GET /file": { answer: undefined, media: "image/png" },
      }),
    );
    for (const operation of index.operations)
      if (operation.tier !== "stateful") expect(operation.reasons.join()).not.toBe("");
  });
});
