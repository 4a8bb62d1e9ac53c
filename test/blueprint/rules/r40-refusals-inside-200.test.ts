// R40: refusals whose status is that of success.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { objectOf, pet, text } from "../../support/schemas.ts";

const refusing = (status: string) => {
  const document = documentOf({ "GET /pets/{id}": { answer: pet } });
  const no = objectOf({
    ok: { type: "boolean", enum: [false] },
    error: { ...text, enum: ["invalid", "pet_not_found"] },
  });
  (document["paths"] as any)["/pets/{id}"].get.responses[status] = {
    description: "",
    content: { "application/json": { schema: no } },
  };
  return compiled(document).index.errors;
};

describe("R40 an error body that says `ok: false`", () => {
  it("comes with 200 where it is declared for no status, else with the status", () => {
    expect(refusing("default")).toMatchObject({
      always: 200,
      template: { ok: false, error: "{code}" },
      cases: { not_found: { code: "pet_not_found" } },
    });
    expect(refusing("404").always).toBeUndefined();
  });
});
