import { describe, expect, it } from "vitest";
import { chooseMedia, parseMediaType } from "#lib/media.ts";

describe("the Accept header (RFC 9110 §12.5.1)", () => {
  it.each([
    ["application/json;q=0", ["application/json"], undefined],
    ["application/json;q=0, */*", ["application/json", "text/csv"], "text/csv"],
    ["text/*;q=0.5, text/html;q=0.1, */*;q=0.3", ["text/html", "image/png", "text/plain"], "text/plain"],
    ["text/html, *; q=.2", ["application/json"], "application/json"],
    ["*/*", ["application/json; charset=utf-8"], "application/json; charset=utf-8"],
    ["", ["application/json"], "application/json"],
    ["image/png", ["application/json"], undefined],
  ])("%j chooses among %j", (accept, offered, chosen) => {
    expect(chooseMedia(accept, offered)).toBe(chosen);
  });
});

describe("a media type", () => {
  it("is read with quoted parameters, whatever its case, and as far as it is well formed", () => {
    expect(parseMediaType('Multipart/Form-Data; Boundary="a b"')).toEqual({
      essence: "multipart/form-data",
      parameters: { boundary: "a b" },
    });
    expect(parseMediaType("a/b;c=d;;e")).toEqual({ essence: "a/b", parameters: { c: "d" } });
    expect(parseMediaType("").essence).toBe("");
  });
});
