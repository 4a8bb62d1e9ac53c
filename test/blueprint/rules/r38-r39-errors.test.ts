// R38, R39: the body of a refusal.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { objectOf, pet, text } from "../../support/schemas.ts";

describe("R38, R39 the error body", () => {
  it("is learnt from the document, else it is problem+json", () => {
    const failing = (schema: object) => {
      const document = documentOf({ "GET /pets/{id}": { answer: pet } });
      (document["paths"] as any)["/pets/{id}"].get.responses["404"] = {
        description: "",
        content: { "application/json": { schema } },
      };
      return compiled(document).index.errors;
    };
    expect(
      failing({
        type: "object",
        properties: { error: { type: "object", properties: { code: text, message: text, param: text } } },
      }).template,
    ).toEqual({ error: { code: "{code}", message: "{message}", param: "{param}" } });
    expect(failing({ type: "object", properties: { message: text, status: text } }).template).toEqual({
      message: "{message}",
      status: "{status:text}",
    });
    expect(failing({ type: "object", properties: { error: text } }).template).toEqual({ error: "{message}" });
    expect(
      failing({
        type: "object",
        properties: { code: { enum: ["not_found_error", "bad_input"] }, message: text },
      }).cases["not_found"],
    ).toEqual({ code: "not_found_error" });
    expect(compiled(documentOf({ "GET /pets/{id}": { answer: pet } })).index.errors).toMatchObject({
      declared: false,
      media: "application/problem+json",
    });
  });

  it("has the form of its status where the schema lists one for each", () => {
    const form = (status: number, type: string) =>
      objectOf({ status: { type: "integer", enum: [status] }, type: { enum: [type] }, detail: text });
    const schema = {
      anyOf: [form(400, "invalid"), form(404, "no_such_method"), form(404, "no_such_object")],
    };
    const document = documentOf({ "GET /pets/{id}": { answer: pet } });
    (document["paths"] as any)["/pets/{id}"].get.responses["default"] = {
      description: "",
      content: { "application/json": { schema } },
    };
    const { errors } = compiled(document).details[0]?.["GET /pets/{id}"] ?? {};
    expect(errors?.["400"]?.template).toEqual({ status: 400, type: "invalid", detail: "{message}" });
    expect(errors?.["404"]?.template).toEqual({ status: 404, type: "no_such_object", detail: "{message}" });
  });
});
