// What a client sends is in the record and in the answer, whatever form the answer's schema has for it, and whatever has
// to be made around it (R24, R25); and the answer is valid.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Resource } from "#blueprint/format/resource.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import { type Json, type JsonObject, own } from "#lib/json.ts";
import { seededRandom } from "#lib/random.ts";
import type { GeneratorOptions } from "#engine/generate/value.ts";
import { fillRecord } from "#engine/records/fill.ts";
import { validate } from "#engine/request/validate.ts";
import { project } from "#engine/response/project.ts";

const text: Schema = { type: ["string"] };
const leaf = fc.oneof(
  fc.string().map((value): [Schema, Json] => [text, value]),
  fc.integer().map((value): [Schema, Json] => [{ type: ["integer"] }, value]),
);
const objectOf = (member: string, schema: Schema, required: boolean): Schema => ({
  type: ["object"],
  properties: { [member]: schema, note: text, made: { type: ["string"], format: "date-time" } },
  required: required ? [member, "made"] : ["made"],
});

/** A member as the answer has it, the value that is sent for it, and the leaf that must be found again. */
type Case = { answered: Schema; sent: Json; kept: Json };

const cases: fc.Arbitrary<Case> = leaf.chain(([schema, value]) =>
  fc.tuple(fc.constantFrom("id", "name", "key", "domain"), fc.boolean()).chain(([member, required]) =>
    fc.constantFrom<Case>(
      { answered: schema, sent: value, kept: value },
      { answered: { ...schema, readOnly: true }, sent: value, kept: value },
      { answered: objectOf(member, schema, required), sent: value, kept: value },
      { answered: { type: ["array"], items: schema }, sent: value, kept: value },
      {
        answered: { type: ["array"], items: objectOf(member, schema, required) },
        sent: [value],
        kept: value,
      },
      { answered: schema, sent: { id: value }, kept: value },
      { answered: { type: ["object"], additionalProperties: schema }, sent: { one: value }, kept: value },
      { answered: { anyOf: [schema, { type: ["null"] }] }, sent: value, kept: value },
      { answered: { type: ["string"] }, sent: "x", kept: "x" },
    ),
  ),
);

const resource = (schema: Schema): Resource =>
  Resource.parse({
    name: "thing",
    schema,
    identity: {
      property: "id",
      lookups: ["id"],
      generator: { kind: "uuid" },
      clientChosen: false,
    },
    foreignKeys: {},
    references: [],
    times: [{ property: "created_at", role: "created", form: "iso" }],
    unique: [],
    newestFirst: false,
    maps: [],
    derived: {},
    singleton: false,
    scope: "things",
  });

const holds = (shown: Json | undefined, value: Json): boolean =>
  shown === value ||
  (typeof shown === "object" && shown !== null && Object.values(shown).some((one) => holds(one, value)));

test("R24: a value that was sent is answered, in the form that the answer has for it", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom("to", "plan", "owner", "tags"), cases),
      fc.nat(),
      (members, seed) => {
        const schema: Schema = {
          type: ["object"],
          required: ["id", "created_at", "summary"],
          properties: {
            ...Object.fromEntries(Object.entries(members).map(([name, { answered }]) => [name, answered])),
            id: text,
            created_at: { type: ["string"], format: "date-time" },
            summary: text,
          },
        };
        const options: GeneratorOptions = {
          schemas: { get: () => undefined },
          random: seededRandom(String(seed)),
          now: 0,
          live: false,
          optional: 0,
          takes: () => true,
        };
        const sent: JsonObject = Object.fromEntries(
          Object.entries(members).map(([name, one]) => [name, one.sent]),
        );
        const birth = { id: "t1", now: 0, links: {} };
        const shown = project(
          options,
          schema,
          fillRecord(options, resource(schema), sent, birth),
        ) as JsonObject;
        for (const [name, { kept }] of Object.entries(members))
          expect(holds(own(shown, name), kept), `${name} in ${JSON.stringify(shown)}`).toBe(true);
        expect(validate(options.schemas, schema, shown, { answered: true })).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});

test("R24: when it was made is the client's to say where the request's own schema takes that", () => {
  const schema: Schema = { type: ["object"], properties: { id: text, created_at: text } };
  const sent = { created_at: "2001-02-03T04:05:06Z" };
  const shownWith = (takes: boolean): JsonObject =>
    fillRecord(
      {
        schemas: { get: () => undefined },
        random: seededRandom("x"),
        now: 0,
        live: false,
        optional: 0,
        takes: () => takes,
      },
      resource(schema),
      sent,
      { id: "t1", now: 0, links: {} },
    );
  expect(shownWith(true)["created_at"]).toBe(sent.created_at);
  expect(shownWith(false)["created_at"]).toBe("1970-01-01T00:00:00Z");
});
