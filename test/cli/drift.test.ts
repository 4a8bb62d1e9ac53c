// What another server answers otherwise, told field by field; and runs as JUnit XML and Markdown.
import { describe, expect, it } from "vitest";
import type { Exchange } from "#blueprint/workflows/expressions.ts";
import { type Drift, driftOf } from "#client/workflows/drift.ts";
import { junitOf, summaryOf } from "#cli/workflows/junit.ts";
import type { RunResult } from "#client/workflows/results.ts";
import type { Json } from "#lib/json.ts";

function runOf(body: Json, more: Partial<Exchange> = {}, headers: Record<string, string> = {}): RunResult {
  const exchange: Exchange = {
    url: "http://localhost/v1/orders",
    method: "POST",
    status: 201,
    request: { headers: {}, query: {}, path: {}, body: { note: "Gift", amount: 5 } },
    response: { headers: { "content-type": "application/json", ...headers }, body },
    ...more,
  };
  const step = {
    stepId: "create",
    title: "Create",
    status: exchange.status,
    passed: true,
    attempts: 1,
    milliseconds: 3,
    request: null,
    checks: [],
    exchange,
  };
  return { workflow: "w", summary: "", passed: true, milliseconds: 3, steps: [step], outputs: {} };
}

const BODY = { id: "ord_1", note: "Gift", amount: 5, lines: [{ id: 1, tag: null }], at: null };
const HERE = runOf(BODY, {}, { "x-rate-limit": "10", date: "now" });
const drift = (there: RunResult): Omit<Drift, "step">[] =>
  driftOf(HERE, there).map(({ step: _step, ...rest }) => rest);

describe("drift", () => {
  it("is none where only values, dates and nulls differ", () => {
    const body = {
      ...BODY,
      id: "x",
      lines: [
        { id: 9, tag: "new" },
        { id: 4, tag: null },
      ],
      at: "2030",
    };
    const headers = { "x-rate-limit": "99", "content-type": "application/json; charset=utf-8", server: "x" };
    expect(drift(runOf(body, {}, headers))).toEqual([]);
  });

  it("tells status, headers, shape, types and what no longer echoes", () => {
    const limited = { "x-rate-limit": "1" };
    expect(drift(runOf(BODY, { status: 200 }, limited))).toEqual([
      { kind: "status", at: "status", sandbox: "201", there: "200" },
    ]);
    expect(drift(runOf(BODY, {}, { "content-type": "text/json" }))).toEqual([
      { kind: "header", at: "content-type", sandbox: "application/json", there: "text/json" },
      { kind: "header", at: "x-rate-limit", sandbox: "present", there: "absent" },
    ]);
    const { amount: _gone, ...rest } = BODY;
    const other = { ...rest, id: 1, note: "gift", lines: [{ id: "1" }], more: true };
    expect(drift(runOf(other, {}, limited))).toEqual([
      { kind: "type", at: "body.id", sandbox: "string", there: "number" },
      { kind: "shape", at: "body.amount", sandbox: "number", there: "absent" },
      { kind: "type", at: "body.lines[].id", sandbox: "number", there: "string" },
      { kind: "shape", at: "body.lines[].tag", sandbox: "null", there: "absent" },
      { kind: "shape", at: "body.more", sandbox: "absent", there: "boolean" },
      { kind: "echo", at: "body.note", sandbox: '"Gift"', there: '"gift"' },
    ]);
    expect(drift({ ...HERE, steps: [] })).toEqual([expect.objectContaining({ kind: "step" })]);
  });
});

describe("reports", () => {
  const [step] = HERE.steps;
  const failed: RunResult = {
    ...HERE,
    passed: false,
    steps: step
      ? [
          step,
          {
            ...step,
            title: "Say <hi> & go",
            passed: false,
            checks: [
              { kind: "answer", what: "$statusCode == 200", passed: false, detail: "$statusCode is 201" },
            ],
          },
        ]
      : [],
  };

  it("are JUnit XML, with what is markup escaped", () => {
    const xml = junitOf("shelf", [HERE, failed, { ...HERE, problem: "Workflows | end" }]);
    expect(xml).toContain('<testsuite name="shelf w" tests="2" failures="1"');
    expect(xml).toContain('name="Say &lt;hi&gt; &amp; go"');
    expect(xml).toContain('<failure message="$statusCode == 200: $statusCode is 201">');
    expect(xml).toContain('<failure message="Workflows | end"/>');
  });

  it("are a table in Markdown", () => {
    const text = summaryOf("shelf", [HERE, failed], ["create: body.id is number there"]);
    expect(text).toContain("1 of 2 workflows passed");
    expect(text).toContain("| w | 2 | ✗ Say <hi> & go: $statusCode == 200: $statusCode is 201 |");
    expect(text).toContain("- create: body.id is number there");
  });
});
