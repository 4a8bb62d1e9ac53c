// R36: work that goes on by itself.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { objectOf, text } from "../../support/schemas.ts";

const progressOf = (status: number, states: string[]) => {
  const job = objectOf({ id: text, name: text, status: { ...text, enum: states }, completed_at: text });
  return compiled(
    documentOf({
      "POST /jobs": { body: objectOf({ name: text }), answer: job, status },
      "GET /jobs/{id}": { answer: job },
      "POST /jobs/{id}/complete": { answer: job },
    }),
  ).index.resources["job"]?.lifecycle?.progress;
};

describe("R23, R36 a 202", () => {
  it("is work that goes through the states to where it is done, and is stamped there", () => {
    expect(progressOf(202, ["queued", "processing", "completed", "failed"])).toMatchObject([
      { from: "queued", to: "processing" },
      { from: "processing", to: "completed", stamp: "completed_at" },
    ]);
  });
});

describe("R36 a record that a call must move", () => {
  it("does not move by itself", () => {
    expect(progressOf(201, ["queued", "processing", "completed", "failed"])).toEqual([]);
    expect(progressOf(202, ["open", "closed"])).toEqual([]);
  });
});
