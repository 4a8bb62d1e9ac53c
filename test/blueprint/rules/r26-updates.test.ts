// R26: what an update leaves of a record.
import { describe, expect, it } from "vitest";
import { merged } from "#engine/operations/change-record.ts";
import { compiled, documentOf } from "../../support/compiled.ts";
import { objectOf, text } from "../../support/schemas.ts";

const pet = objectOf({ id: text, name: text, metadata: { type: "object", additionalProperties: text } });
const withPut = (body: unknown) =>
  compiled(documentOf({ "GET /pets/{id}": { answer: pet }, "PUT /pets/{id}": { body, answer: pet } }));

describe("R26 PUT", () => {
  it("replaces a record when its body requires a member, and changes a part when it requires none", () => {
    expect(withPut(objectOf({ name: text }, ["name"])).operation("PUT", "/pets/{id}").kind).toBe("replace");
    expect(withPut(objectOf({ name: text })).operation("PUT", "/pets/{id}").kind).toBe("update");
  });
});

describe("R26 PATCH and POST on a record", () => {
  it("are updates", () => {
    const { operation } = compiled(
      documentOf({
        "GET /pets/{id}": { answer: pet },
        "PATCH /pets/{id}": { body: pet, answer: pet },
        "POST /pets/{id}": { body: pet, answer: pet },
      }),
    );
    expect(operation("PATCH", "/pets/{id}").kind).toBe("update");
    expect(operation("POST", "/pets/{id}").kind).toBe("update");
  });

  it("merge a map key by key, where an empty text or null takes a key away", () => {
    const resource = withPut(pet).index.resources["pet"];
    if (!resource) throw new Error("no pet");
    expect(resource.maps).toEqual(["metadata"]);
    const before = { id: "1", name: "Rex", metadata: { a: "1", b: "2", c: "3" } };
    expect(merged(resource, before, { metadata: { a: "", b: null, d: "4" } })).toEqual({
      id: "1",
      name: "Rex",
      metadata: { c: "3", d: "4" },
    });
  });
});
