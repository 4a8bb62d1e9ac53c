// The judge of the corpus reads a `oneOf` as `anyOf` only where it is proved that no value is exactly one of its alternatives.
import { expect, test } from "vitest";
import type { Json, JsonObject } from "#lib/json.ts";
import { openImpossible } from "../corpus/impossible-choices.ts";

const text = { type: "string" };
const named = { type: "object", properties: { name: text }, required: ["name"] };
const opened = (oneOf: Json[], more: JsonObject = {}): number => {
  const root: JsonObject = { schemas: { Named: named, ...more }, choice: { oneOf } };
  return openImpossible(root, root["choice"] ?? null);
};

test("alternatives that say the same are opened, whatever their prose and references", () => {
  const alias = { $ref: "#/schemas/Named" };
  expect(opened([named, { ...named, description: "the same" }])).toBe(1);
  expect(opened([named, alias])).toBe(1);
  expect(
    opened([
      { type: "array", items: named },
      { type: "array", items: alias },
    ]),
  ).toBe(1);
});

test("alternatives that ask for more are opened beside two that say the same, and only there", () => {
  const removable = { ...named, properties: { name: text, remove: text }, required: ["name", "remove"] };
  expect(opened([named, removable, named])).toBe(1);
  // Without `remove` it is the first alone.
  expect(opened([named, removable])).toBe(0);
});

test("alternatives that some value tells apart are left as they are", () => {
  expect(opened([named, { ...named, properties: { name: { enum: ["x"] } } }])).toBe(0);
  expect(opened([named, { ...named, additionalProperties: false }])).toBe(0);
  expect(opened([named, { ...named, properties: { name: text, title: text } }])).toBe(0);
  expect(opened([named, { $ref: "#/schemas/Named", required: ["other"] }])).toBe(0);
  expect(opened([named, { type: "null" }])).toBe(0);
});
