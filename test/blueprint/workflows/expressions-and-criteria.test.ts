// Runtime expressions, simple conditions, and criteria of the three types that are evaluated here.
import { describe, expect, it } from "vitest";
import { compileCriterion } from "#blueprint/workflows/criteria.ts";
import { NoValue, type Scope, evaluate, fill, parseExpression } from "#blueprint/workflows/expressions.ts";

const scope: Scope = {
  inputs: { product: "prod_1", quantity: 2, nested: { deep: ["a", "b"] } },
  steps: { create: { order: "ord_1", whole: { lines: [{ id: 7 }] } } },
  workflows: { earlier: { inputs: { a: 1 }, outputs: { token: "t" } } },
  exchange: {
    url: "https://api.example/v1/orders/ord_1?x=1",
    method: "POST",
    status: 201,
    request: {
      headers: { accept: "application/json" },
      query: { x: "1" },
      path: { id: "ord_1" },
      body: { note: "Gift" },
    },
    response: {
      headers: { "x-total": "12", "content-type": "application/json" },
      body: {
        id: "ord_1",
        status: "Draft",
        total: 9,
        "a/b": 1,
        items: [{ price: 3 }, { price: 5 }],
        none: null,
      },
    },
  },
};

const read = (text: string): unknown => {
  const expression = parseExpression(text);
  return expression && evaluate(expression, scope);
};

describe("expressions", () => {
  it.each([
    ["$statusCode", 201],
    ["$method", "POST"],
    ["$url", "https://api.example/v1/orders/ord_1?x=1"],
    ["$inputs.product", "prod_1"],
    ["$inputs.nested.deep[1]", "b"],
    ["$steps.create.outputs.order", "ord_1"],
    ["$steps.create.outputs.whole#/lines/0/id", 7],
    ["$workflows.earlier.outputs.token", "t"],
    ["$request.header.Accept", "application/json"],
    ["$request.path.id", "ord_1"],
    ["$request.body#/note", "Gift"],
    ["$response.header.X-Total", "12"],
    ["$response.body#/items/1/price", 5],
    ["$response.body#/a~1b", 1],
    ["$response.body.items[0].price", 3],
    ["$response.body#/absent", undefined],
  ])("%s", (text, value) => {
    expect(read(text)).toEqual(value);
  });

  it.each(["$5", "$home", "$response.status", "$steps.create", "text", "$statusCode and more"])(
    "'%s' is none",
    (text) => {
      expect(parseExpression(text)).toBeUndefined();
    },
  );

  it("fill values of any depth, whole or within a text, and say which has no value", () => {
    const value = {
      product: "$inputs.product",
      list: ["{$inputs.quantity} of {$inputs.product}"],
      plain: "$5",
      n: 1,
    };
    expect(fill(value, scope)).toEqual({ product: "prod_1", list: ["2 of prod_1"], plain: "$5", n: 1 });
    expect(() => fill("$steps.create.outputs.nothing", scope)).toThrow(NoValue);
  });
});

const holds = (criterion: Parameters<typeof compileCriterion>[0]): boolean | string => {
  const compiled = compileCriterion(criterion);
  return compiled.ok ? compiled.value(scope) : compiled.failure;
};

describe("criteria", () => {
  it.each([
    ["$statusCode == 201", true],
    ["$statusCode >= 200 && $statusCode < 300", true],
    ["$statusCode == 404 || $response.body#/total > 8", true],
    ["!($response.body#/total > 8)", false],
    ["$response.body#/status == 'draft'", true],
    ['$response.body#/status != "draft"', false],
    ["$response.header.X-Total == 12", true],
    ["$response.body#/absent == null", true],
    ["$response.body#/none != null", false],
    ["$response.body#/note == 'it''s'", false],
    ["$request.path.id == $response.body#/id", true],
    ["$response.body#/status > 4", false],
    ["true && false", false],
  ])("%s", (condition, expected) => {
    expect(holds({ condition })).toBe(expected);
  });

  it("search texts by RE2 and bodies by JSONPath", () => {
    expect(holds({ context: "$statusCode", condition: "^2\\d\\d$", type: "regex" })).toBe(true);
    expect(holds({ context: "$response.body", condition: "$.items[?@.price > 4]", type: "jsonpath" })).toBe(
      true,
    );
    const version = { type: "jsonpath", version: "rfc9535" };
    expect(holds({ context: "$response.body", condition: "$.items[?@.price > 9]", type: version })).toBe(
      false,
    );
  });

  it.each([
    { condition: "$statusCode ==" },
    { condition: "$nowhere.at.all == 1" },
    { condition: "== 1" },
    { condition: "($statusCode == 1" },
    { condition: "(a", context: "$statusCode", type: "regex" as const },
    { condition: "$[", context: "$response.body", type: "jsonpath" as const },
    { condition: "$.a", type: "jsonpath" as const },
    { condition: "//a", context: "$response.body", type: "xpath" as const },
  ])("say why they cannot be read: %j", (criterion) => {
    expect(holds(criterion)).toEqual(expect.any(String));
  });
});
