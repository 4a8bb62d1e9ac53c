// R12, R13: the record inside a body.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { pet } from "../../support/schemas.ts";

describe("R12, R13 a record wrapped in its own name", () => {
  it("is unwrapped in the answer and in the request", () => {
    const wrapped = { type: "object", required: ["pet"], properties: { pet } };
    const made = compiled(
      documentOf({
        "POST /pets": { body: wrapped, answer: wrapped, status: 201 },
        "GET /pets/{id}": { answer: wrapped },
      }),
    );
    const details = made.details[0]?.["POST /pets"];
    expect(details?.answer.envelope).toEqual({ kind: "wrapped", path: ["pet"] });
    expect(details?.body?.wrapper).toBe("pet");
    expect(made.index.resources["pet"]?.identity.property).toBe("id");
  });
});
