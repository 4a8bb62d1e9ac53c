import { describe, expect, it } from "vitest";
import {
  REASON_KINDS,
  Reason,
  isSimulated,
  mapTexts,
  platformReason,
  renderReason,
  rule,
  scenarioOf,
  withOutcome,
} from "#lib/reason.ts";

const reason = (kind: Reason["kind"], name: string, facts: Reason["facts"] = {}): Reason => ({
  kind,
  name,
  facts,
});

describe("renderReason", () => {
  const sentences: [string, Reason][] = [
    ["created book b1", rule("created", { resource: "book", id: "b1" })],
    ["created 3 book", rule("created_many", { count: 3, resource: "book" })],
    ["read settings", rule("read", { resource: "settings", id: null })],
    ["listed 2 of 9 book", rule("listed", { shown: 2, total: 9, resource: "book" })],
    [
      "publish moved book b1 to published",
      reason("rule", "moved", { action: "publish", resource: "book", id: "b1", to: "published" }),
    ],
    [
      "2 joined: tags of book b1",
      rule("items_joined", { count: 2, property: "tags", resource: "book", id: "b1" }),
    ],
    ["not modified", rule("not_modified", {})],
    ["a_later_rule", reason("rule", "a_later_rule")],
    ["the document's example", reason("sample", "example")],
    ["sampled from the schema", reason("sample", "schema")],
    ["No such book: 'x'", reason("refused", "not_found", { message: "No such book: 'x'" })],
    [
      "replayed the first answer of this idempotency key",
      reason("replay", "first_answer", { request: "req_1" }),
    ],
    ["fault flt_1", reason("fault", "flt_1")],
    ["fault flt_1: slow", reason("fault", "flt_1", { scenario: "slow" })],
    ["scenario slow, by a header", reason("scenario", "slow")],
    ["scenario slow, by a value in the path", reason("magic_value", "slow", { in: "path" })],
    [
      "scenario slow, by a value of the call: recovered",
      reason("magic_value", "slow", { in: "call", recovered: true }),
    ],
    ["error 503", reason("error", "503")],
    ["latency 20 ms", reason("latency", "delayed", { milliseconds: 20 })],
    ["quota exceeded", reason("limit", "quota")],
    ["rate limited: the key has a rate override", reason("limit", "override")],
    ["rate limited: day", reason("limit", "day")],
    ["Full.", platformReason("sandbox_full", "Full.")],
    ["forwarded", reason("upstream", "answered", { status: 200 })],
    ["forwarded: the provider refused it with 401", reason("upstream", "refused", { status: 401 })],
    ["moved by itself from a to b", reason("timer", "b", { from: "a", to: "b" })],
    ["book.created: POST /books", reason("trigger", "book.created", { by: "POST /books" })],
    ["3 records were put in", reason("import", "records", { count: 3 })],
    ["book b1 was deleted by hand", reason("import", "deleted", { resource: "book", id: "b1" })],
    ["as it was", reason("text", "", { text: "as it was" })],
  ];
  it.each(sentences)("says: %s", (sentence, given) => {
    expect(Reason.parse(given)).toEqual(given);
    expect(renderReason(given)).toBe(sentence);
  });

  it("has a sentence for every kind", () => {
    expect(new Set(sentences.map(([, { kind }]) => kind))).toEqual(new Set(REASON_KINDS));
  });

  it("says what was asked, what came of it all the same, and what the self-check found", () => {
    const { facts, ...rest } = rule("read", { resource: "book", id: "b1" });
    const outcome = { ...rest, facts: { ...facts, self_check: "title is missing" } };
    const asked = reason("latency", "delayed", { milliseconds: 20 });
    expect(renderReason(withOutcome(asked, outcome))).toBe(
      "latency 20 ms: read book b1 (self-check: title is missing)",
    );
    expect(withOutcome(undefined, outcome)).toBe(outcome);
  });
});

describe("a reason", () => {
  it("is simulated by its kind alone, and names the scenario however it was asked for", () => {
    expect(REASON_KINDS.filter((kind) => isSimulated(reason(kind, "x")))).toEqual([
      "fault",
      "scenario",
      "magic_value",
      "error",
      "latency",
    ]);
    expect(scenarioOf(reason("scenario", "slow"))).toBe("slow");
    expect(scenarioOf(reason("magic_value", "slow"))).toBe("slow");
    expect(scenarioOf(reason("fault", "flt_1", { scenario: "slow" }))).toBe("slow");
    expect(scenarioOf(reason("fault", "flt_1"))).toBeUndefined();
    expect(scenarioOf(reason("rule", "slow"))).toBeUndefined();
  });

  it("has every text of its facts changed, at any depth", () => {
    const given = withOutcome(
      reason("fault", "a", { list: ["a", 1] }),
      reason("refused", "a", { message: "a" }),
    );
    expect(mapTexts(given, (text) => `${text}!`).facts).toEqual({
      list: ["a!", 1],
      outcome: { kind: "refused!", name: "a!", facts: { message: "a!" } },
    });
  });
});
