// R19, R20: which member names a record, and what new values of it look like.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { text } from "../../support/schemas.ts";

describe("R19, R20 the key", () => {
  it("is what the path names, and new ones look like the examples", () => {
    const of = (property: string, schema: object, parameter = "petId") =>
      compiled(
        documentOf({
          [`GET /pets/{${parameter}}`]: {
            answer: { type: "object", properties: { [property]: schema, name: text } },
          },
        }),
      ).index.resources["pet"]?.identity;
    expect(of("code", text, "code")).toMatchObject({ property: "code" });
    expect(of("id", { type: "string", format: "uuid" })).toMatchObject({ generator: { kind: "uuid" } });
    expect(of("id", { type: "integer", example: 41 })).toMatchObject({
      generator: { kind: "integer", start: 42 },
    });
    expect(of("sid", { type: "string", pattern: "^SM[0-9a-fA-F]{32}$" }, "Sid")).toMatchObject({
      property: "sid",
      generator: { kind: "text", prefix: "SM", alphabet: "0123456789abcdef", length: 32 },
    });
    expect(of("id", { type: "string", example: "user_01EHZNVPK3SFK441A1RGBFSHRT" })).toMatchObject({
      generator: { prefix: "user_", length: 26, alphabet: "0123456789ABCDEFGHJKMNPQRSTVWXYZ" },
    });
  });
});
