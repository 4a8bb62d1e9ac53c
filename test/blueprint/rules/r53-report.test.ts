// R53: what is said of each inference.
import { describe, expect, it } from "vitest";
import { behaviourDraft } from "#blueprint/emit/behaviour-draft.ts";
import { readSandboxFile } from "#blueprint/read/sandbox-file.ts";
import { compiled, documentOf } from "../../support/compiled.ts";
import { pet, text } from "../../support/schemas.ts";

describe("R53 an operation", () => {
  it("has a tier, and one that is not stateful says why", () => {
    const { index } = compiled(
      documentOf({
        "GET /pets/{id}": { answer: pet },
        "POST /compute": { body: { type: "object" }, answer: { type: "object", properties: { x: text } } },
        "GET /file": { answer: undefined, media: "image/png" },
      }),
    );
    for (const operation of index.operations)
      if (operation.tier !== "stateful") expect(operation.reasons.join()).not.toBe("");
  });

  it("that is not fully played says what to write in sandbox.yaml, where it is read once what is left open is filled in", () => {
    const { report } = compiled(
      documentOf({
        "GET /pets/{id}": { answer: pet },
        "POST /pets/{id}/feed": { answer: pet },
        "POST /compute": { body: { type: "object" }, answer: { type: "object", properties: { x: text } } },
      }),
    );
    const open = report.operations.flatMap(({ settle }) => settle ?? []);
    expect(open).toHaveLength(2);
    expect(open.join("\n")).toContain('"POST /compute": { status: 200, answer: … }');
    const facts = Object.values(report.resources).flat();
    expect(facts.some(({ settle }) => settle !== undefined)).toBe(true);
    for (const { sure, settle } of facts) if (sure === "stated") expect(settle).toBeUndefined();
    for (const lines of [...open, ...facts.flatMap(({ settle }) => settle ?? [])])
      expect(readSandboxFile(lines.replaceAll("…", "word")), lines).toMatchObject({ ok: true });
  });
});

describe("R53 a sandbox.yaml to begin with", () => {
  const order = {
    type: "object",
    properties: {
      id: text,
      customer_id: text,
      status: { type: "string", enum: ["open", "shipped", "on"] },
    },
  };
  const document = documentOf({
    "GET /customers/{id}": { answer: pet },
    "POST /customers": { body: pet, answer: pet, status: 201 },
    "GET /orders/{id}": { answer: order },
    "POST /orders": { body: order, answer: order, status: 201 },
    "POST /orders/{id}/ship": { answer: order },
    "POST /orders/{id}/weigh": { answer: order },
    "POST /compute": { body: { type: "object" }, answer: { type: "object", properties: { x: text } } },
  });

  it("changes nothing as it is written", () => {
    const made = compiled(document);
    const again = compiled(document, behaviourDraft(made.report));
    expect(again.diagnostics).toEqual(made.diagnostics);
    expect(again.index).toEqual(made.index);
  });

  it("is read as a whole with its comments taken out, and declares what was inferred", () => {
    const draft = behaviourDraft(compiled(document).report);
    const said = draft.slice(draft.indexOf("version: 1")).replaceAll(/^# /gm, "").replaceAll("…", "word");
    expect(said).toContain("customer_id: customer");
    expect(said).toContain('"POST /compute": { status: 200, answer: word }');
    const { report } = compiled(document, said);
    for (const { fact, sure } of report.resources["order"] ?? [])
      if (fact !== "new keys") expect([fact, sure]).toEqual([fact, "declared"]);
  });
});
