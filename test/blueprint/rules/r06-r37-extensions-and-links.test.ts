// R6, R37: what a document says outright of its resources.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { text } from "../../support/schemas.ts";

describe("R6, R37 a resource", () => {
  it("is named by an extension of the maker's tools, and its key by a link", () => {
    const small = { "x-resourceId": "ticket", type: "object", properties: { code: text, ref: text } };
    const whole = {
      "x-resourceId": "ticket",
      type: "object",
      properties: { code: text, ref: text, seat: text },
    };
    const document = documentOf(
      {
        "GET /tickets": { answer: { type: "array", items: { $ref: "#/components/schemas/A" } } },
        "POST /bookings": { answer: { $ref: "#/components/schemas/B" }, status: 201 },
        "GET /bookings/{booking}": { answer: { $ref: "#/components/schemas/B" } },
      },
      { components: { schemas: { A: small, B: whole } } },
    );
    const post = (document["paths"] as any)["/bookings"].post;
    (document["paths"] as any)["/bookings/{booking}"].get.operationId = "readBooking";
    post.responses["201"].links = {
      self: { operationId: "readBooking", parameters: { booking: "$response.body#/ref" } },
    };
    const { index, operation } = compiled(document);
    expect(operation("GET", "/tickets").resource).toBe(operation("POST", "/bookings").resource);
    expect(index.resources[operation("POST", "/bookings").resource ?? ""]?.identity.property).toBe("ref");
  });
});
