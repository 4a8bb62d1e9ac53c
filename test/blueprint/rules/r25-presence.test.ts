// R25: which members a new record has that nobody gave.
import { describe, expect, it } from "vitest";
import { fillRecord } from "#engine/records/fill.ts";
import { seededRandom } from "#lib/random.ts";
import { compiled, documentOf } from "../../support/compiled.ts";
import { list, objectOf, text } from "../../support/schemas.ts";

const integer = { type: "integer" };
const filled = (properties: Record<string, object>, given: Record<string, any> = {}): any => {
  const shop = { type: "object", required: ["id"], properties: { id: text, ...properties } };
  const made = compiled(
    documentOf({
      "POST /shops": { body: { type: "object" }, answer: shop, status: 201 },
      "GET /shops/{id}": { answer: shop },
    }),
  );
  const resource = made.index.resources["shop"];
  const schemas = Object.assign({}, ...made.schemas) as Record<string, object>;
  if (!resource) throw new Error("no resource");
  const now = Date.UTC(2026, 0, 1);
  return fillRecord(
    { schemas: { get: (name) => schemas[name] }, random: seededRandom("r25"), now, optional: 0, live: false },
    resource,
    given,
    { id: "s1", now, links: {} },
  );
};

describe("R25 an optional member of a new record", () => {
  it("is there: null where it may be, else its default, its example, or a value that fits", () => {
    const made = filled({
      phone: { type: "string", nullable: true },
      tier: { type: "string", default: "free" },
      motto: { type: "string", example: "Onwards" },
      kind: { type: "string", enum: ["small", "large"] },
      last4: text,
      visits: integer,
      open: { type: "boolean" },
      tags: list(text),
      address: objectOf({ city: text, country: text }),
    });
    expect(made).toMatchObject({ id: "s1", phone: null, tier: "free", motto: "Onwards", kind: "small" });
    expect(made).toMatchObject({ last4: expect.stringMatching(/^\d{4}$/), visits: 0, open: false, tags: [] });
    expect(Object.keys(made.address)).toEqual(["city", "country"]);
  });

  it("is null where alternatives stand beside `nullable`", () => {
    expect(filled({ owner: { nullable: true, anyOf: [text, objectOf({ id: text })] } }).owner).toBeNull();
  });

  it("is left out where it would tell of something that did not happen, or of a record that is not there", () => {
    const made = filled({
      closed_at: { type: "string", format: "date-time" },
      expires_at: integer,
      last_error: objectOf({ message: text }),
      owner_id: text,
      parent: objectOf({ id: text, name: text }),
      invoices: {
        type: "object",
        properties: { data: list(objectOf({ id: text })), has_more: { type: "boolean" } },
      },
    });
    expect(Object.keys(made)).toEqual(["id"]);
  });

  it("is never its own name", () => {
    const made = filled({ nickname: text, remark: text, example: text });
    for (const [name, value] of Object.entries(made)) expect(value).not.toBe(name);
  });
});

describe("R24 a list that was sent", () => {
  it("is put into the object that shows it, with ids where the answer has objects", () => {
    const item = {
      required: ["id"],
      ...objectOf({ id: text, price: objectOf({ id: text, currency: text }), quantity: integer }),
    };
    const items = {
      type: "object",
      required: ["object", "data"],
      properties: { object: { enum: ["list"] }, data: list(item) },
    };
    const made = filled({ items }, { items: [{ price: "p1", quantity: 3 }] });
    expect(made.items).toMatchObject({ object: "list", data: [{ quantity: 3 }] });
    expect(made.items.data[0].price).toMatchObject({ id: "p1" });
    expect(made.items.data[0].id).toMatch(/^\w{16}$/);
  });
});
