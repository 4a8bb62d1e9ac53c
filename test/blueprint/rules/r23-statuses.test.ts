// R23: the status of success.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { pet } from "../../support/schemas.ts";

describe("R23 the status of a success", () => {
  it("is the document's, whatever it is", () => {
    const made = compiled(
      documentOf({
        "POST /pets": { body: pet, answer: pet, status: 202 },
        "GET /pets/{id}": { answer: pet },
      }),
    );
    expect(made.details[0]?.["POST /pets"]?.answer.status).toBe(202);
  });

  it("is the 201 that shows the record, beside a 200 that shows nothing", () => {
    const made = compiled({
      openapi: "3.1.0",
      info: { title: "Pets", version: "1" },
      paths: {
        "/pets": {
          post: {
            responses: {
              200: { description: "", content: { "application/json": { schema: { type: "object" } } } },
              201: { description: "", content: { "application/json": { schema: pet } } },
            },
          },
        },
      },
    });
    expect(made.details[0]?.["POST /pets"]?.answer.status).toBe(201);
  });
});
