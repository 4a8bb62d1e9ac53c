// R54: what is made here is held against its schema.
import { describe, expect, it } from "vitest";
import type { Schema } from "#blueprint/format/schema.ts";
import { repair } from "#engine/generate/repair.ts";
import { validate } from "#engine/request/validate.ts";
import { seededRandom } from "#lib/random.ts";

const schemas = { get: () => undefined };
const schema: Schema = {
  type: ["object"],
  required: ["id", "state"],
  properties: {
    id: { type: ["string"] },
    state: { type: ["string"], enum: ["open", "closed"] },
    size: { type: ["integer"], minimum: 1 },
  },
};
const repaired = (value: Record<string, string | number>) =>
  repair({ schemas, random: seededRandom("a"), now: 0, optional: 0, live: false }, schema, value, true);

describe("R54 a value that is made here", () => {
  it("is made anew where its schema forbids it", () => {
    const made = repaired({ id: "1", state: "lost", size: 0 });
    expect(validate(schemas, schema, made, { answered: true })).toEqual([]);
    expect(made).toMatchObject({ id: "1" });
  });

  it("stays as it is where nothing is wrong", () => {
    const value = { id: "1", state: "open", size: 3 };
    expect(repaired(value)).toEqual(value);
  });
});
