// The tenant's own validator held against an independent one: on schemas without references both must say the same.
import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Schema } from "#blueprint/format/schema.ts";
import { type Json, canonical } from "#lib/json.ts";
import { validate } from "#engine/request/validate.ts";

const ajv = new Ajv2020({ strict: false, allErrors: false });
const nothing = { get: () => undefined };

const leaf: fc.Arbitrary<object> = fc.oneof(
  fc.record(
    {
      type: fc.constant(["string"]),
      minLength: fc.integer({ min: 0, max: 3 }),
      maxLength: fc.integer({ min: 3, max: 6 }),
    },
    { requiredKeys: ["type"] },
  ),
  fc.record(
    {
      type: fc.constant(["integer"]),
      minimum: fc.integer({ min: -3, max: 0 }),
      maximum: fc.integer({ min: 1, max: 9 }),
    },
    { requiredKeys: ["type"] },
  ),
  fc.record(
    {
      type: fc.constant(["number"]),
      exclusiveMinimum: fc.integer({ min: -2, max: 2 }),
      multipleOf: fc.constantFrom(1, 2, 5),
    },
    { requiredKeys: ["type"] },
  ),
  fc.constant({ type: ["boolean", "null"] }),
  fc.record({ enum: fc.uniqueArray(fc.constantFrom<Json>("a", "b", 1, null, true), { minLength: 1 }) }),
  fc.constant({ type: ["string"], pattern: "^[a-c]+$" }),
);
const schemaArb: fc.Arbitrary<object> = fc.letrec<{ schema: object }>((tie) => ({
  schema: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc.record(
      {
        type: fc.constant(["array"]),
        items: tie("schema"),
        minItems: fc.integer({ min: 0, max: 2 }),
        uniqueItems: fc.boolean(),
      },
      { requiredKeys: ["type", "items"] },
    ),
    fc.record(
      {
        type: fc.constant(["object"]),
        properties: fc.dictionary(fc.constantFrom("a", "b", "c"), tie("schema")),
        required: fc.uniqueArray(fc.constantFrom("a", "b")),
        additionalProperties: fc.boolean(),
      },
      { requiredKeys: ["type", "properties"] },
    ),
    fc.record({ anyOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }) }),
  ),
})).schema;
// ajv judges multiples by parseInt, which misreads numbers written with an exponent.
const valueArb = fc.jsonValue({ maxDepth: 3 }).filter((value) => !/\de[+-]/.test(JSON.stringify(value)));
const likely = fc.oneof(
  valueArb,
  fc.record({ a: valueArb, b: valueArb }),
  fc.array(fc.constantFrom<Json>("a", "ab", 1, 2, null)),
  fc.constantFrom<Json>("a", "abc", 0, 1, 2.5, true, null),
);

test("a value is valid here exactly when it is valid there", () => {
  let invalid = 0;
  fc.assert(
    fc.property(schemaArb, likely, (schema, value) => {
      const plain = JSON.parse(JSON.stringify(schema)) as Schema;
      const theirs = ajv.validate(plain, value);
      const ours = validate(nothing, plain, value as Json).length === 0;
      if (!theirs) invalid++;
      expect(ours, canonical([plain as Json, value as Json])).toBe(theirs);
    }),
    { numRuns: 3000 },
  );
  expect(invalid).toBeGreaterThan(300);
});
