// R1: every version of OpenAPI, read with tolerance.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { objectOf, pet, ref, text } from "../../support/schemas.ts";

describe("R1 the versions of OpenAPI", () => {
  it("are read alike, and dangling references are reported", () => {
    const swagger = {
      swagger: "2.0",
      info: { title: "x", version: "1" },
      basePath: "/v2",
      paths: {
        "/pets/{id}": {
          get: {
            parameters: [{ name: "id", in: "path", required: true, type: "string" }],
            responses: { 200: { description: "", schema: { $ref: "#/definitions/Pet" } } },
          },
        },
      },
      definitions: { Pet: pet },
    };
    expect(compiled(swagger).operation("GET", "/pets/{id}").kind).toBe("read");
    const old = compiled(
      documentOf(
        {
          "GET /pets/{id}": {
            answer: {
              type: "object",
              properties: {
                id: text,
                born: { type: "string", nullable: true },
                gone: { $ref: "#/components/schemas/Gone" },
              },
            },
          },
        },
        { openapi: "3.0.3" },
      ),
    );
    expect(old.diagnostics.some((one) => one.rule === "R1" && one.message.includes("leads nowhere"))).toBe(
      true,
    );
    expect(
      compiled(documentOf({ "GET /pets": { answer: { type: "array", items: pet } } }, { openapi: "3.2.0" }))
        .index.operations,
    ).toHaveLength(1);
  });

  it("take null for one more alternative where it is the only type beside others", () => {
    const answer = {
      ...objectOf({ id: text, aliased: { type: "null", oneOf: [{ type: "number" }, { type: "boolean" }] } }),
    };
    const made = compiled(documentOf({ "GET /pets/{id}": { answer } }));
    expect(made.index.resources["pet"]?.schema.properties?.["aliased"]).toEqual({
      oneOf: [{ type: ["number"] }, { type: ["boolean"] }, { type: ["null"] }],
    });
  });

  it("are reported where one part of an allOf forbids what another declares, which is read as declared", () => {
    const open = { ...objectOf({ kind: text }), additionalProperties: { type: "object" } };
    const answer = { allOf: [ref("Base")], ...objectOf({ id: text, enabled: { type: "boolean" } }) };
    const made = compiled(
      documentOf({ "GET /pets/{id}": { answer } }, { components: { schemas: { Base: open } } }),
    );
    const said = made.diagnostics.filter((one) => one.rule === "R1" && one.message.includes("forbids"));
    expect(said).toHaveLength(1);
    expect(said[0]?.message).toContain("id, enabled");
    expect(made.index.resources["pet"]?.schema.properties?.["enabled"]).toEqual({ type: ["boolean"] });
  });

  it("have patterns with the slashes of a programming language around them, which are none of it", () => {
    const name = { ...text, pattern: "/^[a-z]+$/i" };
    const { index } = compiled(documentOf({ "GET /pets/{id}": { answer: objectOf({ id: text, name }) } }));
    expect(index.resources["pet"]?.schema.properties?.["name"]?.pattern).toBe("^[a-z]+$");
  });
});
