// Functions of sandbox.yaml's expressions that depend on their arguments alone.
import { describe, expect, it } from "vitest";
import { expressionOf } from "#lib/expression.ts";
import type { Json } from "#lib/json.ts";
import { seededRandom } from "#lib/random.ts";

const evaluate = (text: string, body: Json): Json | undefined =>
  expressionOf(text).evaluate({
    values: { body },
    records: { get: () => undefined, find: () => [], holding: () => [], shown: (_name, doc) => doc },
    tables: () => undefined,
    random: seededRandom("expressions"),
    now: 0,
    call: () => undefined,
  });

describe("functions of expressions", () => {
  it("captures gives the groups of every place that a pattern fits, an empty text for none", () => {
    const words = String.raw`captures(body.text, r'(-?)(\w+):(\d+)?')`;
    expect(evaluate(words, { text: "a:1 -b: c" })).toEqual([
      ["", "a", "1"],
      ["-", "b", ""],
    ]);
    expect(evaluate("captures(body.text, '(')", { text: "a" })).toEqual([]);
  });

  it("member follows names, or a list of them where one has a dot", () => {
    const body = { card: { last4: "4242" }, metadata: { "a.b": 1 } };
    expect(evaluate("member(body, 'card.last4')", body)).toBe("4242");
    expect(evaluate("member(body, ['metadata', 'a.b'])", body)).toBe(1);
    expect(evaluate("member(body, 'card.none.deeper') == null", body)).toBe(true);
  });
});
