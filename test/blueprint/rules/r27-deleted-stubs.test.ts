// R27: what stays of a record that was deleted.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { objectOf, pet, text } from "../../support/schemas.ts";

const gone = objectOf({ id: text, deleted: { type: "boolean", enum: [true] } }, ["id", "deleted"]);
const stubOf = (answer: unknown) =>
  compiled(documentOf({ "GET /pets/{id}": { answer }, "DELETE /pets/{id}": {} })).index.resources["pet"]
    ?.stub;

describe("R27 a deleted record", () => {
  it("leaves a stub where a read may answer one, else nothing", () => {
    expect(stubOf({ anyOf: [pet, gone] })).toBe(true);
    expect(stubOf(pet)).toBe(false);
  });
});
