// R25: values that nobody gave: never the member's own name, and within what their schema says.
import { describe, expect, it } from "vitest";
import type { Schema } from "#blueprint/format/schema.ts";
import { seededRandom } from "#lib/random.ts";
import { type GeneratorOptions, generateValue } from "#engine/generate/value.ts";
import { validate } from "#engine/request/validate.ts";

const options = (seed: string): GeneratorOptions => ({
  schemas: { get: () => undefined },
  random: seededRandom(seed),
  now: Date.UTC(2026, 0, 2),
  live: false,
  optional: 0,
});
const made = (schema: Schema, name = "member"): unknown => generateValue(options("a"), schema, name);

describe("R25 a text that nobody gave", () => {
  it.each([
    "avatar",
    "last4",
    "jobArn",
    "status",
    "source",
    "period",
    "value",
    "type",
    "token",
    "displayName",
  ])("is never the name of its member: %s", (name) => {
    expect(made({ type: ["string"] }, name)).not.toBe(name);
  });

  it("is what the name asks for", () => {
    expect(made({ type: ["string"] }, "replied_at")).toBe("2026-01-02T00:00:00Z");
    expect(made({ type: ["string"] }, "billingEmail")).toMatch(/@example\.com$/);
    expect(made({ type: ["string"] }, "currencyCode")).toBe("USD");
  });

  it.each<Schema>([
    { type: ["string"], pattern: "^[0-9]+$", minLength: 10, maxLength: 12 },
    { type: ["string"], pattern: "^[-._\\p{L}\\p{N}]+$" },
    { type: ["string"], format: "uuid" },
    { type: ["string"], format: "ipv6" },
    { type: ["string"], minLength: 40 },
    { type: ["string"], example: "too long by far", maxLength: 6 },
    { type: ["array"], items: { enum: ["a", "b", "c"] }, minItems: 3, uniqueItems: true },
    { type: ["object"], additionalProperties: { type: ["integer"] }, minProperties: 2 },
    { type: ["object"], required: ["count"], additionalProperties: { type: ["integer"] } },
    { type: ["object"], properties: { a: { type: ["string"] }, b: { type: ["integer"] } }, minProperties: 1 },
  ])("fits %j", (schema) => {
    expect(validate({ get: () => undefined }, schema, generateValue(options("b"), schema, "member"))).toEqual(
      [],
    );
  });
});
