// R10: records that are one of a kind.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";

describe("R10 a singleton", () => {
  it("is a path that answers one object and has no items", () => {
    const settings = { type: "object", properties: { dark: { type: "boolean" } } };
    const { operation } = compiled(
      documentOf({
        "GET /settings": { answer: settings },
        "PATCH /settings": { body: settings, answer: settings },
      }),
    );
    expect(operation("GET", "/settings").kind).toBe("singleton-read");
    expect(operation("PATCH", "/settings").kind).toBe("singleton-write");
  });
});
