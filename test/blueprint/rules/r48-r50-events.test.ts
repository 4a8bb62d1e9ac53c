// R48, R49, R50: what an API tells of, in which form, and to whom.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { objectOf, pet, ref, text } from "../../support/schemas.ts";

describe("R48, R50 announced events", () => {
  it("find their resource, and a webhook resource is a subscription", () => {
    const hook = {
      type: "object",
      properties: {
        id: text,
        url: { type: "string", format: "uri" },
        events: { type: "array", items: text },
      },
    };
    const { index } = compiled(
      documentOf(
        {
          "GET /pets/{id}": { answer: pet },
          "POST /webhooks": { body: hook, answer: hook },
          "GET /webhooks/{id}": { answer: hook },
        },
        { webhooks: { newPet: { post: { responses: {} } }, "pet.deleted": { post: { responses: {} } } } },
      ),
    );
    expect(index.events.names).toEqual({ "pet created": "newPet", "pet deleted": "pet.deleted" });
    expect(index.resources["webhook"]?.subscription).toEqual({ url: "url", events: "events" });
  });
});

describe("R48 events", () => {
  it("stand in webhooks, callbacks, the enums of subscriptions and schemas called so", () => {
    const order = { type: "object", required: ["id"], properties: { id: text, total: { type: "integer" } } };
    const hook = {
      type: "object",
      properties: {
        id: text,
        url: text,
        events: { type: "array", items: { ...text, enum: ["order.paid", "ping"] } },
      },
    };
    const document = documentOf(
      {
        "POST /orders": { body: { type: "object", properties: { hook: text } }, answer: order, status: 201 },
        "GET /orders/{id}": { answer: order },
        "GET /webhooks": { answer: { type: "array", items: hook } },
        "GET /webhooks/{id}": { answer: hook },
      },
      {
        "x-webhooks": { "orders-edited": { post: {} } },
        components: {
          schemas: { OrderGoneEvent: { type: "object", properties: { type: { const: "order.deleted" } } } },
        },
      },
    );
    const post = (document["paths"] as Record<string, Record<string, Record<string, unknown>>>)["/orders"]?.[
      "post"
    ];
    if (post) post["callbacks"] = { orderCreated: { "{$request.body#/hook}": { post: {} } } };
    const made = compiled(document);
    expect(made.index.events.names).toEqual({
      "order created": "orderCreated",
      "order updated": "orders-edited",
      "order deleted": "order.deleted",
      "order paid": "order.paid",
    });
    expect(made.details[0]?.["POST /orders"]?.callback).toEqual({ name: "hook", in: "body" });
  });
});

describe("R49 the payload of an event", () => {
  it("has the record in the member that is like it", () => {
    const shapes = (payload: unknown) =>
      compiled(
        documentOf(
          { "GET /pets/{id}": { answer: ref("Pet") } },
          {
            components: { schemas: { Pet: pet } },
            webhooks: {
              "pet.created": {
                post: { requestBody: { content: { "application/json": { schema: payload } } } },
              },
            },
          },
        ),
      ).index.events.shapes["pet.created"]?.data;
    expect(shapes(objectOf({ id: text, data: objectOf({ object: ref("Pet") }) }))).toEqual([
      "data",
      "object",
    ]);
    expect(shapes(objectOf({ action: text, pet: ref("Pet") }))).toEqual(["pet"]);
    expect(shapes(ref("Pet"))).toEqual([]);
  });
});
