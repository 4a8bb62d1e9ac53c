// R24: what was sent at the top of a body stands deeper in the record, where that is the only place for it.
import { expect, test } from "vitest";
import type { Schema } from "#blueprint/format/schema.ts";
import type { JsonObject } from "#lib/json.ts";
import { seededRandom } from "#lib/random.ts";
import { mapMembers } from "#engine/records/fill.ts";

const text: Schema = { type: ["string"] };
const objectOf = (properties: Record<string, Schema>): Schema => ({ type: ["object"], properties });

const mapped = (record: Schema, sent: JsonObject): JsonObject =>
  mapMembers(
    {
      schemas: { get: () => undefined },
      random: seededRandom("deeper"),
      now: 0,
      live: false,
      optional: 0,
      takes: () => true,
    },
    record,
    sent,
  );

test("R24: in the one object that has a member of that name", () => {
  const record = objectOf({ id: text, metadata: objectOf({ id: text, title: text }) });
  expect(mapped(record, { title: "a" })["metadata"]).toEqual({ title: "a" });
  expect(mapped(objectOf({ $limits: objectOf({ read: text }) }), { read: "a" })["$limits"]).toEqual({
    read: "a",
  });
});

test("R24: where the names on the way say the same", () => {
  const record = objectOf({
    Member: objectOf({ Arn: text, Name: text }),
    CreatedBy: objectOf({ Arn: text }),
  });
  expect(mapped(record, { MemberArn: "arn:1" })["Member"]).toEqual({ Arn: "arn:1" });
});

test("R24: from an object that the record does not know", () => {
  const record = objectOf({ source: text, plan: objectOf({ steps: { type: ["array"], items: text } }) });
  expect(mapped(record, { settings: { steps: ["a"], source: "b" } })).toMatchObject({
    source: "b",
    plan: { steps: ["a"] },
  });
});

test("R24: and nowhere else: not in another record, not by a word that means anything, not in one of two", () => {
  const owner = objectOf({ id: text, name: text, type: text });
  expect(mapped(objectOf({ owner }), { name: "a" })["owner"]).toBeUndefined();
  expect(mapped(objectOf({ part: objectOf({ type: text }) }), { type: "a" })["part"]).toBeUndefined();
  const either = objectOf({ from: objectOf({ city: text }), to: objectOf({ city: text }) });
  expect(mapped(either, { city: "a" })).toEqual({ city: "a" });
  expect(mapped(objectOf({ error: objectOf({ version: text }) }), { version: "1" })["error"]).toBeUndefined();
  const number = objectOf({ part: objectOf({ size: { type: ["integer"] } }) });
  expect(mapped(number, { size: "large" })["part"]).toBeUndefined();
});

test("R24: all of a body in the one part of the record that has room for all of it, its key and its type too", () => {
  const bundle = objectOf({ id: text, type: text, name: text, comment: text });
  const record = objectOf({ policyId: text, active: { type: ["boolean"] }, bundle });
  const sent = { id: "b1", type: "allow", name: "a", comment: "c" };
  expect(mapped(record, sent)["bundle"]).toEqual(sent);
});

test("R24: inside an object that was sent: names in another case, and members that stand deeper there", () => {
  const transport = objectOf({ maxLatency: { type: ["integer"] } });
  const record = objectOf({ Source: objectOf({ Name: text, Transport: transport }) });
  expect(mapped(record, { source: { name: "a", maxLatency: 5 } })["Source"]).toMatchObject({
    Name: "a",
    Transport: { maxLatency: 5 },
  });
});

test("R24: an object where the record has a text is told by what names it", () => {
  const record = objectOf({ stageKeys: { type: ["array"], items: text } });
  expect(mapped(record, { stageKeys: [{ restApiId: "r1", on: true }] })["stageKeys"]).toEqual(["r1"]);
});

test("R24: an object in the one whose name says the same and more", () => {
  const settings = objectOf({ name: text });
  expect(mapped(objectOf({ jobConfiguration: settings }), { configuration: { name: "a" } })).toEqual({
    jobConfiguration: { name: "a" },
  });
  const two = objectOf({ jobConfiguration: settings, taskConfiguration: settings });
  expect(mapped(two, { configuration: { name: "a" } })).toEqual({ configuration: { name: "a" } });
});

test("R24: and in an object that was sent in one word, beside that word", () => {
  const record = objectOf({ location: objectOf({ name: text, network_zone: text }) });
  expect(mapped(record, { location: "north", network_zone: "z1" })["location"]).toEqual({
    name: "north",
    network_zone: "z1",
  });
});

test("R24: one of a list of values is the key of the object that the record has for it", () => {
  const role = objectOf({
    label: { enum: ["User", "Moderator"] },
    id: { type: ["integer"], enum: [0, 1, 2] },
  });
  expect(mapped(objectOf({ role }), { role: 1 })["role"]).toEqual({ id: 1 });
});
