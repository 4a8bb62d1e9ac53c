// R53: what is said of each inference.
import { describe, expect, it } from "vitest";
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
