// Workflows that follow from a document: which there are, what they are called, and that what is written is sound Arazzo.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { inferWorkflows } from "#blueprint/workflows/infer.ts";
import { readWorkflows } from "#blueprint/workflows/read.ts";
import { sampleOf } from "#blueprint/workflows/sample.ts";
import { verbOf } from "#blueprint/workflows/verbs.ts";
import { documentOf, operationsNeeded, writeInferred } from "#blueprint/workflows/write-inferred.ts";
import { compiled } from "../../support/compiled.ts";

const EMBED = path.join(import.meta.dirname, "../../../seeds/embed");
const text = (name: string): string => readFileSync(path.join(EMBED, name), "utf8");
/** Lifecycles without conditions: of what has some nothing is inferred. */
const LIVES = `
resources:
  order:
    lifecycle:
      field: status
      initial: draft
      transitions: [{ action: submit, from: [draft], to: submitted }, { action: cancel, from: [draft, submitted], to: canceled }]
      progress: [{ from: submitted, to: fulfilled, after: 1000, event: order.fulfilled }]
  payment:
    references: { order_id: order }
    lifecycle:
      field: status
      initial: authorized
      transitions: [{ action: capture, from: [authorized], to: captured }, { action: refund, from: [captured], to: refunded }]
  identity_verification:
    lifecycle: { field: status, initial: pending, progress: [{ from: pending, to: verified, after: 2000 }] }
  application:
    lifecycle:
      field: status
      initial: draft
      transitions: [{ action: submit, from: [draft], to: in_review }]
      progress: [{ from: in_review, to: approved, after: 2000 }]
`;
const { index, details, schemas } = compiled(parse(text("openapi.yaml")), LIVES);
const parts = { details: Object.assign({}, ...details), schemas: Object.assign({}, ...schemas) };
const inferred = inferWorkflows(index);
const write = (id: string) => {
  const one = inferred.find((each) => each.id === id);
  if (!one) throw new Error(`no ${id}`);
  return writeInferred(index, parts, one);
};

describe("inferred workflows", () => {
  it("go through what can be done with each resource, and along each lifecycle's happy path", () => {
    expect(inferred.map(({ id }) => id)).toEqual([
      "create-and-delete-product",
      "create-and-list-order",
      "create-and-fulfill-order",
      "create-and-list-payment",
      "create-and-capture-payment",
      "create-and-list-identity-verification",
      "create-and-verify-identity-verification",
      "create-and-list-application",
      "create-and-approve-application",
    ]);
  });

  it("leave out what has declared cases", () => {
    const own = compiled(parse(text("openapi.yaml")), text("sandbox.yaml"));
    expect(inferWorkflows(own.index).map(({ id }) => id)).toEqual(["create-and-delete-product"]);
  });

  it("create what they need first, and check keys, echoes and the end", () => {
    const life = write("create-and-delete-product");
    expect(life.steps.map(({ stepId, operationId }) => `${stepId} ${operationId}`)).toEqual([
      "create-product createProduct",
      "get-product getProduct",
      "update-product updateProduct",
      "list-product listProducts",
      "delete-product deleteProduct",
      "get-product-again getProduct",
    ]);
    expect(life.steps[1]?.successCriteria).toContainEqual({
      condition: "$response.body#/id == $steps.create-product.outputs.id",
    });
    const payment = write("create-and-capture-payment");
    expect(payment.steps[1]?.requestBody?.payload).toEqual({
      order_id: "$steps.create-order.outputs.id",
      amount: 1,
    });
  });

  it("wait for what happens by itself, and name the events that go with it", () => {
    const last = write("create-and-fulfill-order").steps.at(-1);
    expect(last).toMatchObject({
      operationId: "getOrder",
      onFailure: [{ type: "retry", retryAfter: 1 }],
      "x-sandbox-expect": { events: [{ type: "order.fulfilled" }] },
    });
  });

  it("are written as documents that are read again, and need no more operations than they say", () => {
    for (const one of inferred) {
      const needed = operationsNeeded(index, one);
      const few = Object.fromEntries(needed.map(({ id }) => [id, parts.details[id]]));
      const workflow = writeInferred(index, { ...parts, details: few }, one);
      expect(workflow).toEqual(writeInferred(index, parts, one));
      const read = readWorkflows(JSON.stringify(documentOf(index, "embed", [workflow])), index);
      expect(read).toMatchObject({ ok: true });
    }
  });
});

describe("the verb of a state", () => {
  it.each([
    ["fulfilled", "fulfill"],
    ["captured", "capture"],
    ["verified", "verify"],
    ["submitted", "submit"],
    ["canceled", "cancel"],
    ["approved", "approve"],
    ["authorized", "authorize"],
    ["delivered", "deliver"],
    ["completed", "complete"],
    ["activated", "activate"],
    ["created", "create"],
    ["shipped", "ship"],
    ["closed", "close"],
    ["processed", "process"],
    ["enabled", "enable"],
    ["paid", "pay"],
    ["in_review", "in-review"],
    ["active", "active"],
  ])("%s is %s", (state, verb) => {
    expect(verbOf(state, [])).toBe(verb);
  });

  it("is the action's own name where one begins so", () => {
    expect(verbOf("cancelled", ["cancel"])).toBe("cancel");
  });
});

describe("the smallest body", () => {
  it("has required members only, by their examples, choices, patterns and bounds", () => {
    const schema = {
      type: ["object"],
      required: ["id", "name", "kind", "code", "count", "tags", "inner"],
      properties: {
        id: { type: ["string"], readOnly: true },
        name: { type: ["string"], minLength: 20 },
        kind: { type: ["string"], enum: ["a", "b"] },
        code: { type: ["string"], pattern: "^[A-Z]{2}$" },
        count: { type: ["integer"], minimum: 3 },
        tags: { type: ["array"], minItems: 1, items: { type: ["string"], format: "email" } },
        inner: { $ref: "Inner" },
        other: { type: ["string"] },
      },
    };
    const table = {
      Inner: { oneOf: [{ type: ["object"], required: ["on"], properties: { on: { type: ["boolean"] } } }] },
    };
    expect(sampleOf(table, schema)).toEqual({
      name: "example namexxxxxxxx",
      kind: "a",
      code: expect.stringMatching(/^[A-Z]{2}$/),
      count: 3,
      tags: ["jo@example.com"],
      inner: { on: true },
    });
  });
});
