// R44: how moments are written.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { text } from "../../support/schemas.ts";

describe("R44 a moment", () => {
  it("is written in the form that the document shows", () => {
    const form = (schema: object) =>
      compiled(
        documentOf({
          "GET /pets/{id}": { answer: { type: "object", properties: { id: text, created_at: schema } } },
        }),
      ).index.resources["pet"]?.times[0]?.form;
    expect(form({ type: "string", format: "date-time" })).toBe("iso");
    expect(form({ type: "integer", format: "unix-time" })).toBe("seconds");
    expect(form({ type: "integer", example: 1700000000000 })).toBe("millis");
    expect(form({ type: "string", example: "Mon, 16 Aug 2010 23:00:23 +0000" })).toBe("rfc2822");
    expect(form({ type: "string", example: "2020-01-01 10:00:00" })).toBe("sql");
    expect(form({ type: "string", format: "date-time", example: "2020-01-01T10:00:00.123Z" })).toBe(
      "iso-millis",
    );
  });
});
