// R46: which of several alternatives a value is.
import { describe, expect, it } from "vitest";
import type { Schema } from "#blueprint/format/schema.ts";
import { pickBranch } from "#engine/schemas.ts";

const circle: Schema = {
  type: ["object"],
  required: ["kind", "radius"],
  properties: { kind: { const: "circle" }, radius: { type: ["number"] } },
};
const square: Schema = {
  type: ["object"],
  required: ["kind", "side"],
  properties: { kind: { const: "square" }, side: { type: ["number"] } },
};
const schemas = { get: (name: string) => ({ Circle: circle, Square: square })[name] };
const branches = [{ $ref: "Circle" }, { $ref: "Square" }];

describe("R46 an alternative", () => {
  it("is chosen by the discriminator and its mapping", () => {
    const shape: Schema = {
      oneOf: branches,
      discriminator: { propertyName: "type", mapping: { box: "Square" } },
    };
    expect(pickBranch(schemas, shape, { type: "box" })).toBe(branches[1]);
    expect(pickBranch(schemas, shape, { type: "Circle" })).toBe(branches[0]);
  });

  it("is chosen by constants, else by the members that are there", () => {
    const shape: Schema = { anyOf: branches };
    expect(pickBranch(schemas, shape, { kind: "square", radius: 1 })).toBe(branches[1]);
    expect(pickBranch(schemas, shape, { side: 4 })).toBe(branches[1]);
    expect(pickBranch(schemas, shape, "a text")).toBeUndefined();
  });
});
