// R46: which of several alternatives a value is.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { objectOf, ref, text as string } from "../../support/schemas.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import { type GeneratorOptions, generateValue } from "#engine/generate/value.ts";
import { fillMembers } from "#engine/records/fill.ts";
import { project } from "#engine/response/project.ts";
import { pickBranch, tagOf } from "#engine/schemas.ts";
import type { JsonObject } from "#lib/json.ts";
import { seededRandom } from "#lib/random.ts";

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

  it("has the tag that its discriminator knows it by, in what is made of it", () => {
    const named: Schema = {
      type: ["object"],
      required: ["type"],
      properties: { type: { type: ["string"] } },
    };
    const listed: Schema = { type: ["object"], properties: { type: { enum: ["other"] } } };
    const forms = { get: (name: string) => ({ Allow: named, Deny: named, Other: listed })[name] };
    const rule: Schema = {
      oneOf: [{ $ref: "Deny" }, { $ref: "Allow" }],
      discriminator: { propertyName: "type", mapping: { deny: "Deny" } },
    };
    expect(tagOf(forms, rule, { $ref: "Allow" })).toEqual(["type", "Allow"]);
    expect(tagOf(forms, rule, { $ref: "Other" })).toBeUndefined();
    const options = { schemas: forms, random: seededRandom("x"), now: 0, live: false, optional: 0 };
    expect(generateValue(options, rule, "rule")).toEqual({ type: "deny" });
  });

  it("is chosen by constants, else by the members that are there", () => {
    const shape: Schema = { anyOf: branches };
    expect(pickBranch(schemas, shape, { kind: "square", radius: 1 })).toBe(branches[1]);
    expect(pickBranch(schemas, shape, { side: 4 })).toBe(branches[1]);
    expect(pickBranch(schemas, shape, "a text")).toBeUndefined();
  });

  const text: Schema = { type: ["string"] };
  const options: GeneratorOptions = {
    schemas,
    random: seededRandom("alternatives"),
    now: 0,
    live: false,
    optional: 0,
  };

  it("of a list of values or null is null where the record has another value", () => {
    const answer: Schema = {
      type: ["object"],
      properties: { method: { anyOf: [{ enum: ["GET", "POST"], type: ["string"] }, { type: ["null"] }] } },
    };
    expect(project(options, answer, { method: "POST" })).toEqual({ method: "POST" });
    expect(project(options, answer, { method: "else" })).toEqual({ method: null });
    expect(project(options, { type: ["array"], items: { enum: ["GET"] } }, ["GET", "else"])).toEqual(["GET"]);
  });

  it("that is answered is one that the others of a oneOf do not take as well", () => {
    const plain: Schema = { type: ["object"], required: ["status"], properties: { status: text } };
    const closed: Schema = { ...plain, additionalProperties: false };
    const linked: Schema = {
      type: ["object"],
      required: ["status", "links"],
      properties: { status: text, links: { type: ["object"] } },
    };
    const answer: Schema = {
      oneOf: [closed, { ...closed, properties: { status: { enum: ["done"] } } }, linked],
    };
    expect(project(options, answer, { status: "done" })).toEqual({ status: "done", links: {} });
    expect(project(options, { oneOf: [closed, plain] }, { status: "open" })).toEqual({ status: "open" });
  });

  it("that is answered says null in a member of each other that takes it as well", () => {
    const either: Schema = {
      type: ["object"],
      properties: { id: text },
      oneOf: [
        { type: ["object"], properties: { owner: { type: ["object"], properties: { id: text } } } },
        { type: ["object"], properties: { owner_id: text } },
      ],
    };
    expect(project(options, either, { id: "1", owner_id: "o" })).toEqual({
      id: "1",
      owner_id: "o",
      owner: null,
    });
    expect(project(options, { type: ["array"], items: either }, [{ id: "1" }])).toHaveLength(1);
    const plain: Schema = { type: ["object"], properties: { id: text } };
    const counted: Schema = {
      type: ["object"],
      properties: { id: text, postCount: { type: ["integer"] }, note: text },
    };
    const shown = project(options, { oneOf: [plain, counted] }, { id: "1", postCount: 3, note: "n" });
    expect(shown).toEqual({ id: "1", postCount: null, note: "n" });
  });

  it("that is made is one that the others of a oneOf do not take as well", () => {
    const value: Schema = { oneOf: [{ ...text, format: "byte" }, text, { type: ["boolean"] }] };
    expect(typeof generateValue(options, value, "value")).toBe("boolean");
    const named: Schema = { type: ["object"], required: ["name"], properties: { name: text } };
    const removable: Schema = {
      ...named,
      required: ["name", "remove"],
      properties: { name: text, remove: text },
    };
    expect(generateValue(options, { oneOf: [removable, named] }, "")).not.toHaveProperty("remove");
  });

  it("that is answered is the short form of a long one that requires what only a server says", () => {
    const short: Schema = { type: ["object"], required: ["name"], properties: { name: text } };
    const long: Schema = {
      type: ["object"],
      required: ["name", "inspectorUrl"],
      properties: { name: text, inspectorUrl: text, note: text },
    };
    const known = { name: "a", inspectorUrl: "https://a.test", note: "n" };
    const shown = { name: "a", note: "n" };
    expect(project(options, { oneOf: [long, short] }, known)).toEqual(shown);
    const list = (items: Schema): Schema => ({ type: ["array"], items });
    expect(project(options, { oneOf: [list(long), list(short)] }, [known])).toEqual([shown]);
    expect(project({ ...options, takes: () => true }, { oneOf: [long, short] }, known)).toEqual(known);
  });

  it("that is answered may be without the constant by which another one is told apart", () => {
    const long: Schema = {
      type: ["object"],
      required: ["id", "name"],
      properties: { id: text, name: text, brief: { type: ["boolean"] } },
    };
    const brief: Schema = {
      type: ["object"],
      required: ["id", "brief"],
      properties: { id: text, brief: { type: ["boolean"], enum: [true] } },
    };
    const known = { id: "1", name: "a", brief: true };
    expect(project(options, { oneOf: [long, brief] }, known)).toEqual({ id: "1", name: "a" });
    const open: Schema = { ...brief, properties: { id: text, brief: { type: ["boolean"] } } };
    expect(project(options, { oneOf: [long, open] }, known)).toEqual(known);
  });

  it("is not given the members that only another of a oneOf requires", () => {
    const mapping: Schema = {
      type: ["object"],
      properties: { org: text, orgId: text, name: text },
      oneOf: [{ required: ["orgId", "name"] }, { required: ["org", "name"] }],
    };
    const doc: JsonObject = { orgId: "o1" };
    fillMembers(options, mapping, doc, 0);
    expect(doc).not.toHaveProperty("org");
  });

  it("of a record is each time the one that its discriminator says, not the richest", () => {
    const check = (kind: string, properties: Record<string, unknown>) =>
      objectOf({ id: string, type: { type: "string", enum: [kind] }, ...properties }, ["type"]);
    const discriminator = {
      propertyName: "type",
      mapping: { ping: "#/components/schemas/Ping", query: "#/components/schemas/Query" },
    };
    const made = compiled(
      documentOf(
        {
          "POST /checks": { body: ref("Check"), answer: ref("Check"), status: 201 },
          "GET /checks/{id}": { answer: ref("Check") },
        },
        {
          components: {
            schemas: {
              Check: { oneOf: [ref("Ping"), ref("Query")], discriminator },
              Ping: check("ping", { host: string }),
              Query: check("query", { text: string, every: string }),
            },
          },
        },
      ),
    );
    expect(made.index.resources["check"]?.schema).toEqual({ $ref: "Check" });
    expect(made.index.resources["check"]?.identity.property).toBe("id");
  });
});
